"""Slots: every start at which the next talk could be agreed, with what speaks for it, in order of rank.

A slot keeps everything that no plan may break: hours, absences, days off, bookings, the customer's hours, resources, pins, lead
time. Whether it displaces somebody is another question (`displaced.py`).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from constraints.cells import block, members, runs, starts_that_fit
from constraints.problem import Resource
from scheduler.daily.followup import FollowUp
from scheduler.due import Due
from scheduler.need import WeekNeeds
from scheduler.pins import NOON_MINUTES, pins_of_week
from scheduler.presence import Presence
from scheduler.roster import FREED_STATES, HELD_OUTCOMES, OPEN_STATES, Booking, Roster, Specialist
from scheduler.talks import resource_names
from scheduler.workdays import minute_of_day, monday_of

GOOD, EARLY, AFTER = 0, 1, 2
"""In the right part of the interval; before it, needlessly early; after the deadline."""
Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A start at which the talk could be agreed.

    Attributes:
        day: the day.
        cell: first cell of the day.
        cells: length in cells.
        minutes: length in minutes.
        kind: kind of the talk.
        met: what the talk meets.
        part: GOOD, EARLY or AFTER.
        why: what speaks for (or against) it, keys of texts below `desk.why`.
        coarse: what weighs more than a choice of half-days, small first.
        fine: what orders the slots beside that.
    """

    day: date
    cell: int
    cells: int
    minutes: int
    kind: str
    met: tuple[Due, ...]
    part: int
    why: tuple[str, ...]
    coarse: Key
    fine: Key

    @property
    def mask(self) -> int:
        """The cells of the day that the talk takes."""
        return block(self.cell, self.cell + self.cells)


