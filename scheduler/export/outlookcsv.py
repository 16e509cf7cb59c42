"""Appointments as a table that Outlook imports («Kommagetrennte Werte»); what each choice is for: docs/calendars.md, Outlook."""

import csv
import io
from collections.abc import Iterable, Sequence

from scheduler.ical.entry import TENTATIVE, Entry
from scheduler.neutral import neutral
from scheduler.texts import catalogue, language, text

COLUMNS = ("subject", "start_date", "start_time", "end_date", "end_time", "all_day", "categories", "place", "private", "show_as")
"""In the order of Outlook's own export; their headers are `outlook.column.*`."""
ENCODING = "cp1252"
SHOW_TENTATIVE, SHOW_BUSY = "1", "2"


def outlook_csv(entries: Iterable[Entry]) -> bytes:
    """Return entries as CSV: comma, every cell in quotation marks, CRLF, cp1252, headers in the language of the output."""
    return headers(language()) + _lines(map(_row, entries))


def headers(language: str) -> bytes:
    """Return the line of headers in a language."""
    return _lines([[catalogue(language)[f"outlook.column.{name}"] for name in COLUMNS]])


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(ENCODING, "replace")


def _row(entry: Entry) -> tuple[str, ...]:
    day, time = text("outlook.date"), "%H:%M:00"
    return (
        neutral(entry.summary),
        entry.start.strftime(day),
        entry.start.strftime(time),
        entry.end.strftime(day),
        entry.end.strftime(time),
        text("outlook.no"),
        text("calendar.category"),
        neutral(entry.location),
        text("outlook.yes"),
        SHOW_TENTATIVE if entry.status == TENTATIVE else SHOW_BUSY,
    )
