"""The month of a report: its days, the day as of which it is told, and how far back the data reach."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from scheduler.errors import TurnusError
from scheduler.roster import Roster
from scheduler.texts import text
from scheduler.workdays import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month as seen on a day.

    Attributes:
        first: its first day.
        last: its last day, the Stichtag.
        today: day of the report.
    """

    first: date
    last: date
    today: date

    @property
    def name(self) -> str:
        """The month as `2026-11`."""
        return f"{self.first:%Y-%m}"

    @property
    def is_over(self) -> bool:
        """Whether all its days are over."""
        return self.today > self.last

    @property
    def as_of(self) -> date:
        """The day as of which figures are told: the Stichtag, or today while the month runs."""
        return min(self.last, self.today)

    def days(self) -> Iterator[date]:
        """Yield the days of the month up to the day as of which figures are told."""
        for number in range((self.as_of - self.first).days + 1):
            yield self.first + timedelta(days=number)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the month, not after the day as of which figures are told."""
        return self.first <= day <= self.as_of


def month_of(first: date, today: date) -> Month:
    """Return the month that begins on a day."""
    return Month(first, first.replace(day=monthrange(first.year, first.month)[1]), today)


def parse_month(name: str) -> date:
    """Return the first day of a month given as `2026-11` or `11.2026`.

    Raises:
        TurnusError: not a month.
    """
    iso, german = re.fullmatch(r"(\d{4})-(\d{2})", name.strip()), re.fullmatch(r"(\d{1,2})\.(\d{4})", name.strip())
    year, number = (int(iso[1]), int(iso[2])) if iso else (int(german[2]), int(german[1])) if german else (0, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= number <= 12:
        raise TurnusError(text("error.month", value=name))
    return date(year, number, 1)


def data_begin(roster: Roster, forgotten_before: date | None) -> date | None:
    """Return the first day of which the roster can tell all talks: what `turnus forget` has left, else the first row there is.

    None where no row tells of a talk or an invitation.
    """
    days = [contact.on for contact in roster.contacts]
    days += [booking.start.date() for booking in roster.bookings if booking.customer_id]
    if not days:
        return forgotten_before
    return max(min(days), forgotten_before or date.min)


def earnest_begin(roster: Roster, begin: date | None, usual_share: float) -> date | None:
    """Return from when on the data tell enough: the first row of the first month with a usual number of contacts.

    Args:
        roster: its contacts are counted by month.
        begin: day before which nothing is told.
        usual_share: a usual number is at least this share of that of the middle one of all months with contacts.
    """
    days = sorted(contact.on for contact in roster.contacts if begin is not None and contact.on >= begin)
    months = Counter((day.year, day.month) for day in days)
    if not months:
        return begin
    usual = usual_share * median(months.values())
    if months[days[0].year, days[0].month] >= usual:
        return begin
    return next(day for day in days if months[day.year, day.month] >= usual)
