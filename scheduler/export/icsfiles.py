"""Calendar files: PUBLISH for a specialist or a team, and one CANCEL file for each appointment that is gone.

A file for each, since CANCEL speaks of one UID (RFC 5546 3.2.5) and Outlook reads one event a file. Names: docs/calendars.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scheduler.errors import TurnusError
from scheduler.export.ownfiles import WITH_NAMES
from scheduler.ical.calendarfile import CANCEL, calendar_bytes
from scheduler.ical.entry import Entry
from scheduler.ical.rawcheck import faults_of
from scheduler.texts import text

FAULTS_SHOWN = 3


@dataclass(frozen=True)
class Calendars:
    """What is published: specialist → entries in order of time, the same for what is gone, and the frame of the files."""

    entries: Mapping[str, tuple[Entry, ...]]
    cancelled: Mapping[str, tuple[Entry, ...]]
    organizer: str
    timezone: str


def calendar_files(calendars: Calendars, *, named: bool = False) -> dict[str, bytes]:
    """Return file name → bytes, a calendar for each specialist; one with names has another file name.

    Raises:
        TurnusError: a file would not pass the raw check.
    """
    found = {}
    for specialist, entries in calendars.entries.items():
        stem = specialist + (WITH_NAMES if named else "")
        found[f"{stem}.ics"] = _published(calendars, entries, text("calendar.name", specialist=specialist))
        found |= _cancel_files(calendars, stem, calendars.cancelled.get(specialist, ()))
    return found


def team_files(calendars: Calendars, team: str) -> dict[str, bytes]:
    """Return file name → bytes, one calendar for the team; the summary says whose appointment it is.

    An appointment that a colleague of the team has taken over is not gone for those who look at the team.

    Raises:
        TurnusError: a file would not pass the raw check.
    """
    live = {entry.uid for entries in calendars.entries.values() for entry in entries}
    entries = _of_team(calendars.entries)
    newest: dict[str, Entry] = {}
    for entry in _of_team(calendars.cancelled):
        if entry.uid not in live and (entry.uid not in newest or newest[entry.uid].sequence < entry.sequence):
            newest[entry.uid] = entry
    name = f"team-{re.sub(r'[^0-9A-Za-z._-]', '_', team)}"
    published = _published(calendars, entries, text("calendar.name", specialist=team))
    return {f"{name}.ics": published, **_cancel_files(calendars, name, newest.values())}


def is_cancel_file(name: str, calendar: str) -> bool:
    """Tell whether a file name is one that `calendar_files` gives to a cancelled appointment of a calendar."""
    return re.fullmatch(rf"{re.escape(calendar)}\.cancel\.[0-9a-f]{{16}}(-\d+)?\.ics", name) is not None


def _of_team(by_specialist: Mapping[str, tuple[Entry, ...]]) -> list[Entry]:
    named = [replace(e, summary=f"{who}: {e.summary}") for who, entries in by_specialist.items() for e in entries]
    return sorted(named, key=lambda entry: (entry.start, entry.uid))


def _published(calendars: Calendars, entries: Iterable[Entry], name: str) -> bytes:
    return checked(calendar_bytes(entries, name=name, organizer=calendars.organizer, timezone=calendars.timezone))


def _cancel_files(calendars: Calendars, name: str, entries: Iterable[Entry]) -> dict[str, bytes]:
    return {
        f"{name}.cancel.{entry.uid.partition('@')[0]}.ics": checked(
            calendar_bytes([entry], method=CANCEL, organizer=calendars.organizer, timezone=calendars.timezone)
        )
        for entry in entries
    }


def checked(data: bytes) -> bytes:
    """Return a calendar file that has passed the raw check.

    Raises:
        TurnusError: it has faults; they are in the message, nothing may be written or sent.
    """
    faults = faults_of(data)
    if faults:
        raise TurnusError(text("export.faulty", faults="; ".join(faults[:FAULTS_SHOWN])))
    return data
