"""A specialist's week as the fast engine fills it: free cells, talks in their seats, what the week asks for."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from constraints import clock
from constraints.cells import block, runs, starts_that_fit, starts_touching
from constraints.even_load import SCALE
from constraints.problem import DAYS
from scheduler.roster import Booking, Specialist
from scheduler.simulation.house import House
from scheduler.simulation.positions import Positions
from scheduler.simulation.record import Record
from scheduler.workdays import minutes_between

INFINITE = 1 << 60


@dataclass(slots=True)
class Desk:
    """One specialist's week.

    Attributes:
        house: what all desks share.
        specialist: whose.
        positions: team and concept.
        bookings: appointments that stand in the week already.
        open_cells: consulting hours without absences and internal blocks.
        free: cells of them that nobody has yet.
        share_minutes: consulting minutes by the share of working time.
        is_away: an absence takes some of the hours.
        room: cells that are left beside bookings and own talks that are due, at least one.
        placed: the talks with their first cells.
        loads: talks of each day, appointments that stand already included.
        weights: what a talk weighs on each day, as in `even_load.py`; 0 on days without consulting hours.
        gaps: of each day the open cells in one piece, as masks.
        needs_rooms: somebody who was looked at needs something out of resources.csv.
    """

    house: House
    specialist: Specialist
    positions: Positions
    bookings: tuple[Booking, ...]
    open_cells: int
    free: int
    share_minutes: int
    is_away: bool
    room: int = 1
    placed: list[tuple[Record, int]] = field(default_factory=list)
    loads: list[int] = field(default_factory=lambda: [0] * DAYS)
    weights: Sequence[int] = (0,) * DAYS
    gaps: list[tuple[int, ...]] = field(init=False)
    needs_rooms: bool = False
    _open_days: list[tuple[int, int, int]] = field(init=False)
    _kinds: dict[tuple[object, ...], tuple[int, frozenset[str]]] = field(default_factory=dict)
    _known: dict[int, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look once at the days that have consulting hours."""
        self.gaps = [_pieces(self.open_cells & day) for day in self.house.days]
        days = zip(self.house.days, self.weights, strict=True)
        self._open_days = [(number, day, weight) for number, (day, weight) in enumerate(days) if self.gaps[number]]

    def able(self, records: Iterable[Record]) -> list[Record]:
        """Return those whose talks could be held if nothing else were planned."""
        known, look_at = self._known, self._look_at
        return [r for r in records if (known.get(id(r)) or look_at(r))[0] and (not self.needs_rooms or self.starts(r))]

    def starts(self, record: Record) -> int:
        """Return the first cells from which a talk could be held if nothing else were planned."""
        starts, units = self._known.get(id(record)) or self._look_at(record)
        for name in units:
            starts &= starts_that_fit(self.house.resources[name].in_hours, record.wanted.cells)
        return starts

    def units(self, record: Record) -> frozenset[str]:
        """Return what a talk needs out of resources.csv."""
        return (self._known.get(id(record)) or self._look_at(record))[1]

    def _look_at(self, record: Record) -> tuple[int, frozenset[str]]:
        """Return first cells that hours and absences leave to a talk, and what it needs out of resources.csv."""
        house, wanted = self.house, record.wanted
        cells, opens = wanted.cells, wanted.opens
        kind = cells, record.busy, opens if opens > house.monday else 0, record.customer.needs, wanted.channel
        known = self._kinds.get(kind)
        if known is None:
            free = self.open_cells & ~record.busy & ~block(0, house.first_cell(opens))
            known = self._kinds[kind] = starts_that_fit(free, cells), house.units(record, self.specialist)
            self.needs_rooms |= bool(known[1])
        self._known[id(record)] = known
        return known

    def place(self, record: Record, *, in_time: bool = False) -> bool:
        """Give a talk the free seat that leaves no hole, if possible before its deadline; tell whether there is one.

        Args:
            record: whose talk.
            in_time: only before the deadline where that can still be kept.
        """
        cells, free, timely = record.wanted.cells, self.free, self.house.timely(record)
        starts = self.starts(record) & starts_that_fit(free, cells)
        if timely != -1:
            starts = starts & timely or (0 if in_time else starts)
        if not starts:
            return False
        starts = self._lightest_day(starts, self.preferred(record, starts) if record.preferred else 0)
        flush = starts & ~(free << 1) or starts & ~(free >> cells) or starts
        first = flush & -flush
        start, taken = first.bit_length() - 1, (first << cells) - first
        self.free = free & ~taken
        if self.needs_rooms:
            self.house.take(self.units(record), taken)
        self.placed.append((record, start))
        self.loads[start // self.house.cells_per_day] += 1
        return True

    def _lightest_day(self, starts: int, liked: int) -> int:
        """Return starts of the day, of those with starts, that has the fewest talks for its hours; of several a preferred one."""
        best, chosen, loads = INFINITE, 0, self.loads
        for number, day, weight in self._open_days:
            cost = weight * (2 * loads[number] + 1)
            if cost < best or (cost == best and liked & day and not liked & chosen):
                there = starts & day
                if there:
                    best, chosen = cost, there
        return liked & chosen or chosen

    @staticmethod
    def preferred(record: Record, starts: int) -> int:
        """Return those of some starts from which the whole talk lies in hours that the customer prefers."""
        return starts & starts_that_fit(record.preferred, record.wanted.cells) if record.preferred else 0

    def starts_instead(self, record: Record, start: int) -> int:
        """Return where a talk that stands could begin as well: before its deadline it stays before it, with a room it stays."""
        if self.units(record):
            return 1 << start
        starts, timely = self.starts(record), self.house.timely(record)
        return starts & timely if timely >> start & 1 else starts

    def leave(self, record: Record, start: int) -> None:
        """Free the seat of a talk; its room, if it has one, stays taken."""
        self.placed = [(other, first) for other, first in self.placed if other is not record]
        self.free |= block(start, start + record.wanted.cells)
        self.loads[start // self.house.cells_per_day] -= 1

    def sit(self, record: Record, start: int) -> None:
        """Give a talk a seat that is free; its room is taken already."""
        self.placed.append((record, start))
        self.free &= ~block(start, start + record.wanted.cells)
        self.loads[start // self.house.cells_per_day] += 1

    def has_place(self, record: Record) -> bool:
        """Tell whether there is a free seat for a talk."""
        return bool(self.starts(record) & starts_that_fit(self.free, record.wanted.cells))

    def swap(self, record: Record, can_go: Callable[[Record], bool]) -> Record | None:
        """Give a talk the seat of another that can be held elsewhere; return the one that has to go there.

        Args:
            record: the talk without a seat.
            can_go: tells whether a talk that is held here can be held at another desk.
        """
        starts, cells = self.starts(record), record.wanted.cells
        if not starts:
            return None
        for number, (other, start) in enumerate(self.placed):
            seat = block(start, start + other.wanted.cells)
            fits = starts & starts_that_fit(self.free | seat, cells)
            if fits and not self.units(other) and can_go(other):
                del self.placed[number]
                self.free |= seat
                self.loads[start // self.house.cells_per_day] -= 1
                self.place(record)
                return other
        return None

    def squeeze(self, record: Record, *, in_time: bool = False) -> bool:
        """Find a seat by shifting other talks of a day; none that has a room or interpreter is shifted."""
        starts = self.starts(record) & (self.house.timely(record) if in_time else -1)
        return any(starts & day and self._shift(record, starts & day, day) for day in self.house.days)

    def _shift(self, record: Record, starts: int, day: int) -> bool:
        moved = self._packed(day, (record, starts))
        if moved is None:
            return False
        self.reseat(moved, day)
        first = moved[-1][1]
        self.loads[first // self.house.cells_per_day] += 1
        self.house.take(self.units(record), block(first, first + record.wanted.cells))
        return True

    def shifted_away(self, cells: int, days: int, stay: Container[str]) -> list[tuple[Record, int]] | None:
        """Return the talks of some days with seats outside some cells, some customers in theirs; None where they have none."""
        kept = [(other, start) for other, start in self.placed if days >> start & 1 and other.customer.customer_id in stay]
        taken = sum(block(start, start + other.wanted.cells) for other, start in kept)
        if cells & (taken | ~self.open_cells):
            return None
        moved = self._packed(days, barred=cells | taken, stay=stay)
        return None if moved is None else moved + kept

    def reseat(self, moved: Sequence[tuple[Record, int]], day: int) -> None:
        """Give the talks of a day these seats."""
        self.placed = [(other, start) for other, start in self.placed if not day >> start & 1] + list(moved)
        self.free |= day & self.open_cells
        for other, start in moved:
            self.free &= ~block(start, start + other.wanted.cells)

    def _packed(
        self, day: int, *more: tuple[Record, int], barred: int = 0, stay: Container[str] = ()
    ) -> list[tuple[Record, int]] | None:
        """Return seats for the talks of a day and more talks with their starts, exactly; None where there are none.

        Args:
            day: cells of the day.
            more: what is to have a seat as well.
            barred: cells that stay free.
            stay: customers who are not among those to seat.
        """
        people = [
            (other, self.starts_instead(other, start) & day)
            for other, start in self.placed
            if day >> start & 1 and other.customer.customer_id not in stay
        ]
        people += more
        if sum(other.wanted.cells for other, _ in people) > (self.open_cells & day & ~barred).bit_count():
            return None
        kinds = [
            (cells := other.wanted.cells, starts & ~starts_touching(barred, cells) if barred else starts)
            for other, starts in people
        ]
        found = clock.starts_one_each(kinds)
        return None if found is None else [(other, start) for (other, _), start in zip(people, found, strict=True)]

    @property
    def cover_cost(self) -> float:
        """What one more talk for a colleague weighs, as in `cover_load.py`: the more, the less room and the more of them."""
        own = self.specialist.specialist_id
        return (2 * sum(record.customer.specialist_id != own for record, _ in self.placed) + 1) / self.room

    @property
    def booked_minutes(self) -> int:
        """Minutes of the appointments that stand already."""
        return sum(minutes_between(booking.start, booking.end) for booking in self.bookings)

    @property
    def minutes(self) -> int:
        """Minutes of the talks that are planned."""
        return sum(record.wanted.minutes for record, _ in self.placed)

    @property
    def counted(self) -> int:
        """Talks planned that count towards the weekly number."""
        return sum(record.wanted.counts for record, _ in self.placed)


def desk_of(house: House, specialist: Specialist, positions: Positions, bookings: Iterable[Booking], share: int) -> Desk:
    """Return an empty desk.

    Args:
        house: what all desks share.
        specialist: whose.
        positions: team and concept.
        bookings: internal blocks and appointments of the specialist in the week.
        share: consulting minutes by the share of working time.
    """
    look, presence = house.look, house.look.presence
    open_cells = 0
    for number, day in house.open_days:
        open_cells |= presence.open_cells(specialist, day) << number * house.cells_per_day
    taken, talks = 0, []
    for booking in bookings:
        cells = presence.taken(booking.start, booking.end)
        cells <<= (booking.start.date() - look.monday).days * house.cells_per_day
        taken |= cells
        talks += [booking] if booking.customer_id else []
    is_away = presence.is_away_between(specialist, look.first_day, look.sunday)
    free, hours = open_cells & ~taken, [(open_cells & day).bit_count() for day in house.days]
    weights = [round(SCALE * max(hours) / cells) if cells else 0 for cells in hours]
    desk = Desk(house, specialist, positions, tuple(talks), free, free, share, is_away, weights=weights)
    for booking in talks:
        desk.loads[(booking.start.date() - look.monday).days] += 1
    return desk


@lru_cache(maxsize=1 << 12)
def _pieces(cells: int) -> tuple[int, ...]:
    """Return cells that follow one another without a break, as masks; the same days come again in every week."""
    return tuple(block(*run) for run in runs(cells))
