"""What a week promises – talks, their chance, waits and overtime – against a second opinion that lists who comes."""

from datetime import date, datetime, timedelta
from itertools import permutations
from math import ceil
from pathlib import Path

import pytest

from helpers.instruments import Half, doubles, halves, later, made, mean, outcomes, talks, team_target, the_week
from helpers.rosters import OFFICE, booking, customer


def figures(half: Half, end: datetime) -> tuple[float, float]:
    """Return the longest expected wait in minutes and the chance of overtime, over all who come and all orders in a seat."""
    guests = [(moment, rate) for moment, rates in half.items() for rate in rates]
    orders = [o for o in permutations(range(len(guests))) if [guests[i][0] for i in o] == sorted(g[0] for g in guests)]
    waits, late = [0.0] * len(guests), 0.0
    for order in orders:
        for coming, chance in outcomes([rate for _, rate in guests]):
            clock = min(half)
            for index in order:
                start = guests[index][0]
                if coming[index]:
                    begin = max(clock, start)
                    waits[index] += chance / len(orders) * (begin - start).total_seconds() / 60 / (guests[index][1] / 1000)
                    clock = begin + timedelta(minutes=45)
            late += chance / len(orders) * (clock > end)
    return max(waits), late


def test_figures_of_double_seats(tmp_path: Path) -> None:
    """Rates of the people who are really there, as listed in full."""
    people = [row | {"flags": "portal_ok" if n % 3 else ""} for n, row in enumerate(later(50))]
    office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = 0.55\n"regular.in_person.portal" = 0.7\n'
    _, plan = made(tmp_path, people, office)
    (week,) = plan.weeks
    assert len(week.double_seats) == len(doubles(plan)) > 2
    for seat in week.double_seats:
        half = next(half for half in halves(plan) if seat.start in {m.isoformat(timespec="minutes") for m in half})
        first, second = half[datetime.fromisoformat(seat.start)]
        wait, late = figures(half, max(half) + timedelta(minutes=45))
        assert seat.both_per_mille == pytest.approx(first * second / 1000, abs=0.51)
        assert seat.wait_minutes == ceil(wait - 1e-9)
        assert seat.overtime_per_mille == pytest.approx(1000 * late, abs=0.51)


@pytest.mark.parametrize("flags", ["", "phone_ok", "portal_ok", "portal_ok phone_ok"])
def test_talks_and_chance_that_are_promised(tmp_path: Path, flags: str) -> None:
    people = [row | {"flags": flags if n % 2 else "phone_ok" if n > 40 else ""} for n, row in enumerate(later(50))]
    office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = 0.6\n"regular.in_person.portal" = 0.75\n'
    _, plan = made(tmp_path, people, office)
    week, listed_talks = the_week(plan), talks(plan, len(plan.standby))
    assert week.expected_per_mille == pytest.approx(1000 * mean(listed_talks), abs=0.51)
    assert week.chance_per_mille == pytest.approx(1000 * sum(listed_talks[20:]), abs=0.51)


def test_bookings_count_as_likely_as_they_are(tmp_path: Path) -> None:
    """Two people of one seat of Monday, one open talk on Tuesday; a talk that was excused counts nothing."""
    people = [customer(name, last_contact_on="2026-11-02") for name in ("B1", "B2", "B3", "B4")]
    rows = [
        booking("X1", "2026-11-30T08:00", "2026-11-30T08:45", customer_id="B1"),
        booking("X2", "2026-11-30T08:00", "2026-11-30T08:45", customer_id="B2", double_booked="yes"),
        booking("X3", "2026-12-01T09:30", "2026-12-01T10:15", customer_id="B3"),
        booking("X4", "2026-12-03T09:30", "2026-12-03T10:15", customer_id="B4", state="excused"),
    ]
    _, plan = made(tmp_path, [*people, *later(50, flags="phone_ok")], bookings=rows)
    zone = plan.appointments[0].start.tzinfo
    booked = {
        datetime(2026, 11, 30, 8, tzinfo=zone): [650, 650],
        datetime(2026, 12, 1, 9, 30, tzinfo=zone): [650],
    }
    week, number = the_week(plan), len(plan.standby)
    assert (week.booked, week.invitations_wanted, week.invited) == (3, 28, 21)
    assert mean(talks(plan, number, booked=booked)) >= 20 > mean(talks(plan, number - 1, booked=booked))
    assert week.expected_per_mille == pytest.approx(1000 * mean(talks(plan, number, booked=booked)), abs=0.51)
    assert week.chance_per_mille == pytest.approx(1000 * sum(talks(plan, number, booked=booked)[20:]), abs=0.51)


@pytest.mark.parametrize("share", [0.6, 0.65])
def test_twenty_five_talks_of_an_hour_do_not_fit_into_sixty_per_cent(tmp_path: Path, share: float) -> None:
    """60 % of 39 hours are 23.4; 25.35 would do."""
    office = f"consulting_share = {share}\n{team_target(25)}\n[talk_minutes]\nregular = 60\n"
    assert the_week(made(tmp_path, later(60), office, {})[1]).fits is (share == 0.65)
    shorter = office.replace("regular = 60", "regular = 45")
    assert the_week(made(tmp_path / "shorter", later(60), shorter, {})[1]).fits


@pytest.mark.parametrize("today", [date(2026, 12, 1), date(2026, 12, 3)])
def test_a_week_that_has_begun_names_nobody_and_promises_nothing(tmp_path: Path, today: date) -> None:
    """What is still expected of the target would tell how many talks somebody held so far."""
    office = f"{OFFICE}\n[lead_days]\nletter = 0\nreceived = 0\n"
    people = [row | {"flags": "phone_ok"} for row in later(60)]
    _, before = made(tmp_path / "before", people, office)
    assert len(before.standby) == 11
    _, plan = made(tmp_path, people, office, today=today)
    week = the_week(plan)
    assert plan.appointments
    assert (plan.standby, doubles(plan), week.double_seats, week.standby) == ((), [], (), 0)
    assert (week.target, week.invitations_wanted, week.chance_per_mille) == (None, None, None)
