"""Seats: where a talk could be held, as few as the model needs.

Talks of one specialist with the same length and the same admissible starts are interchangeable, so they share one *shape* and
the model counts how many of a shape go into a gap instead of asking for each talk. A *gap* is a longest run of cells that any
talk of the specialist could use. Where a customer prefers hours, a gap gives two seats: inside them and anywhere. In a week that
is timed (`Problem.is_timed`) every start is a gap and a seat of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from constraints import cells
from constraints.problem import Key, Problem, Talk

NO_STARTS: Mapping[Key, int] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """A gap in which talks of one shape may be held; each is made once and stands for itself.

    Attributes:
        shape: index of the shape.
        worker: index of the worker.
        gap: (start, stop) cells.
        starts: mask of admissible start cells inside the gap.
        length: cells of the talk.
        outside_preference: 1 when the customer would rather come at another time.
        short_notice: 1 when the lead time is admissible but not comfortable.
        after_deadline: 1 when the gap lies after the talk's deadline.
        resources: names of the resources that the talk needs.
        household_member: id of the talk where it belongs to a household, which is a shape of its own; else "".
        is_kept: the start that was promised; only for who was promised it.
        elsewhen: 1 when the customer was promised another time.
    """

    shape: int
    worker: int
    gap: tuple[int, int]
    starts: int
    length: int
    outside_preference: int
    short_notice: int
    after_deadline: int
    resources: tuple[str, ...] = ()
    household_member: str = ""
    is_kept: bool = False
    elsewhen: int = 0


class Likeness(NamedTuple):
    """What two talks must have in common to be interchangeable."""

    worker: int
    length: int
    minutes: int
    starts: int
    comfortable_from: int
    in_time_before: int
    preferred: int
    resources: tuple[str, ...]
    household_member: str
    is_promised: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """Interchangeable talks, in the order of their ids, with their seats."""

    talks: tuple[Talk, ...]
    seats: tuple[Seat, ...]

    def seat_of(self, talk: Talk, start: int) -> Seat:
        """Return the seat in which one of the talks is held when it starts in a cell."""
        return next(seat for seat in self.seats if seat.starts >> start & 1 and seat.is_kept is (start == talk.promised))


def shapes(problem: Problem, allowed_starts: Mapping[Key, int], other_starts: Mapping[Key, int] = NO_STARTS) -> list[Shape]:
    """Group the talks that have any admissible start into shapes, and list the seats of each in order of time.

    Args:
        problem: the week.
        allowed_starts: entry → mask of its admissible starts.
        other_starts: the same for promised talks as if nothing were promised: what makes them alike.
    """
    groups: defaultdict[Likeness, list[Talk]] = defaultdict(list)
    for talk in sorted(problem.talks, key=lambda t: t.talk_id):
        if allowed_starts[talk.key]:
            groups[_likeness(talk, other_starts.get(talk.key, allowed_starts[talk.key]))].append(talk)
    if problem.is_timed:
        return [
            Shape(tuple(talks), (*_kept_seats(n, like, talks, allowed_starts), *_timed_seats(n, like)))
            for n, (like, talks) in enumerate(groups.items())
        ]
    gaps = _gaps(problem, groups)
    return [Shape(tuple(talks), tuple(_seats(n, like, gaps[like.worker]))) for n, (like, talks) in enumerate(groups.items())]


def _likeness(talk: Talk, starts: int) -> Likeness:
    preferred = cells.starts_that_fit(talk.preferred, talk.cells) & starts if talk.preferred else -1
    member = talk.talk_id if talk.household else ""
    marks = (talk.comfortable_from, talk.in_time_before, preferred, talk.resources, member, talk.promised >= 0, talk.stays)
    return Likeness(talk.worker, talk.cells, talk.minutes, starts, *marks)


def _gaps(problem: Problem, groups: Iterable[Likeness]) -> list[list[tuple[int, int]]]:
    """Return per worker the longest runs of cells that any talk could use."""
    usable = [0] * len(problem.workers)
    for like in groups:
        for shift in range(like.length):
            usable[like.worker] |= like.starts << shift
    return [cells.runs(mask) for mask in usable]


def _seats(shape: int, like: Likeness, gaps: list[tuple[int, int]]) -> list[Seat]:
    found = []
    for gap in gaps:
        here = like.starts & cells.block(*gap)
        inside = here & like.preferred
        if inside:
            found.append(_seat(shape, like, gap, inside, 0))
        if inside != here:
            found.append(_seat(shape, like, gap, here, 1))
    return found


def _timed_seats(shape: int, like: Likeness) -> list[Seat]:
    starts = cells.members(like.starts)
    return [_seat(shape, like, (s, s + like.length), 1 << s, int(not like.preferred >> s & 1)) for s in starts]


def _kept_seats(shape: int, like: Likeness, talks: Sequence[Talk], allowed_starts: Mapping[Key, int]) -> list[Seat]:
    """Return a seat for every start that was promised to one of the talks."""
    promised = sorted({talk.promised for talk in talks if allowed_starts[talk.key] & talk.kept_start})
    return [replace(_seat(shape, like, (s, s + like.length), 1 << s, 0), is_kept=True, elsewhen=0) for s in promised]


def _seat(shape: int, like: Likeness, gap: tuple[int, int], starts: int, outside_preference: int) -> Seat:
    return Seat(
        shape=shape,
        worker=like.worker,
        gap=gap,
        starts=starts,
        length=like.length,
        outside_preference=outside_preference,
        short_notice=int(gap[0] < like.comfortable_from),
        after_deadline=int(0 < like.in_time_before <= gap[0]),
        resources=like.resources,
        household_member=like.household_member,
        elsewhen=int(like.is_promised),
    )
