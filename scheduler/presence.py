"""Presence: on which cells of a day a specialist holds consultations, and on which a customer cannot come.

One cell is one step of the office's grid; a day has one cell more, which is never open (see `constraints/problem.py`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from typing import TypeVar

from constraints.cells import block, starts_that_fit
from scheduler.cellvalues import DAY_MINUTES
from scheduler.roster import Absence, Customer, Hours, Resource, Roster, Specialist
from scheduler.workdays import MONTHS_A_YEAR, minute_of_day, monday_of

Value = TypeVar("Value")
DAYS = 7
LONGEST_SEARCH_DAYS = 366


class Presence:
    """Answers about the presence of the people of one roster, each worked out once."""

    def __init__(self, roster: Roster) -> None:
        self.grid_minutes = roster.office.grid_minutes
        self.cells_per_day = DAY_MINUTES // self.grid_minutes + 1
        self._calendar = roster.office.calendar
        self._absences: defaultdict[str, list[Absence]] = defaultdict(list)
        for absence in roster.absences:
            self._absences[absence.person_id].append(absence)
        self._in_month: dict[str, dict[int, list[Absence]]] = {
            person: _by_month(absences) for person, absences in self._absences.items()
        }
        self._windows = {s.specialist_id: self._by_weekday(s.windows, self.inner) for s in roster.specialists}
        self._resources = {r.resource: self._by_weekday(r.windows, self.inner) for r in roster.resources}
        self._open: dict[str, dict[date, int]] = {s.specialist_id: {} for s in roster.specialists}
        self._shares: dict[str, dict[date, tuple[tuple[float, ...], int]]] = {s.specialist_id: {} for s in roster.specialists}
        self._away_in_week: dict[tuple[str, date], bool] = {}
        self._away_since: dict[tuple[str, date], date] = {}

    def with_absence(self, absence: Absence) -> "Presence":
        """Return the presence with one more absence; what is worked out about other people stays common to both."""
        other, person = copy(self), absence.person_id
        absences = [*self._absences.get(person, ()), absence]
        other._absences, other._in_month = self._absences | {person: absences}, self._in_month | {person: _by_month(absences)}
        if person in self._open:
            first, last = absence.first_day, absence.last_day
            days = _without(self._open[person], first, last)
            weeks = _without(self._shares[person], monday_of(first), last, DAYS)
            other._open, other._shares = self._open | {person: days}, self._shares | {person: weeks}
        other._away_in_week, other._away_since = {}, {}
        return other

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        return self._calendar.is_working_day(day)

    def inner(self, start: int, stop: int) -> int:
        """Return the mask of the cells that lie wholly between two times of a day (minutes)."""
        return block(-(-start // self.grid_minutes), stop // self.grid_minutes)

    def touched(self, start: int, stop: int) -> int:
        """Return the mask of the cells that a span of a day (minutes) touches."""
        return block(start // self.grid_minutes, -(-stop // self.grid_minutes))

    def taken(self, start: datetime, end: datetime) -> int:
        """Return the mask of the cells of its day that an appointment touches."""
        return self.touched(minute_of_day(start), minute_of_day(end))

    def window_cells(self, specialist: Specialist, weekday: int) -> int:
        """Return the mask of a specialist's weekly consulting windows on a weekday."""
        return self._windows[specialist.specialist_id][weekday]

    def open_cells(self, specialist: Specialist, day: date) -> int:
        """Return the mask of the cells of a day on which a specialist holds consultations."""
        known = self._open[specialist.specialist_id]
        if day not in known:
            cells = self.window_cells(specialist, day.weekday()) if self._calendar.is_working_day(day) else 0
            known[day] = cells & ~self._absent(specialist.specialist_id, day)
        return known[day]

    def away_cells(self, person_id: str, day: date) -> int:
        """Return the mask of the cells of a day that absences of a person take."""
        return self._absent(person_id, day)

    def resource_cells(self, resource: Resource, day: date) -> int:
        """Return the mask of the cells of a day on which a resource is there; without any windows, all of a working day."""
        if not self._calendar.is_working_day(day):
            return 0
        return self._resources[resource.resource][day.weekday()] if resource.windows else self.inner(0, DAY_MINUTES)

    def busy_cells(self, customer: Customer, day: date) -> int:
        """Return the mask of the cells of a day on which a customer cannot come."""
        busy = self._absent(customer.customer_id, day)
        for hours in customer.unavailable:
            if hours.weekday == day.weekday():
                busy |= self.touched(hours.start, hours.stop)
        return busy

    def weekly_busy_cells(self, customer: Customer) -> list[int]:
        """Return for each weekday the mask of the cells of the day in which a customer can never come."""
        return self._by_weekday(customer.unavailable, self.touched)

    def preferred_cells(self, customer: Customer) -> int:
        """Return the mask of the cells of every week that a customer prefers; 0 = no preference."""
        days = [0] * DAYS
        for hours in customer.preferred:
            days[hours.weekday] |= self.inner(hours.start, hours.stop)
        return self.week(days)

    def week(self, cells_of_day: Iterable[int]) -> int:
        """Join the masks of the days of a week, Monday first."""
        joined = 0
        for day, cells in enumerate(cells_of_day):
            joined |= cells << day * self.cells_per_day
        return joined

    def can_meet(self, specialist: Specialist, customer: Customer, day: date, cells: int) -> bool:
        """Tell whether a day has a window of so many cells on which both are present (bookings ignored)."""
        free = self.open_cells(specialist, day)
        if free and (customer.unavailable or customer.customer_id in self._absences):
            free &= ~self.busy_cells(customer, day)
        return starts_that_fit(free, cells) != 0

    def last_chance(
        self,
        specialist: Specialist,
        customer: Customer,
        first: date,
        deadline: date,
        cells: int,
        colleagues: Callable[[], Sequence[Specialist]] = tuple,
    ) -> date | None:
        """Return the last day up to the deadline on which both can meet; if none is left from `first` on, the next such day.

        Where none is left, days count too of weeks in which the specialist is away, if a colleague can meet the customer.

        Args:
            specialist: who looks after the customer.
            customer: who needs the talk.
            first: first day that can be planned.
            deadline: last day of the need.
            cells: length of the talk.
            colleagues: gives those who could cover; only asked where the specialist is away on one of the days.

        Returns:
            None when they cannot meet within a year.
        """
        own = self._share_hours(specialist, customer, cells)
        day = self._last_until(specialist, customer, first, deadline, cells) if own else None
        if day is not None:
            return day
        late = max(first, deadline)
        if self.is_away_between(specialist, first, late) and (others := colleagues()):
            return self._last_covered(specialist, customer, first, deadline, cells, others)
        days = (late + timedelta(days=n) for n in range(LONGEST_SEARCH_DAYS))
        later = next((day for day in days if self.can_meet(specialist, customer, day, cells)), None) if own else None
        if not self.is_away_between(specialist, first, later or late + timedelta(days=LONGEST_SEARCH_DAYS)):
            return later
        return self._last_covered(specialist, customer, first, deadline, cells, colleagues()) or later

    def _last_until(self, specialist: Specialist, customer: Customer, first: date, deadline: date, cells: int) -> date | None:
        day = deadline
        while day >= first:
            if self.can_meet(specialist, customer, day, cells):
                return day
            persons = (specialist.specialist_id, customer.customer_id)
            day = min([day, *(self._away_from(person, day) for person in persons if person in self._absences)])
            day -= timedelta(days=1)
        return None

    def _last_covered(
        self,
        specialist: Specialist,
        customer: Customer,
        first: date,
        deadline: date,
        cells: int,
        colleagues: Sequence[Specialist],
    ) -> date | None:
        """Return the last day up to the deadline on which a colleague can cover, else the next day on which anybody can meet."""
        if not colleagues:
            return None
        days = (deadline - timedelta(days=n) for n in range((deadline - first).days + 1))
        last = next((day for day in days if self._is_covered(specialist, customer, first, day, cells, colleagues)), None)
        if last is not None:
            return last
        for n in range(LONGEST_SEARCH_DAYS):
            day = max(first, deadline) + timedelta(days=n)
            if self.can_meet(specialist, customer, day, cells) or self._is_covered(
                specialist, customer, first, day, cells, colleagues
            ):
                return day
        return None

    def _is_covered(
        self, specialist: Specialist, customer: Customer, first: date, day: date, cells: int, colleagues: Sequence[Specialist]
    ) -> bool:
        """Tell whether a colleague can meet the customer on a day of a week in which the specialist is away (from `first` on)."""
        monday = monday_of(day)
        key = (specialist.specialist_id, max(first, monday))
        if key not in self._away_in_week:
            self._away_in_week[key] = self.is_away_between(specialist, key[1], monday + timedelta(days=DAYS - 1))
        return self._away_in_week[key] and any(self.can_meet(other, customer, day, cells) for other in colleagues)

    def is_away(self, specialist: Specialist, day: date) -> bool:
        """Tell whether an absence takes some of a specialist's consulting hours on a day."""
        if specialist.specialist_id not in self._absences or not self._calendar.is_working_day(day):
            return False
        return bool(self.window_cells(specialist, day.weekday()) & self._absent(specialist.specialist_id, day))

    def is_away_between(self, specialist: Specialist, first: date, last: date) -> bool:
        """Tell whether an absence touches consulting hours of a specialist between two days, both included."""
        for absence in self._absences.get(specialist.specialist_id, ()):
            if absence.first_day > last or absence.last_day < first:
                continue
            day, until = max(first, absence.first_day), min(last, absence.last_day)
            while day <= until:
                if self.is_away(specialist, day):
                    return True
                day += timedelta(days=1)
        return False

    def present_shares(self, specialist: Specialist, monday: date) -> tuple[tuple[float, ...], int]:
        """Return the share of each contract day's window that is left in a week, and the number of contract days."""
        known = self._shares[specialist.specialist_id]
        if monday not in known:
            shares = tuple(
                self.open_cells(specialist, monday + timedelta(days=weekday)).bit_count() / window.bit_count()
                for weekday, window in enumerate(self._windows[specialist.specialist_id])
                if window
            )
            known[monday] = shares, len(shares)
        return known[monday]

    def _share_hours(self, specialist: Specialist, customer: Customer, cells: int) -> bool:
        """Tell whether the weekly hours of both leave room on any weekday; without it no day needs to be looked at."""
        windows = self._windows[specialist.specialist_id]
        if not customer.unavailable:
            return any(starts_that_fit(window, cells) for window in windows if window)
        busy = self.weekly_busy_cells(customer)
        return any(starts_that_fit(window & ~taken, cells) for window, taken in zip(windows, busy, strict=True))

    def _away_from(self, person_id: str, day: date) -> date:
        """Return the first of the whole days of absence that hold a day, the day itself where somebody is there."""
        key = (person_id, day)
        if key not in self._away_since:
            spells = (a for a in self._absences.get(person_id, ()) if a.on(day) and (a.from_time, a.to_time) == (0, DAY_MINUTES))
            self._away_since[key] = min((absence.first_day for absence in spells), default=day)
        return self._away_since[key]

    def _absent(self, person_id: str, day: date) -> int:
        cells, months = 0, self._in_month.get(person_id)
        if months is None:
            return 0
        for absence in months.get(_month(day), ()):
            if absence.first_day <= day <= absence.last_day:
                cells |= self.touched(absence.from_time, absence.to_time)
        return cells

    def _by_weekday(self, spans: Iterable[Hours], cells_of: Callable[[int, int], int]) -> list[int]:
        masks = [0] * DAYS
        for hours in spans:
            masks[hours.weekday] |= cells_of(hours.start, hours.stop)
        return masks


def _month(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * MONTHS_A_YEAR + day.month


def _by_month(absences: Iterable[Absence]) -> dict[int, list[Absence]]:
    """Return month → absences that touch it, in their order."""
    found: defaultdict[int, list[Absence]] = defaultdict(list)
    for absence in absences:
        for month in range(_month(absence.first_day), _month(absence.last_day) + 1):
            found[month].append(absence)
    return found


def _without(known: dict[date, Value], first: date, last: date, step: int = 1) -> dict[date, Value]:
    """Return what is known of all other days than those from a first to a last one, in steps; after a long time nothing."""
    number = (last - first).days // step + 1
    if number > len(known):
        return {}
    kept = known.copy()
    for n in range(number):
        kept.pop(first + timedelta(days=n * step), None)
    return kept
