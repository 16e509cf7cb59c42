"""Options and settings for all tests."""

import importlib
import os
import sys

import pytest
from hypothesis import settings

os.environ["OPENPYXL_LXML"] = "False"  # as turnus does before it imports openpyxl
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")
if "helpers" not in sys.modules:  # pytest may run several times in one process
    pytest.register_assert_rewrite("helpers")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-rule", metavar="NAME", help="leave one rule out of the model; the audit keeps all of them")


def pytest_configure(config: pytest.Config) -> None:
    name = config.getoption("--without-rule")
    if name:
        module = importlib.import_module("constraints.solve")
        if name in {rule.NAME for rule in module.RULES.check_rules}:
            rule = importlib.import_module(f"constraints.{name}")
            vars(rule)["_is_allowed"] = lambda *_: True
        for book in ("RULES", "REPLAN_RULES"):
            if name in {rule.NAME for rule in getattr(module, book)}:
                setattr(module, book, getattr(module, book).without(name))
