"""Who is reported on: never an employee, never fewer than five specialists, and nothing to be had by subtraction."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reports import FIVE, HOUSE, LATER, OCTOBER, head, person, report, talk, teams
from helpers.rosters import NO_HOURS, Row
from scheduler.presence import Presence
from scheduler.report.figure import NO_RATE
from scheduler.report.figure import Row as Figure
from scheduler.report.lines import report_lines
from scheduler.report.month import month_of
from scheduler.report.reporting import Report
from scheduler.report.units import Unit, units_of
from scheduler.roster import Hours, Office, Roster, Specialist, Team


def house_of(folder: Path, sizes: dict[str, int], people: int = 10) -> Report:
    """Report on teams of these sizes; each has so many customers, all of them seen in October."""
    office, staff = teams(sizes)
    customers = [person(f"{team}-K{n}", specialist_id=f"{team}-S0") for team in sizes for n in range(people)]
    contacts = [talk(row["customer_id"], "2026-10-05", invited_by="letter") for row in customers]
    return report(folder, customers, specialists=staff, office=office, contacts=contacts)


def shown(made: Report) -> list[tuple[tuple[str, ...], bool]]:
    return [(part.unit.teams, part.unit.is_shown) for part in made.units]


def test_a_team_of_five_stands_by_itself_and_one_of_four_does_not(tmp_path: Path) -> None:
    assert shown(house_of(tmp_path / "a", {"ost": 5})) == [(("ost",), True)]
    made = house_of(tmp_path / "b", {"ost": 4})
    assert shown(made) == [(("ost",), False)]
    assert made.units[0].rows == made.together == ()


def test_small_teams_stand_together(tmp_path: Path) -> None:
    made = house_of(tmp_path, {"ost": 5, "west": 2, "nord": 3})
    assert shown(made) == [(("ost",), True), (("west", "nord"), True)]
    assert [head(made, "activity", unit).denominator for unit in (0, 1)] == [10, 20]
    assert made.units[1].unit.is_merged


def test_small_teams_that_are_too_few_together_are_withheld(tmp_path: Path) -> None:
    made = house_of(tmp_path, {"ost": 5, "west": 2, "nord": 2, "sued": 6})
    assert shown(made) == [(("ost",), True), (("sued",), True), (("west", "nord"), False)]
    assert made.units[2].rows == ()


def test_the_sum_of_the_house_holds_only_what_is_shown(tmp_path: Path) -> None:
    """40 customers in four teams, but 20 in the sum: nothing about the withheld ones can be worked out."""
    made = house_of(tmp_path, {"ost": 5, "west": 2, "nord": 2, "sued": 6})
    together = {row.figure: row for row in made.together}
    assert together["activity"].denominator == 20
    assert together["density"].denominator == 20
    assert together["capacity"].numerator == 20
    for figure, row in together.items():
        heads = [part.head(figure) for part in made.shown]
        assert row.numerator == pytest.approx(sum((h.numerator or 0) for h in heads if h))
        assert row.denominator == pytest.approx(sum((h.denominator or 0) for h in heads if h))


def test_a_figure_that_one_team_withholds_is_summed_over_the_others(tmp_path: Path) -> None:
    """One team has four customers: its share is not shown, and the sum over one team would be no news."""
    office, staff = teams({"ost": 5, "sued": 5, "nord": 5})
    customers = [person(f"{team}-K{n}", specialist_id=f"{team}-S0") for team in ("ost", "sued") for n in range(10)]
    customers += [person(f"nord-K{n}", specialist_id="nord-S0") for n in range(4)]
    made = report(tmp_path, customers, specialists=staff, office=office)
    assert {row.figure: row.denominator for row in made.together}["activity"] == 20
    assert head(made, "activity", 2).denominator is None


def test_who_was_away_all_month_does_not_make_a_team_larger(tmp_path: Path) -> None:
    people = [person(f"K{n}") for n in range(10)]
    away = {"person_id": "S5", "first_day": "2026-10-01", "last_day": "2026-10-31"}
    made = report(tmp_path / "a", people, absences=[away])
    assert shown(made) == [(("mitte",), False)]
    back = away | {"last_day": "2026-10-29"}
    assert shown(report(tmp_path / "b", people, absences=[back])) == [(("mitte",), True)]
    no_hours = [row | NO_HOURS if row["specialist_id"] == "S5" else row for row in FIVE]
    assert shown(report(tmp_path / "c", people, specialists=no_hours)) == [(("mitte",), False)]


def test_an_office_can_only_ask_for_more(tmp_path: Path) -> None:
    people: list[Row] = [person(f"K{n}") for n in range(6)]
    strict = HOUSE + "\n[report]\nleast_specialists = 6\n"
    assert shown(report(tmp_path / "a", people, office=strict)) == [(("mitte",), False)]
    many = HOUSE + "\n[report]\nleast_people = 7\n"
    assert head(report(tmp_path / "b", people, office=many), "activity").denominator is None


def test_show_rates_come_only_from_a_pool_that_is_the_unit(tmp_path: Path) -> None:
    """Five stand in the files, four were there: the show rates would be those of a team that is not shown by itself."""
    office, staff = teams({"ost": 5, "west": 2})
    people = [person(f"K{n}", specialist_id="ost-S0") for n in range(40)]
    contacts = [talk(f"K{n % 40}", f"2026-0{1 + n % 9}-{1 + n // 9:02}", invited_by="letter") for n in range(240)]
    absences = [{"person_id": "ost-S4", "first_day": "2026-10-01", "last_day": "2026-10-31"}]
    made = report(tmp_path, people, specialists=staff, office=office, contacts=contacts, absences=absences)
    assert shown(made) == [(("ost", "west"), True)]
    assert head(made, "show_rate").mask == NO_RATE


def test_no_row_can_hold_an_employee() -> None:
    """Rows and units have no place for a specialist or a customer."""
    names = {field.name for kind in (Figure, Unit, Report) for field in fields(kind)}
    assert not {name for name in names if "specialist" in name or "customer" in name or name.endswith("_id")}


@given(st.lists(st.integers(0, 8), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_team_is_in_one_unit_and_none_that_is_shown_is_small(sizes: list[int]) -> None:
    hours = (Hours(0, 480, 720),)
    staff = [Specialist(f"T{t}-S{n}", f"T{t}", 1.0, hours) for t, size in enumerate(sizes) for n in range(size)]
    office = Office("x", {f"T{t}": Team(f"T{t}", "x", "basis") for t in range(len(sizes))})
    roster = Roster(Path(), office, {}, tuple(staff), ())
    found = units_of(roster, month_of(OCTOBER, LATER), Presence(roster), 5)
    named = [team for unit in found for team in unit.teams]
    assert sorted(named) == [f"T{t}" for t, size in enumerate(sizes) if size]
    for unit in found:
        assert unit.is_shown == (sum(sizes[int(team[1:])] for team in unit.teams) >= 5)
        assert unit.is_merged == (len(unit.teams) > 1)


def test_the_terminal_says_what_is_withheld(tmp_path: Path) -> None:
    lines = report_lines(house_of(tmp_path, {"ost": 4}))
    assert "ost: zurückgehalten, weil im Monat weniger als 5 Fachkräfte da waren." in lines
    assert lines[-1] == "Kein Team hatte im Monat genug Fachkräfte; deshalb steht hier keine Zahl."
    assert not [line for line in lines if "%" in line]
