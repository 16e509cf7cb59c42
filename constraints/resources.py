"""Resources: rooms, interpreters and video seats are there in their hours, and for no more talks at a time than there are units.

A resource that is all taken bars the start; what several talks of a plan want at the same time is settled by the clock
(`shared_clock.py`), and what it cannot settle comes back as a cut.
Source: docs/model.md, Resources.
"""

from collections import defaultdict
from collections.abc import Collection
from operator import mul
from typing import TYPE_CHECKING

from constraints import hull
from constraints.cells import block, runs, starts_touching
from constraints.problem import DAYS, Problem, Resource, Talk
from constraints.rule import Violation, barred_placements
from constraints.seats import Seat
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "resources"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start from which the talk would touch a cell without a free unit of something it needs."""
    barred = 0
    for name in talk.resources:
        barred |= starts_touching(~problem.resource_by_name[name].in_hours, talk.cells)
    return barred


def post(x: "Variables") -> None:
    """Add how many talks the units of a resource can hold on every day, and in every part of it to which some are confined.

    Necessary, not sufficient; without it every set of talks that is too large would have to be cut off one by one. In a week
    that is timed the units of every cell are all there is to say.
    """
    if x.problem.is_timed:
        _post_cells(x)
        return
    for resource in x.problem.resources:
        for day in range(DAYS):
            here = [seat for seat in x.count if resource.name in seat.resources and x.problem.day_of(seat.gap[0]) == day]
            spans = {seat: _span(seat) for seat in here}
            stated: set[frozenset[Seat]] = set()
            for part in _parts(spans.values()):
                confined = [seat for seat, span in spans.items() if part[0] <= span[0] and span[1] <= part[1]]
                if confined and frozenset(confined) not in stated:
                    stated.add(frozenset(confined))
                    _add_units(x, resource, confined, part)


def _post_cells(x: "Variables") -> None:
    """State for every cell that no more talks take it than there are units."""
    for resource in x.problem.resources:
        taking: defaultdict[int, list[Seat]] = defaultdict(list)
        for seat in x.count:
            if resource.name in seat.resources:
                for cell in range(*seat.gap):
                    taking[cell].append(seat)
        for cell, seats in sorted(taking.items()):
            if len(seats) > resource.units(cell):
                x.model.add(x.seat_sum((seat, 1) for seat in seats) <= resource.units(cell))


def _span(seat: Seat) -> tuple[int, int]:
    """Return the first cell and the end of the cells that talks in a seat can use."""
    return (seat.starts & -seat.starts).bit_length() - 1, seat.starts.bit_length() - 1 + seat.length


def _parts(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of a day from where some talks begin to where some end, the shortest first."""
    begins, ends = {begin for begin, _ in spans}, {end for _, end in spans}
    return sorted(((b, e) for b in begins for e in ends if b < e), key=lambda part: (part[1] - part[0], part))


def _add_units(x: "Variables", resource: Resource, seats: list[Seat], part: tuple[int, int]) -> None:
    """State the cells of all units together, and that every unit holds whole talks only, one after the other."""
    rows = [[resource.units(cell) for cell in range(*row)] for row in runs(resource.in_hours & block(*part))]
    x.model.add(x.seat_sum((seat, seat.length) for seat in seats) <= sum(sum(units) for units in rows))
    represented = hull.group_lengths(tuple(seat.length for seat in seats))
    lengths = tuple(sorted(set(represented.values())))
    packings = [(max(units), hull.maximal_packings(lengths, len(units))) for units in rows]
    for coefficients, _ in hull.facets(lengths, max(len(units) for units in rows)):
        weight = dict(zip(lengths, coefficients, strict=True))
        most = sum(units * max(sum(map(mul, coefficients, packing)) for packing in full) for units, full in packings)
        x.model.add(x.seat_sum((seat, weight[represented[seat.length]]) for seat in seats) <= most)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks at times at which a resource is not there, or is wanted by more talks than it has units."""
    return barred_placements(NAME, barred_starts, view) + [
        Violation(NAME, talk.talk_id, start) for talk, start in view.placed if _is_too_much(view, talk, start)
    ]


def _is_too_much(view: PlanView, talk: Talk, start: int) -> bool:
    """Tell whether a placed talk uses something beyond its units."""
    free = view.free_of_resources(talk)
    return bool(talk.resources) and bool(block(start, start + talk.cells) & ~free)
