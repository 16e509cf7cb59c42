"""The pages keep up with the code: links, commands, columns, keys, rules and stages that they name are there, and the other way round."""

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import click
import pytest

from constraints.hull import facets
from constraints.poisson_binomial import fewest_certain, fewest_expected, fewest_safe, tail
from constraints.rules import RULES
from constraints.standby import chance, contacts_pmf, expected, names_needed
from constraints.waiting import first_is_better, visit, waits_random_order
from helpers.build import AWAY, cover, due, measured, planned, team, week, worker
from scheduler import cellvalues, conceptfiles, officefile
from scheduler.ahead import forecast, weeksfolder
from scheduler.ahead.outlook import REASONS
from scheduler.assumed import Assumed, Returns
from scheduler.cli import main
from scheduler.columns import TABLES, Table
from scheduler.concept import CLASSES, DELIVERIES, FLAGS, KINDS, TEAM_KINDS
from scheduler.conceptfiles import load_concept
from scheduler.overbooking import NUMBERS, RATES
from scheduler.overbookingfile import READERS
from scheduler.plan import (
    DAY_NAMES,
    NOTHING_ELSEWHERE,
    DoubleSeat,
    Elsewhere,
    NotInvited,
    Plan,
    Proof,
    SpecialistWeek,
    StageTotal,
    StandbyName,
)
from scheduler.planfiles import APPOINTMENT_COLUMNS, table_files
from scheduler.planplace import PLAN_JSON
from scheduler.showrates import prior_strength
from scheduler.store.log import CHANGES
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
    "letter": cellvalues.LETTER_WORDS,
    "yes_no": cellvalues.YES_NO,
    "must": cellvalues.MUST_WORDS,
    "audience": cellvalues.AUDIENCE_WORDS,
    "entry_status": cellvalues.ENTRY_WORDS,
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


CONCEPTS = DOCS / "concepts.md"
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
    assert tuple(rows(section(FILES, "standby.csv"))) == tuple(field.name for field in fields(StandbyName))
    assert set(ticked(section(FILES, "standby.csv"))) >= {*DAY_NAMES, "am", "pm"}
    assert tuple(rows(section(FILES, "assumed.csv"))) == tuple(field.name for field in fields(Assumed))
    assert tuple(rows(section(FILES, "weeks.csv"))) == weeksfolder.COLUMNS
    assert set(ticked(rows(section(FILES, "weeks.csv"))["why"][1])) == set(REASONS)
    assert tuple(rows(section(FILES, "Forecast"))) == forecast.COLUMNS


def test_every_column_of_the_log_is_described() -> None:
    assert tuple(rows(section(FILES, "changes.csv"))) == tuple(column.name for column in CHANGES.columns)


def test_every_key_of_plan_json_is_described() -> None:
    nothing = Plan(date(2026, 11, 30), date(2026, 11, 20), (), (), (), (), (), NOTHING_ELSEWHERE, {}, {}, {})
    keys = set(json.loads(table_files(nothing)[PLAN_JSON]))
    keys |= {field.name for kind in (StageTotal, SpecialistWeek, Proof, Elsewhere, DoubleSeat, Returns) for field in fields(kind)}
    keys |= {"ahead", "planned_on", "returns"}
    assert set(rows(section(FILES, PLAN_JSON))) == keys
    assert tuple(rows(section(MODEL, "Double seats"))) == tuple(field.name for field in fields(DoubleSeat))


def test_every_key_of_office_toml_is_described() -> None:
    asked = {"string", "strings", "number", "whole", "choice", "days", "day", "flag", "tokens", "table", "tables"}
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


def test_every_key_of_the_overbooking_table_is_described_with_its_default() -> None:
    listed = rows(section(CONCEPTS, "Overbooking"))
    assert tuple(listed) == tuple(READERS)
    shipped = tomllib.loads((Path(conceptfiles.__file__).parent / "concepts" / "defaults.toml").read_text(encoding="utf-8"))
    said = {key: tomllib.loads(f"x = {cells[2].strip('`')}")["x"] for key, cells in listed.items()}
    assert said == {key: shipped["overbooking"][key] for key in READERS}
    assert set(ticked(section(CONCEPTS, "Overbooking"))) >= {*NUMBERS, *RATES}
    assert tuple(rows(section(MODEL, "Overbooking"))) == ("number", *NUMBERS)


def test_the_order_of_cover_names_its_four_classes() -> None:
    row = next(line for line in section(CONCEPTS, "The file format").splitlines() if line.startswith("| `[cover]`"))
    assert [word for word in ticked(row) if word in KINDS] == list(CLASSES)


def test_start_rules_and_stages_stand_in_their_order() -> None:
    assert list(rows(section(MODEL, "Hard rules"))) == [rule.NAME for rule in RULES.start_rules]
    assert list(rows(section(MODEL, "Stages"))) == list(planned(week()).reported)
    assert {rule.NAME for rule in RULES} <= {name.split(".")[0] for name in re.findall(r"[a-z_.]+", content(MODEL))}


def unsaid(heading: str, *words: str) -> list[str]:
    """Return which figures a section of the model does not name."""
    said = " ".join(section(MODEL, heading).split())
    return [figure for figure in words if figure not in said]


