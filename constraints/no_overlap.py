"""One talk at a time: the talks of a half-day follow one another on the grid.

In the model a gap's capacity is stated as the facets of the integer hull of its talk lengths (`hull.py`), also for parts of a
gap to which some talks are confined. What the facets let through and the clock cannot place comes back as a cut (`solve.py`).
In a week that is timed every cell is taken by one talk at most, and the clock has nothing left to refuse.
Source: docs/model.md, Capacity of a gap.
"""

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints import hull
from constraints.rule import Violation
from constraints.seats import Seat
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "no_overlap"


def post(x: "Variables") -> None:
    """Add the facets for every gap and for every part of it to which some talks are confined; cell by cell where it is timed."""
    if x.problem.is_timed:
        _post_cells(x)
        return
    for (_, gap), seats in x.seats_by_gap().items():
        spans = {seat: _span(seat) for seat in seats}
        begins = sorted({gap[0], *(begin for begin, _ in spans.values())})
        ends = sorted({gap[1], *(end for _, end in spans.values())})
        stated: set[frozenset[Seat]] = set()
        for part in sorted(((b, e) for b in begins for e in ends if b < e), key=lambda p: p[1] - p[0]):
            confined = [seat for seat in seats if part[0] <= spans[seat][0] and spans[seat][1] <= part[1]]
            if confined and frozenset(confined) not in stated:
                stated.add(frozenset(confined))
                _add_facets(x, confined, part[1] - part[0])


def _post_cells(x: "Variables") -> None:
    """State for every worker and cell that one talk at most takes it; what a cell before it states already is left out."""
    taking: defaultdict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in x.count:
        for cell in range(*seat.gap):
            taking[seat.worker, cell].append(seat)
    stated: list[Seat] = []
    for _, seats in sorted(taking.items(), key=lambda item: item[0]):
        if len(seats) > 1 and not set(seats) <= set(stated):
            x.model.add(x.seat_sum((seat, 1) for seat in seats) <= 1)
            stated = seats


def _span(seat: Seat) -> tuple[int, int]:
    """Return the first cell and the end of the cells that talks in a seat can use."""
    return (seat.starts & -seat.starts).bit_length() - 1, seat.starts.bit_length() - 1 + seat.length


def _add_facets(x: "Variables", seats: list[Seat], capacity: int) -> None:
    represented = hull.group_lengths(tuple(seat.length for seat in seats))
    lengths = tuple(sorted(set(represented.values())))
    for coefficients, most in hull.facets(lengths, capacity):
        weight = dict(zip(lengths, coefficients, strict=True))
        x.model.add(x.seat_sum((seat, weight[represented[seat.length]]) for seat in seats) <= most)
    if len(set(represented)) > len(lengths):
        x.model.add(x.seat_sum((seat, seat.length) for seat in seats) <= capacity)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that begin before the one before them has ended."""
    by_worker = defaultdict(list)
    for talk, start in view.placed:
        by_worker[talk.worker].append((start, start + talk.cells, talk.talk_id))
    return [
        Violation(NAME, later[2], later[0], earlier[1] - later[0])
        for talks in by_worker.values()
        for earlier, later in pairwise(sorted(talks))
        if later[0] < earlier[1]
    ]
