"""Days: ISO weeks, calendar months, completed years, working days with public holidays and closed days."""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from scheduler.errors import TurnusError
from scheduler.texts import text

if TYPE_CHECKING:
    from holidays import HolidayBase

FRIDAY, SATURDAY, DAYS_A_WEEK = 4, 5, 7
MONTHS_A_YEAR, MINUTES_A_DAY = 12, 24 * 60
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years in which dates are taken; others are slips of the pen."""


def minute_of_day(moment: datetime) -> int:
    """Return the minutes from midnight."""
    return moment.hour * 60 + moment.minute


def minutes_between(start: datetime, end: datetime) -> int:
    """Return how long an appointment takes, in whole minutes."""
    length = end - start
    return length.days * MINUTES_A_DAY + length.seconds // 60


def clock_time(minutes: int) -> str:
    """Return minutes from midnight as people write them: 08:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def add_months(day: date, months: int) -> date:
    """Return the same day some calendar months later (or earlier), the last day where the month is shorter."""
    month = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(month, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(birth_date: date, years: int) -> date:
    """Return the day on which somebody completes so many years (29 February: 1 March in common years)."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def completed_years(birth_date: date, on: date) -> int:
    """Return the age in completed years on a day."""
    years = on.year - birth_date.year
    return years if birthday(birth_date, years) <= on else years - 1


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """Return the ISO week of a day as `2026-W49`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def parse_week(name: str) -> date:
    """Return the Monday of an ISO week given as `2026-W49`.

    Raises:
        TurnusError: not an ISO week.
    """
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", name.strip(), re.IGNORECASE)
    try:
        found = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _no_week(name)
    except ValueError:
        return _no_week(name)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR + 1 else _no_week(name)  # what is planned at the end of the last year


def _no_week(name: str) -> date:
    raise TurnusError(text("error.week", value=name))


class WorkCalendar:
    """Working days of an office: Monday to Friday without public holidays of its Land and its own closed days."""

    def __init__(self, subdivision: str, closed: Collection[date]) -> None:
        """Take an ISO 3166-2 code (`DE-BE`) and the office's own closed days."""
        self.subdivision = subdivision
        self.closed = frozenset(closed)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day."""
        return day.weekday() < SATURDAY and day not in self.closed and day not in _holidays(self.subdivision, day.year)

    def previous_working_day(self, day: date) -> date:
        """Return the day itself or the last working day before it (docs/concepts.md)."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date:
        """Return the day itself or the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    @cached_property
    def at_home(self) -> "WorkCalendar":
        """The working days of everybody else: without the office's own closed days."""
        return WorkCalendar(self.subdivision, ()) if self.closed else self

    def add_working_days(self, day: date, number: int) -> date:
        """Return the working day that many working days after a day."""
        while number > 0:
            day += timedelta(days=1)
            number -= self.is_working_day(day)
        return day


@lru_cache(maxsize=512)
def _holidays(subdivision: str, year: int) -> frozenset[date]:
    country, _, land = subdivision.partition("-")
    return frozenset(_country(country)(subdiv=land or None, years=year))


@cache
def _country(code: str) -> "type[HolidayBase]":
    """Return the holidays of one country from its own file: the library's way to them loads the files of all countries.

    Raises:
        NotImplementedError: the library does not know the country.
    """
    from importlib.util import find_spec, module_from_spec, spec_from_file_location

    from holidays.registry import COUNTRIES

    package = find_spec("holidays.countries")
    folder = package.submodule_search_locations[0] if package and package.submodule_search_locations else ""
    for name, (entity, *codes) in COUNTRIES.items():
        spec = spec_from_file_location(f"holidays.countries.{name}", f"{folder}/{name}.py") if code in codes else None
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            found: type[HolidayBase] = getattr(module, entity)
            return found
    raise NotImplementedError(code)


def is_known_subdivision(subdivision: str) -> bool:
    """Tell whether public holidays are known for an ISO 3166-2 code."""
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", subdivision):
        return False
    try:
        _holidays(subdivision, 2026)
    except (NotImplementedError, KeyError):
        return False
    return True
