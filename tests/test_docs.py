"""The pages keep up with the code: columns, keys, words, rules and stages that they name are there, and the other way round."""

import ast
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from constraints.rules import RULES
from helpers.build import planned, week
from helpers.pages import CONCEPTS, FILES, MODEL, content, section, ticked
from scheduler import cellvalues, conceptfiles, officefile
from scheduler.ahead import forecast, weeksfolder
from scheduler.ahead.outlook import REASONS
from scheduler.assumed import Assumed, Returns
from scheduler.columns import TABLES, Table
from scheduler.concept import CLASSES, DELIVERIES, FLAGS, KINDS, TEAM_KINDS
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
from scheduler.store.log import CHANGES

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


def rows(words: str) -> dict[str, list[str]]:
    """Return the rows of tables by the name in their first cell, in order."""
    found = {}
    for line in words.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        names = ticked(cells[0]) if line.startswith("|") else []
        found.update(dict.fromkeys(names, cells))
    return found


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
