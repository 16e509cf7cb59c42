"""The ladder without a solver: who of those whose last chance is this week gets a seat, for a team in one piece.

First the talks that fit nowhere else; where somebody stays without a seat, once more in the order of the ladder, talks of a day
shifted if need be. The better of both counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from constraints.problem import Resource
from scheduler.simulation.desk import Desk
from scheduler.simulation.record import Record


@dataclass(slots=True)
class Due:
    """A talk of the ladder.

    Attributes:
        record: whose.
        desks: who may hold it, the own specialist first.
    """

    record: Record
    desks: list[Desk]


def seat_ladder(dues: Sequence[Due], desks: Mapping[str, Desk]) -> None:
    """Seat the talks of the ladder at the desks, as far as there are seats.

    Args:
        dues: the talks.
        desks: specialist id → desk; changed.
    """
    if not dues:
        return
    house = next(iter(desks.values())).house
    own: defaultdict[str, int] = defaultdict(int)
    for due in dues:
        own[due.desks[0].specialist.specialist_id] += due.record.wanted.cells
    for name, desk in desks.items():
        desk.room = max(1, desk.free.bit_count() - own[name])
    rank = {step: number for number, step in enumerate(dues[0].desks[0].positions.concept.ladder)}
    weight = {id(due): house.urgency(due.record) for due in dues}

    def step_of(due: Due) -> int:
        return rank[due.record.wanted.step]

    def tightness(due: Due) -> int:
        timely = house.timely(due.record)
        return sum([(desk.starts(due.record) & timely).bit_count() for desk in due.desks])

    def tight_first(due: Due) -> tuple[object, ...]:
        return tightness(due), step_of(due), -weight[id(due)], due.record.customer.customer_id

    def ladder_first(due: Due) -> tuple[object, ...]:
        return step_of(due), -weight[id(due)], due.record.wanted.minutes, tightness(due), due.record.customer.customer_id

    def cost(left_out: Iterable[Due]) -> list[int]:
        costs = [0] * len(rank)
        for due in left_out:
            costs[step_of(due)] += due.record.wanted.minutes * weight[id(due)]
        return costs

    before = _Seats.of(desks)
    left_out = _seat_all(sorted(dues, key=tight_first))
    if any(desk.starts(due.record) for due in left_out for desk in due.desks):
        first = _Seats.of(desks)
        before.restore(desks)
        if cost(left_out) <= cost(_seat_all(sorted(dues, key=ladder_first))):
            first.restore(desks)


def _seat_all(dues: Iterable[Due]) -> list[Due]:
    """Seat talks in an order; the own specialist first, then whom it weighs least on. Return those without a seat."""
    desks_of: dict[str, list[Desk]] = {}
    left_out = []
    for due in dues:
        desks = due.desks
        if len(desks) > 1:
            desks = [desks[0], *sorted(desks[1:], key=lambda desk: (desk.cover_cost, desk.specialist.specialist_id))]
        desks_of[due.record.customer.customer_id] = desks
        if not _seated(due.record, desks) and not _swapped(due.record, desks, desks_of):
            left_out.append(due)
    return left_out


def _seated(record: Record, desks: Sequence[Desk]) -> bool:
    """Seat a talk: if possible before its deadline, if possible without shifting others."""
    return (
        desks[0].place(record, in_time=True)
        or any(desk.place(record, in_time=True) for desk in desks[1:])
        or any(desk.squeeze(record, in_time=True) for desk in desks)
        or any(desk.place(record) for desk in desks)
        or any(desk.squeeze(record) for desk in desks)
    )


def _swapped(record: Record, desks: Iterable[Desk], desks_of: Mapping[str, Sequence[Desk]]) -> bool:
    """Seat a talk in the place of one that another desk has a seat for."""

    def elsewhere(other: Record, here: Desk) -> Desk | None:
        desks = desks_of[other.customer.customer_id]
        return next((desk for desk in desks if desk is not here and desk.has_place(other)), None)

    for desk in desks:

        def can_go(other: Record, here: Desk = desk) -> bool:
            return elsewhere(other, here) is not None

        other = desk.swap(record, can_go)
        there = None if other is None else elsewhere(other, desk)
        if other is not None and there is not None:
            return there.place(other)
    return False


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who sits where, to come back to."""

    resources: dict[str, Resource]
    at: dict[str, tuple[int, list[tuple[Record, int]], list[int]]]

    @classmethod
    def of(cls, desks: Mapping[str, Desk]) -> "_Seats":
        house = next(iter(desks.values())).house
        return cls(
            dict(house.resources), {name: (desk.free, list(desk.placed), list(desk.loads)) for name, desk in desks.items()}
        )

    def restore(self, desks: Mapping[str, Desk]) -> None:
        for name, (free, placed, loads) in self.at.items():
            desks[name].free, desks[name].placed, desks[name].loads = free, list(placed), list(loads)
            desks[name].house.resources = dict(self.resources)
