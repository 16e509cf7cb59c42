"""Pins of `wishes.csv` in one week: on which cells a customer must or must not be seen."""

from collections import defaultdict
from dataclasses import dataclass

from scheduler.cellvalues import DAY_MINUTES
from scheduler.need import WeekNeeds
from scheduler.presence import DAYS, Presence
from scheduler.roster import Wish

NOON_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True)
class Pin:
    """The wishes about one customer in one week as (weekday or None, half-day or "") that must or must not be used."""

    wanted: tuple[tuple[int | None, str], ...]
    unwanted: tuple[tuple[int | None, str], ...]

    @property
    def must(self) -> bool:
        """Whether the customer must be seen."""
        return bool(self.wanted)

    def cells(self, presence: Presence) -> int:
        """Return the start cells that the pin leaves."""
        left = -1
        if self.wanted:
            left = 0
            for weekday, half_day in self.wanted:
                left |= _cells(presence, weekday, half_day)
        return left & self.allowed_cells(presence)

    def allowed_cells(self, presence: Presence) -> int:
        """Return the start cells that no "never" forbids."""
        left = -1
        for weekday, half_day in self.unwanted:
            left &= ~_cells(presence, weekday, half_day)
        return left


def pins_of_week(wishes: tuple[Wish, ...], week: WeekNeeds) -> dict[str, dict[str, Pin]]:
    """Return specialist id → customer id → pin, of the wishes that concern the week."""
    found: defaultdict[tuple[str, str], list[tuple[bool, int | None, str]]] = defaultdict(list)
    for wish in wishes:
        if wish.concerns(week.monday):
            weekday = wish.weekday if wish.day is None else wish.day.weekday()
            found[wish.specialist_id, wish.customer_id].append((wish.must, weekday, wish.half_day))
    pins: defaultdict[str, dict[str, Pin]] = defaultdict(dict)
    for (specialist_id, customer_id), rows in found.items():
        wanted = tuple((weekday, half) for must, weekday, half in rows if must)
        unwanted = tuple((weekday, half) for must, weekday, half in rows if not must)
        pins[specialist_id][customer_id] = Pin(wanted, unwanted)
    return pins


def _cells(presence: Presence, weekday: int | None, half_day: str) -> int:
    """Return the start cells of a weekday or all days, before noon, from noon on, or both."""
    start, stop = {"am": (0, NOON_MINUTES), "pm": (NOON_MINUTES, DAY_MINUTES)}.get(half_day, (0, DAY_MINUTES))
    hours = presence.inner(start, stop)
    return presence.week(hours if weekday in (None, day) else 0 for day in range(DAYS))
