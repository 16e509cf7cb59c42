"""Every rule has its file, its place in RULES, its tests; and its tests fail when the model does without it."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import constraints
from constraints.rules import ALL_RULES, REPLAN_RULES, RULES, RuleBook
from helpers.build import planned, week

PACKAGE = Path(constraints.__file__).parent
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NAMES = [rule.NAME for rule in ALL_RULES]

PROGRAM = """
import contextlib, io, json, sys
import pytest
import constraints.solve as solve

books, runs = (solve.RULES, solve.REPLAN_RULES), {}
without = ["-o", "addopts=--import-mode=importlib"]  # options for a run in several processes
for plugin in ("xdist", "cacheprovider", "unraisableexception", "threadexception"):  # clearing up after each run takes longer than it
    without += ["-p", f"no:{plugin}"]
for name in sys.argv[1:]:
    solve.RULES, solve.REPLAN_RULES = books
    with contextlib.redirect_stdout(io.StringIO()) as text:
        file = f"tests/constraints/test_{name}.py"
        code = pytest.main(["-q", "-x", *without, "--without-rule", name, file])
    runs[name] = (int(code), text.getvalue())
print(json.dumps(runs))
"""
"""Runs the tests of every rule against a model without it, in one process: starting one costs more than the tests."""


@pytest.fixture(scope="module")
def runs() -> dict[str, tuple[int, str]]:
    """Rule → exit code and output of its tests without it."""
    command = [sys.executable, "-c", PROGRAM, *NAMES]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    found: dict[str, tuple[int, str]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_a_rule_fail_without_it(name: str, runs: dict[str, tuple[int, str]]) -> None:
    code, output = runs[name]
    assert code == pytest.ExitCode.TESTS_FAILED, output
    summary = output.splitlines()[-1]
    assert "failed" in summary
    assert "error" not in summary


def test_leaving_out_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        RULES.without("no_such_rule")


@pytest.mark.parametrize("book", [RULES, REPLAN_RULES])
def test_a_book_without_a_rule_has_all_others(book: RuleBook) -> None:
    names = {rule.NAME for rule in book}
    assert [name for name in names if {rule.NAME for rule in book.without(name)} != names - {name}] == []


def test_every_rule_module_is_in_the_book_under_its_own_name() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in PACKAGE.glob("*.py") if "NAME" in assigned_names(path))


def test_every_rule_has_a_test_file() -> None:
    assert [name for name in NAMES if not (HERE / f"test_{name}.py").is_file()] == []


def test_every_stage_is_named_after_its_rule() -> None:
    assert {stage.split(".")[0] for stage in planned(week()).reported} == {rule.NAME for rule in RULES.stage_rules}


def assigned_names(path: Path) -> set[str]:
    """Return the names that a module assigns at its top."""
    statements = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    return {target.id for node in statements for target in node.targets if isinstance(target, ast.Name)}
