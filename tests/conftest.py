"""Options and settings for all tests."""

import importlib

import pytest
from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-rule", metavar="NAME", help="leave one rule out of the model; the audit keeps all of them")


def pytest_configure(config: pytest.Config) -> None:
    name = config.getoption("--without-rule")
    if name:
        if name in {rule.NAME for rule in importlib.import_module("constraints.rules").RULES.check_rules}:
            rule = importlib.import_module(f"constraints.{name}")
            setattr(rule, "_is_allowed", lambda *_: True)  # noqa: B010
        module = importlib.import_module("constraints.solve")
        setattr(module, "RULES", module.RULES.without(name))  # noqa: B010
