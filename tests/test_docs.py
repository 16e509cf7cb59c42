"""The pages keep up with the code: links, commands, columns, keys, rules and stages that they name are there, and the other way round."""

import ast
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import click
import pytest

from constraints.hull import facets
from constraints.rules import RULES
from helpers.build import planned, week
from scheduler import cellvalues, officefile
from scheduler.cli import main
from scheduler.columns import TABLES, Table
from scheduler.concept import DELIVERIES, FLAGS, KINDS, TEAM_KINDS
from scheduler.plan import NotInvited, Plan, SpecialistWeek, StageTotal
from scheduler.planfiles import APPOINTMENT_COLUMNS, PLAN_JSON, STANDBY_COLUMNS, table_files
from scheduler.weekly_target import invitations_needed, week_target

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FOLDERS = ("docs", "sample_rosters", "benchmarks", "scheduler", "constraints", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELLS = ("console", "shell", "bash", "sh")
GENERAL = "Tables in general"
WORDS: dict[str, Mapping[str, object]] = {
    "status": cellvalues.STATUS_WORDS,
    "profile": cellvalues.PROFILE_WORDS,
    "channel": cellvalues.CHANNEL_WORDS,
    "kind": cellvalues.KIND_WORDS,
    "occasion": cellvalues.OCCASION_WORDS,
    "outcome": cellvalues.OUTCOME_WORDS,
    "state": cellvalues.STATE_WORDS,
    "delivery": cellvalues.DELIVERY_WORDS,
    "half_day": cellvalues.HALF_DAY_WORDS,
    "yes_no": cellvalues.YES_NO,
    "must": cellvalues.MUST_WORDS,
    "weekly_hours": cellvalues.WEEKDAYS,
    "day_or_weekday": cellvalues.WEEKDAYS,
    "flags": dict.fromkeys(FLAGS),
}
"""What is wanted in a column → the words that may stand in it."""


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def content(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return FENCE.sub("", content(page))


def headings(page: Path) -> list[str]:
    return [match[2].strip() for match in re.finditer(r"^(#+) (.*)$", prose(page), re.MULTILINE)]


def anchors(page: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)}


@cache
def section(page: Path, heading: str) -> str:
    """Return the text below a heading up to the next one of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", content(page), re.MULTILINE)
    assert found, f"{name_of(page)} has no heading {heading}"
    rest = content(page)[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", FENCE.sub(lambda block: " " * len(block[0]), rest), re.MULTILINE)
    return rest[: following.start()] if following else rest


def ticked(words: str) -> list[str]:
    return re.findall(r"`([^`]+)`", words)


def rows(words: str) -> dict[str, list[str]]:
    """Return the rows of tables by the name in their first cell, in order."""
    found = {}
    for line in words.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        names = ticked(cells[0]) if line.startswith("|") else []
        found.update(dict.fromkeys(names, cells))
    return found


FILES = DOCS / "files.md"
MODEL = DOCS / "model.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_column_stands_in_the_section_of_its_table(table: Table) -> None:
    listed = rows(section(FILES, table.file))
    assert set(listed) == {column.name for column in table.columns}
    for column in table.columns:
        _, aliases, required, *_ = listed[column.name]
        assert ticked(aliases) == list(column.aliases), column.name
        assert (required == "yes") == column.required, column.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_word_of_a_word_column_is_listed(table: Table) -> None:
    listed = {word.lower() for word in ticked(section(FILES, table.file) + section(FILES, GENERAL))}
    for column in table.columns:
        missing = {written for written in WORDS.get(column.wanted, {}) if written.lower() not in listed}
        assert missing == set(), column.name


def test_every_column_of_a_fixed_vocabulary_has_its_words_here() -> None:
    """`word(…)` makes a parser that remembers its words; none of them may be missing in WORDS."""
    fixed = {column.wanted for table in TABLES for column in table.columns if "word" in column.parse.__qualname__.split(".")}
    assert fixed
    assert fixed <= set(WORDS)


def test_every_column_of_the_plan_is_described() -> None:
    assert tuple(rows(section(FILES, "appointments.csv"))) == APPOINTMENT_COLUMNS
    assert tuple(rows(section(FILES, "not_invited.csv"))) == tuple(field.name for field in fields(NotInvited))
    assert tuple(rows(section(FILES, "standby.csv"))) == STANDBY_COLUMNS


def test_every_key_of_plan_json_is_described() -> None:
    keys = set(json.loads(table_files(Plan(date(2026, 11, 30), date(2026, 11, 20), (), (), (), {}, {}, {}))[PLAN_JSON]))
    keys |= {field.name for kind in (StageTotal, SpecialistWeek) for field in fields(kind)}
    assert set(rows(section(FILES, PLAN_JSON))) == keys


def test_every_key_of_office_toml_is_described() -> None:
    asked = {"string", "number", "whole", "choice", "days", "day", "flag", "tokens", "table", "tables"}
    tree = ast.parse(Path(officefile.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    keys = {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in asked and isinstance(call.args[0], ast.Constant)
    }
    assert {"name", "grid_minutes", "concept", "teams"} <= keys
    described = {re.sub(r"[\[\]]|\.NAME", "", key) for key in rows(section(FILES, "office.toml"))}
    assert described == keys
    assert set(ticked(section(FILES, "office.toml"))) >= {*KINDS, *DELIVERIES, *TEAM_KINDS, "default", "comfortable"}


def test_start_rules_and_stages_stand_in_their_order() -> None:
    assert list(rows(section(MODEL, "Hard rules"))) == [rule.NAME for rule in RULES.start_rules]
    assert list(rows(section(MODEL, "Stages"))) == list(planned(week()).reported)
    assert {rule.NAME for rule in RULES} <= {name.split(".")[0] for name in re.findall(r"[a-z_.]+", content(MODEL))}


def test_the_worked_examples_are_right() -> None:
    assert set(facets((3, 4), 16)) == {((3, 4), 16), ((1, 1), 5), ((1, 0), 5), ((0, 1), 4)}
    assert invitations_needed(Fraction(20), 0, [650] * 60).invitations == 31
    assert invitations_needed(Fraction(20), 1000 + 4 * 650, [650] * 60).invitations == 26
    assert week_target(20, 0.5, [1, 1, 0.5, 1], 4) == Fraction("8.75")
    said = section(MODEL, "Weekly number") + section(MODEL, "Capacity of a gap")
    assert [words for words in ("N = 31", "N = 26", "8.75", "a +  b ≤  5", "3a + 4b ≤ 16") if words not in said] == []


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
            if not re.match(r"[a-z]+:", target):
                yield page, target


@pytest.mark.parametrize(("page", "target"), list(links()), ids=lambda part: name_of(part) if isinstance(part, Path) else part)
def test_every_relative_link_resolves(page: Path, target: str) -> None:
    path, _, anchor = target.partition("#")
    file = page.parent / path if path else page
    assert file.exists()
    if anchor:
        assert anchor in anchors(file)


def test_every_heading_that_a_docstring_points_to_is_there() -> None:
    sources = [*(ROOT / "scheduler").rglob("*.py"), *(ROOT / "constraints").glob("*.py")]
    missing = []
    for file in sources:
        for page, words in re.findall(r"(docs/\w+\.md), ([A-Z][\w ]*)", file.read_text(encoding="utf-8")):
            if not any(words.startswith(heading) for heading in headings(ROOT / page)):
                missing.append((file.name, page, words))
    assert missing == []


def commands(page: Path) -> Iterator[str]:
    """Yield what follows the word turnus in code spans, shell blocks and indented blocks."""
    blocks = [body for language, body in FENCE.findall(content(page)) if language in SHELLS]
    indented = re.findall(r"^    (.*)$", prose(page), re.MULTILINE)
    for line in [*ticked(prose(page)), *indented, *(line for body in blocks for line in body.splitlines())]:
        for part in re.split(r"&&|\||;", line):
            if match := re.match(r"\s*(?:\$ )?(?:\S*/)?turnus(?: (.*))?$", part):
                yield match[1] or ""


def faults_of(command: str) -> list[str]:
    """Return what the command line does not know in a command as a page names it."""
    words = [word for word in shlex.split(re.sub(r"[\[\]]", " ", command)) if word != "…"]
    group: click.Command = main
    faults = []
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            option = next((p for p in group.params if isinstance(p, click.Option) and word in p.opts), None)
            faults += [] if option or word in ("--help", "--version") else [word]
            if option and not option.is_flag and words:
                words.pop(0)
        elif group is main and word in main.commands:
            group = main.commands[word]
        elif group is main:
            return [*faults, word]
    return faults


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert [(command, faults) for command in commands(page) if (faults := faults_of(command))] == []


def test_a_command_that_does_not_exist_is_found() -> None:
    assert faults_of("frobnicate ROSTER") == ["frobnicate"]
    assert faults_of("plan ROSTER --wek 2026-W49") == ["--wek"]
    assert faults_of("--lang en plan ROSTER [--week W] -o PLAN") == []


def test_the_pages_name_every_command() -> None:
    named = {word for page in PAGES for command in commands(page) for word in command.split() if word in main.commands}
    assert named == set(main.commands)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_shell_block_is_empty(page: Path) -> None:
    assert content(page).count("```") % 2 == 0
    assert [body for language, body in FENCE.findall(content(page)) if language in SHELLS and not body.strip()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_stands_alone(page: Path) -> None:
    outside = ("DESIGN.md", "DOMAIN.md", "OVERBOOKING.md", "ECOSYSTEM.md", "STYLE.md", "PEERS.md")
    assert [name for name in outside if name in content(page)] == []


def test_the_readme_shows_what_its_command_really_prints() -> None:
    """The output under the README's first command is the expected summary of the sample it plans (tested there)."""
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    printed = (ROOT / "sample_rosters" / "one_specialist" / "expected_summary.txt").read_text(encoding="utf-8")
    assert printed.replace("PLAN", "plan") in shown
