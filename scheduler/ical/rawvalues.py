"""Values of properties: dates that exist, texts with their commas escaped, known words, addresses (RFC 5545 3.3, 3.8)."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from scheduler.ical.rawlines import ContentLine, Params, fault

TIMES = frozenset({"DTSTART", "DTEND", "DTSTAMP", "RECURRENCE-ID", "CREATED", "LAST-MODIFIED"})
TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "UID", "TZID", "TZNAME", "X-WR-CALNAME", "PRODID"})
LISTS = frozenset({"CATEGORIES", "RESOURCES"})
ADDRESSES = frozenset({"ORGANIZER", "ATTENDEE"})
WORDS = {
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "CLASS": {"PUBLIC", "PRIVATE", "CONFIDENTIAL"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "VERSION": {"2.0"},
    "CALSCALE": {"GREGORIAN"},
}
BARE = re.compile(r"(?:[^\\]|\\[\\;,nN])*")
"""A text in which every backslash escapes something."""
MOMENT = re.compile(r"\d{8}(T\d{6}Z?)?")
ADDRESS = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)


JUDGED = TIMES | TEXTS | LISTS | ADDRESSES | WORDS.keys() | {"SEQUENCE"}
"""Properties whose values are looked at."""


def is_sound(line: ContentLine) -> bool:
    """Tell whether `value_faults` finds nothing; quick, for nearly all lines are sound and most stand in many events."""
    is_plain = line.name in TEXTS and "\\" not in line.value and ";" not in line.value and "," not in line.value
    return (is_plain and line.value != "") or _is_sound(line.name, line.params, line.value)


@lru_cache(maxsize=4096)
def _is_sound(name: str, params: Params, value: str) -> bool:
    return not any(value_faults(ContentLine(0, name, params, value)))


def value_faults(line: ContentLine) -> Iterator[str]:
    """Yield what is wrong with the value of a property."""
    name, value = line.name, line.value
    if name in TIMES:
        if not _is_moment(value):
            yield fault(line.number, "moment", name=name, value=value)
        elif (line.param("VALUE") == "DATE") != ("T" not in value):
            yield fault(line.number, "kind_of_date", name=name)
    elif name in TEXTS or name in LISTS:
        if not is_escaped(value, "," if name in LISTS else ""):
            yield fault(line.number, "escape", name=name)
        if name == "UID" and not value:
            yield fault(line.number, "word", name=name, value=value)
    elif not _is_known(name, value):
        yield fault(line.number, "word", name=name, value=value)
    elif name in ADDRESSES and not ADDRESS.fullmatch(value):
        yield fault(line.number, "address", name=name)


def _is_known(name: str, value: str) -> bool:
    return re.fullmatch(r"\d{1,9}", value) is not None if name == "SEQUENCE" else value in WORDS.get(name, {value})


@lru_cache(maxsize=4096)
def is_escaped(value: str, allowed: str) -> bool:
    """Tell whether every comma, semicolon and backslash of a text is escaped, except those allowed."""
    if "\\" not in value and ";" not in value and "," not in value:
        return True
    return BARE.fullmatch(value) is not None and not set(re.sub(r"\\.", "", value)) & ({",", ";"} - {*allowed})


@lru_cache(maxsize=4096)
def _is_moment(value: str) -> bool:
    if not MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return False
    return True
