"""Recurrence rules as calendars write them, with work that is bounded and counted.

General libraries walk to the year 9999 when no day fits a rule (`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30` takes seconds); here each
period that is looked at counts. What no calendar program offers (times of day, numbers of weeks, parts of a day) is not
interpreted. Source: RFC 5545 3.3.10.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendarin.limits import DAYS_A_STEP, Meter
from scheduler.calendarin.values import UnreadableError

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}
BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,12}", re.ASCII)
DAYS_OF_WEEK, MONTHS = 7, 12


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        count: number of occurrences from the start on; None = no limit.
        until: as it stands in the file; empty = no limit.
        weekdays: (0 = Monday, n-th of the period; 0 = each).
        days: days of the month, negative from its end.
        positions: which days of each period, of those that fit, negative from the end; empty = all.
        week_start: first day of a week, 0 = Monday.
    """

    frequency: str
    interval: int
    count: int | None
    until: str
    weekdays: frozenset[tuple[int, int]]
    days: frozenset[int]
    months: frozenset[int]
    positions: frozenset[int]
    week_start: int


def parse_rule(value: str) -> Rule:
    """Return a rule.

    Raises:
        UnreadableError: it is none, or not one that calendar programs offer.
    """
    pairs = [part.partition("=")[::2] for part in value.strip().upper().rstrip(";").split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs) or not parts.keys() <= PARTS or parts.get("FREQ") not in FREQUENCIES:
        raise UnreadableError("rule")
    rule = Rule(
        frequency=parts["FREQ"],
        interval=_number(parts.get("INTERVAL", "1"), 1),
        count=_number(parts["COUNT"], 1) if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        weekdays=_weekdays(parts.get("BYDAY", "")),
        days=_numbers(parts.get("BYMONTHDAY", ""), 31),
        months=_numbers(parts.get("BYMONTH", ""), MONTHS),
        positions=_numbers(parts.get("BYSETPOS", ""), 366),
        week_start=_week_start(parts.get("WKST", "MO")),
    )
    short = rule.frequency in ("DAILY", "WEEKLY")
    if (
        (short and any(nth for _, nth in rule.weekdays))
        or (rule.frequency == "WEEKLY" and rule.days)
        or min(rule.months, default=1) < 1
    ):
        raise UnreadableError("rule")
    return rule


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise UnreadableError("rule")
    return WEEKDAYS.index(value)


def _number(value: str, least: int) -> int:
    if not NUMBER.fullmatch(value) or int(value) < least:
        raise UnreadableError("rule")
    return int(value)


def _numbers(value: str, most: int) -> frozenset[int]:
    found = {_number(part, -most) for part in value.split(",")} if value else set()
    if any(not 0 < abs(number) <= most for number in found):
        raise UnreadableError("rule")
    return frozenset(found)


def _weekdays(value: str) -> frozenset[tuple[int, int]]:
    matches = [BY_DAY.fullmatch(part) for part in value.split(",")] if value else []
    found = {(WEEKDAYS.index(match[2]), int(match[1] or 0)) for match in matches if match}
    if None in matches or any(match and match[1] and not int(match[1]) for match in matches):
        raise UnreadableError("rule")
    return frozenset(found)


def days_of(rule: Rule, start: date, first: date, last: date, is_over: Callable[[date], bool], meter: Meter) -> Iterator[date]:
    """Yield the days of a series between two days, in order.

    Args:
        rule: the rule.
        start: first day of the series, which belongs to it in any case.
        first: first day that is asked for.
        last: last day that is asked for.
        is_over: tells whether a day lies after the end of the series (UNTIL).
        meter: counts the work.
    """
    for number, day in enumerate(_series(rule, start, first if rule.count is None else start, last, meter)):
        if is_over(day) or (rule.count is not None and number == rule.count):
            return
        if day >= first:
            yield day


def _series(rule: Rule, start: date, first: date, last: date, meter: Meter) -> Iterator[date]:
    """Yield the days of a series without end, about from `first` on."""
    if start >= first and start <= last:
        yield start
    for begin in _periods(rule, start, first, last):
        days = [day for day in _period(rule, start, begin, meter) if start < day <= last and day >= first]
        yield from days


def _periods(rule: Rule, start: date, first: date, last: date) -> Iterator[date]:
    """Yield the first days of the periods (day, week, month, year) that a rule asks for, from one before `first` on."""
    if rule.frequency in ("DAILY", "WEEKLY"):
        begin = start if rule.frequency == "DAILY" else start - timedelta(days=(start.weekday() - rule.week_start) % DAYS_OF_WEEK)
        step = rule.interval * (1 if rule.frequency == "DAILY" else DAYS_OF_WEEK)
        number = max(0, (first - begin).days // step)
        while (days := number * step) <= (last - begin).days:
            yield begin + timedelta(days=days)
            number += 1
        return
    step = rule.interval * (1 if rule.frequency == "MONTHLY" else MONTHS)
    origin = start.year * MONTHS + (start.month - 1 if rule.frequency == "MONTHLY" else 0)
    number = max(0, (first.year * MONTHS + first.month - 1 - origin) // step)
    while (month := origin + number * step) <= last.year * MONTHS + last.month - 1:
        yield date(month // MONTHS, month % MONTHS + 1, 1)
        number += 1


def _period(rule: Rule, start: date, begin: date, meter: Meter) -> list[date]:
    """Return the days of one period that fit a rule, in order."""
    days = _candidates(rule, start, begin)
    meter.step(1 + len(days) // DAYS_A_STEP)
    found = [day for day in days if _fits(rule, start, day)]
    if not rule.positions:
        return found
    return sorted({found[p - 1 if p > 0 else p] for p in rule.positions if -len(found) <= p <= len(found)})


def _candidates(rule: Rule, start: date, begin: date) -> list[date]:
    """Return the days of one period."""
    if rule.frequency in ("DAILY", "WEEKLY"):
        return [begin + timedelta(days=n) for n in range(1 if rule.frequency == "DAILY" else DAYS_OF_WEEK)]
    months = [begin.month]
    if rule.frequency == "YEARLY":
        is_bare = not (rule.weekdays or rule.days or rule.months)
        months = [start.month] if is_bare else sorted(rule.months) or list(range(1, MONTHS + 1))
    elif rule.months and begin.month not in rule.months:
        return []
    return [date(begin.year, month, day + 1) for month in months for day in range(monthrange(begin.year, month)[1])]


def _fits(rule: Rule, start: date, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.weekdays and not any(weekday == day.weekday() for weekday, _ in rule.weekdays):
        return False
    if rule.frequency == "WEEKLY":
        return bool(rule.weekdays) or day.weekday() == start.weekday()
    if rule.frequency == "DAILY" or rule.weekdays or rule.days:
        return _is_day(rule, day) and _is_nth(rule, day)
    return day.day == start.day


def _is_day(rule: Rule, day: date) -> bool:
    return not rule.days or day.day in rule.days or day.day - monthrange(day.year, day.month)[1] - 1 in rule.days


def _is_nth(rule: Rule, day: date) -> bool:
    """Tell whether the weekday is the right one of its month, or of its year where a yearly rule names no month."""
    wanted = {nth for weekday, nth in rule.weekdays if weekday == day.weekday()}
    if not wanted or 0 in wanted:
        return True
    if rule.frequency == "YEARLY" and not rule.months:
        place, whole = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    else:
        place, whole = day.day, monthrange(day.year, day.month)[1]
    return not wanted.isdisjoint(((place - 1) // DAYS_OF_WEEK + 1, -((whole - place) // DAYS_OF_WEEK + 1)))
