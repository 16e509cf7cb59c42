"""Members of a household who agreed to it one after the other, without a solver: who is invited and by whom is settled.

First a free place for all of them, on the day on which it costs the least evenness, of several one in preferred hours; else the
other talks of a day are shifted; else those of the days on which the members sit, too.
Source: docs/model.md, Households.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
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
class Member:
    """A member's talk: at which desk, when it begins, and when it could begin."""

    desk: Desk
    record: Record
    start: int
    starts: int

    @property
    def cells(self) -> int:
        """The length of the talk."""
        return self.record.wanted.cells


def join_households(desks: Iterable[Desk]) -> list[list[Member]]:
    """Seat members of a household one after the other as far as that is possible; return the households that sit so.

    Args:
        desks: of a team, with all their single seats; changed.
    """
    households: defaultdict[str, list[tuple[Desk, Record]]] = defaultdict(list)
    for desk in desks:
        for record, _ in desk.placed:
            if may_be_joint(record):
                households[record.customer.household_id].append((desk, record))
    together, stay = [], set[str]()
    for _, found in sorted(households.items()):
        if 1 < len(found) <= MOST_TOGETHER:
            family = [member_of(desk, record) for desk, record in found]
            if is_chain([(member.start, member.start + member.cells) for member in family]) or _join(family, stay):
                together.append(family)
                stay.update(member.record.customer.customer_id for member in family)
    return together


def may_be_joint(record: Record) -> bool:
    """Tell whether somebody agreed to come with their household."""
    return bool(record.customer.household_id) and JOINT in record.customer.flags


def member_of(desk: Desk, record: Record) -> Member:
    """Return a member in the present seat; other households may have shifted it."""
    start = next(start for other, start in desk.placed if other is record)
    return Member(desk, record, start, desk.starts_instead(record, start))


def _join(family: Sequence[Member], stay: Container[str]) -> bool:
    """Find seats for a family, and take them; tell whether there are any; those of families before it stay."""
    for member in family:
        member.desk.leave(member.record, member.start)
    found = _free_seats(family) or _seats_of_others(family, stay)
    for member, start in zip(family, found or [member.start for member in family], strict=True):
        member.desk.sit(member.record, start)
    return found is not None


def _free_seats(family: Sequence[Member]) -> list[int] | None:
    """Return first cells that are free and follow one another: least evenness lost, then the fewest outside preferred hours."""
    house = family[0].desk.house
    minds = any(member.record.preferred for member in family)
    found = []
    for order, starts in chains(family, [member.starts & starts_that_fit(member.desk.free, member.cells) for member in family]):
        inside = inside_of(family, order)
        for number, day in enumerate(house.days):
            if starts & day:
                cost = sum(member.desk.weights[number] * (2 * member.desk.loads[number] + 1) for member in family)
                firsts = members(starts & day if minds else starts & day & -(starts & day))
                outside, first = min((outside_of(inside, first), first) for first in firsts)
                found.append((cost, outside, first, order))
    return one_after_the_other(family, *min(found)[2:]) if found else None


def inside_of(family: Sequence[Member], order: Sequence[int]) -> list[int]:
    """Return for each member who has preferred hours the first cells of the family with which that member sits in them."""
    found, offset = [], 0
    for member in (family[number] for number in order):
        if member.record.preferred:
            found.append(starts_that_fit(member.record.preferred, member.cells) >> offset)
        offset += member.cells
    return found


def outside_of(inside: Sequence[int], first: int) -> int:
    """Return how many of a family would sit outside hours that they prefer, as `inside_of` has them."""
    return sum([not starts >> first & 1 for starts in inside])


def is_outside(record: Record, start: int) -> bool:
    """Tell whether somebody would rather come at another time."""
    return record.preferred != 0 and block(start, start + record.wanted.cells) & ~record.preferred != 0


def _seats_of_others(family: Sequence[Member], stay: Container[str]) -> list[int] | None:
    """Return first cells that follow one another, others shifted away from them within their day, or the days of the family."""
    house = family[0].desk.house
    days = sorted(house.days, key=lambda day: -sum(day >> member.start & 1 for member in family))
    every = list(chains(family, [member.starts for member in family]))
    own = sum({house.days[member.start // house.cells_per_day] for member in family})
    for more in (0, own):
        for day in days:
            for order, starts in every:
                for first in members(starts & day):
                    seats = one_after_the_other(family, first, order)
                    if make_room(family, seats, day | more, stay):
                        return seats
    return None


def make_room(family: Sequence[Member], seats: Sequence[int], days: int, stay: Container[str]) -> bool:
    """Shift other talks of some days away from some seats; tell whether that was possible.

    Args:
        family: who is to sit there; they have no seats at the moment.
        seats: first cell of each of them.
        days: cells of the days whose talks are shifted.
        stay: customers who are not shifted.
    """
    taken: dict[str, tuple[Desk, int]] = {}
    for member, start in zip(family, seats, strict=True):
        desk, cells = taken.get(member.desk.specialist.specialist_id, (member.desk, 0))
        taken[member.desk.specialist.specialist_id] = desk, cells | block(start, start + member.cells)
    moves = [(desk, desk.shifted_away(cells, days, stay)) for desk, cells in taken.values()]
    if any(moved is None for _, moved in moves):
        return False
    for desk, moved in moves:
        for number, day in enumerate(desk.house.days):
            desk.loads[number] -= sum((days & day) >> start & 1 for _, start in desk.placed)
            desk.loads[number] += sum(day >> start & 1 for _, start in moved or ())
        desk.reseat(moved or [], days)
    return True


def chains(family: Sequence[Member], starts: Sequence[int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield orders in which a family could come, with the first cells of the first of them."""
    for order in permutations(range(len(family))):
        joint, offset = -1, 0
        for number in order:
            joint &= starts[number] >> offset
            offset += family[number].cells
        if joint:
            yield order, joint


def one_after_the_other(family: Sequence[Member], first: int, order: Sequence[int]) -> list[int]:
    """Return the first cell of each member."""
    seats = [0] * len(family)
    for number in order:
        seats[number] = first
        first += family[number].cells
    return seats
