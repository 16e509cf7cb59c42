"""An iCalendar file → the few lines of it that say when somebody is busy. Everything else is never even decoded.

What somebody does, where and with whom (SUMMARY, LOCATION, ATTENDEE, DESCRIPTION …) is colleagues' private data: the lines are
skipped as bytes. Source: RFC 5545 3.1 (lines and folding), 3.6 (components).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from scheduler.calendarin.limits import (
    MOST_BYTES,
    MOST_DEPTH,
    MOST_EVENTS,
    MOST_LINE_BYTES,
    MOST_LINES,
    MOST_LINES_OF_ALL,
    too_much,
)
from scheduler.errors import RefusedError
from scheduler.texts import text

WANTED = (
    rb"BEGIN|END|UID|SEQUENCE|STATUS|TRANSP|DTSTART|DTEND|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID"
    rb"|X-MICROSOFT-CDO-BUSYSTATUS|X-WR-TIMEZONE|TZID|TZOFFSETFROM|TZOFFSETTO"
)
LINE = re.compile(rb"^(" + WANTED + rb")([;:][^\n]*)", re.MULTILINE | re.IGNORECASE)
BLANKS = (b" ", b"\t")
BOM = b"\xef\xbb\xbf"
MEGABYTE = 1024**2


class Property(NamedTuple):
    """The parameters (as they stand, `;TZID=…`) and the value of one line."""

    params: str
    value: str


@dataclass(slots=True)
class Part:
    """A component: its properties by name, the components in it, and where it begins.

    Attributes:
        line: line of its BEGIN, from 1.
    """

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: "list[Part]" = field(default_factory=list)

    def get(self, name: str) -> Property | None:
        """Return the first property of a name."""
        return next(iter(self.properties.get(name, ())), None)

    def value(self, name: str) -> str:
        """Return the value of a property, without blanks around it; empty where there is none."""
        found = self.get(name)
        return found.value.strip() if found else ""


def read_calendar_file(file: Path) -> bytes:
    """Return the content of a calendar file.

    Raises:
        RefusedError: it is larger than any calendar.
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_much("bytes", MOST_BYTES // MEGABYTE)
    return data


def parse_calendars(data: bytes) -> list[Part]:
    """Return the VCALENDAR components of a file.

    Raises:
        RefusedError: it is no calendar, it is cut off, its components do not fit together, or it is too much.
    """
    top = Part("", 0)
    stack = [top]
    events = 0
    for name, rest, line in _lines(data):
        if name == "BEGIN":
            part = Part(_name(rest), line)
            events += part.name == "VEVENT"
            if events > MOST_EVENTS:
                raise too_much("events", MOST_EVENTS)
            if len(stack) > MOST_DEPTH:
                raise RefusedError(text("import.structure", line=line))
            stack[-1].parts.append(part)
            stack.append(part)
        elif name == "END":
            if len(stack) == 1 or stack.pop().name != _name(rest):
                raise RefusedError(text("import.structure", line=line))
        elif len(stack) > 1:
            stack[-1].properties.setdefault(name, []).append(_property(rest))
    calendars = [part for part in top.parts if part.name == "VCALENDAR"]
    if not calendars:
        raise RefusedError(text("import.no_calendar"))
    if len(stack) > 1:
        raise RefusedError(text("import.cut_off"))
    return calendars


def _lines(data: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield name, rest and number of every line that matters; the number only of a BEGIN or END."""
    number, counted_to = 1, 0
    if data.count(b"\n") > MOST_LINES_OF_ALL:
        raise too_much("lines", MOST_LINES_OF_ALL)
    for count, match in enumerate(LINE.finditer(data, len(BOM) if data.startswith(BOM) else 0)):
        name, rest, begin, end = match[1].decode().upper(), match[2], *match.span()
        if count == MOST_LINES:
            raise too_much("lines", MOST_LINES)
        if data[end + 1 : end + 2] in BLANKS:
            rest = _unfolded(data, rest, end)
        if name in ("BEGIN", "END") or len(rest) > MOST_LINE_BYTES:
            number += data.count(b"\n", counted_to, begin)
            counted_to = begin
        if len(rest) > MOST_LINE_BYTES:
            raise RefusedError(text("import.long_line", line=number))
        yield name, rest.decode("utf-8", "replace").rstrip("\r"), number


def _unfolded(data: bytes, rest: bytes, end: int) -> bytes:
    """Return a line with the lines that go on with it, of which there are not many."""
    pieces, length = [rest.rstrip(b"\r")], len(rest)
    while data[end + 1 : end + 2] in BLANKS and length <= MOST_LINE_BYTES:
        begin, end = end + 2, data.find(b"\n", end + 2, end + MOST_LINE_BYTES)
        end = end if end >= 0 else begin + MOST_LINE_BYTES
        pieces.append(data[begin:end].rstrip(b"\r"))
        length += end - begin + 1
    return b"".join(pieces) if length <= MOST_LINE_BYTES else bytes(MOST_LINE_BYTES + 1)


def _name(rest: str) -> str:
    return rest.lstrip(":;").strip().upper()


def _property(rest: str) -> Property:
    """Split at the last colon where there are parameters: no time, rule or state holds one, but a bare TZID may."""
    if rest.startswith(":"):
        return Property("", rest[1:])
    params, _, value = rest.rpartition(":")
    return Property(params, value)
