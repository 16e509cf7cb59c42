"""Cover in rows and files, in a plan of some of a team, and in the audit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from helpers.covering import away, crowd
from helpers.rosters import (
    KEY,
    MONDAY,
    NO_HOURS,
    TODAY,
    customer,
    planned,
    specialist,
    write_roster,
)
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.planfiles import read_plan_folder
from scheduler.planfolder import file_findings, folder_files
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

# Rows and files


def test_the_rows_say_for_whom(tmp_path: Path) -> None:
    folder = write_roster(tmp_path, crowd(1), [specialist("S1", room="1"), specialist("S2", room="2")], absences=[away()])
    to_plan, plan = planned(folder)
    (row,) = plan.appointments
    assert (row.specialist_id, row.customer_id, row.covers_for) == ("S2", "K0", "S1")
    files = folder_files(to_plan.covered(plan.holders), plan)
    assert b",S1," in files["appointments.csv"]
    assert b"UID" in files["calendars/S2.ics"]
    assert b"UID" not in files["calendars/S1.ics"]


def test_twice_the_same_bytes(tmp_path: Path) -> None:
    people = [*crowd(9), *crowd(6, "L", specialist_id="S2"), *crowd(4, "M", specialist_id="S3")]
    folder = write_roster(tmp_path, people, [specialist(name) for name in ("S1", "S2", "S3")], absences=[away()])
    first, second = (folder_files(*planned(folder)) for _ in range(2))
    assert first == second


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Three specialists, one of them away, with people of their own; Monday and Tuesday only."""
    hours = NO_HOURS | {"mon": "08:00-12:30", "tue": "08:00-12:30"}
    people = [*crowd(5), *crowd(3, "L", specialist_id="S2"), *crowd(2, "M", specialist_id="S3")]
    people += [customer("F", language="farsi"), customer("G", needs="raum")]
    skilled = [specialist("S1", skills="farsi", **hours), specialist("S2", skills="farsi", **hours), specialist("S3", **hours)]
    shared = [{"resource": "raum", "capacity": "1"}]
    return write_roster(tmp_path / "roster", people, skilled, absences=[away()], resources=shared)


@pytest.mark.parametrize("names", [{"S2"}, {"S1"}, {"S3", "S1"}])
def test_some_of_a_team_are_planned_as_in_the_whole(team: Path, names: set[str], tmp_path: Path) -> None:
    roster = read_roster(team)
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    part_to_plan = prepare_week(roster, MONDAY, TODAY, names)
    part = plan_week(part_to_plan, KEY)
    assert list(part.appointments) == [a for name in sorted(names) for a in whole.of(name)]
    assert audit_plan(part_to_plan, part, KEY) == []
    again = read_back(tmp_path / "plan", part_to_plan, part)
    assert audit_plan(part_to_plan, again, KEY) == []


def read_back(folder: Path, to_plan: WeekToPlan, plan: Plan) -> Plan:
    """Write a plan folder, check its files and read it again."""
    for name, content in folder_files(to_plan.covered(plan.holders), plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    again = read_plan_folder(folder)
    assert file_findings(folder, to_plan, again, KEY) == []
    assert (again.appointments, again.weeks, again.elsewhere) == (plan.appointments, plan.weeks, plan.elsewhere)
    return again


def test_a_plan_folder_is_read_as_it_was_written(team: Path, tmp_path: Path) -> None:
    to_plan, plan = planned(team)
    again = read_back(tmp_path / "plan", to_plan, plan)
    assert again == plan
    assert audit_plan(to_plan, again, KEY) == []


# The audit


def rules(to_plan: WeekToPlan, plan: Plan, rows: Sequence[Appointment]) -> set[str]:
    assert tuple(rows) != plan.appointments
    return {finding.rule for finding in audit_plan(to_plan, replace(plan, appointments=tuple(rows)), KEY)}


def changed(plan: Plan, customer_id: str, **values: Any) -> list[Appointment]:
    return [replace(a, **values) if a.customer_id == customer_id else a for a in plan.appointments]


@pytest.mark.parametrize("name", ["", "S2", "S3", "S9"])
def test_covers_for_somebody_else(team: Path, name: str) -> None:
    to_plan, plan = planned(team)
    assert ROW in rules(to_plan, plan, changed(plan, "K0", covers_for=name))


def test_covers_for_somebody_who_is_there(team: Path) -> None:
    to_plan, plan = planned(team)
    assert ROW in rules(to_plan, plan, changed(plan, "L0", covers_for="S1"))
    assert ROW in rules(to_plan, plan, changed(plan, "L0", specialist_id="S3", covers_for="S2"))


def test_cover_by_somebody_without_the_language(team: Path) -> None:
    to_plan, plan = planned(team)
    (row,) = [a for a in plan.appointments if a.customer_id == "F"]
    assert row.specialist_id == "S2"
    free = free_start(plan, "S3")
    moved = changed(plan, "F", specialist_id="S3", start=free, end=free + (row.end - row.start))
    assert rules(to_plan, plan, moved) == {"skills", ROW}


def free_start(plan: Plan, specialist_id: str) -> datetime:
    """Return a time at which somebody has nothing until noon."""
    last = max(plan.of(specialist_id), key=lambda a: (a.start.date() == MONDAY, a.end))
    return last.end


def forged(to_plan: WeekToPlan, plan: Plan, rows: Sequence[Appointment]) -> set[str]:
    """Return the rules under which other appointments are found where everything else is made to match them."""
    matching = rebuilt(to_plan, replace(plan, appointments=tuple(rows)), KEY)
    assert {(a.customer_id, a.specialist_id) for a in matching.appointments} == {(a.customer_id, a.specialist_id) for a in rows}
    return {finding.rule for finding in audit_plan(to_plan, matching, KEY)}


def test_a_plan_made_to_match_itself_is_fine(team: Path) -> None:
    to_plan, plan = planned(team)
    assert forged(to_plan, plan, plan.appointments) == set()


def test_a_covered_talk_struck_although_a_colleague_has_room(team: Path) -> None:
    to_plan, plan = planned(team)
    rows = [a for a in plan.appointments if a.customer_id != "K0"]
    assert rules(to_plan, plan, rows) == {ROW}
    assert "ladder" in forged(to_plan, plan, rows)


def test_a_cover_moved_to_a_busier_colleague(team: Path) -> None:
    """S2 has more to do than S3 already."""
    to_plan, plan = planned(team)
    assert Counter(a.specialist_id for a in plan.appointments if a.covers_for) == {"S2": 3, "S3": 4}
    (row, *_) = [a for a in plan.of("S3") if a.covers_for and a.customer_id != "G"]
    free = free_start(plan, "S2")
    moved = changed(plan, row.customer_id, specialist_id="S2", start=free, end=free + (row.end - row.start))
    assert forged(to_plan, plan, moved) >= {"cover_load"}


def test_a_colleague_although_the_own_specialist_is_there(tmp_path: Path) -> None:
    own = specialist("S1", **NO_HOURS | {"mon": "08:00-12:00", "tue": "08:00-09:30"})
    folder = write_roster(tmp_path, crowd(2), [own, specialist("S2")], absences=[away(last=MONDAY)])
    to_plan, plan = planned(folder)
    row = plan.of("S1")[0]
    assert forged(to_plan, plan, changed(plan, row.customer_id, specialist_id="S2", covers_for="S1")) == {"own_specialist"}
