"""Weeks of one specialist with too few seats: what the instruments of overbooking make of them, and a second opinion."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from math import comb, prod
from pathlib import Path

from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, customer, planned, specialist, write_roster
from scheduler.plan import Appointment, Plan, SpecialistWeek
from scheduler.planaudit import audit_plan
from scheduler.week_to_plan import WeekToPlan

SEATS_23 = {"mon": "08:00-12:30", "tue": "08:00-12:30", "wed": "", "thu": "08:00-12:30", "fri": "08:00-11:45"}
"""Four mornings of six, six, six and five seats; 20 talks with a rate of 0.65 take 31 invitations."""


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
