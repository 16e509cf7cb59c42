"""The plan folder: whole or absent, read back as written, damaged ones refused in words."""

import csv
from pathlib import Path

import pytest

from helpers.rosters import customer, planned, write_roster, write_table
from scheduler.errors import PlanError, RosterError
from scheduler.plan import Plan
from scheduler.planfiles import read_plan_folder, table_files, write_plan_folder


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return planned(write_roster(tmp_path / "roster", [customer(f"K{n:02}") for n in range(40)]))[1]


def test_a_plan_is_read_back_as_written(tmp_path: Path, plan: Plan) -> None:
    write_plan_folder(tmp_path / "plan", {**table_files(plan), "calendars/S1.ics": b"x"})
    assert read_plan_folder(tmp_path / "plan") == plan
    assert plan.not_invited


def test_an_older_plan_is_replaced_as_a_whole(tmp_path: Path, plan: Plan) -> None:
    folder = tmp_path / "plan"
    write_plan_folder(folder, {**table_files(plan), "calendars/OLD.ics": b"x"})
    write_plan_folder(folder, {**table_files(plan), "calendars/NEW.ics": b"x"})
    assert [file.name for file in (folder / "calendars").iterdir()] == ["NEW.ics"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "roster"], "no scratch folders are left"


def test_a_folder_that_is_no_plan_is_left_alone(tmp_path: Path, plan: Plan) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(PlanError):
        write_plan_folder(folder, table_files(plan))
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_a_write_that_fails_leaves_the_old_plan(tmp_path: Path, plan: Plan) -> None:
    folder = tmp_path / "plan"
    write_plan_folder(folder, table_files(plan))
    before = (folder / "plan.json").read_bytes()
    with pytest.raises(PlanError):
        write_plan_folder(folder, {**table_files(plan), "a": b"", "a/b": b"a file cannot be a folder"})
    assert (folder / "plan.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "roster"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', "\x00", '{"format": 99, "week": "2026-W49"}'])
def test_damaged_plan_json(tmp_path: Path, plan: Plan, content: str) -> None:
    write_plan_folder(tmp_path / "plan", table_files(plan))
    (tmp_path / "plan" / "plan.json").write_text(content)
    with pytest.raises(PlanError):
        read_plan_folder(tmp_path / "plan")


def test_every_bad_cell_of_the_appointments_is_named(tmp_path: Path, plan: Plan) -> None:
    write_plan_folder(tmp_path / "plan", table_files(plan))
    file = tmp_path / "plan" / "appointments.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    rows[0]["start"], rows[2]["minutes"] = "gestern", "lang"
    write_table(file, rows)
    with pytest.raises(RosterError) as caught:
        read_plan_folder(tmp_path / "plan")
    assert [(f.file, f.line, f.column, f.value) for f in caught.value.faults] == [
        ("appointments.csv", 2, "start", "gestern"),
        ("appointments.csv", 4, "minutes", "lang"),
    ]


def test_a_column_is_missing(tmp_path: Path, plan: Plan) -> None:
    write_plan_folder(tmp_path / "plan", table_files(plan))
    (tmp_path / "plan" / "appointments.csv").write_text("appointment_id\nx\n")
    with pytest.raises(RosterError) as caught:
        read_plan_folder(tmp_path / "plan")
    assert "start" in {fault.column for fault in caught.value.faults}
