"""One appointment as a calendar resource: what is stored, and what is known of one that is stored already.

Stored objects carry no METHOD (RFC 4791 4.1) and no ORGANIZER, since nobody is invited by them (RFC 5545 3.8.4.3). Each has a
seal, a keyed hash of all that people see of it: whoever changes the entry in a calendar program cannot make a new one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scheduler.export.icsfiles import checked
from scheduler.ical.calendarfile import NO_REPLY, calendar_bytes
from scheduler.ical.entry import Entry
from scheduler.pseudonyms import DOMAIN, pseudonym

SEAL = "X-TURNUS-SEAL"
SEEN = ("UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "CLASS", "TRANSP")
"""Properties that the seal covers, beside start and end."""
NEVER = ("RRULE", "RDATE", "EXDATE", "DURATION", "RECURRENCE-ID", "ATTENDEE")
"""Properties that turnus never writes; where one stands, somebody has edited the entry."""
STAMP = "%Y%m%dT%H%M%SZ"
ZONE = re.compile(rb"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r?\n", re.DOTALL)
"""Left out before reading: the zone has its name, and definitions from elsewhere can be bombs."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A resource as the server has it: path, ETag (empty where the server names none), content."""

    path: str
    etag: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a stored resource.

    Attributes:
        uid: its UID, empty where it cannot be read.
        sequence: its revision.
        stamp: DTSTAMP as turnus wrote it.
        day: the day on which it starts, None where it cannot be read.
        is_ours: whether turnus wrote it once.
        is_unchanged: whether it is as turnus wrote it.
    """

    uid: str = ""
    sequence: int = 0
    stamp: str = ""
    day: date | None = None
    is_ours: bool = False
    is_unchanged: bool = False


def resource_name(uid: str) -> str:
    """Return the name of the resource of an appointment inside its collection."""
    return f"{uid.partition('@')[0]}.ics"


def resource_bytes(entry: Entry, timezone: str, key: bytes) -> bytes:
    """Return an appointment as it is stored, sealed.

    Raises:
        TurnusError: it would not pass the raw check.
    """
    data = calendar_bytes([entry], method="", organizer=NO_REPLY, timezone=timezone)
    zone = ZoneInfo(timezone)
    seen = {
        "UID": entry.uid,
        "SEQUENCE": str(entry.sequence),
        "STATUS": entry.status,
        "SUMMARY": entry.summary,
        "LOCATION": entry.location,
        "DESCRIPTION": entry.description,
        "CLASS": "PRIVATE",
        "TRANSP": "OPAQUE",
    }
    times = [moment.replace(tzinfo=zone) for moment in (entry.start, entry.end)]
    seal = _seal(key, f"{entry.stamp:{STAMP}}", [seen[name] for name in SEEN], times)
    return checked(data.replace(f"ORGANIZER:{NO_REPLY}\r\n".encode(), f"{SEAL}:{seal}\r\n".encode()))


def known(stored: Stored, key: bytes) -> Known:
    """Return what is known of a stored resource; nothing where it cannot be read."""
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(ZONE.sub(b"", stored.data)).walk("VEVENT")
        event = events[0]
        uid, seal = str(event.get("UID", "")), str(event.get(SEAL, ""))
        sequence = int(event.get("SEQUENCE", 0))
        start, end = event.decoded("DTSTART"), event.decoded("DTEND", None)
    except (ValueError, LookupError, TypeError):
        return Known()
    is_ours = bool(seal) and uid.endswith(f"@{DOMAIN}")
    day = start.date() if isinstance(start, datetime) else start
    stamp = seal.partition("-")[0]
    if not all(isinstance(moment, datetime) and moment.tzinfo for moment in (start, end)):
        return Known(uid, sequence, stamp, day, is_ours)
    seen = [str(event.get(name, "")) for name in SEEN]
    is_plain = len(events) == 1 and not any(name in event for name in NEVER)
    is_unchanged = is_ours and is_plain and seal == _seal(key, stamp, seen, (start, end))
    return Known(uid, sequence, stamp, day, is_ours, is_unchanged)


def _seal(key: bytes, stamp: str, seen: Iterable[str], times: Iterable[datetime]) -> str:
    instants = [f"{moment.astimezone(UTC):{STAMP}}" for moment in times]
    return f"{stamp}-{pseudonym(key, 'caldav-seal', stamp, *seen, *instants)}"
