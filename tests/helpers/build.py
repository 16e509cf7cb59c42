"""Small weeks in a few words.

A day has twenty cells and the one that is never open; a talk is three cells (45 minutes) unless a test says otherwise.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from constraints.audit import audit, measure
from constraints.cells import block
from constraints.problem import LADDER, Booking, Placement, Problem, Resource, Talk, Worker
from constraints.solve import Outcome, solve

CELLS_PER_DAY = 21
MINUTES_PER_CELL = 15
MON, TUE, WED = 0, 1, 2


def at(day: int, cell: int) -> int:
    """Return a cell of a day as a cell of the week."""
    return day * CELLS_PER_DAY + cell


def hours(day: int, first: int, stop: int) -> int:
    """Return the mask of some cells of a day."""
    return block(at(day, first), at(day, stop))


MORNING = hours(MON, 0, 12)
"""Monday, twelve cells: room for four talks of three cells."""


def worker(
    open_cells: int = MORNING,
    wanted: int | None = None,
    minutes_left: int = 10_000,
    *,
    fill_seats: bool = False,
    skills: Collection[str] = (),
    cover_weight: int = 60,
    name: str = "w",
) -> Worker:
    return Worker(name, open_cells, wanted, minutes_left, fill_seats, frozenset(skills), cover_weight)


AWAY = worker(0, name="away")
"""A specialist who is away all week."""


def talk(talk_id: str, cells: int = 3, **other: Any) -> Talk:
    """Return a talk that only the weekly number could ask for."""
    plain = Talk(talk_id, worker=0, cells=cells, minutes=cells * MINUTES_PER_CELL)
    return structs.replace(plain, **other)


def due(talk_id: str, cells: int = 3, **other: Any) -> Talk:
    """Return a talk whose last chance is this week; leaving out 45 minutes costs 45."""
    return talk(talk_id, cells, **{"step": "legal", **other})


def soon(talk_id: str, cells: int = 3, **other: Any) -> Talk:
    """Return a talk whose last chance falls in the next two weeks; leaving it out costs 15 less its days of slack."""
    return talk(talk_id, cells, **{"is_soon": True, "slack_days": 7, **other})


def cover(own: Talk, colleague: int = 1, **other: Any) -> Talk:
    """Return the entry of a talk with a colleague of the absent specialist."""
    return structs.replace(own, worker=colleague, is_cover=True, **other)


def resource(name: str, *left: int) -> Resource:
    """Return a resource with as many units as there are masks of hours, the longest hours first."""
    return Resource(name, left)


def booking(day: int, first: int, stop: int, *, is_talk: bool = True) -> Booking:
    return Booking(0, at(day, first), at(day, stop), is_talk)


def week(*talks: Talk, of: Worker | None = None, bookings: tuple[Booking, ...] = ()) -> Problem:
    """Return the week of one worker."""
    return Problem((of or worker(),), talks, bookings, CELLS_PER_DAY)


def team(*talks: Talk, of: tuple[Worker, ...], resources: tuple[Resource, ...] = (), ladder: tuple[str, ...] = LADDER) -> Problem:
    """Return the week of several workers."""
    return Problem(of, talks, (), CELLS_PER_DAY, ladder, resources)


@dataclass(frozen=True)
class Planned:
    """What the solver made of a week, and what the solver-free side thinks of it."""

    problem: Problem
    outcome: Outcome

    @property
    def invited(self) -> set[str]:
        return {p.talk_id for p in self.outcome.assignment}

    @property
    def starts(self) -> dict[str, int]:
        return {p.talk_id: p.start for p in self.outcome.assignment}

    @property
    def holders(self) -> dict[str, int]:
        return {p.talk_id: p.worker for p in self.outcome.assignment}

    @property
    def reported(self) -> dict[str, int]:
        """The value of every stage as the solver reports it."""
        return {stage.name: stage.value for stage in self.outcome.stages}

    @property
    def values(self) -> dict[str, int]:
        """The value of every stage as the plan has it, worked out without the solver."""
        return measure(self.problem, self.outcome.assignment)

    @property
    def breaches(self) -> set[str]:
        """The names of the rules that the plan breaks."""
        return {violation.rule for violation in audit(self.problem, self.outcome.assignment)}

    @property
    def is_proved(self) -> bool:
        return all(stage.proved and stage.value == stage.bound for stage in self.outcome.stages)

    @property
    def is_sound(self) -> bool:
        """Whether all is proved, the audit finds nothing, and the plan has the values that the solver reports."""
        return self.is_proved and not self.breaches and self.reported.items() <= self.values.items()


def planned(problem: Problem) -> Planned:
    return Planned(problem, solve(problem))


def plan_of(starts: Mapping[str, int], by: Mapping[str, int] | None = None) -> tuple[Placement, ...]:
    """Return a plan by hand.

    Args:
        starts: talk → start cell.
        by: talk → who holds it where that is not worker 0.
    """
    return tuple(Placement(talk_id, start, (by or {}).get(talk_id, 0)) for talk_id, start in starts.items())


def breached(problem: Problem, starts: Mapping[str, int], by: Mapping[str, int] | None = None) -> set[str]:
    """Return the names of the rules that a plan by hand breaks."""
    return {violation.rule for violation in audit(problem, plan_of(starts, by))}


def measured(problem: Problem, starts: Mapping[str, int], by: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the values of the stages in a plan by hand."""
    return measure(problem, plan_of(starts, by))
