"""A VTIMEZONE that every client reads alike (RFC 5545 3.6.5); the traps are told in docs/calendars.md, Time zones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.ical.rawlines import ContentLine, fault
from scheduler.ical.timezone import BERLIN
from scheduler.texts import text

CHANGE_HOUR_UTC = 1
"""All of the European Union changes its clocks at 01:00 UTC (directive 2000/84/EC)."""
Part = tuple[str, Mapping[str, Sequence[ContentLine]]]


def zone_faults(name: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield what is wrong with a time zone: its TZID, and its parts (STANDARD or DAYLIGHT, properties by name)."""
    if not name or not parts:
        yield text("calendar_fault.zone", zone=name)
    for kind, properties in parts:
        missing = [wanted for wanted in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO") if len(properties.get(wanted, ())) != 1]
        if kind not in ("STANDARD", "DAYLIGHT") or missing:
            yield text("calendar_fault.zone", zone=name)
            continue
        for line in properties.get("RDATE", ()):
            if "," in line.value:
                yield fault(line.number, "dates")
        start, before = properties["DTSTART"][0], properties["TZOFFSETFROM"][0]
        if name == BERLIN and _utc_hour(start.value, before.value) != CHANGE_HOUR_UTC:
            yield fault(start.number, "onset")


def _utc_hour(start: str, offset: str) -> int | None:
    """Return the hour in UTC at which a part begins; its DTSTART is in the local time before the change."""
    try:
        local = datetime.strptime(start, "%Y%m%dT%H%M%S")
        ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    except ValueError:
        return None
    return (local - ahead if offset[:1] == "+" else local + ahead).hour
