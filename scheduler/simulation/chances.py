"""Last chances: the last day on which a customer can be met in time, or the next one; the same answers as `Presence.last_chance`.

Most days of a specialist are like their weekday: no holiday, no absence. Whether a talk fits is worked out for the weekday, and
only days unlike it are looked at one by one. What takes colleagues who cover is left to the search of the plan.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from constraints.cells import starts_that_fit
from scheduler.needs import WeekLook
from scheduler.presence import DAYS, LONGEST_SEARCH_DAYS, Presence
from scheduler.roster import Absence
from scheduler.simulation.parts import NEVER, Wanted
from scheduler.simulation.who import Who
from scheduler.simulation.world import World
from scheduler.workdays import WorkCalendar


class WorkingDays(dict[int, bool]):
    """Day as ordinal → whether the office works; asked of the calendar once."""

    def __init__(self, calendar: WorkCalendar) -> None:
        super().__init__()
        self._calendar = calendar

    def __missing__(self, day: int) -> bool:
        """Ask the calendar."""
        found = self[day] = self._calendar.is_working_day(date.fromordinal(day))
        return found


class Chances:
    """The last chances of all customers of a world.

    Args:
        world: the world.
        working_days: of its office.
    """

    def __init__(self, world: World, working_days: WorkingDays) -> None:
        self._world = world
        self._works = working_days
        self._specialists = world.setting.specialist_by_id
        self._away: dict[str, set[int]] = {name: set() for name in self._specialists}
        self._found: dict[tuple[object, ...], int] = {}
        self._found_on: tuple[Presence | None, int] = (None, 0)
        self.learn(world.absences)

    def learn(self, absences: Iterable[Absence]) -> None:
        """Take over absences."""
        for absence in absences:
            if absence.person_id in self._away:
                days = range(absence.first_day.toordinal(), absence.last_day.toordinal() + 1)
                self._away[absence.person_id].update(day for day in days if self._works[day])

    def of(self, who: Who, wanted: Wanted, look: WeekLook) -> int:
        """Return the last day to meet in time, else the next one; `NEVER` = not within a year, or nothing is due."""
        if wanted.deadline == NEVER:
            return NEVER
        if who.customer.customer_id in self._world.away_customers:
            return _searched(who, wanted, look)
        fits = who.fits.get(wanted.cells)
        if fits is None:
            fits = who.fits[wanted.cells] = self._weekdays(who, wanted.cells, look)
        first, last = max(look.first_day.toordinal(), wanted.opens), wanted.deadline
        if not fits:
            return self._with_cover(who, wanted, look)
        away = self._away[who.customer.specialist_id]
        if last >= first and fits[last % DAYS] and last not in away and self._works[last]:  # the usual case, made short
            return last
        found = self._last(who, wanted, first, fits, look) or self._next(who, wanted, first, fits, look)
        return found or self._with_cover(who, wanted, look)

    def _last(self, who: Who, wanted: Wanted, first: int, fits: Sequence[bool], look: WeekLook) -> int:
        """Return the last day from a first one to the deadline on which both can meet; 0 = none."""
        for day in range(wanted.deadline, first - 1, -1):
            if fits[day % DAYS] and self._can_meet(who, day, wanted.cells, look):
                return day
        return 0

    def _next(self, who: Who, wanted: Wanted, first: int, fits: Sequence[bool], look: WeekLook) -> int:
        """Return the next day on which both can meet, none of a year before it left to cover; 0 = that is not sure."""
        late = max(first, wanted.deadline)
        for day in range(late, late + LONGEST_SEARCH_DAYS):
            if fits[day % DAYS] and self._can_meet(who, day, wanted.cells, look):
                return day if self._away[who.customer.specialist_id].isdisjoint(range(first, day + 1)) else 0
        return 0

    def _can_meet(self, who: Who, day: int, cells: int, look: WeekLook) -> bool:
        """Tell whether both can meet on a day whose weekday fits."""
        name = who.customer.specialist_id
        if day not in self._away[name]:
            return self._works[day]
        on = date.fromordinal(day)
        return starts_that_fit(look.presence.open_cells(self._specialists[name], on) & ~who.busy_on[on.weekday()], cells) != 0

    def _weekdays(self, who: Who, cells: int, look: WeekLook) -> tuple[bool, ...]:
        """Return for each weekday, Sunday first, whether the weekly hours of both leave room; empty = on none."""
        specialist = self._specialists[who.customer.specialist_id]
        free = [look.presence.window_cells(specialist, day) & ~busy for day, busy in enumerate(who.busy_on)]
        fits = [starts_that_fit(left, cells) != 0 for left in free]
        return (fits[-1], *fits[:-1]) if any(fits) else ()

    def _with_cover(self, who: Who, wanted: Wanted, look: WeekLook) -> int:
        """Return what the plan finds, colleagues who cover included; searched once for all who are alike."""
        customer, first_day = who.customer, look.first_day.toordinal()
        if self._found_on != (look.presence, first_day):
            self._found_on, self._found = (look.presence, first_day), {}
        # whatever lies before the first day asks for the same search
        until, opens = max(wanted.deadline, first_day - 1), max(wanted.opens, first_day)
        key = (customer.specialist_id, until, opens, wanted.cells, who.busy, customer.needs, customer.language)
        if key not in self._found:
            self._found[key] = _searched(who, wanted, look)
        return self._found[key]


def _searched(who: Who, wanted: Wanted, look: WeekLook) -> int:
    opens = date.fromordinal(wanted.opens) if wanted.opens else None
    found = look.last_chance(who.customer, opens, date.fromordinal(wanted.deadline), wanted.minutes)
    return NEVER if found is None else found.toordinal()
