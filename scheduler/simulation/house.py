"""What the desks of one week share in the fast engine: the calendar of the week, rooms, interpreters and video seats."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from zlib import crc32

from constraints.cells import block
from constraints.problem import DAYS, Resource
from scheduler.need import MOST_WEEKS_LATE
from scheduler.needs import WeekLook
from scheduler.roster import Specialist
from scheduler.simulation.record import Record
from scheduler.talks import resource_names


class House:
    """What the desks of one week share: the calendar of the week, and what is left of rooms, interpreters and video seats.

    Args:
        look: the week.
        resources: for each day of the week what its appointments leave of each resource, in cells of the day.
    """

    def __init__(self, look: WeekLook, resources: Sequence[Mapping[str, Resource]]) -> None:
        self.look = look
        self.monday = look.monday.toordinal()
        self._week = f"/{self.monday}".encode()
        self.sunday = look.sunday.toordinal()
        self.soon = look.soon_until.toordinal()
        self.cells_per_day = look.presence.cells_per_day
        self.end = DAYS * self.cells_per_day
        self.days = [block(day * self.cells_per_day, (day + 1) * self.cells_per_day) for day in range(DAYS)]
        dates = [look.monday + timedelta(days=number) for number in range(DAYS)]
        self.open_days = [(number, day) for number, day in enumerate(dates) if day >= look.first_day]
        self._times: dict[tuple[int, int], tuple[datetime, datetime]] = {}
        self._begins = [datetime.combine(day, time()) for day in dates]
        self._units: dict[tuple[frozenset[str], str, str], frozenset[str]] = {}
        self.resources: dict[str, Resource] = {}
        for resource in look.roster.resources:
            levels = zip(*(day[resource.resource].left for day in resources), strict=True)
            self.resources[resource.resource] = Resource(resource.resource, tuple(map(look.presence.week, levels)))

    def first_cell(self, ordinal: int) -> int:
        """Return the first cell of a day; of earlier days the week's first, of later ones the cell after its last."""
        return min(max(ordinal - self.monday, 0), DAYS) * self.cells_per_day

    def times(self, start: int, minutes: int) -> tuple[datetime, datetime]:
        """Return when a talk begins and ends.

        Args:
            start: its first cell.
            minutes: its length.
        """
        known = self._times.get((start, minutes))
        if known is None:
            day, cell = divmod(start, self.cells_per_day)
            begin = self._begins[day] + _length(cell * self.look.presence.grid_minutes)
            known = self._times[start, minutes] = begin, begin + _length(minutes)
        return known

    def timely(self, record: Record) -> int:
        """Return the cells by the deadline of a talk where it ends in the week and can still be kept, else all."""
        deadline = record.wanted.deadline
        if deadline >= self.sunday or record.last_chance > deadline:
            return -1
        return block(0, self.first_cell(deadline + 1))

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

    def coin(self, record: Record) -> int:
        """Return a number that follows from customer and week alone, for what nobody minds."""
        return crc32(self._week, _coin(record.customer.customer_id))

    def take(self, units: Iterable[str], cells: int) -> None:
        """Use one unit of each in some cells."""
        for name in units:
            self.resources[name] = self.resources[name].with_one_less(cells)

    def give_back(self, units: Iterable[str], cells: int) -> None:
        """Free one unit of each in some cells."""
        for name in units:
            self.resources[name] = self.resources[name].with_one_more(cells)


@lru_cache(maxsize=1 << 14)
def _coin(customer_id: str) -> int:
    return crc32(customer_id.encode())


@lru_cache(maxsize=1 << 11)
def _length(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)
