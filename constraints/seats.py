"""Seats: where a talk could be held, as few as the model needs.

Talks of one specialist with the same length and the same admissible starts are interchangeable, so they share one *shape* and
the model counts how many of a shape go into a gap instead of asking for each talk. A *gap* is a longest run of cells that any
talk of the specialist could use. Where a customer prefers hours, a gap gives two seats: inside them and anywhere.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from constraints import cells
from constraints.problem import Problem, Talk


@dataclass(frozen=True, slots=True)
class Seat:
    """A gap in which talks of one shape may be held.

    Attributes:
        shape: index of the shape.
        worker: index of the worker.
        gap: (start, stop) cells.
        starts: mask of admissible start cells inside the gap.
        length: cells of the talk.
        outside_preference: 1 when the customer would rather come at another time.
        short_notice: 1 when the lead time is admissible but not comfortable.
    """

    shape: int
    worker: int
    gap: tuple[int, int]
    starts: int
    length: int
    outside_preference: int
    short_notice: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Interchangeable talks, in the order of their ids, with their seats."""

    talks: tuple[Talk, ...]
    seats: tuple[Seat, ...]


def shapes(problem: Problem, allowed_starts: Mapping[str, int]) -> list[Shape]:
    """Group the talks that have any admissible start into shapes, and list the seats of each in order of time."""
    groups: defaultdict[tuple[int, int, int, int, int, int], list[Talk]] = defaultdict(list)
    for talk in sorted(problem.talks, key=lambda t: t.talk_id):
        starts = allowed_starts[talk.talk_id]
        if starts:
            preferred = cells.starts_that_fit(talk.preferred, talk.cells) & starts if talk.preferred else -1
            key = (talk.worker, talk.cells, talk.minutes, starts, talk.comfortable_from, preferred)
            groups[key].append(talk)
    gaps = _gaps(problem, groups)
    return [Shape(tuple(talks), tuple(_seats(index, key, gaps[key[0]]))) for index, (key, talks) in enumerate(groups.items())]


def _gaps(problem: Problem, groups: Mapping[tuple[int, int, int, int, int, int], list[Talk]]) -> list[list[tuple[int, int]]]:
    """Return per worker the longest runs of cells that any talk could use."""
    usable = [0] * len(problem.workers)
    for worker, length, _, starts, _, _ in groups:
        for shift in range(length):
            usable[worker] |= starts << shift
    return [cells.runs(mask) for mask in usable]


def _seats(shape: int, key: tuple[int, int, int, int, int, int], gaps: list[tuple[int, int]]) -> list[Seat]:
    worker, length, _, starts, comfortable_from, preferred = key
    found = []
    for gap in gaps:
        here = starts & cells.block(*gap)
        if not here:
            continue
        short_notice = int(gap[0] < comfortable_from)
        inside = here & preferred
        if inside:
            found.append(Seat(shape, worker, gap, inside, length, 0, short_notice))
        if inside != here:
            found.append(Seat(shape, worker, gap, here, length, 1, short_notice))
    return found
