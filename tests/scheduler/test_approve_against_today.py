"""Approving against today's roster: what cannot be any more is refused, what a policy is against asks, what breaks is told."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from helpers.approving import (
    approve,
    booked,
    by_customer,
    copied,
    edited,
    found_rules,
    looked_at,
    plan,
    rows_of,
    run,
    two_specialists,
)
from helpers.rosters import OFFICE, TODAY, Row, booking, customer, specialist, write_roster, write_table
from scheduler.daily.rowchecks import POLICY
from scheduler.store.store import open_store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_specialists(tmp_path_factory.mktemp("template"))


@pytest.fixture
def roster(template: Path, tmp_path: Path) -> Path:
    return copied(template, tmp_path / "own")


def with_table(folder: Path, name: str, rows: list[Row]) -> None:
    write_table(folder / f"{name}.csv", rows)


def change(folder: Path, who: str, **values: str) -> None:
    """Change a customer of the roster."""
    with (folder / "customers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with_table(folder, "customers", [row | values if row["customer_id"] == who else row for row in rows])


def seat_of(target: Path, who: str) -> dict[str, str]:
    return next(row for row in rows_of(target) if row["customer_id"] == who)


def test_an_absence_that_came_since_is_refused_whatever_is_accepted(roster: Path) -> None:
    target = plan(roster)
    with_table(roster, "absences", [{"person_id": "S1", "first_day": "2026-11-30", "last_day": "2026-12-06"}])
    refused = looked_at(roster, target, accept=POLICY)
    assert found_rules(refused) == {("absence", name) for name in ("K1", "K2", "K3")}
    result = approve(roster, target)
    assert result.exit_code == 1
    assert "Nichts wurde genehmigt" in result.output
    assert not (roster / "bookings.csv").exists()
    assert approve(roster, target, "--specialist", "S2").exit_code == 0


def test_time_that_was_taken_since_and_holidays_are_refused(roster: Path) -> None:
    target = plan(roster)
    row = seat_of(target, "K1")
    block = booking("B1", row["start"], row["end"], customer_id="")
    with_table(roster, "bookings", [block])
    assert found_rules(looked_at(roster, target)) == {("no_overlap", "K1")}
    (roster / "bookings.csv").unlink()
    (roster / "office.toml").write_text(OFFICE.replace("[teams", f"closed = [{row['start'][:10]}]\n[teams", 1), encoding="utf-8")
    same_day = {r["customer_id"] for r in rows_of(target) if r["start"][:10] == row["start"][:10]}
    assert found_rules(looked_at(roster, target)) == {("day_off", name) for name in same_day}


def test_two_rows_at_one_time_are_refused_both(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        if row["customer_id"] in ("K1", "K2"):
            row |= {"start": "2026-12-04T09:00", "end": "", "double_booked": "yes" if row["customer_id"] == "K1" else "no"}
    refused = looked_at(roster, target, edited(target, rows), accept=POLICY)
    assert found_rules(refused) == {("no_overlap", "K1"), ("no_overlap", "K2")}


def test_an_open_invitation_is_refused_and_a_letter_too_soon_asks(roster: Path) -> None:
    target = plan(roster)
    open_booking = booking("B1", "2026-12-10T09:00", "2026-12-10T09:45", invited_by="letter", invited_on="2026-11-19")
    with_table(roster, "bookings", [open_booking])
    assert found_rules(looked_at(roster, target)) == {("one_open_invitation", "K1"), ("letter_spacing", "K1")}
    assert found_rules(looked_at(roster, target, accept=POLICY)) == {("one_open_invitation", "K1")}
    with_table(roster, "bookings", [open_booking | {"state": "cancelled"}])
    assert found_rules(looked_at(roster, target)) == {("letter_spacing", "K1")}


def test_a_plan_approved_too_late_for_letters_asks(roster: Path) -> None:
    target = plan(roster)
    late = TODAY + timedelta(days=5)  # a Wednesday; Monday and Tuesday are out of reach, seven days lead to Wednesday
    soon = {row["customer_id"] for row in rows_of(target) if row["start"] < "2026-12-02"}
    assert soon
    assert found_rules(looked_at(roster, target, today=late)) == {("lead_time", name) for name in soon}
    result = approve(roster, target, today=late)
    assert result.exit_code == 1
    assert "--accept lead_time" in result.output
    decided = approve(roster, target, "--accept", "lead_time", today=late)
    assert decided.exit_code == 0
    assert decided.output.count("Bewusst entschieden: Vorlaufzeit der Einladung") == len(soon)


def test_handing_over_instead_of_a_letter_keeps_the_lead_time(roster: Path) -> None:
    target = plan(roster)
    rows = [row | {"invited_by": "vereinbart"} for row in rows_of(target)]
    assert looked_at(roster, target, edited(target, rows), today=TODAY + timedelta(days=5)).refused == ()


def test_a_day_that_is_over_is_refused(roster: Path) -> None:
    target = plan(roster)
    late = date(2026, 12, 2)
    over = {row["customer_id"] for row in rows_of(target) if row["start"] < "2026-12-02"}
    assert {who for rule, who in found_rules(looked_at(roster, target, today=late, accept=POLICY)) if rule == "past"} == over


def test_policy_of_hours_wishes_skills_and_need_asks_each_by_its_name(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        match row["customer_id"]:
            case "K1":
                row |= {"start": "2026-12-02T09:00", "end": ""}  # a Wednesday without consulting hours
            case "K2":
                row |= {"specialist_id": "S2", "start": "2026-12-04T11:00", "end": ""}
    change(roster, "K2", needs="gebaerden")
    change(roster, "K3", unavailable="Mon; Tue; Wed; Thu; Fri")
    change(roster, "K4", last_contact_on="2026-11-20")
    with_table(roster, "wishes", [{"specialist_id": "S2", "customer_id": "K5", "must": "never"}])
    with_table(roster, "bookings", [])
    file = edited(target, rows)
    (roster / "bookings.csv").unlink()
    wanted = {
        ("consulting_hours", "K1"),
        ("skills", "K2"),
        ("customer_hours", "K3"),
        ("fill", "K4"),
        ("pins", "K5"),
    }
    assert found_rules(looked_at(roster, target, file)) == wanted
    decided = looked_at(roster, target, file, accept=tuple(rule for rule, _ in wanted))
    assert (decided.refused, len(decided.accepted), len(decided.changes)) == ((), 5, 6)


def test_a_room_for_one_does_not_hold_two(tmp_path: Path) -> None:
    rooms = {"room": "4.06"}
    people = [customer("K1"), customer("K2", specialist_id="S2")]
    folder = write_roster(tmp_path / "roster", people, [specialist("S1", **rooms), specialist("S2", **rooms)])
    with_table(folder, "resources", [{"resource": "4.06", "capacity": "1"}])
    target = plan(folder)
    rows = [row | {"start": "2026-12-03T09:00", "end": ""} for row in rows_of(target)]
    assert found_rules(looked_at(folder, target, edited(target, rows))) == {("resources", "K1"), ("resources", "K2")}
    assert looked_at(folder, target).refused == ()


def test_a_move_behind_the_deadline_is_told(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "roster", [customer("K1", last_contact_on="2026-06-02")])
    target = plan(folder)
    rows = [row | {"start": "2026-12-04T09:00", "end": ""} for row in rows_of(target)]
    approval = looked_at(folder, target, edited(target, rows))
    assert approval.refused == ()
    assert any("K1" in note and "02.12.2026" in note for note in approval.notes)


def test_striking_below_the_weekly_number_is_told(roster: Path) -> None:
    target = plan(roster)
    approval = looked_at(roster, target, edited(target, rows_of(target)[1:]))
    assert any("S1: 2 statt 3 eingeladen" in note for note in approval.notes)


def test_what_was_moved_after_approving_stays_and_is_told(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    found = by_customer(roster)["K1"]
    from scheduler.store.changes import Updated

    moved = {"start": datetime(2026, 12, 4, 11, 0), "end": datetime(2026, 12, 4, 11, 45)}
    with open_store(roster, command="test", who="Ada") as store:
        store.write([Updated("bookings.csv", {"booking_id": found.booking_id}, moved)])
    result = approve(roster, target)
    assert result.exit_code == 0
    assert "K1: seit der Genehmigung verlegt" in result.output
    assert by_customer(roster)["K1"].start == moved["start"]
    # an edited row that wants another time is no such leftover: it is refused
    rows = [row | ({"start": "2026-12-03T14:00", "end": ""} if row["customer_id"] == "K1" else {}) for row in rows_of(target)]
    assert found_rules(looked_at(roster, target, edited(target, rows))) >= {("one_open_invitation", "K1")}


def test_called_off_and_planned_again_in_the_same_week_gets_a_second_id(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    first = by_customer(roster)["K1"].booking_id
    assert run("outcome", roster, first, "excused", today=TODAY + timedelta(days=1)).exit_code == 0
    assert "Schon genehmigt, unverändert gelassen: 6" in approve(roster, target, today=TODAY + timedelta(days=1)).output
    change(roster, "K1", flags="portal_ok")  # no second letter within 14 days, but the portal
    later = TODAY + timedelta(days=3)
    second = plan(roster, today=later)
    assert [row["appointment_id"] for row in rows_of(second)] == [first]
    assert approve(roster, second, today=later).exit_code == 0
    found = booked(roster)
    assert (found[first].state, found[f"{first}-2"].state) == ("excused", "approved")
    assert found[f"{first}-2"].uid == f"{first}-2@turnus.invalid"
    assert "Schon genehmigt, unverändert gelassen: 1" in approve(roster, second, today=later).output
