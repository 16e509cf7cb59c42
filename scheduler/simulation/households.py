"""Members of a household who agreed to it one after the other, without a solver: who is invited and by whom is settled.

First a free place for all of them, on the day on which it costs the least evenness; else the other talks of a day are shifted.
Source: docs/model.md, Households.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from constraints.cells import block, members, starts_that_fit
from constraints.households import is_chain
from scheduler.simulation.desk import Desk
from scheduler.simulation.record import Record

MOST_TOGETHER = 4
"""Of larger households every order would be too many to look at."""
JOINT = "joint_ok"


@dataclass(frozen=True, slots=True)
class _Member:
    """A member's talk: at which desk, when it begins, and when it could begin."""

    desk: Desk
    record: Record
    start: int
    starts: int

    @property
    def cells(self) -> int:
        return self.record.wanted.cells


def join_households(desks: Iterable[Desk]) -> set[str]:
    """Seat members of a household one after the other as far as that is possible; return the customers who sit so.

    Args:
        desks: of a team, with all their single seats; changed.
    """
    households: defaultdict[str, list[tuple[Desk, Record]]] = defaultdict(list)
    for desk in desks:
        for record, _ in desk.placed:
            if record.customer.household_id and JOINT in record.customer.flags:
                households[record.customer.household_id].append((desk, record))
    together = set[str]()
    for _, found in sorted(households.items()):
        if 1 < len(found) <= MOST_TOGETHER:
            family = [_member(desk, record) for desk, record in found]
            if is_chain([(member.start, member.start + member.cells) for member in family]) or _join(family):
                together.update(member.record.customer.customer_id for member in family)
    return together


def _member(desk: Desk, record: Record) -> _Member:
    """Return a member in the present seat; other households may have shifted it."""
    start = next(start for other, start in desk.placed if other is record)
    return _Member(desk, record, start, desk.starts_instead(record, start))


def _join(family: Sequence[_Member]) -> bool:
    """Find seats for a family, and take them; tell whether there are any."""
    for member in family:
        member.desk.leave(member.record, member.start)
    found = _free_seats(family) or _seats_of_others(family)
    for member, start in zip(family, found or [member.start for member in family], strict=True):
        member.desk.sit(member.record, start)
    return found is not None


def _free_seats(family: Sequence[_Member]) -> list[int] | None:
    """Return first cells that are free and follow one another, on the day on which they cost the least evenness."""
    house = family[0].desk.house
    found = []
    for order, starts in _chains(family, [member.starts & starts_that_fit(member.desk.free, member.cells) for member in family]):
        for number, day in enumerate(house.days):
            if starts & day:
                cost = sum(member.desk.weights[number] * (2 * member.desk.loads[number] + 1) for member in family)
                first = starts & day & -(starts & day)
                found.append((cost, first.bit_length() - 1, order))
    return _one_after_the_other(family, *min(found)[1:]) if found else None


def _seats_of_others(family: Sequence[_Member]) -> list[int] | None:
    """Return first cells that follow one another, others shifted away from them within their day; they are shifted."""
    house = family[0].desk.house
    days = sorted(house.days, key=lambda day: -sum(day >> member.start & 1 for member in family))
    chains = list(_chains(family, [member.starts for member in family]))
    for day in days:
        for order, starts in chains:
            for first in members(starts & day):
                seats = _one_after_the_other(family, first, order)
                if _make_room(family, seats, day):
                    return seats
    return None


def _make_room(family: Sequence[_Member], seats: Sequence[int], day: int) -> bool:
    """Shift other talks of a day away from some seats; tell whether that was possible."""
    taken: dict[str, tuple[Desk, int]] = {}
    for member, start in zip(family, seats, strict=True):
        desk, cells = taken.get(member.desk.specialist.specialist_id, (member.desk, 0))
        taken[member.desk.specialist.specialist_id] = desk, cells | block(start, start + member.cells)
    moves = [(desk, desk.shifted_away(cells, day)) for desk, cells in taken.values()]
    if any(moved is None for _, moved in moves):
        return False
    for desk, moved in moves:
        desk.reseat(moved or [], day)
    return True


def _chains(family: Sequence[_Member], starts: Sequence[int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield orders in which a family could come, with the first cells of the first of them."""
    for order in permutations(range(len(family))):
        joint, offset = -1, 0
        for number in order:
            joint &= starts[number] >> offset
            offset += family[number].cells
        if joint:
            yield order, joint


def _one_after_the_other(family: Sequence[_Member], first: int, order: Sequence[int]) -> list[int]:
    """Return the first cell of each member."""
    seats = [0] * len(family)
    for number in order:
        seats[number] = first
        first += family[number].cells
    return seats