def test_the_worked_examples_are_right() -> None:
    policy = load_concept("aa90-2021").overbooking
    assert set(facets((3, 4), 16)) == {((3, 4), 16), ((1, 1), 5), ((1, 0), 5), ((0, 1), 4)}
    assert invitations_needed(Fraction(20), [], [650] * 60, policy).invitations == 31
    assert invitations_needed(Fraction(20), [1000] + [650] * 4, [650] * 60, policy).invitations == 26
    assert week_target(20, 0.5, [1, 1, 0.5, 1], 4) == Fraction("8.75")
    assert unsaid("Weekly number", "N = 31", "N = 26", "8.75") == []
    assert unsaid("Capacity of a gap", "a + b ≤ 5", "3a + 4b ≤ 16") == []


def test_the_worked_example_of_sharing_out_cover_is_right() -> None:
    def evenness(rooms: tuple[int, int], talks: tuple[int, int]) -> int:
        weights = [round(60 * max(rooms) / room) for room in rooms]
        colleagues = tuple(worker(cover_weight=weight) for weight in weights)
        own = [due(f"{number}:{n}", worker=2) for number, count in enumerate(talks) for n in range(count)]
        covered = [cover(talk, colleague=int(talk.talk_id[0])) for talk in own]
        problem = team(*own, *covered, of=(*colleagues, AWAY))
        return measured(problem, {t.talk_id: 0 for t in covered}, {t.talk_id: t.worker for t in covered})["cover_load"]

    assert [evenness((60, 30), talks) for talks in ((2, 1), (3, 0), (1, 2))] == [360, 540, 540]
    assert unsaid("Cover", "60 and 30 cells have κ = 60 and 120", "= 360", "540, one and two 540") == []


def test_the_worked_examples_of_overbooking_are_right() -> None:
    target, rates, mixed = Fraction(20), [650] * 60, [900, 400] * 30
    assert fewest_expected(target, [], rates) == 31
    assert fewest_certain(target, [], rates, 0.8) == fewest_safe(target, [], rates, 0.8) == 34
    assert (fewest_certain(target, [], mixed, 0.8), fewest_safe(target, [], mixed, 0.8)) == (33, 34)
    assert [round(tail([650] * number, 20), 2) for number in (31, 34)] == [0.6, 0.83]
    assert [round(tail(mix, 25), 2) for mix in ([992] * 25, [1000] * 24 + [800])] == [0.82, 0.8]
    seats, telephone = [[[650]] * 4] * 6, [500] * 40
    assert [names_needed(target, seats, telephone, alpha) for alpha in (None, 0.8)] == [9, 13]
    contacts = contacts_pmf(seats, telephone[:9])
    assert (round(expected(contacts), 2), round(chance(contacts, 20), 2)) == (20.01, 0.59)
    figures = ("31, and P(A ≥ 20) = 0.60", "34, and P(A ≥ 20) = 0.83", "0.82", "0.80", "33 and 34", "20.01", "0.59", "13 names")
    assert unsaid("Overbooking", *figures) == []
    concept = load_concept("lichtenberg-2013")
    assert (concept.target_for("basis"), concept.talk_minutes["default"], concept.consulting_share) == (25, 60, 0.6)
    assert unsaid("Overbooking", "25 talks of 60 minutes", "60 % of 39 hours are 23.4") == []


def test_the_worked_example_of_a_double_seat_is_right() -> None:
    def half_day(talks: int, rate: int, *, is_first: bool = True) -> tuple[list[float], float, float]:
        visits = [visit(3 * number, 3, rate) for number in range(talks)]
        figures = waits_random_order([visits[0 if is_first else -1], *visits], 3 * talks)
        return [wait / 3 for wait in figures.waits], figures.overtime / 3, figures.overtime_chance

    waits, overtime, late = half_day(4, 650)
    assert waits == pytest.approx([0.325, 0.325, 0.65**2, 0.65**3, 0.65**4])
    assert overtime == pytest.approx(late) == pytest.approx(0.65**5)
    policy = load_concept("aa90-2021").overbooking
    weights = policy.wait_weight, policy.idle_weight, policy.overtime_weight
    assert [first_is_better(rate, *weights) for rate in (833, 834)] == [True, False]
    assert max(half_day(4, 774)[0]) < policy.most_wait < max(half_day(4, 775)[0])
    assert half_day(1, 650)[2] > policy.most_overtime_chance
    assert half_day(4, 834, is_first=False)[2] > policy.most_overtime_chance
    assert unsaid("Double seats", "0.833", "0.42, 0.27, 0.18", "0.12", "19.01", "0.774") == []


def test_the_worked_example_of_show_rates_is_right() -> None:
    strength = prior_strength([(60, 100), (80, 100)])
    rates = [(strength * 0.7 + came) / (strength + 100) for came in (60, 80)]
    assert ([round(rate, 2) for rate in rates], round(strength, 1)) == ([0.61, 0.79], 10.6)
    assert unsaid("Show rates", "0.61 and 0.79", "M = 10.6") == []


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
        elif isinstance(group, click.Group) and word in group.commands:
            group = group.commands[word]
        elif isinstance(group, click.Group):
            return [*faults, word]
    return faults


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert [(command, faults) for command in commands(page) if (faults := faults_of(command))] == []


def test_a_command_that_does_not_exist_is_found() -> None:
    assert faults_of("frobnicate ROSTER") == ["frobnicate"]
    assert faults_of("plan ROSTER --wek 2026-W49") == ["--wek"]
    assert faults_of("export leters ROSTER") == ["leters"]
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
