"""The forecast: which weeks break, how many needs of which kind; teams only, and as the exact plan has it."""

import csv
import io
import json
from pathlib import Path

import pytest

from helpers.cli import turnus
from helpers.overload import MONDAY, exact, variant
from helpers.rosters import OFFICE, customer, specialist, write_roster
from scheduler.ahead.forecast import COLUMNS, forecast, is_named
from scheduler.ahead.horizon import Horizon
from scheduler.sample import TODAY

ON = ("--today", "2026-11-20", "--weeks", 5)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Two teams; in one of them everybody is away in the week in which fourteen strategies have to be continued."""
    staff = [specialist("S1"), specialist("S2", team="zwei")]
    people = [customer(f"K{n:02}", last_contact_on="2026-11-18", specialist_id=f"S{n % 2 + 1}") for n in range(28)]
    occasions = [
        {"customer_id": p["customer_id"], "kind": "strategy", "recorded_on": "2026-11-16", "not_before": "2026-12-14"}
        | {"not_after": "2026-12-18"}
        for p in people
    ]
    away = [{"person_id": "S1", "first_day": "2026-12-15", "last_day": "2026-12-18"}]
    office = f'{OFFICE}\n[teams.zwei]\nconcept = "aa90-2021"\n'
    return write_roster(tmp_path / "roster", people, staff, office=office, occasions=occasions, absences=away)


def rows(roster: Path, *more: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(turnus("forecast", roster, *ON, "--format", "csv", *more).output)))


def test_the_week_of_the_absence_is_named_with_number_kind_and_reason(roster: Path) -> None:
    found = rows(roster)
    assert [(row["week"], row["team"]) for row in found if row["named"] == "yes"] == [("2026-W51", "basis")]
    (row,) = (row for row in found if row["named"] == "yes")
    assert (row["due"], row["strategy"], row["first"], row["why"]) == ("14", row["broken"], "0.0", "absence")
    assert 3 <= float(row["broken"]) <= 5, "nine seats on Monday, one of them perhaps a double one"
    assert len(found) == 10


def test_the_table_names_weeks_and_never_a_person(roster: Path) -> None:
    german, english = (turnus("forecast", roster, *ON, lang=lang).output for lang in ("de", "en"))
    assert "Ausblick auf 5 Wochen (2026-W49 bis 2026-W53) vom 20.11.2026" in german
    assert "Strategiegespräch" in german
    assert "Abwesenheit" in german
    assert "Outlook on 5 weeks (2026-W49 to 2026-W53) of 20.11.2026" in english
    everything = german + english + turnus("forecast", roster, *ON, "--format", "json").output
    assert not any(name in everything for name in ("S1", "S2", "K0", "K1"))


def test_one_team_another_threshold_and_where_nothing_breaks(roster: Path) -> None:
    assert {row["team"] for row in rows(roster, "--team", "zwei")} == {"zwei"}
    quiet = turnus("forecast", roster, *ON, "--team", "zwei").output
    assert quiet.splitlines()[1].endswith("brechen: 0 (Teams: 1)")
    assert not any(row["named"] == "yes" for row in rows(roster, "--at-least", "6"))
    found = json.loads(turnus("forecast", roster, *ON, "--format", "json").output)
    assert [tuple(row) for row in found] == [COLUMNS] * 10
    assert turnus("forecast", roster, "--team", "drei").exit_code == 2


def test_nothing_is_written_and_equal_input_gives_equal_output(roster: Path) -> None:
    before = {file.name for file in roster.iterdir()}
    assert turnus("forecast", roster, *ON).output == turnus("forecast", roster, *ON).output
    assert {file.name for file in roster.iterdir()} == before


@pytest.mark.parametrize("number", [1, 4, 8])
def test_every_week_that_breaks_in_the_exact_plan_is_named(number: int) -> None:
    """A small part of benchmarks/forecast_quality.py."""
    roster = variant(number, specialists=2)
    quick, planned = forecast(roster, Horizon(MONDAY, 6, TODAY)), exact(roster, 6)
    named, breaks = ({row.monday for row in quick if is_named(row, 3)}, {row.monday for row in planned if row.broken >= 3})
    assert breaks
    assert breaks <= named
    assert len(named - breaks) <= len(named) / 5
