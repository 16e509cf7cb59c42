"""A specialist's week as the fast engine fills it: free cells, talks in their seats, what the week asks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from constraints import clock
from constraints.cells import block, starts_that_fit
from constraints.problem import DAYS, Resource
from scheduler.need import MOST_WEEKS_LATE
from scheduler.needs import WeekLook
from scheduler.roster import Booking, Specialist
from scheduler.simulation.positions import Positions
from scheduler.simulation.record import Record
from scheduler.talks import resource_names
from scheduler.workdays import minute_of_day


class House:
    """What the desks of one week share: the calendar of the week, and what is left of rooms, interpreters and video seats.

    Args:
        look: the week.
        resources: for each day of the week what its appointments leave of each resource, in cells of the day.
    """

    def __init__(self, look: WeekLook, resources: Sequence[Mapping[str, Resource]]) -> None:
        self.look = look
        self.monday = look.monday.toordinal()
        self.sunday = look.sunday.toordinal()
        self.cells_per_day = look.presence.cells_per_day
        self.days = [block(day * self.cells_per_day, (day + 1) * self.cells_per_day) for day in range(DAYS)]
        self._units: dict[tuple[frozenset[str], str, str], frozenset[str]] = {}
        self.resources: dict[str, Resource] = {}
        for resource in look.roster.resources:
            levels = zip(*(day[resource.resource].left for day in resources), strict=True)
            self.resources[resource.resource] = Resource(resource.resource, tuple(map(look.presence.week, levels)))

    def first_cell(self, ordinal: int) -> int:
        """Return the first cell of a day; of earlier days the week's first, of later ones the cell after its last."""
        return min(max(ordinal - self.monday, 0), DAYS) * self.cells_per_day

    def timely(self, record: Record) -> int:
        """Return the cells by the deadline of a talk where it ends in the week and can still be kept, else all."""
        deadline = record.wanted.deadline
        is_late = record.last_chance > deadline
        return -1 if is_late or deadline >= self.sunday else block(0, self.first_cell(deadline + 1))

    def urgency(self, record: Record) -> int:
        """Return 1 + weeks late."""
        weeks = 0 if record.is_unseen else (self.monday - record.wanted.deadline + DAYS - 1) // DAYS
        return 1 + min(max(0, weeks), MOST_WEEKS_LATE)

    def units(self, record: Record, holder: Specialist) -> frozenset[str]:
        """Return what a talk needs out of resources.csv."""
        if not self.resources:
            return frozenset()
        kind = (record.customer.needs, record.wanted.channel, holder.room)
        if kind not in self._units:
            names = resource_names(record.customer, record.wanted.channel, holder)
            self._units[kind] = frozenset(names & self.resources.keys())
        return self._units[kind]

    def take(self, units: Iterable[str], cells: int) -> None:
        """Use one unit of each in some cells."""
        for name in units:
            self.resources[name] = self.resources[name].with_one_less(cells)


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
    _starts: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def starts(self, record: Record) -> int:
        """Return the first cells from which a talk could be held if nothing else were planned."""
        wanted = record.wanted
        kind = (wanted.cells, record.busy, max(wanted.opens, self.house.monday))
        if kind not in self._starts:
            free = self.open_cells & ~record.busy & ~block(0, self.house.first_cell(kind[2]))
            self._starts[kind] = starts_that_fit(free, wanted.cells)
        starts = self._starts[kind]
        for name in self.house.units(record, self.specialist):
            starts &= starts_that_fit(self.house.resources[name].in_hours, wanted.cells)
        return starts

    def place(self, record: Record, *, in_time: bool = False) -> bool:
        """Give a talk the free seat that leaves no hole, if possible before its deadline; tell whether there is one.

        Args:
            record: whose talk.
            in_time: only before the deadline where that can still be kept.
        """
        cells, timely = record.wanted.cells, self.house.timely(record)
        starts = self.starts(record) & starts_that_fit(self.free, cells)
        starts = starts & timely or (0 if in_time else starts)
        if not starts:
            return False
        starts = starts & record.preferred or starts
        starts &= self._lightest_day(starts)
        flush = starts & ~(self.free << 1) or starts & ~(self.free >> cells) or starts
        self._seat(record, (flush & -flush).bit_length() - 1)
        return True

    def _lightest_day(self, starts: int) -> int:
        """Return the cells of the day, of those with starts, that has the fewest talks for its hours, as in `even_load.py`."""
        size, best, chosen = self.house.cells_per_day, float("inf"), -1
        for day, load in enumerate(self.loads):
            cells = self.house.days[day]
            if starts & cells:
                cost = (2 * load + 1) / ((self.open_cells & cells).bit_count() or size)
                if cost < best:
                    best, chosen = cost, cells
        return chosen

    def _seat(self, record: Record, start: int) -> None:
        taken = block(start, start + record.wanted.cells)
        self.free &= ~taken
        self.house.take(self.house.units(record, self.specialist), taken)
        self.placed.append((record, start))
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
        if not starts or self.house.units(record, self.specialist):
            return None
        for number, (other, start) in enumerate(self.placed):
            seat = block(start, start + other.wanted.cells)
            fits = starts & starts_that_fit(self.free | seat, cells)
            if fits and not self.house.units(other, self.specialist) and can_go(other):
                del self.placed[number]
                self.free |= seat
                self.loads[start // self.house.cells_per_day] -= 1
                self.place(record)
                return other
        return None

    def squeeze(self, record: Record, *, in_time: bool = False) -> bool:
        """Find a seat by shifting other talks of a day; nobody who needs a room or interpreter is shifted."""
        if self.house.units(record, self.specialist):
            return False
        starts = self.starts(record) & (self.house.timely(record) if in_time else -1)
        return any(starts & day and self._shift(record, starts & day, day) for day in self.house.days)

    def _shift(self, record: Record, starts: int, day: int) -> bool:
        others = [(other, start) for other, start in self.placed if day >> start & 1]
        kinds = [self._kind(other, start, day) for other, start in others]
        if sum(cells for cells, _ in kinds) + record.wanted.cells > (self.open_cells & day).bit_count():
            return False
        kinds.append((record.wanted.cells, starts))
        order = sorted(set(kinds))
        try:
            found = clock.place(order, [kinds.count(kind) for kind in order])
        except clock.UndecidedError:
            return False
        if found is None:
            return False
        waiting = {kind: [start for index, start in found if order[index] == kind] for kind in order}
        people = [*(other for other, _ in others), record]
        moved = [(person, waiting[kind].pop()) for person, kind in zip(people, kinds, strict=True)]
        self.loads[moved[0][1] // self.house.cells_per_day] += 1
        self.placed = [(other, start) for other, start in self.placed if not day >> start & 1] + moved
        self.free |= day & self.open_cells
        for other, start in moved:
            self.free &= ~block(start, start + other.wanted.cells)
        return True

    def _kind(self, record: Record, start: int, day: int) -> tuple[int, int]:
        """Return length and starts of a talk that stands: before its deadline it stays before it."""
        if self.house.units(record, self.specialist):
            return record.wanted.cells, 1 << start
        timely = self.house.timely(record)
        starts = self.starts(record) & day
        return record.wanted.cells, starts & timely if timely >> start & 1 else starts

    @property
    def cover_cost(self) -> float:
        """What one more talk for a colleague weighs, as in `cover_load.py`: the more, the less room and the more of them."""
        own = self.specialist.specialist_id
        return (2 * sum(record.customer.specialist_id != own for record, _ in self.placed) + 1) / self.room

    @property
    def booked_minutes(self) -> int:
        """Minutes of the appointments that stand already."""
        return sum((booking.end - booking.start).seconds // 60 for booking in self.bookings)

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
    days = [look.monday + timedelta(days=number) for number in range(DAYS)]
    open_cells = presence.week(presence.open_cells(specialist, day) if day >= look.first_day else 0 for day in days)
    taken, talks = 0, []
    for booking in bookings:
        cells = presence.touched(minute_of_day(booking.start), minute_of_day(booking.end))
        cells <<= (booking.start.date() - look.monday).days * house.cells_per_day
        taken |= cells
        talks += [booking] if booking.customer_id else []
    is_away = presence.is_away_between(specialist, look.first_day, look.sunday)
    free = open_cells & ~taken
    desk = Desk(house, specialist, positions, tuple(talks), free, free, share, is_away)
    for booking in talks:
        desk.loads[(booking.start.date() - look.monday).days] += 1
    return desk
