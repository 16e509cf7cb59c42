"""An iCalendar file: the frame, our own VTIMEZONE, the entries (CRLF, folded).

Source: RFC 5545; RFC 5546 for the methods.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vDDDTypes, vText

from scheduler.ical.entry import Entry
from scheduler.ical.timezone import BERLIN, berlin_timezone
from scheduler.pseudonyms import DOMAIN
from scheduler.texts import text

PRODUCT = "-//turnus//turnus//DE"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
NO_REPLY = f"mailto:noreply@{DOMAIN}"
"""ORGANIZER of a house that names none; RFC 5546 3.2.1 requires one."""


def calendar_bytes(
    entries: Iterable[Entry], *, name: str = "", method: str = PUBLISH, organizer: str = "", timezone: str = BERLIN
) -> bytes:
    """Return entries as one iCalendar file.

    Args:
        entries: what it holds, in this order.
        name: how clients call the calendar; empty = unnamed.
        method: METHOD of RFC 5546; empty = none, for what is stored on a CalDAV server (RFC 4791 4.1).
        organizer: mailto: address that PUBLISH requires; empty = a noreply address.
        timezone: IANA name of the office's zone; only Europe/Berlin has a VTIMEZONE here, others are written in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    if timezone == BERLIN:
        calendar.add_component(berlin_timezone())
    for entry in entries:
        calendar.add_component(event_of(entry, organizer, timezone))
    return bytes(calendar.to_ical())


def event_of(entry: Entry, organizer: str = "", timezone: str = BERLIN) -> Event:
    """Return an entry as VEVENT; arguments as in `calendar_bytes`."""
    event = Event()
    event["UID"] = vText(entry.uid)
    event["DTSTAMP"] = _shared(f"{entry.stamp:%Y%m%dT%H%M%SZ}")
    event["SEQUENCE"] = _shared(str(entry.sequence))
    event["DTSTART"] = _time(entry.start, timezone)
    event["DTEND"] = _time(entry.end, timezone)
    event["SUMMARY"] = vText(entry.summary)
    if entry.description:
        event["DESCRIPTION"] = vText(entry.description)
    if entry.location:
        event["LOCATION"] = _shared(entry.location)
    event["ORGANIZER"] = vCalAddress(organizer or NO_REPLY)
    event["CLASS"] = _shared("PRIVATE")
    event["STATUS"] = _shared(entry.status)
    event["TRANSP"] = _shared("OPAQUE")
    event["CATEGORIES"] = _shared(text("calendar.category"))
    return event


@lru_cache(maxsize=1024)
def _shared(value: str) -> vText:
    """Return a property value that many entries have in common."""
    return vText(value)


@lru_cache(maxsize=4096)
def _time(moment: datetime, timezone: str) -> vDDDTypes | vText:
    """Return a time with its TZID, or in UTC where we have no VTIMEZONE of our own."""
    if timezone == BERLIN:
        found = vDDDTypes(moment)
        found.params["TZID"] = BERLIN
        return found
    return vText(f"{moment.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC):%Y%m%dT%H%M%SZ}")
