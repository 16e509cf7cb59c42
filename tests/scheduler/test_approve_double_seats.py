"""Approving double seats and telephone lists: two people stay together or one is alone; names of the list are no invitations."""

import shutil
from pathlib import Path

import pytest

from helpers.approving import approve, by_customer, edited, found_rules, looked_at, plan, rows_of
from helpers.rosters import TODAY
from scheduler.daily.rowchecks import POLICY
from scheduler.oddities import oddities
from scheduler.planfiles import read_plan_folder
from scheduler.rosterfiles import read_roster

SAMPLES = Path(__file__).parents[2] / "sample_rosters"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster whose plan has a double seat, and the plan."""
    folder = tmp_path_factory.mktemp("shared") / "roster"
    shutil.copytree(SAMPLES / "one_specialist", folder)
    plan(folder)
    return folder.parent


@pytest.fixture
def doubled(shared: Path, tmp_path: Path) -> tuple[Path, Path, list[dict[str, str]]]:
    """A copy of it: the folder, the plan, the two rows of the double seat, the first person first."""
    shutil.copytree(shared, tmp_path / "own")
    folder = tmp_path / "own" / "roster"
    target = plan(folder)
    second = next(row for row in rows_of(target) if row["double_booked"] == "yes")
    pair = [row for row in rows_of(target) if row["start"] == second["start"]]
    return folder, target, sorted(pair, key=lambda row: row["double_booked"])


def test_a_double_seat_is_approved_as_planned_also_one_after_the_other(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, (first, second) = doubled
    assert approve(folder, target, "--customer", second["customer_id"]).exit_code == 0
    assert approve(folder, target).exit_code == 0
    found = by_customer(folder)
    assert found[second["customer_id"]].double_booked
    assert not found[first["customer_id"]].double_booked
    assert [fault for fault in oddities(read_roster(folder), TODAY) if fault.column == "start"] == []


@pytest.mark.parametrize("struck", [0, 1])
def test_when_one_of_the_two_is_struck_the_other_is_alone(doubled: tuple[Path, Path, list[dict[str, str]]], struck: int) -> None:
    folder, target, pair = doubled
    rows = [row for row in rows_of(target) if row["customer_id"] != pair[struck]["customer_id"]]
    assert approve(folder, target, "--from", edited(target, rows)).exit_code == 0
    left = by_customer(folder)[pair[1 - struck]["customer_id"]]
    assert (left.start.isoformat(timespec="minutes"), left.double_booked) == (pair[0]["start"][:16], False)


def test_a_protected_talk_never_shares_a_seat_and_never_sits_behind_one(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, (first, second) = doubled
    rows = [row | ({"kind": "wish"} if row["customer_id"] == first["customer_id"] else {}) for row in rows_of(target)]
    refused = looked_at(folder, target, edited(target, rows), accept=POLICY)
    assert found_rules(refused) == {("double_seats", second["customer_id"])}
    behind = next(row for row in rows_of(target) if row["start"][:10] == first["start"][:10] and row["start"] > first["start"])
    rows = [row | ({"kind": "strategy"} if row["customer_id"] == behind["customer_id"] else {}) for row in rows_of(target)]
    assert found_rules(looked_at(folder, target, edited(target, rows))) == {("double_seats", second["customer_id"])}


def test_a_moved_double_seat_is_two_talks_at_once(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, pair = doubled
    moved = {row["customer_id"] for row in pair}
    rows = [row | ({"start": "2026-12-04T10:00", "end": ""} if row["customer_id"] in moved else {}) for row in rows_of(target)]
    refused = looked_at(folder, target, edited(target, rows), accept=POLICY)
    assert {("no_overlap", who) for who in moved} <= found_rules(refused)


def test_names_of_the_telephone_list_are_no_invitations(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    shutil.copytree(SAMPLES / "overbooked_team", folder)
    target = plan(folder)
    made = read_plan_folder(target)
    assert made.standby
    assert approve(folder, target).exit_code == 0
    found = by_customer(folder)
    assert set(found) == {a.customer_id for a in made.appointments}
    assert {b.covers_for for b in found.values()} == {a.covers_for for a in made.appointments} != {""}
