"""Half-days in a row of seats, to which more people may be invited."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from constraints.audit import audit, view_of
from constraints.double_seats import add_doubles
from constraints.problem import Booking, DoubleLimits, Placement, Problem, Talk, Worker
from helpers.build import MON, MORNING, TUE, WED, at, hours, plan_of, talk, week, worker

LIMITS = DoubleLimits(a_day=1, rate=700, is_first=True, most_wait=0.6, most_overtime=0.35, most_overtime_chance=0.35)
TWO_DAYS, THREE_DAYS = (sum(hours(day, 0, 12) for day in days) for days in ((MON, TUE), (MON, TUE, WED)))
ROW = ("ada", "bea", "cem", "dan")


def desk(open_cells: int = MORNING, **limits: Any) -> Worker:
    """Return a worker whose seats may be doubled."""
    return replace(worker(open_cells), doubles=replace(LIMITS, **limits))


def people(*names: str, **other: Any) -> list[Talk]:
    return [talk(name, **other) for name in names]


def row(*names: str, day: int = MON, first: int = 0) -> dict[str, int]:
    """Return a plan by hand with one talk of three cells after the other."""
    return {name: at(day, first + 3 * place) for place, name in enumerate(names)}


def doubled(problem: Problem, starts: Mapping[str, int], *order: str, wanted: int = 9) -> dict[str, int]:
    """Return who is invited in addition, and when."""
    plan = add_doubles(view_of(problem, plan_of(starts)), 0, order, wanted)
    assert {p.talk_id for p in plan if not p.is_double} == starts.keys()
    assert not audit(problem, plan)
    return {p.talk_id: p.start for p in plan if p.is_double}


def broken(problem: Problem, starts: Mapping[str, int], seconds: Mapping[str, int]) -> set[tuple[str, str]]:
    """Return (rule, talk) of what is wrong with double seats by hand."""
    plan = (*plan_of(starts), *(Placement(talk_id, start, is_double=True) for talk_id, start in seconds.items()))
    return {(violation.rule, violation.talk_id) for violation in audit(problem, plan)}


def a_row(*names: str, of: Worker | None = None, bookings: tuple[Booking, ...] = (), **marks: Any) -> Problem:
    """Return a week of some people and eva, who may be invited in addition; `marks` are of single people."""
    talks = [talk(name, **marks.get(name, {})) for name in (*names, "eva")]
    return week(*talks, of=of or desk(), bookings=bookings)