class Diary:
    """The days of whoever shall hold the talk, and of the customer.

    Args:
        roster: as it will be once today's talk is recorded.
        presence: of the same people.
        holder: who shall hold the talk.
        follow: the talk.
        today: day of the talk before.
    """

    def __init__(self, roster: Roster, presence: Presence, holder: Specialist, follow: FollowUp, today: date) -> None:
        self.roster = roster
        self.presence = presence
        self.holder = holder
        self.follow = follow
        names = resource_names(follow.customer, follow.channel, holder)
        self.resources = [resource for resource in roster.resources if resource.resource in names]
        self._by_day: defaultdict[date, list[Booking]] = defaultdict(list)
        self._users: defaultdict[tuple[str, date], list[Booking]] = defaultdict(list)
        self._family: defaultdict[date, list[Booking]] = defaultdict(list)
        self._usual: datetime | None = None
        family = _family(roster, follow)
        for booking in roster.bookings:
            self._note(booking, today, family)
        concerned = {holder.specialist_id, follow.customer.specialist_id}
        own = (w for w in roster.wishes if w.customer_id == follow.customer.customer_id)
        self._wishes = tuple(w for w in own if w.specialist_id in concerned)

    def _note(self, booking: Booking, today: date, family: set[str]) -> None:
        day = booking.start.date()
        if booking.customer_id == self.follow.customer.customer_id and booking.state in HELD_OUTCOMES:
            self._usual = max(self._usual or booking.start, booking.start)
        if booking.state in FREED_STATES or day < today:
            return
        if booking.specialist_id == self.holder.specialist_id:
            self._by_day[day].append(booking)
        if booking.customer_id in family and booking.state in OPEN_STATES:
            self._family[day].append(booking)
        if self.resources and booking.customer_id:
            customer = self.roster.customer_by_id[booking.customer_id]
            holder = self.roster.specialist_by_id[booking.specialist_id]
            for name in resource_names(customer, booking.channel or "in_person", holder):
                self._users[name, day].append(booking)

    def bookings(self, day: date) -> list[Booking]:
        """Return what takes the holder's time on a day."""
        return self._by_day.get(day, [])

    def cells(self, booking: Booking) -> int:
        """Return the cells of its day that a booking touches."""
        return self.presence.taken(booking.start, booking.end)

    def taken(self, day: date) -> int:
        """Return the cells of a day that bookings of the holder take."""
        taken = 0
        for booking in self.bookings(day):
            taken |= self.cells(booking)
        return taken

    def free(self, day: date) -> int:
        """Return the cells of a day in which the holder has time."""
        return self.presence.open_cells(self.holder, day) & ~self.taken(day)

    def left_of(self, name: str, day: date) -> int:
        """Return the cells of a day in which a unit of a resource is left."""
        resource = next(resource for resource in self.resources if resource.resource == name)
        left = Resource(name, (self.presence.resource_cells(resource, day),) * resource.capacity)
        for booking in self._users.get((name, day), ()):
            left = left.with_one_less(self.cells(booking))
        return left.left[0] if left.left else 0

    def allowed_by_pins(self, day: date) -> int:
        """Return the start cells of a day that no "never" of the own specialist or of the holder forbids."""
        cells = -1
        for pins in pins_of_week(self._wishes, WeekNeeds(monday_of(day), day, (), (), (), ())).values() if self._wishes else ():
            for pin in pins.values():
                cells &= pin.allowed_cells(self.presence)
        size = self.presence.cells_per_day
        return (cells >> day.weekday() * size) & block(0, size)

    def starts(self, day: date, cells: int) -> int:
        """Return the start cells of a day at which the talk could be held."""
        free = self.free(day)
        if not free:
            return 0
        free &= ~self.presence.busy_cells(self.follow.customer, day)
        for resource in self.resources:
            free &= self.left_of(resource.resource, day)
        return starts_that_fit(free, cells) & self.allowed_by_pins(day)

    def slots(self, first: date, last: date, part: int) -> Iterator[Slot]:
        """Yield the slots from one day to another."""
        day = first
        while day <= last:
            cells = -(-self.minutes(day) // self.presence.grid_minutes)
            starts = self.starts(day, cells)
            if starts:
                view = _Day(self, day, cells, part)
                yield from (view.slot(cell) for cell in members(starts))
            day += timedelta(days=1)

    def minutes(self, day: date) -> int:
        """Return the length of the talk on a day."""
        return self.follow.minutes_of(self.follow.about(day))

    def slot(self, moment: datetime) -> Slot | None:
        """Return the slot at a time, None where there is none."""
        day, minute = moment.date(), minute_of_day(moment)
        found = (slot for slot in self.slots(day, day, self.part(day)) if slot.cell * self.presence.grid_minutes == minute)
        return next(found, None)

    def part(self, day: date) -> int:
        """Return in which part of the interval a day lies."""
        if day > self.follow.in_time_until:
            return AFTER
        return GOOD if day >= self.follow.good_from else EARLY

    def family_spans(self, day: date) -> list[tuple[int, int]]:
        """Return the spans of a day in cells at which members of the household have appointments."""
        return [run for booking in self._family.get(day, ()) for run in runs(self.cells(booking))]

    @property
    def has_family(self) -> bool:
        """Whether any member of the household has an appointment ahead."""
        return bool(self._family)

    @property
    def usual(self) -> datetime | None:
        """When the last talk with an appointment began."""
        return self._usual


def _family(roster: Roster, follow: FollowUp) -> set[str]:
    """Return the other members of the household who agreed to joint talks, of the same team."""
    own = follow.customer
    if not own.household_id or "joint_ok" not in own.flags:
        return set()
    team = roster.team_of(own)
    return {
        c.customer_id
        for c in roster.customers
        if c.household_id == own.household_id and c is not own and "joint_ok" in c.flags and roster.team_of(c) == team
    }


class _Day:
    """What the slots of one day have in common."""

    def __init__(self, diary: Diary, day: date, cells: int, part: int) -> None:
        self.diary = diary
        self.day = day
        self.cells = cells
        self.minutes = diary.minutes(day)
        self.kind = diary.follow.kind_of(diary.follow.about(day))
        self.met = tuple(diary.follow.met_on(day))
        self.part = part
        self.gaps = runs(diary.free(day))
        self.taken = diary.taken(day)
        self.family = diary.family_spans(day)
        self.preferred = 0
        for hours in diary.follow.customer.preferred:
            if hours.weekday == day.weekday():
                self.preferred |= diary.presence.inner(hours.start, hours.stop)

    def slot(self, cell: int) -> Slot:
        """Return the slot at a cell of the day."""
        follow, stop = self.diary.follow, cell + self.cells
        begin, end = next(gap for gap in self.gaps if gap[0] <= cell < gap[1])
        sides = [begin == cell, end == stop]
        is_joined = any(other_stop == cell or other_start == stop for other_start, other_stop in self.family)
        is_preferred = bool(self.preferred) and not block(cell, stop) & ~self.preferred
        weekday, half_day = self._is_usual(cell)
        is_tight = follow.leading is not None and self.day > follow.ideal and self.part == GOOD and not follow.is_late
        marks = {
            "early": self.part == EARLY,
            "after": self.part == AFTER,
            "joined": is_joined,
            "preferred": is_preferred,
            "fills": all(sides),
            "beside": any(sides) and not all(sides) and self._touches_booking(cell, stop),
            "edge": any(sides) and not all(sides) and not self._touches_booking(cell, stop),
            "usual": weekday and half_day,
            "reserve": follow.leading is not None and not follow.is_late and self.day <= follow.ideal,
            "tight": is_tight,
        }
        return Slot(
            day=self.day,
            cell=cell,
            cells=self.cells,
            minutes=self.minutes,
            kind=self.kind,
            met=self.met,
            part=self.part,
            why=tuple(name for name, holds in marks.items() if holds),
            coarse=(
                -len(self.met),
                int(is_tight),
                int(self.diary.has_family and not is_joined),
                int(bool(follow.customer.preferred) and not is_preferred),
            ),
            fine=(
                abs((follow.ideal - self.day).days) // 7,
                self._waste(cell - begin) + self._waste(end - stop),
                2 - sum(sides),
                2 - weekday - half_day,
                self.taken.bit_count(),
                self.day.toordinal(),
                cell,
            ),
        )

    def _waste(self, cells: int) -> int:
        """Return the cells of a rest of a gap that is too short for a regular talk."""
        minutes = self.diary.follow.minutes_of(())
        return cells if 0 < cells * self.diary.presence.grid_minutes < minutes else 0

    def _touches_booking(self, cell: int, stop: int) -> bool:
        return bool(self.taken & (block(max(0, cell - 1), cell) | block(stop, stop + 1)))

    def _is_usual(self, cell: int) -> tuple[bool, bool]:
        """Tell whether weekday and half-day are those of the last talk."""
        usual = self.diary.usual
        if usual is None:
            return False, False
        is_morning = cell * self.diary.presence.grid_minutes < NOON_MINUTES
        return usual.weekday() == self.day.weekday(), (usual.hour * 60 < NOON_MINUTES) == is_morning
