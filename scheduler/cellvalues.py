"""Cells of a roster table: from the text that stands there to a value, or `ValueError`.

Dates are ISO or German, numbers may have a decimal comma, words may be German. Nothing is guessed: a parser that does not know a
text refuses it.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from scheduler import neutral
from scheduler.concept import CHANNELS, FLAGS, KINDS, PROFILES, STATUSES
from scheduler.revision import AUDIENCES, CANCELLED, CONFIRMED
from scheduler.roster import Hours
from scheduler.workdays import FIRST_YEAR, LAST_YEAR

Parser = Callable[[str], object]

DAY_MINUTES = 1440
IDENTIFIER, UID = re.compile(r"\w[\w.\-]{0,63}"), re.compile(r"[\w.\-]{1,80}@[\w.\-]{1,80}")
GERMAN_DAY, ISO_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), re.compile(r"\d{4}-\d{2}-\d{2}")
ATOM, LABEL = "[A-Za-z0-9!#$%&'*+/^_{|}~-]+", "[A-Za-z0-9-]+"
MOST_OF_ADDRESS = 254
WEEKDAYS = {"mo": 0, "mon": 0, "di": 1, "tue": 1, "mi": 2, "wed": 2, "do": 3, "thu": 3, "fr": 4, "fri": 4}
WEEKDAYS |= {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4}
WEEKDAYS |= {"montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4}
STATUS_WORDS = {name: name for name in STATUSES} | {
    "arbeitslos": "alo",
    "arbeitsuchend": "asu",
    "arbeitssuchend": "asu",
    "nicht gesetzt": "nicht_gesetzt",
    "ratsuchend": "ratsuchend",
}
PROFILE_WORDS = {name.lower(): name for name in PROFILES} | {
    "marktprofil": "M",
    "aktivierungsprofil": "A",
    "förderprofil": "F",
    "entwicklungsprofil": "E",
    "stabilisierungsprofil": "S",
    "unterstützungsprofil": "U",
    "profillage i": "I",
    "profillage z": "Z",
}
CHANNEL_WORDS = {name: name for name in CHANNELS} | {
    "persönlich": "in_person",
    "telefonisch": "phone",
    "telefon": "phone",
    "video": "video",
    "e-mail": "email",
    "online": "portal",
}
KIND_WORDS = {name: name for name in (*KINDS, "review", "information", "group_event")} | {
    "erstgespräch": "first",
    "absolventengespräch": "graduate",
    "wunsch": "wish",
    "strategie": "strategy",
    "folgegespräch": "follow_up",
    "regelkontakt": "regular",
    "wiedervorlage": "review",
    "auskunft": "information",
    "gruppenveranstaltung": "group_event",
}
NO_OCCASIONS = ("information", "group_event")
OCCASION_WORDS = {written: name for written, name in KIND_WORDS.items() if name not in NO_OCCASIONS}
OUTCOME_WORDS = {name: name for name in ("held", "late", "missed", "excused", "cancelled", "turned_away")} | {
    "stattgefunden": "held",
    "erschienen": "held",
    "verspätet": "late",
    "nicht erschienen": "missed",
    "entschuldigt": "excused",
    "abgesagt": "cancelled",
    "abgewiesen": "turned_away",
}
STATE_WORDS = OUTCOME_WORDS | {"approved": "approved", "sent": "sent", "genehmigt": "approved", "versandt": "sent"}
DELIVERY_WORDS = {"letter": "letter", "portal": "portal", "agreed": "agreed", "brief": "letter", "vereinbart": "agreed"}
LETTER_WORDS = {
    **{name: name for name in ("invitation", "change", "cancellation")},
    "einladung": "invitation",
    "änderung": "change",
    "terminänderung": "change",
    "absage": "cancellation",
}
HALF_DAY_WORDS = {"am": "am", "pm": "pm", "vormittag": "am", "nachmittag": "pm"}
YES_NO = {"yes": True, "no": False, "ja": True, "nein": False, "true": True, "false": False, "1": True, "0": False, "x": True}
MUST_WORDS = {"must": True, "never": False, "muss": True, "nie": False}
AUDIENCE_WORDS = {name: name for name in AUDIENCES}
ENTRY_WORDS = {name.lower(): name for name in (CONFIRMED, CANCELLED)}
UNITS = {
    "month": (1, "months"),
    "monat": (1, "months"),
    "week": (7, "days"),
    "woche": (7, "days"),
    "day": (1, "days"),
    "tag": (1, "days"),
}


def word(words: dict[str, object] | dict[str, str] | dict[str, bool]) -> Parser:
    """Return a parser for a fixed set of words, upper and lower case alike."""

    def parse(cell: str) -> object:
        key = " ".join(cell.lower().split())
        if key not in words:
            raise ValueError(cell)
        return words[key]

    return parse


def plain(cell: str) -> str:
    """Return a text on one line: line ends and other control characters become blanks, an apostrophe before a formula goes."""
    return neutral.plain(one_line(cell))


def one_line(cell: str) -> str:
    """Return a text without line ends and other control characters: they become blanks."""
    if cell.isprintable():
        return cell.strip()
    return "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in cell).strip()


def identifier(cell: str) -> str:
    """Return an id: letters, digits and . _ - up to 64 characters, so that it can be a file name."""
    if not IDENTIFIER.fullmatch(cell):
        raise ValueError(cell)
    return cell


def mail_address(cell: str) -> str:
    """Return a mail address that can stand in a header as it is: ASCII, dot-atom@host (RFC 5322 3.2.3) without `=` and `?`.

    So none is an encoded word (RFC 2047), which a mail library would decode into line ends and headers of its own.
    """
    if not re.fullmatch(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})*", cell) or len(cell) > MOST_OF_ADDRESS:
        raise ValueError(cell)
    return cell


def day(cell: str) -> date:
    """Return a date written 2026-11-30 or 30.11.2026; years 1900 to 2199."""
    if match := GERMAN_DAY.fullmatch(cell):
        found = date(int(match[3]), int(match[2]), int(match[1]))
    elif ISO_DAY.fullmatch(cell):
        found = date.fromisoformat(cell)
    else:
        raise ValueError(cell)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(cell)
    return found


def moment(cell: str) -> datetime:
    """Return a date with time: 2026-11-30T09:00 (an offset is kept) or 30.11.2026 09:00."""
    first, _, rest = cell.replace("T", " ", 1).partition(" ")
    found = datetime.fromisoformat(f"{day(first).isoformat()}T{rest.strip()}") if rest.strip() else None
    if found is None or found.second or found.microsecond:
        raise ValueError(cell)
    return found


def stamp(cell: str) -> datetime:
    """Return a moment in UTC written 2026-11-20T00:00:01Z, without its time zone."""
    return datetime.strptime(cell, "%Y-%m-%dT%H:%M:%SZ")


def uid(cell: str) -> str:
    """Return the UID of a calendar entry, written name@domain."""
    if not UID.fullmatch(cell):
        raise ValueError(cell)
    return cell


def clock_time(cell: str) -> int:
    """Return minutes from midnight of a time 8:00 … 24:00."""
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", cell)
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= DAY_MINUTES:
        raise ValueError(cell)
    return minutes


def spans(cell: str) -> tuple[tuple[int, int], ...]:
    """Return time spans of one day, `08:00-12:30 13:00-15:30`, in order and apart from one another."""
    parts = [part for part in re.split(r"[\s,]+", re.sub(r"\s*[-–]\s*", "-", cell)) if part]
    found: list[tuple[int, int]] = []
    for part in parts:
        begin, dash, end = part.partition("-")
        span = (clock_time(begin), clock_time(end)) if dash else (0, 0)
        if span[0] >= span[1] or (found and span[0] < found[-1][1]):
            raise ValueError(cell)
        found.append(span)
    return tuple(found)


def weekly_hours(cell: str) -> tuple[Hours, ...]:
    """Return spans of weekdays, `Mon 08:00-10:00; Wed`; a weekday alone is the whole day."""
    found: list[Hours] = []
    for part in filter(None, (part.strip() for part in cell.split(";"))):
        name, _, times = part.partition(" ")
        weekday = WEEKDAYS.get(name.lower().rstrip(".:"))
        if weekday is None:
            raise ValueError(cell)
        found += [Hours(weekday, start, stop) for start, stop in spans(times) or ((0, DAY_MINUTES),)]
    return tuple(found)


def words(cell: str) -> frozenset[str]:
    """Return the words of a cell, apart by blanks, commas or semicolons."""
    return frozenset(filter(None, re.split(r"[\s,;]+", cell)))


def flags(cell: str) -> frozenset[str]:
    """Return known flags only."""
    found = frozenset(name.lower() for name in words(cell))
    if not found <= set(FLAGS):
        raise ValueError(cell)
    return found


def number(cell: str) -> float:
    """Return a number; 0,5 is 0.5."""
    if not re.fullmatch(r"\d{1,4}([.,]\d{1,4})?", cell):
        raise ValueError(cell)
    return float(cell.replace(",", "."))


def fte(cell: str) -> float:
    """Return a share of a full-time post: more than 0, at most 1."""
    found = number(cell)
    if not 0 < found <= 1:
        raise ValueError(cell)
    return found


def talk_minutes(cell: str) -> int:
    """Return whole minutes from 5 to 240."""
    return _whole(cell, 5, 240)


def capacity(cell: str) -> int:
    """Return a whole number from 0 to 1000."""
    return _whole(cell, 0, 1000)


def sequence(cell: str) -> int:
    """Return a whole number from 0 to a million."""
    return _whole(cell, 0, 1_000_000)


def _whole(cell: str, low: int, high: int) -> int:
    if not re.fullmatch(r"\d{1,7}", cell) or not low <= int(cell) <= high:
        raise ValueError(cell)
    return int(cell)


def every(cell: str) -> tuple[int, str]:
    """Return an interval `3 months`, `6 Wochen`, `10 days` as (number, months or days)."""
    match = re.fullmatch(r"(\d{1,3})\s*(month|monat|week|woche|day|tag)(s|e|en|n)?", cell.lower())
    if not match or int(match[1]) == 0:
        raise ValueError(cell)
    factor, unit = UNITS[match[2]]
    return int(match[1]) * factor, unit


def day_or_weekday(cell: str) -> date | int:
    """Return a date, or a weekday (0 = Monday) written Mon or Montag."""
    found = WEEKDAYS.get(cell.lower())
    return day(cell) if found is None else found
