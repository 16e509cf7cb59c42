"""An iCalendar file: the frame, our own VTIMEZONE, the entries (CRLF, folded).

Source: RFC 5545; RFC 5546 for the methods.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.prop import vText

from scheduler.ical.contentline import escaped, lines_of
from scheduler.ical.entry import Entry
from scheduler.ical.timezone import BERLIN, berlin_timezone
from scheduler.pseudonyms import DOMAIN
from scheduler.texts import text

PRODUCT = "-//turnus//turnus//DE"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
NO_REPLY = f"mailto:noreply@{DOMAIN}"
"""ORGANIZER of a house that names none; RFC 5546 3.2.1 requires one."""
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is invited: mail address without `mailto:`, and whether an answer is asked for."""

    email: str
    rsvp: bool = False


def calendar_bytes(
    entries: Iterable[Entry],
    *,
    name: str = "",
    method: str = PUBLISH,
    organizer: str = "",
    timezone: str = BERLIN,
    attendee: Attendee | None = None,
) -> bytes:
    """Return entries as one iCalendar file.

    Args:
        entries: what it holds, in this order.
        name: how clients call the calendar; empty = unnamed.
        method: METHOD of RFC 5546; empty = none, for what is stored on a CalDAV server (RFC 4791 4.1).
        organizer: mailto: address that PUBLISH requires; empty = a noreply address.
        timezone: IANA name of the office's zone; only Europe/Berlin has a VTIMEZONE here, others are written in UTC.
        attendee: who is invited to every entry; REQUEST needs one, PUBLISH must have none.
    """
    frame = _Frame(organizer or NO_REPLY, timezone, (_attendee(attendee),) if attendee else ())
    events = (_event(entry, frame) for entry in entries)
    return b"".join([_head(name, method, timezone), *events, END])


@lru_cache(maxsize=64)
def _head(name: str, method: str, timezone: str) -> bytes:
    """Return what stands before the entries."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar["X-WR-CALNAME"] = vText(name)  # without its type the library would not escape it
    if timezone == BERLIN:
        calendar.add_component(berlin_timezone())
    return bytes(calendar.to_ical()).removesuffix(END)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all entries of a file have in common."""

    organizer: str
    timezone: str
    attendees: tuple[str, ...]


def _event(entry: Entry, frame: _Frame) -> bytes:
    """Return an entry as VEVENT: first what makes it this entry, then the rest by name, as the library orders them."""
    return lines_of(
        "BEGIN:VEVENT",
        f"SUMMARY:{escaped(entry.summary)}",
        _time("DTSTART", entry.start, frame.timezone),
        _time("DTEND", entry.end, frame.timezone),
        _stamp(entry.stamp),
        f"UID:{escaped(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        *frame.attendees,
        f"CATEGORIES:{escaped(text('calendar.category'))}",
        "CLASS:PRIVATE",
        *([f"DESCRIPTION:{escaped(entry.description)}"] if entry.description else []),
        *([f"LOCATION:{escaped(entry.location)}"] if entry.location else []),
        f"ORGANIZER:{frame.organizer}",
        f"STATUS:{entry.status}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    )


def _attendee(attendee: Attendee) -> str:
    rsvp = "TRUE" if attendee.rsvp else "FALSE"
    return f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP={rsvp}:mailto:{attendee.email}"


@lru_cache(maxsize=4096)
def _stamp(moment: datetime) -> str:
    return f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=4096)
def _time(name: str, moment: datetime, timezone: str) -> str:
    """Return a time with its TZID, or in UTC where we have no VTIMEZONE of our own."""
    if timezone == BERLIN:
        return f"{name};TZID={BERLIN}:{moment:%Y%m%dT%H%M%S}"
    return f"{name}:{moment.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
