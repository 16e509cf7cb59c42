"""The comfort of a team in the fast engine: households first, then every desk, then better places for households.

A household is seated before the days are even and before anybody has preferred hours. Where its members mind their place, others
are tried: the whole desk is settled anew around each, and the best week is kept.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from constraints.cells import block, members, runs, starts_that_fit
from scheduler.simulation.comfort import settle
from scheduler.simulation.desk import Desk
from scheduler.simulation.households import (
    Member,
    chains,
    inside_of,
    is_outside,
    join_households,
    make_room,
    member_of,
    one_after_the_other,
    outside_of,
)
from scheduler.simulation.record import Record

MOST_PLACES = 8
"""So many other places of a household are tried."""


def make_comfortable(desks: Mapping[str, Desk], others: Mapping[str, Sequence[Record]]) -> None:
    """Seat households together, even the days, keep preferred hours.

    Args:
        desks: of a team, with all their single seats; changed.
        others: for each desk its own people who could be invited.
    """
    families = join_households(desks.values())
    together = {member.record.customer.customer_id for family in families for member in family}
    for name, desk in desks.items():
        settle(desk, together, others[name])
    for family in families:
        _improve([member_of(member.desk, member.record) for member in family], together, others)


def _is_blocked(desk: Desk) -> bool:
    """Tell whether somebody sits outside preferred hours who could sit in them."""
    outside = (record for record, start in desk.placed if record.preferred and is_outside(record, start))
    return any(desk.preferred(record, desk.starts(record) & desk.house.timely(record)) for record in outside)


def _improve(family: Sequence[Member], together: Container[str], others: Mapping[str, Sequence[Record]]) -> None:
    """Try other places for a family where a member minds the present one or it is in somebody's way; keep what is best."""
    desks = {member.desk.specialist.specialist_id: member.desk for member in family}
    outside = sum(is_outside(member.record, member.start) for member in family)
    most = outside if any(_is_blocked(desk) for desk in desks.values()) else outside - 1
    if most < 0:
        return
    before, worth = [_State(desk) for desk in desks.values()], _worth(desks.values())
    for seats in islice(_places(family, most), MOST_PLACES):
        if _move(family, seats, together):
            for name, desk in desks.items():
                settle(desk, together, others[name])
            if _worth(desks.values()) < worth:
                return
        for state in before:
            state.restore()


def _places(family: Sequence[Member], most: int) -> Iterator[list[int]]:
    """Yield first cells that leave at most so many outside preferred hours, of each half-day the first ones, the best first."""
    present = [member.start for member in family]
    gaps = [block(*gap) for gap in runs(family[0].desk.open_cells)]
    found = []
    for order, starts in chains(family, [member.starts for member in family]):
        inside = inside_of(family, order)
        for gap in gaps:
            best = sorted([(outside_of(inside, first), first) for first in members(starts & gap)])
            found += [(missed, place, first, order) for place, (missed, first) in enumerate(best) if missed <= most]
    for _, _, first, order in sorted(found):
        seats = one_after_the_other(family, first, order)
        if seats != present:
            yield seats


def _move(family: Sequence[Member], seats: Sequence[int], stay: Container[str]) -> bool:
    """Seat a family elsewhere, others but other families out of its way; tell whether that was possible."""
    house = family[0].desk.house
    days = sum({house.days[start // house.cells_per_day] for start in (seats[0], *(member.start for member in family))})
    for member in family:
        member.desk.leave(member.record, member.start)
    is_free = all(starts_that_fit(m.desk.free, m.cells) >> start & 1 for m, start in zip(family, seats, strict=True))
    if not is_free and not make_room(family, seats, days, stay):
        return False
    for member, start in zip(family, seats, strict=True):
        member.desk.sit(member.record, start)
    return True


def _worth(desks: Iterable[Desk]) -> tuple[int, int]:
    """Return how uneven the days of some desks are, and how many talks lie outside preferred hours."""
    uneven = outside = 0
    for desk in desks:
        uneven += sum(weight * load**2 for weight, load in zip(desk.weights, desk.loads, strict=True))
        outside += sum(is_outside(record, start) for record, start in desk.placed)
    return uneven, outside


class _State:
    """A desk as it is now, to go back to."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.placed, self.free, self.loads = desk.placed, desk.free, list(desk.loads)
        self.resources = dict(desk.house.resources)

    def restore(self) -> None:
        """Put the desk back."""
        self.desk.placed, self.desk.free, self.desk.loads = list(self.placed), self.free, list(self.loads)
        self.desk.house.resources.update(self.resources)
