"""Times of an iCalendar file: dates, moments with their time zone, durations. Source: RFC 5545 3.3."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.calendarin.lines import Property

if TYPE_CHECKING:
    from scheduler.calendarin.zones import Zones

FIRST_YEAR, LAST_YEAR = 1601, 9000
"""Between them lies every date of an appointment, and there is room for arithmetic on both sides."""
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
TZID = re.compile(r';TZID=(?:"([^"]*)"|([^;"]*))', re.IGNORECASE)
DURATION = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.ASCII)

Moment = date | datetime
"""A date is a whole day; a datetime has a time zone."""


class UnreadableError(Exception):
    """An entry that cannot be interpreted: why (key of a text below `import.unreadable`), and which time zone if that is why."""

    def __init__(self, why: str, zone: str = "") -> None:
        self.why = why
        self.zone = zone
        super().__init__(why)


def moment(found: Property, zones: "Zones") -> Moment:
    """Return the time of a property.

    Raises:
        UnreadableError: it is no time, or one in a time zone that nobody knows.
    """
    return moment_of(found.value.strip(), tzid_of(found), zones)


def tzid_of(found: Property) -> str:
    """Return the TZID of a property; empty where it has none."""
    match = TZID.search(found.params)
    return (match[1] if match[1] is not None else match[2]).strip() if match else ""


def moment_of(value: str, tzid: str, zones: "Zones") -> Moment:
    """Return the time of a value; one without time zone is that of the calendar.

    Raises:
        UnreadableError: as `moment`.
    """
    match = MOMENT.fullmatch(value.upper())
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise UnreadableError("time")
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in match.groups()[:6])
    try:
        if match[4] is None:
            return date(year, month, day)
        bare = datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError as error:
        raise UnreadableError("time") from error
    return bare.replace(tzinfo=UTC if match[7] else zones.zone(tzid))


def duration_of(value: str) -> timedelta:
    """Return a DURATION.

    Raises:
        UnreadableError: it is none, or a negative one.
    """
    match = DURATION.fullmatch(value.strip().upper())
    if not match or not any(match.groups()):
        raise UnreadableError("time")
    weeks, days, hours, minutes, seconds = (int(part) if part else 0 for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
