"""One specialist's calendar while a sample is made: what is taken, and where something fits."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from scheduler.roster import Absence, Customer, Specialist
from scheduler.sample.dice import Dice

TRIES = 12


def at(day: date, minute: int) -> datetime:
    """Return a minute of a day as a time."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


class Diary:
    """What a specialist has on each day."""

    def __init__(self, specialist: Specialist, absences: list[Absence], grid_minutes: int) -> None:
        self.specialist = specialist
        self._absences = absences
        self._grid = grid_minutes
        self._taken: defaultdict[date, list[tuple[int, int]]] = defaultdict(list)

    def take(self, day: date, start: int, stop: int) -> bool:
        """Take a time if it lies within a consulting window and is free."""
        free = self._is_in_window(day, start, stop) and self._is_free(day, start, stop)
        if free:
            self._taken[day].append((start, stop))
        return free

    def place(
        self, dice: Dice, days: list[date], minutes: int, customer: Customer | None = None, away: tuple[Absence, ...] = ()
    ) -> tuple[date, int] | None:
        """Take some free time on one of the days on which the customer can come; None where nothing fits soon."""
        for _ in range(TRIES):
            day = dice.pick(days)
            windows = [h for h in self.specialist.windows if h.weekday == day.weekday() and h.stop - h.start >= minutes]
            if not windows:
                continue
            window = dice.pick(windows)
            start = window.start + self._grid * dice.whole(0, (window.stop - window.start - minutes) // self._grid)
            can_come = customer is None or _can_come(customer, away, day, start, start + minutes)
            if can_come and self.take(day, start, start + minutes):
                return day, start
        return None

    def _is_in_window(self, day: date, start: int, stop: int) -> bool:
        windows = self.specialist.windows
        return any(hours.weekday == day.weekday() and hours.start <= start and stop <= hours.stop for hours in windows)

    def _is_free(self, day: date, start: int, stop: int) -> bool:
        away = [(absence.from_time, absence.to_time) for absence in self._absences if absence.on(day)]
        return all(stop <= first or last <= start for first, last in [*self._taken[day], *away])


def _can_come(customer: Customer, away: tuple[Absence, ...], day: date, start: int, stop: int) -> bool:
    if any(absence.on(day) for absence in away):
        return False
    return all(h.weekday != day.weekday() or stop <= h.start or h.stop <= start for h in customer.unavailable)
