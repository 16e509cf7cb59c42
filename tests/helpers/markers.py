"""A roster with a unique mark in every field of every customer, and a search for marks in whatever turnus writes.

Marks are words like `Qz1household`; where a field takes no word (dates, fixed vocabularies) its value is unusual enough to be told
from any time of an appointment: days of 1931 to 1979 in every way of writing them, and words like alo between word borders.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from helpers.rosters import OFFICE, Row, booking, customer, specialist, write_table, write_tables

PREFIX = "Qz"
DAYS = re.compile(rb"(?<!\d)(?:19[3-7]\d-\d\d-\d\d|\d\d\.\d\d\.19[3-7]\d|19[3-7]\d(?:0[1-9]|1[0-2])[0-3]\d)(?!\d)(?!T0[23]0000)")
VOCABULARY = (
    *("alo", "asu", "ratsuchend", "nicht_gesetzt", "schulpflichtig", "langzeitbezug", "joint_ok", "portal_ok", "phone_ok"),
    *("wish", "wunsch", "wunschgespräch", "strategy", "strategiegespräch", "first", "erstgespräch", "graduate", "pause"),
)
WORDS = re.compile("|".join(rf"\b{word}\b" for word in VOCABULARY).encode(), re.IGNORECASE)
MARK = re.compile(rf"{PREFIX}\d+\w*".encode(), re.IGNORECASE)


def mark(number: int, field: str) -> str:
    """Return the mark of one field of one customer."""
    return f"{PREFIX}{number}{field}"


def marked_customer(number: int, **values: str) -> dict[str, str]:
    """A customer with a mark in every field that takes a word, and unusual values in all others."""
    return customer(
        mark(number, "id"),
        **{
            "birth_date": f"19{31 + number % 40}-03-1{number % 10}",
            "status": "alo",
            "profile": "F",
            "registered_on": "1979-08-17",
            "last_contact_on": "2025-01-07",
            "last_contact_channel": "phone",
            "household_id": mark(number, "household"),
            "language": mark(number, "language"),
            "flags": "langzeitbezug joint_ok portal_ok phone_ok",
            "unavailable": "Wed 06:00-06:10",
            "preferred": "Wed 06:10-06:20",
            "needs": mark(number, "need"),
            **values,
        },
    )


def marked_tables(number: int) -> dict[str, list[Row]]:
    """Rows of all other tables about one customer."""
    who = {"customer_id": mark(number, "id")}
    return {
        "measures": [{**who, "kind": mark(number, "measure"), "first_day": "1978-01-02", "last_day": "1978-06-30"}],
        "occasions": [{**who, "kind": "wish", "recorded_on": "2026-11-19", "note": mark(number, "note")}],
        "deviations": [{**who, "every": "1 Monat", "until": "2027-12-31", "reason": mark(number, "deviation")}],
        "contacts": [{**who, "on": "2025-01-07", "channel": "phone", "outcome": "held", "booking_id": mark(number, "contact")}],
        "absences": [
            {"person_id": mark(number, "id"), "first_day": "1979-01-01", "last_day": "1979-01-02", "reason": mark(number, "away")}
        ],
    }


def marked_booking(number: int, start: str, end: str, **values: str) -> dict[str, str]:
    """An open appointment with a customer, whose number and uid come from a system that puts everything into them."""
    named = {"customer_id": mark(number, "id"), "kind": "wish", "uid": mark(number, "uid"), "invited_by": "letter"}
    return booking(mark(number, "booking"), start, end, **{**named, **values})


def marked_roster(
    folder: Path, bookings: Iterable[Row] = (), number: int = 3, office: str = OFFICE, specialists: Iterable[Row] = ()
) -> Path:
    """Write a roster of so many customers with marks; the team knows all their languages and needs, so that they can be planned."""
    people = range(1, number + 1)
    skills = " ".join(word for n in people for word in (mark(n, "language"), mark(n, "need")))
    tables: dict[str, list[Row]] = {
        "specialists": list(specialists) or [specialist("S1", skills=skills), specialist("S2", skills=skills)],
        "customers": [marked_customer(n) for n in people],
        "bookings": list(bookings),
    }
    for n in people:
        for name, rows in marked_tables(n).items():
            tables.setdefault(name, []).extend(rows)
    return write_tables(folder, {name: rows for name, rows in tables.items() if rows}, office)


def marked_addresses(file: Path, number: int = 3, *, mail: bool = True) -> Path:
    """Write an addresses file: name and lines with marks; the e-mail has none, since a mail has to name whom it goes to."""
    rows = [
        {
            "customer_id": mark(n, "id"),
            "name": mark(n, "name"),
            "address": f"{mark(n, 'street')} 1, 10115 {mark(n, 'town')}",
            "email": f"person{n}@example.org",
            "mail_ok": "yes" if mail else "no",
        }
        for n in range(1, number + 1)
    ]
    write_table(file, rows)
    return file


def marks_in(data: bytes | str) -> list[str]:
    """Return every mark in a text or file, folded lines joined, encoded words and base64 taken apart."""
    raw = data.encode() if isinstance(data, str) else data
    found: set[bytes] = set()
    for plain in _readings(raw):
        found |= {match[0] for pattern in (MARK, DAYS, WORDS) for match in pattern.finditer(plain)}
    return sorted(name.decode("utf-8", "replace") for name in found)


def marks_in_mail(data: bytes) -> dict[str, list[str]]:
    """Return the marks of a mail: `headers` (of all parts), `bodies`, and of everything else as it stands in the file."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    headers = "\n".join(f"{name}: {value}" for part in message.walk() for name, value in part.items())
    bodies = b"\n".join(bytes(part.get_payload(decode=True) or b"") for part in message.walk() if not part.is_multipart())
    found = {"headers": marks_in(headers), "bodies": marks_in(bodies), "file": marks_in(data)}
    return {place: marks for place, marks in found.items() if marks}


def marks_in_folder(folder: Path) -> Mapping[str, object]:
    """Return file → marks, of contents and of names, below a folder."""
    found: dict[str, object] = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if marks := marks_in(name):
            found[name] = marks
        elif file.is_file():
            marked = marks_in_mail(file.read_bytes()) if file.suffix == ".eml" else marks_in(file.read_bytes())
            found |= {name: marked} if marked else {}
    return found


def _readings(raw: bytes) -> Iterable[bytes]:
    unfolded = re.sub(rb"\r?\n[ \t]", b"", raw)
    yield unfolded
    for block in re.findall(rb"[A-Za-z0-9+/=\r\n]{24,}", raw):
        try:
            yield base64.b64decode(block, validate=False)
        except ValueError:
            continue
