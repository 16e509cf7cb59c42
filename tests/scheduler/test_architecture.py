"""The house: one arrow, left to right, and budgets that keep files readable."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import constraints
import scheduler

CODE = Path(scheduler.__file__).parent
MODEL = Path(constraints.__file__).parent
FILES = sorted([*CODE.rglob("*.py"), *MODEL.glob("*.py")])
TESTS = Path(__file__).parents[1]
ORDER = (
    "memory",
    "errors",
    "neutral",
    "texts",
    "extras",
    "svgpart",
    "charts",
    "rulenames",
    "systemwords",
    "journal",
    "grid",
    "xlsx",
    "workdays",
    "assumed",
    "letterhead",
    "register",
    "reportpolicy",
    "revision",
    "bycustomer",
    "roster",
    "importmark",
    "overbooking",
    "rule",
    "concept",
    "post",
    "cellvalues",
    "tomltable",
    "sheettable",
    "conceptrules",
    "overbookingfile",
    "conceptfiles",
    "columns",
    "tables",
    "crosschecks",
    "officefile",
    "rostersource",
    "rosterfiles",
    "addresses",
    "store",
    "history",
    "due",
    "intervals",
    "windows",
    "deadlines",
    "presence",
    "cover",
    "need",
    "needs",
    "showrates",
    "attendance",
    "weekly_target",
    "pins",
    "talks",
    "doubles",
    "prepare",
    "teamweek",
    "sharing",
    "week_to_plan",
    "oddities",
    "plan",
    "planplace",
    "planfiles",
    "workbook",
    "duelist",
    "conceptlist",
    "pseudonyms",
    "obstacles",
    "reasons",
    "resourceuse",
    "instruments",
    "planrows",
    "headstart",
    "solving",
    "planner",
    "findings",
    "planaudit",
    "ical",
    "calendars",
    "calendarin",
    "summary",
    "pages",
    "weekpage",
    "planfolder",
    "ahead",
    "replan",
    "daily",
    "export",
    "push",
    "letters",
    "report",
    "simulation",
    "study",
    "sample",
    "clihelp",
    "cliparts",
    "commands",
    "cli",
    "__main__",
)
"""The order in which data flows; a module imports only what stands to its left."""


@dataclass(frozen=True)
class Facts:
    """What is asked about a file.

    Attributes:
        imports: modules that it imports at run time.
        for_types: modules that it imports under TYPE_CHECKING.
        functions: name, lines after the first and arguments of every function.
        numbers: every number that it writes down.
    """

    imports: frozenset[str]
    for_types: frozenset[str]
    functions: tuple[tuple[str, int, int], ...]
    numbers: frozenset[float]


@cache
def facts(file: Path) -> Facts:
    """Read a file once for all tests: to walk through all of them takes a second."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    typing_only = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for node in nodes:
        if isinstance(node, ast.Import):
            found[id(node) in typing_only] |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module} if node.module != "scheduler" else {f"scheduler.{alias.name}" for alias in node.names}
            found[id(node) in typing_only] |= names
    return Facts(
        frozenset(found[False]),
        frozenset(found[True]),
        tuple((n.name, (n.end_lineno or 0) - n.lineno, len(n.args.args)) for n in nodes if isinstance(n, ast.FunctionDef)),
        frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, int | float)),
    )


def test_the_model_knows_nothing_of_what_surrounds_it() -> None:
    outside = {"scheduler", "icalendar", "click", "holidays", "jinja2", "datetime"}
    for file in MODEL.glob("*.py"):
        assert not {name.split(".")[0] for name in facts(file).imports | facts(file).for_types} & outside, file.name


def test_only_the_solver_side_imports_the_solver() -> None:
    users = {file.name for file in FILES if any(name.startswith("ortools") for name in facts(file).imports)}
    assert users == {"model.py"}


@pytest.mark.parametrize("file", sorted(CODE.rglob("*.py")), ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_imports_go_from_right_to_left(file: Path) -> None:
    """A package (sample, store, commands …) is one place in the order; inside it files may use each other."""
    place = file.relative_to(CODE).parts[0].removesuffix(".py")
    if place == "__init__":
        return
    used = {name.split(".")[1] for name in facts(file).imports if name.startswith("scheduler.")} - {place}
    assert [name for name in used if ORDER.index(name) >= ORDER.index(place)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_files_and_functions_stay_readable(file: Path) -> None:
    assert file.read_text(encoding="utf-8").count("\n") <= 300
    for name, lines, arguments in facts(file).functions:
        assert lines < 50, f"{name} is too long"
        assert arguments <= 7, f"{name} takes too many arguments"


def test_test_files_stay_readable() -> None:
    """Data files are no Python; a test file that gets too long is split by story, what two of them need goes to helpers."""
    lines = {file.relative_to(TESTS).as_posix(): file.read_text(encoding="utf-8").count("\n") for file in TESTS.rglob("*.py")}
    assert {name: number for name, number in lines.items() if number > 300} == {}


def test_policy_numbers_stand_in_concept_files_only() -> None:
    """No intervals or weekly numbers of the sources in code (20, 25, 91 …)."""
    forbidden = {20, 91, 113, 120, 150, 0.6, 0.65}
    allowed = {"officefile.py", "cellvalues.py", "conceptrules.py"}  # choices of the grid, longest cells, oldest ages
    for file in FILES:
        if file.name in allowed or file.parent.name == "sample":
            continue
        assert not facts(file).numbers & forbidden, (file.name, facts(file).numbers & forbidden)
