"""Thresholds of the lights: read from office.toml or its sheet, for the house and for single teams."""

from pathlib import Path

import pytest

from helpers.reports import HOUSE, head, people_with, report, teams
from scheduler.errors import Fault, RosterError
from scheduler.grid import Grid
from scheduler.officefile import read_office
from scheduler.reportpolicy import Thresholds
from scheduler.sheettable import SheetTable

LIGHTS = """
[report.activity]
green_from = 0.9
yellow_from = 0.8

[report.activity.teams.mitte]
green_from = 0.6
yellow_from = 0.5
"""


@pytest.mark.parametrize(("value", "light"), [(0.9, "green"), (0.899, "yellow"), (0.8, "yellow"), (0.799, "red"), (1.2, "green")])
def test_the_light_of_a_value(value: float, light: str) -> None:
    assert Thresholds(0.9, 0.8).light(value) == light


def test_without_thresholds_there_is_no_light(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 10)
    assert head(report(tmp_path, people, contacts=contacts), "activity").light == ""


def test_a_team_may_have_thresholds_of_its_own(tmp_path: Path) -> None:
    """Seven of ten are active in both teams: that is red by the thresholds of the house and green by those of mitte."""
    office, staff = teams({"mitte": 5, "ost": 5})
    people, contacts = people_with(["2026-10-05"] * 7 + ["2026-01-05"] * 3, specialist_id="mitte-S0")
    others = [row | {"customer_id": f"O{row['customer_id']}", "specialist_id": "ost-S0"} for row in people]
    more = [row | {"customer_id": f"O{row['customer_id']}"} for row in contacts]
    made = report(tmp_path, [*people, *others], specialists=staff, office=office + LIGHTS, contacts=[*contacts, *more])
    assert [head(made, "activity", unit).light for unit in (0, 1)] == ["green", "red"]
    assert {row.figure: row.light for row in made.together} == {
        "activity": "red",
        "density": "",
        "capacity": "",
    }


def test_teams_together_have_the_thresholds_of_the_house(tmp_path: Path) -> None:
    office, staff = teams({"mitte": 3, "ost": 3})
    people, contacts = people_with(["2026-10-05"] * 7 + ["2026-01-05"] * 3, specialist_id="mitte-S0")
    made = report(tmp_path, people, specialists=staff, office=office + LIGHTS, contacts=contacts)
    assert head(made, "activity").light == "red"


@pytest.mark.parametrize(
    ("words", "column", "wanted"),
    [
        ("[report.activity]\ngreen_from = 0.9", "report.activity.yellow_from", "eine Zahl von 0 bis 10"),
        ("[report.activity]\ngreen_from = 0.8\nyellow_from = 0.9", "report.activity.yellow_from", "nicht über green_from"),
        ("[report.aktivitaet]\ngreen_from = 0.8", "report.aktivitaet", "activity"),
        ('[report.activity]\ngreen_from = "hoch"\nyellow_from = 0', "report.activity.green_from", "eine Zahl"),
        ("[report.activity.teams.west]\ngreen_from = 0.8\nyellow_from = 0", "report.activity.teams.west", "mitte"),
        ("[report.activity]\ngreen_from = 1\nyellow_from = 1\nred_from = 0", "report.activity.red_from", "green_from"),
        ("[report]\nleast_specialists = 4", "report.least_specialists", "eine ganze Zahl von 5 bis 1000"),
        ("[report]\nleast_people = 0", "report.least_people", "eine ganze Zahl von 5 bis 1000"),
        ("report = 5", "report", "ein Abschnitt"),
    ],
)
def test_faults_of_thresholds(words: str, column: str, wanted: str, tmp_path: Path) -> None:
    office = f"{words}\n{HOUSE}" if words.startswith("report") else f"{HOUSE}\n{words}\n"
    with pytest.raises(RosterError) as error:
        report(tmp_path, office=office)
    assert [fault.column for fault in error.value.faults] == [column]
    assert wanted in error.value.faults[0].wanted


def test_the_sheet_of_a_workbook_has_them_as_dotted_keys() -> None:
    cells = [
        ["name", "x"],
        ["teams.mitte.concept", "aa90-2021"],
        ["report.least_people", "6"],
        ["report.activity.green_from", "0,9"],
        ["report.activity.yellow_from", "0,8"],
        ["report.activity.teams.mitte.green_from", "0,7"],
        ["report.activity.teams.mitte.yellow_from", "0,6"],
    ]
    faults: list[Fault] = []
    grid = Grid("r.xlsx [office]", cells, list(range(1, len(cells) + 1)))
    policy = read_office(SheetTable.of(grid, faults)).report
    assert faults == []
    assert policy.least_people == 6
    assert policy.of("activity") == Thresholds(0.9, 0.8)
    assert policy.of("activity", "mitte") == Thresholds(0.7, 0.6)
    assert policy.of("density", "mitte") is None
