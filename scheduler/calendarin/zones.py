"""Time zones of a calendar file: names of Windows and IANA, and definitions that equal a known zone. Nothing is guessed.

A zone that has neither a known name nor a definition (VTIMEZONE) that agrees with a known zone on every day of the range is
reported. Definitions are never handed to a library: their rules can be bombs. Source: RFC 5545 3.6.5; names of Windows: CLDR.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduler.calendarin.limits import Meter
from scheduler.calendarin.lines import Part
from scheduler.calendarin.rules import days_of, parse_rule
from scheduler.calendarin.values import UnreadableError, moment_of

OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(?:\d\d)?", re.ASCII)
YEAR = timedelta(days=366)
EVERY = timedelta(days=1)
OF_MICROSOFT = {"tzone://microsoft/utc": "UTC", "utc": "UTC", "gmt": "UTC", "z": "UTC"}
NOT_A_ZONE = {"localtime", "Factory", "posixrules"}


class Zones:
    """The time zones of one file.

    Args:
        office: zone of the office, for times without any.
        calendars: the VCALENDAR components, with their definitions.
        first: first day on which a definition has to agree with a known zone.
        last: last such day.
        meter: counts comparisons.
    """

    def __init__(self, office: ZoneInfo, calendars: Iterable[Part], first: date, last: date, meter: Meter) -> None:
        self.office = office
        self.name = ""
        """X-WR-TIMEZONE of the calendar that is being read: the zone of times that name none."""
        definitions = [part for calendar in calendars for part in calendar.parts if part.name == "VTIMEZONE"]
        self._definitions = {part.value("TZID").strip('"'): part for part in definitions}
        self._first, self._last = first, last
        self._meter = meter
        self._known: dict[str, ZoneInfo | None] = {}

    def zone(self, tzid: str) -> ZoneInfo:
        """Return the zone of a TZID; that of the calendar, else of the office, for none.

        Raises:
            UnreadableError: nobody knows it.
        """
        name = tzid or self.name
        if not name:
            return self.office
        if name not in self._known:
            self._known[name] = zone_named(name) or self._defined(name)
        found = self._known[name]
        if found is None:
            raise UnreadableError("zone", name)
        return found

    def _defined(self, tzid: str) -> ZoneInfo | None:
        """Return the known zone that a definition in the file describes, that of the office if it is that one."""
        part = self._definitions.get(tzid)
        if part is None:
            return None
        try:
            offsets = list(self._offsets(part))
        except (UnreadableError, OverflowError):
            return None
        candidates = [self.office, *(ZoneInfo(name) for name in sorted(set(WINDOWS_TO_OLSON.values())))]
        return next((zone for zone in candidates if offsets and self._agrees(zone, offsets)), None)

    def _offsets(self, part: Part) -> Iterator[tuple[datetime, timedelta]]:
        """Yield moment (UTC) and offset from UTC for every day of the range, as a definition says."""
        changes = sorted(change for observance in part.parts for change in self._changes(observance))
        moment = datetime(self._first.year, self._first.month, self._first.day, tzinfo=UTC)
        number, offset = 0, None
        while changes and moment.date() <= self._last:
            while number < len(changes) and changes[number][0] <= moment:
                offset, number = changes[number][1], number + 1
            yield moment, changes[0][2] if offset is None else offset
            moment += EVERY

    def _changes(self, observance: Part) -> Iterator[tuple[datetime, timedelta, timedelta]]:
        """Yield when a part of a definition begins to hold (UTC), its offset, and the offset before."""
        before, after = (_offset(observance.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        start = moment_of(observance.value("DTSTART"), "UTC", self)
        if not isinstance(start, datetime) or "RDATE" in observance.properties:
            raise UnreadableError("time")
        days = [start.date()]
        if rule := observance.value("RRULE"):
            parsed = parse_rule(rule)
            until = re.sub(r"\D.*", "", parsed.until)
            days = list(
                days_of(
                    parsed,
                    days[0],
                    self._first - 2 * YEAR,
                    self._last + EVERY,
                    lambda d: bool(until) and f"{d:%Y%m%d}" > until,
                    self._meter,
                )
            )
        for day in days:
            yield datetime.combine(day, start.timetz()) - before, after, before

    def _agrees(self, zone: ZoneInfo, offsets: Iterable[tuple[datetime, timedelta]]) -> bool:
        for moment, offset in offsets:
            self._meter.step()
            if moment.astimezone(zone).utcoffset() != offset:
                return False
        return True


def _offset(value: str) -> timedelta:
    match = OFFSET.fullmatch(value)
    if not match:
        raise UnreadableError("time")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone of a name of Windows or IANA, None where there is none."""
    plain = name.strip().strip('"')
    found = windows_names().get(plain.lower()) or OF_MICROSOFT.get(plain.lower()) or plain
    return ZoneInfo(found) if found in iana_names() else None


@cache
def windows_names() -> Mapping[str, str]:
    """Return the zones of Windows: name in small letters → IANA name."""
    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@cache
def iana_names() -> frozenset[str]:
    """Return the names of IANA that mean a zone of their own."""
    return frozenset(available_timezones() - NOT_A_ZONE)
