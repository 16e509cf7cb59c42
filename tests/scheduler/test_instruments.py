"""What a week does about people who do not come: the telephone list as short as it can be, then double seats, nobody by their rate."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import permutations, product
from math import ceil, comb, prod
from pathlib import Path
from random import Random
from typing import Any

import pytest

from constraints.standby import contacts_pmf, expected, names_needed
from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, booking, customer, planned, specialist, write_roster
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan, SpecialistWeek
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

SEATS_23 = {"mon": "08:00-12:30", "tue": "08:00-12:30", "wed": "", "thu": "08:00-12:30", "fri": "08:00-11:45"}
"""Four mornings of six, six, six and five seats; 20 talks with a rate of 0.65 take 31 invitations."""
ONE_MORNING = {"mon": "08:00-12:30", "tue": "", "wed": "", "thu": "", "fri": ""}


def later(number: int, prefix: str = "K", first: date = date(2026, 6, 20), **values: str) -> list[dict[str, str]]:
    """Return people whose deadline lies some weeks after the week, one day after the other."""
    days = (first + timedelta(days=n) for n in range(number))
    return [customer(f"{prefix}{n:02}", last_contact_on=day.isoformat(), **values) for n, day in enumerate(days)]


def made(
    folder: Path,
    people: Sequence[Mapping[str, str]],
    office: str = OFFICE,
    hours: Mapping[str, str] = SEATS_23,
    today: date = TODAY,
    **tables: Sequence[Mapping[str, str]],
) -> tuple[WeekToPlan, Plan]:
    """Return a week of one specialist with its plan, which passes its audit."""
    to_plan, plan = planned(write_roster(folder, people, [specialist(**hours)], office, **tables), MONDAY, today)
    assert audit_plan(to_plan, plan, KEY) == []
    assert plan.is_proved
    return to_plan, plan


def doubles(plan: Plan) -> list[Appointment]:
    return [a for a in plan.appointments if a.double_booked]


def listed(plan: Plan) -> list[str]:
    return [row.customer_id for row in plan.standby]


def the_week(plan: Plan) -> SpecialistWeek:
    (week,) = plan.weeks
    return week


def overbooking(office: str = OFFICE, **values: object) -> str:
    """Return an office with some keys of `[overbooking]`."""
    lines = [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {str(value).lower()}" for key, value in values.items()]
    return "\n".join([office, "[overbooking]", *lines, ""])


def team_target(number: int) -> str:
    """Return an office whose team agreed on a number of talks."""
    return f"{OFFICE}weekly_target = {number}\n"


# A second opinion, by listing who comes

Half = Mapping[datetime, Sequence[int]]
"""Seat → rates of the people invited to it, in order of time."""


def halves(plan: Plan, booked: Mapping[datetime, Sequence[int]] | None = None) -> list[Half]:
    """Return the half-days of a plan with the rates of everybody, as its rows say; the afternoon begins after half past twelve."""
    seats: defaultdict[datetime, list[int]] = defaultdict(list)
    for moment, rates in (booked or {}).items():
        seats[moment] += rates
    for a in plan.appointments:
        seats[a.start] += [round(1000 * a.show_rate)]
    found: defaultdict[tuple[date, bool], dict[datetime, list[int]]] = defaultdict(dict)
    for moment in sorted(seats):
        found[moment.date(), (moment.hour, moment.minute) >= (12, 30)][moment] = seats[moment]
    return list(found.values())


def outcomes(rates: Sequence[int]) -> list[tuple[tuple[bool, ...], float]]:
    return [
        (coming, prod(r / 1000 if come else 1 - r / 1000 for r, come in zip(rates, coming, strict=True)))
        for coming in product((True, False), repeat=len(rates))
    ]


def talks(plan: Plan, names: int, reach: float = 0.5, booked: Mapping[datetime, Sequence[int]] | None = None) -> list[float]:
    """Return the probabilities of 0, 1, … talks with so many names on the telephone list."""
    week = {(0, 0): 1.0}
    for half in halves(plan, booked):
        after: defaultdict[tuple[int, int], float] = defaultdict(float)
        for coming, chance in outcomes([rate for rates in half.values() for rate in rates]):
            arrivals, came, idle, line = iter(coming), sum(coming), 0, 0
            for rates in half.values():
                line += sum(next(arrivals) for _ in rates)
                idle += line == 0
                line = max(0, line - 1)
            for (c, i), so_far in week.items():
                after[c + came, i + idle] += so_far * chance
        week = after
    found = [0.0] * 200
    for (came, idle), chance in week.items():
        for answering in range(names + 1):
            likely = comb(names, answering) * reach**answering * (1 - reach) ** (names - answering)
            found[came + min(idle, answering)] += chance * likely
    return found


def mean(distribution: Sequence[float]) -> float:
    return sum(number * chance for number, chance in enumerate(distribution))


# The telephone list


def test_nobody_is_phoned_where_all_invitations_have_seats(tmp_path: Path) -> None:
    _, plan = made(tmp_path, later(50, flags="phone_ok"), hours={})
    week = the_week(plan)
    assert (week.invitations_wanted, week.invited, week.standby) == (31, 31, 0)
    assert (listed(plan), doubles(plan), week.double_seats) == ([], [], ())


def test_the_list_is_as_long_as_needed(tmp_path: Path) -> None:
    """Eight invitations have no seat; eleven names make up for them, ten would not."""
    _, plan = made(tmp_path, later(50, flags="phone_ok"))
    week, number = the_week(plan), len(plan.standby)
    assert (week.invitations_wanted, week.invited, week.standby, number) == (31, 23, 11, 11)
    assert mean(talks(plan, number)) >= 20 > mean(talks(plan, number - 1))
    blocks = [list(half.values()) for half in halves(plan)]
    assert expected(contacts_pmf(blocks, [500] * number)) >= 20 > expected(contacts_pmf(blocks, [500] * (number - 1)))
    assert names_needed(Fraction(20), blocks, [500] * 27, None) == number
    assert doubles(plan) == []
    assert [row.rank for row in plan.standby] == list(range(1, number + 1))


def test_who_are_phoned_rarely_are_more(tmp_path: Path) -> None:
    rates = '"regular.phone" = 0.35\n'
    _, plan = made(tmp_path, later(50, flags="phone_ok"), f"{OFFICE}\n[show_rates]\n{rates}")
    number = len(plan.standby)
    assert mean(talks(plan, number, 0.35)) >= 20 > mean(talks(plan, number - 1, 0.35))
    assert number > 11


def test_the_list_goes_by_what_is_due_next(tmp_path: Path) -> None:
    """Those behind the invited ones, in their order; the people between who did not agree to the telephone are passed over."""
    people = [row | {"flags": "phone_ok" if n % 3 else ""} for n, row in enumerate(later(50))]
    random = [people[n] for n in Random(3).sample(range(50), 50)]
    _, plan = made(tmp_path, random)
    invited = {a.customer_id for a in plan.appointments}
    rest = [row["customer_id"] for row in people if row["customer_id"] not in invited and row["flags"]]
    assert listed(plan) == rest[: len(plan.standby)]
    assert len(plan.standby) == 11


OUT_OF_REACH = {"unavailable": "Mon 08:00-11:00; Tue 08:00-11:00; Thu 08:00-11:00; Fri 08:00-10:30", "flags": "phone_ok"}
"""They could be phoned late in the morning, but a talk in person of 90 minutes needs more."""


def test_who_is_never_phoned(tmp_path: Path) -> None:
    """All of them come before the others; each is due soon, cannot come for an hour and a half, and could be phoned but for one thing."""
    soon = {"last_contact_on": "2026-06-02", **OUT_OF_REACH}
    people = [customer(name, **soon) for name in ("fine", "invited", "never", "wish", "graduate", "interpreter")]
    people += [
        customer("silent", **soon | {"flags": ""}),
        customer("first", **soon | {"last_contact_on": "", "registered_on": "2026-11-24"}),
    ]
    people = [row | ({"needs": "dolmetscher"} if row["customer_id"] == "interpreter" else {}) for row in people]
    long = [
        {"customer_id": row["customer_id"], "kind": "follow_up", "recorded_on": "2026-11-20", "minutes": "120"} for row in people
    ]
    long += [
        {"customer_id": name, "kind": name, "recorded_on": "2026-11-20", "minutes": "120", "not_after": "2026-12-18"}
        for name in ("wish", "graduate")
    ]
    rows = [booking("B", "2026-12-15T09:00", "2026-12-15T09:45", customer_id="invited", channel="phone", kind="follow_up")]
    wishes = [{"specialist_id": "S1", "customer_id": "never", "must": "never"}]
    _, plan = made(tmp_path, [*people, *later(50)], bookings=rows, occasions=long, wishes=wishes)
    assert not {a.customer_id for a in plan.appointments} & {row["customer_id"] for row in people}
    assert listed(plan) == ["fine"]


def test_who_has_no_time_while_others_have_seats_is_not_phoned(tmp_path: Path) -> None:
    """Away for the week, or busy on all mornings: nobody to be phoned in them."""
    busy = later(3, "B", date(2026, 6, 10), flags="phone_ok", unavailable="Mon 08:00-12:00; Tue; Thu 08:00-12:30; Fri")
    gone = later(3, "C", date(2026, 6, 10), flags="phone_ok")
    away = [{"person_id": row["customer_id"], "first_day": "2026-11-28", "last_day": "2026-12-06"} for row in gone]
    _, plan = made(tmp_path, [*busy, *gone, *later(50, flags="phone_ok")], absences=away)
    assert {name[0] for name in listed(plan)} == {"K"}
    assert all(row.half_day for row in plan.standby)


def test_the_half_days_are_those_in_which_somebody_has_time(tmp_path: Path) -> None:
    people = later(50, flags="phone_ok", unavailable="Mon; Thu 08:00-11:00")
    _, plan = made(tmp_path, [*later(6, "A", date(2026, 6, 10)), *people])
    assert {row.half_day for row in plan.standby} == {("tue-am", "thu-am", "fri-am")}


@pytest.mark.parametrize(("concept", "is_phoned"), [("aa90-2021", True), ("ba-2010", False), ("lichtenberg-2013", True)])
def test_a_concept_that_does_not_count_the_telephone_has_no_list(tmp_path: Path, concept: str, is_phoned: bool) -> None:
    """All with 20 talks by team agreement; the Empfehlungen of 2010 count talks in person only."""
    office = team_target(20).replace("aa90-2021", concept)
    _, plan = made(tmp_path, later(60, first=date(2026, 7, 10), flags="phone_ok"), office)
    week = the_week(plan)
    assert (week.target, week.invitations_wanted) == (20.0, 31)
    assert (len(plan.standby) > 0) is is_phoned


def test_an_office_without_a_list(tmp_path: Path) -> None:
    _, plan = made(tmp_path, later(50, flags="phone_ok"), overbooking(standby=False))
    assert (plan.standby, len(doubles(plan))) == ((), 4)


def test_where_people_are_missing_others_are_phoned(tmp_path: Path) -> None:
    """Ten people can come, five only speak by telephone: all of them are needed, and no seat is doubled."""
    people = [*later(10), *later(5, "P", flags="phone_ok", unavailable="Mon 08:00-12:00 12:00-12:30; Tue 08:00-12:00; Thu; Fri")]
    minutes = [{"customer_id": f"P{n:02}", "kind": "follow_up", "recorded_on": "2026-11-20", "minutes": "60"} for n in range(5)]
    _, plan = made(tmp_path, people, occasions=minutes, hours=SEATS_23 | {"tue": "08:00-12:45"})
    week = the_week(plan)
    assert (week.exhausted, week.invited, doubles(plan)) == (True, 10, [])
    assert listed(plan) == []


# Double seats


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


# What is promised


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


# How many invitations


def reached(number: int, rate: float, target: int) -> float:
    return sum(comb(number, k) * rate**k * (1 - rate) ** (number - k) for k in range(target, number + 1))


@pytest.mark.parametrize("kind", ["certain", "safe"])
def test_a_number_that_is_reached_with_a_certainty(tmp_path: Path, kind: str) -> None:
    office = overbooking(number=kind, certainty=0.9).replace("[teams.basis]", "consulting_share = 0.9\n\n[teams.basis]")
    _, plan = made(tmp_path, later(60, flags="phone_ok"), office, dict.fromkeys(("mon", "tue", "thu", "fri"), "08:00-16:00"))
    number = the_week(plan).invitations_wanted
    assert number is not None
    assert reached(number, 0.65, 20) >= 0.9 > reached(number - 1, 0.65, 20)
    assert (the_week(plan).invited, plan.standby, doubles(plan)) == (number, (), [])
    assert the_week(plan).chance_per_mille == round(1000 * reached(number, 0.65, 20))


@pytest.mark.parametrize("kind", ["certain", "safe"])
def test_the_list_keeps_the_certainty(tmp_path: Path, kind: str) -> None:
    _, plan = made(tmp_path, later(60, flags="phone_ok"), overbooking(number=kind, certainty=0.8))
    number = len(plan.standby)
    assert sum(talks(plan, number)[20:]) >= 0.8 > sum(talks(plan, number - 1)[20:])


def test_mixed_rates_take_as_many_or_more_when_any_mix_must_do(tmp_path: Path) -> None:
    rates = '\n[show_rates]\n"regular.in_person.letter" = 0.4\n"regular.in_person.portal" = 0.9\n'
    people = [row | {"flags": "" if n % 2 else "portal_ok"} for n, row in enumerate(later(60))]
    numbers = [
        the_week(made(tmp_path / kind, people, overbooking(OFFICE + rates, number=kind))[1]).invitations_wanted
        for kind in ("expected", "certain", "safe")
    ]
    assert numbers == [31, 33, 34]


# Nobody by their rate


def chosen(folder: Path, people: Sequence[Mapping[str, str]], rates: tuple[float, float], **more: Any) -> tuple[Any, ...]:
    """Return N, who is invited, who shares a seat with whom, and the telephone list, at rates of letters and portal."""
    office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = {rates[0]}\n"regular.in_person.portal" = {rates[1]}\n'
    _, plan = made(folder, people, overbooking(office, **more))
    starts = frozenset((a.customer_id, a.start, a.double_booked) for a in plan.appointments)
    return the_week(plan).invitations_wanted, starts, listed(plan)


@pytest.mark.parametrize("seed", [1, 2])
def test_people_who_exchange_their_rates_are_invited_as_before(tmp_path: Path, seed: int) -> None:
    """The same people at the same times, double seats included; only the telephone list may end sooner or later.

    There are 23 seats and N is above them. One of each pair is invited by letter, the other one through the portal; some of the
    last people agreed to the telephone, so that there are several double seats, few or none.
    """
    random = Random(seed)
    flags = [flag for _ in range(25) for flag in random.sample(["", "portal_ok "], 2)]
    low, found = 0.05 * random.randint(10, 12), []
    for number in (0, 9, 10, 12):
        people = [row | {"flags": flag} for row, flag in zip(later(50), flags, strict=True)]
        people[50 - number :] = [row | {"flags": f"{row['flags']}phone_ok"} for row in people[50 - number :]]
        one, two = (chosen(tmp_path / f"{number}{name}", people, rates) for name, rates in (("a", (low, 0.7)), ("b", (0.7, low))))
        assert one[0] == two[0] > 27
        assert one[1] == two[1]
        found.append(sum(is_double for *_, is_double in one[1]))
        shorter, longer = sorted((one[2], two[2]), key=len)
        assert longer[: len(shorter)] == shorter
    assert found[0] == 4 > found[1] >= found[2] > 0 == found[3]


# The audit


@pytest.fixture
def phoned(tmp_path: Path) -> tuple[WeekToPlan, Plan]:
    return made(tmp_path, later(50, flags="phone_ok"))


@pytest.fixture
def crowded(tmp_path: Path) -> tuple[WeekToPlan, Plan]:
    return made(tmp_path, later(50))


def rules(made: tuple[WeekToPlan, Plan], **values: Any) -> set[str]:
    to_plan, plan = made
    assert any(getattr(plan, name) != value for name, value in values.items())
    return {finding.rule for finding in audit_plan(to_plan, replace(plan, **values), KEY)}


def matching(made: tuple[WeekToPlan, Plan], rows: Sequence[Appointment]) -> set[str]:
    """Return the rules under which other appointments are found where everything else is made to match them."""
    to_plan, plan = made
    forged = rebuilt(to_plan, replace(plan, appointments=tuple(sorted(rows, key=lambda a: (a.start, a.double_booked)))), KEY)
    assert len(forged.appointments) == len(rows)
    return {finding.rule for finding in audit_plan(to_plan, forged, KEY)}


def test_a_changed_telephone_list(phoned: tuple[WeekToPlan, Plan]) -> None:
    _, plan = phoned
    first, *others = plan.standby
    for rows in (
        (),
        tuple(others),
        (first, first, *others),
        (*others, first),
        (replace(first, rank=2), *others),
        (replace(first, customer_id="K49"), *others),
        (replace(first, half_day=("mon-am",)), *others),
        (replace(first, specialist_id="S9"), *others),
    ):
        assert rules(phoned, standby=rows) == {ROW}


@pytest.mark.parametrize(
    "values",
    [
        {"chance_per_mille": 999},
        {"expected_per_mille": 25_000},
        {"standby": 3},
        {"fits": False},
        {"double_seats": ()},
        {"invitations_wanted": 27},
    ],
)
def test_forged_figures(crowded: tuple[WeekToPlan, Plan], values: dict[str, Any]) -> None:
    week = the_week(crowded[1])
    assert rules(crowded, weeks=(replace(week, **values),)) == {ROW}


@pytest.mark.parametrize("key", ["both_per_mille", "wait_minutes", "overtime_per_mille"])
def test_a_forged_double_seat(crowded: tuple[WeekToPlan, Plan], key: str) -> None:
    week = the_week(crowded[1])
    first, *others = week.double_seats
    seats = (replace(first, **{key: 1}), *others)  # type: ignore[arg-type]
    assert rules(crowded, weeks=(replace(week, double_seats=seats),)) == {ROW}


def extra(plan: Plan, customer_id: str, at: Appointment) -> list[Appointment]:
    return [*plan.appointments, replace(at, customer_id=customer_id, double_booked=True)]


def test_a_second_person_where_none_may_be(crowded: tuple[WeekToPlan, Plan]) -> None:
    """In a seat that is doubled already, and in the second seat of a morning."""
    _, plan = crowded
    singles = [a for a in plan.appointments if not a.double_booked]
    for seat in singles[:2]:
        assert matching(crowded, extra(plan, "K40", seat)) == {"double_seats"}


def test_an_extra_row_is_found_even_where_somebody_may_be_added(phoned: tuple[WeekToPlan, Plan]) -> None:
    _, plan = phoned
    rows = extra(plan, "K40", plan.appointments[0])
    assert ROW in rules(phoned, appointments=tuple(rows))


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: extra(plan, "K22", plan.appointments[0]),
        lambda plan: [a for a in plan.appointments if a not in doubles(plan)[:1]],
        lambda plan: [replace(a, customer_id="K49") if a in doubles(plan)[:1] else a for a in plan.appointments],
    ],
    ids=["one more than needed", "one less", "somebody further behind"],
)
def test_other_double_seats_than_the_number_asks_for(
    phoned: tuple[WeekToPlan, Plan], crowded: tuple[WeekToPlan, Plan], change: Callable[[Plan], list[Appointment]]
) -> None:
    """Also where everything else is made to match."""
    case = crowded if len(change(crowded[1])) <= len(crowded[1].appointments) else phoned
    assert matching(case, change(case[1]))


def test_a_single_specialist_has_the_same_list_and_double_seats_as_in_the_house(tmp_path: Path) -> None:
    people = [*later(50), *later(50, "P", specialist_id="S2", flags="phone_ok")]
    roster = read_roster(write_roster(tmp_path, people, [specialist("S1", **SEATS_23), specialist("S2", **SEATS_23)]))
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    assert ({a.specialist_id for a in doubles(whole)}, {row.specialist_id for row in whole.standby}) == ({"S1"}, {"S2"})
    for name in ("S1", "S2"):
        part = plan_week(prepare_week(roster, MONDAY, TODAY, {name}), KEY)
        assert list(part.appointments) == whole.of(name)
        assert list(part.standby) == [row for row in whole.standby if row.specialist_id == name]
        assert list(part.weeks) == [week for week in whole.weeks if week.specialist_id == name]
