"""Double seats in a plan: only where the list is not enough, where nobody waits too long, and everybody in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.instruments import SEATS_23, doubles, later, made, mean, overbooking, talks, team_target, the_week
from helpers.rosters import MONDAY, OFFICE, booking, customer

ONE_MORNING = {"mon": "08:00-12:30", "tue": "", "wed": "", "thu": "", "fri": ""}


@pytest.mark.parametrize("number", [0, 4, 8, 10, 11, 15])
def test_double_seats_only_where_the_list_is_not_enough(tmp_path: Path, number: int) -> None:
    """So many of the last people agreed to the telephone."""
    people = [row | {"flags": "phone_ok" if n >= 60 - number else ""} for n, row in enumerate(later(60))]
    _, plan = made(tmp_path, people)
    found = len(doubles(plan))
    assert (found > 0) is (number < 11)
    if found:
        singles = replace(plan, appointments=tuple(a for a in plan.appointments if not a.double_booked))
        assert mean(talks(singles, number)) < 20
        fewer = replace(plan, appointments=tuple(a for a in plan.appointments if a not in doubles(plan)[:1]))
        assert mean(talks(fewer, number)) < 20, "one less would not do"
        assert len(plan.standby) == number or mean(talks(plan, len(plan.standby) - 1)) < 20


def test_one_double_seat_a_day_at_the_beginning(tmp_path: Path) -> None:
    _, plan = made(tmp_path, later(50))
    assert {(a.start.date(), a.start.hour, a.start.minute) for a in doubles(plan)} == {
        (MONDAY + timedelta(days=day), 8, 0) for day in (0, 1, 3, 4)
    }
    assert (the_week(plan).invited, the_week(plan).short_of) == (27, "seats")
    order = [row["customer_id"] for row in later(50)]
    assert {a.customer_id for a in plan.appointments} == set(order[:27])


def test_nothing_is_missing_where_double_seats_make_up_for_it(tmp_path: Path) -> None:
    """27 seats and four double seats: 31 invitations."""
    _, plan = made(tmp_path, later(50), hours=SEATS_23 | {"mon": "08:00-12:30 13:00-15:15", "fri": "08:00-12:30"})
    week = the_week(plan)
    assert (week.invitations_wanted, week.invited, len(doubles(plan)), week.short_of) == (31, 31, 4, "")


@pytest.mark.parametrize(("a_day", "number"), [(0, 0), (1, 4), (2, 8)])
def test_as_many_a_day_as_the_office_says(tmp_path: Path, a_day: int, number: int) -> None:
    hours = {day: windows.replace("08:00-", "08:00-09:30 10:00-") for day, windows in SEATS_23.items()}
    _, plan = made(tmp_path, later(50), overbooking(doubles_a_day=a_day, most_overtime_chance=0.5, most_overtime=0.5), hours)
    assert len(doubles(plan)) == number
    assert all(sum(a.start.date() == other.start.date() for a in doubles(plan)) <= a_day for other in doubles(plan))


def test_nobody_waits_with_a_first_talk(tmp_path: Path) -> None:
    """First talks, one each morning, stand behind nobody invited twice: where they come first, no seat is doubled."""
    first = [
        customer(f"F{n}", last_contact_on="", registered_on="2026-11-19", unavailable=busy)
        for n, busy in enumerate(["Mon 08:00-11:00; Tue; Thu; Fri", "Tue 08:00-11:00; Mon; Thu; Fri"])
    ]
    _, plan = made(tmp_path, [*first, *later(50)])
    assert {a.start.date() for a in plan.appointments if a.kind == "first"} == {MONDAY, MONDAY + timedelta(days=1)}
    assert {a.start.date() for a in doubles(plan)} == {MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)}


def test_turns_are_taken(tmp_path: Path) -> None:
    """Two of three have shared a seat half a year ago: the third one comes first. What is older than a year is forgotten."""
    people = [customer(name, last_contact_on="2026-06-11") for name in "ABC"] + [customer("D", last_contact_on="2026-06-20")]

    def who_shares(name: str, rows: Sequence[Mapping[str, str]]) -> str:
        tables: dict[str, Any] = {"bookings": rows} if rows else {}
        _, plan = made(tmp_path / name, people, team_target(10), ONE_MORNING | {"mon": "08:00-10:15"}, **tables)
        (double,) = doubles(plan)
        assert double.customer_id == "D"
        return next(a.customer_id for a in plan.appointments if a.start == double.start and not a.double_booked)

    before = who_shares("nobody", ())
    for one, two, third in ("ABC", "BCA", "ACB"):
        for day, found in (("2026-06-08", third), ("2025-11-19", before)):
            rows = [
                booking(name, f"{day}T08:00", f"{day}T08:45", customer_id=name, state="missed", double_booked=flag)
                for name, flag in ((one, "no"), (two, "yes"))
            ]
            assert who_shares(f"{day}{third}", rows) == found


@pytest.mark.parametrize(("high", "number"), [(0.76, 4), (0.8, 0)])
def test_the_highest_rate_says_whether_anybody_would_wait_too_long(tmp_path: Path, high: float, number: int) -> None:
    """Also where nobody with that rate is in the half-day: here a single person through the portal, due after all others."""
    people = [*later(50), *later(1, "P", date(2026, 8, 20), flags="portal_ok")]
    office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = 0.5\n"regular.in_person.portal" = {high}\n'
    _, plan = made(tmp_path, people, office)
    assert len(doubles(plan)) == number


@pytest.mark.parametrize(("rate", "is_first"), [(0.83, True), (0.84, False)])
def test_from_five_sixths_on_the_last_seat_is_the_better_one(tmp_path: Path, rate: float, is_first: bool) -> None:
    office = overbooking(f"{OFFICE}\n[show_rates]\ndefault = {rate}\n", most_wait=1, most_overtime=1, most_overtime_chance=1)
    _, plan = made(tmp_path, later(50), office.replace("basis]", "basis]\nweekly_target = 30"))
    found = {(a.start.hour, a.start.minute) for a in doubles(plan)}
    assert (found == {(8, 0)}) is is_first
    assert found <= ({(8, 0)} if is_first else {(11, 45), (11, 0)})
    assert len(doubles(plan)) == 4
