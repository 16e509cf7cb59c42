"""Rosters whose appointments change, and what is exported from them."""

import csv
import io
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from click.testing import CliRunner, Result

from helpers.rosters import OFFICE, Row, booking, customer, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.ical.rawcheck import faults_of
from scheduler.ical.rawlines import ContentLine, content_lines
from scheduler.pseudonyms import KEY_BYTES, key_file

TODAY = "2026-11-20"
FIXED_KEY = bytes(range(KEY_BYTES))
ORGANIZER = "termine@jobcenter.example.org"
MAIL_OFFICE = f'organizer = "mailto:{ORGANIZER}"\n{OFFICE}'
STAFF = [specialist("S1", room="2.14", email="s1@example.org"), specialist("S2", room="2.15", email="s2@example.org")]
NINE, TEN = ("2026-11-30T09:00", "2026-11-30T09:45"), ("2026-11-30T10:00", "2026-11-30T10:45")


def turnus(*arguments: object, today: str = TODAY, lang: str = "de") -> Result:
    """Run a command that knows --today; a traceback fails the test."""
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments), "--today", today])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: object, today: str = TODAY, lang: str = "de") -> Result:
    """Run a command that has to work."""
    result = turnus(*arguments, today=today, lang=lang)
    assert result.exit_code == 0, result.output
    return result


def office_of(folder: Path, bookings: Sequence[Row], staff: Sequence[Row] = STAFF, office: str = MAIL_OFFICE) -> Path:
    """Write a roster with appointments, always with the same key."""
    rows = [{**customer(f"K{n}"), "last_contact_on": "2026-11-02"} for n in range(1, 5)]
    write_roster(folder, rows, staff, office=office, bookings=bookings or [booking("Z", *NINE, customer_id="", state="held")])
    key_file(folder).write_text(FIXED_KEY.hex() + "\n")
    return folder


def rebook(folder: Path, bookings: Sequence[Row]) -> None:
    """Write the appointments of a roster anew, as another program or hand does."""
    write_table(folder / "bookings.csv", bookings or [booking("Z", *NINE, customer_id="", state="held")])


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder and below: name → bytes."""
    return (
        {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
        if folder.is_dir()
        else {}
    )


def events(calendar: bytes) -> list[dict[str, str]]:
    """Return the events of a sound calendar: property → value; METHOD as well."""
    assert faults_of(calendar) == []
    lines = content_lines(calendar, [])
    method = next((line.value for line in lines if line.name == "METHOD"), "")
    return [{"METHOD": method} | {line.name: line.value for line in event} for event in _events(lines)]


def _events(lines: Sequence[ContentLine]) -> list[list[ContentLine]]:
    found: list[list[ContentLine]] = []
    is_inside = False
    for line in lines:
        if line.value == "VEVENT":
            is_inside = line.name == "BEGIN"
            found += [[]] if is_inside else []
        elif is_inside:
            found[-1].append(line)
    return found


def said(event: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return what a test asks most: method, time of start, sequence, stamp."""
    return event["METHOD"], event["DTSTART"][9:13], event["SEQUENCE"], event["DTSTAMP"]


def mail_of(data: bytes) -> EmailMessage:
    """Return a mail as a mail program reads it."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def calendar_in(data: bytes) -> bytes:
    """Return the calendar in a mail; the part to accept and the attachment are the same."""
    parts = [part for part in mail_of(data).walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    contents = [bytes(part.get_payload(decode=True) or b"") for part in parts]
    assert len(contents) == 2
    assert contents[0] == contents[1]
    return contents[0]


def messages(outbox: Path) -> list[tuple[str, str, str, str]]:
    """Return what lies in an outbox, sorted: recipient, method, start, sequence."""
    found = []
    for data in files_of(outbox).values():
        mail, [event] = mail_of(data), events(calendar_in(data))
        method, start, sequence, _ = said(event)
        found.append((str(mail["To"]), method, start, sequence))
    return sorted(found)


def ledger(folder: Path) -> list[dict[str, str]]:
    """Return the rows of calendar.csv."""
    file = folder / "calendar.csv"
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))) if file.exists() else []
