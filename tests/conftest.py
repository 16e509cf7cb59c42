"""Options, settings and shared fixtures of all tests."""

import importlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from helpers.mailserver import Post
    from helpers.radicale_server import Watched

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


@pytest.fixture(scope="module")
def running() -> "Iterator[tuple[Post, int]]":
    from helpers.mailserver import mail_server

    with mail_server() as found:
        yield found


@pytest.fixture
def post(running: "tuple[Post, int]") -> "Post":
    running[0].taken.clear()
    running[0].refused.clear()
    running[0].breaks_after = None
    return running[0]


@pytest.fixture
def smtp(running: "tuple[Post, int]") -> tuple[str, ...]:
    return ("--smtp", f"127.0.0.1:{running[1]}", "--no-tls")


@pytest.fixture(scope="module")
def caldav(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[tuple[str, Watched]]":
    from helpers.radicale_server import radicale

    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found
