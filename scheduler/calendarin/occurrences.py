"""Entries of a calendar and their occurrences: series, dates added and taken out, occurrences that were moved.

Source: RFC 5545 3.8.5; an exception names the moment for which an occurrence was planned (RECURRENCE-ID, EXDATE).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

from scheduler.calendarin.limits import STEPS_A_DATE, Meter
from scheduler.calendarin.lines import Part, Property
from scheduler.calendarin.rules import Rule, days_of, parse_rule
from scheduler.calendarin.values import Moment, UnreadableError, duration_of, moment, moment_of, tzid_of
from scheduler.calendarin.zones import Zones

DAY = timedelta(days=1)
Occurrence = tuple["Entry", str, Moment, Moment]
"""Which entry holds, which occurrence of a series it is (empty: no series), start, end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT with its time; `planned`: the moment for which it was planned, if it is an exception of a series."""

    part: Part
    uid: str
    start: Moment
    end: Moment
    planned: Moment | None

    @property
    def sequence(self) -> int:
        """Its revision."""
        value = self.part.value("SEQUENCE")
        return int(value) if value.isascii() and value.isdigit() and len(value) < len("1000000000") else 0


@dataclass(slots=True)
class Series:
    """An entry with its exceptions; one that does not repeat is a series of one."""

    main: Entry | None = None
    exceptions: dict[str, Entry] = field(default_factory=dict)

    @property
    def part(self) -> Part:
        """The component that stands for the series."""
        return (self.main or next(iter(self.exceptions.values()))).part

    def between(self, first: datetime, end: datetime, zones: Zones, meter: Meter) -> Iterator[Occurrence]:
        """Yield the occurrences that may touch a range of local time, and perhaps some beside it.

        Raises:
            UnreadableError: a rule or a date of the series cannot be interpreted.
            RefusedError: it is too much work.
        """
        for entry in self.exceptions.values():
            assert entry.planned is not None
            yield entry, key_of(entry.planned), entry.start, entry.end
        if self.main is None:
            return
        if not is_series(self.main.part):
            yield self.main, "", self.main.start, self.main.end
            return
        yield from self._repeated(self.main, first, end, zones, meter)

    def _repeated(self, main: Entry, first: datetime, end: datetime, zones: Zones, meter: Meter) -> Iterator[Occurrence]:
        length = _length(main.start, main.end)
        begin = _date(main.start)
        if first.date() - begin > length + 2 * DAY:
            begin = first.date() - length - 2 * DAY
        gone = {
            key for entry in self.exceptions.values() if entry.planned is not None for key in _keys(entry.planned, main.start)
        }
        for found in _dates(main.part, "EXDATE", zones, meter):
            gone.update(_keys(found[0], main.start))
        seen: set[str] = set()
        for start, stop in _starts(main, begin, end.date() + DAY, zones, meter):
            key = key_of(start)
            if key in seen or not gone.isdisjoint((key, _day_key(start))):
                continue
            seen.add(key)
            yield main, key, start, stop if stop is not None else start + length


def entries_of(calendar: Part, zones: Zones) -> tuple[list[Series], list[tuple[Part, UnreadableError]]]:
    """Return the entries of a calendar in order of appearance, and what cannot be interpreted.

    Of several revisions of one entry the newest counts.
    """
    found: dict[str, Series] = {}
    unread: list[tuple[Part, UnreadableError]] = []
    for part in calendar.parts:
        if part.name != "VEVENT":
            continue
        try:
            entry = _entry(part, zones)
        except UnreadableError as error:
            unread.append((part, error))
            continue
        series = found.setdefault(entry.uid, Series())
        if entry.planned is None:
            series.main = entry if series.main is None or entry.sequence >= series.main.sequence else series.main
        else:
            key = key_of(entry.planned)
            known = series.exceptions.get(key)
            series.exceptions[key] = entry if known is None or entry.sequence >= known.sequence else known
    return list(found.values()), unread


def is_series(part: Part) -> bool:
    """Tell whether an entry repeats."""
    return not {"RRULE", "RDATE", "EXRULE"}.isdisjoint(part.properties)


def _length(start: Moment, end: Moment) -> timedelta:
    """Return how long an entry lasts, by the clock of its own time zone."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    return _date(end) - _date(start)


def key_of(planned: Moment) -> str:
    """Return what names an occurrence: the moment in UTC, or the day."""
    if isinstance(planned, datetime):
        return f"{planned.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _day_key(planned)


def _day_key(planned: Moment) -> str:
    return f"{planned:%Y%m%d}"


def _keys(planned: Moment, start: Moment) -> set[str]:
    """Return the names of the occurrence that an exception means; for whole days a time of the day does not matter."""
    return {key_of(planned)} if isinstance(start, datetime) else {_day_key(planned)}


def _entry(part: Part, zones: Zones) -> Entry:
    start = part.get("DTSTART")
    if start is None:
        raise UnreadableError("time")
    begin = moment(start, zones)
    if is_series(part) and zones.name and isinstance(begin, datetime) and begin.tzinfo is UTC:
        begin = begin.astimezone(zones.zone(""))  # a series in UTC of a calendar with a zone keeps its local time of day
    planned = part.get("RECURRENCE-ID")
    if planned is not None and "RANGE=" in planned.params.upper():
        raise UnreadableError("rule")
    uid = part.value("UID") or "|".join(part.value(name) for name in ("DTSTART", "DTEND", "DURATION", "RRULE"))
    return Entry(part, uid, begin, _end(part, begin, zones), moment(planned, zones) if planned else None)


def _end(part: Part, start: Moment, zones: Zones) -> Moment:
    """Return the end of an entry; without one a day lasts the day, a moment no time."""
    written = part.get("DTEND")
    if written is None:
        length = part.value("DURATION")
        end: Moment = start + duration_of(length) if length else start if isinstance(start, datetime) else start + DAY
    else:
        end = moment(written, zones)
    if isinstance(start, datetime) and isinstance(end, datetime):
        end = end.astimezone(start.tzinfo)
    elif isinstance(start, datetime) or isinstance(end, datetime):
        raise UnreadableError("time")
    if end < start:
        raise UnreadableError("time")
    return end if isinstance(end, datetime) or end > start else start + DAY


def _starts(main: Entry, begin: date, last: date, zones: Zones, meter: Meter) -> Iterator[tuple[Moment, Moment | None]]:
    """Yield the starts of a series between two days, with the end where it has one of its own."""
    if "EXRULE" in main.part.properties:
        raise UnreadableError("rule")
    rules = [parse_rule(found.value) for found in main.part.properties.get("RRULE", ())]
    if not rules:
        yield main.start, None
    for rule in rules:
        is_over = partial(_is_over, rule, main.start, zones)
        for day in days_of(rule, _date(main.start), begin, last, is_over, meter):
            yield _at(main.start, day), None
    yield from _dates(main.part, "RDATE", zones, meter)


def _date(found: Moment) -> date:
    return found.date() if isinstance(found, datetime) else found


def _at(start: Moment, day: date) -> Moment:
    """Return the start on another day, at the same local time of day."""
    return datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day


def _is_over(rule: Rule, start: Moment, zones: Zones, day: date) -> bool:
    """Tell whether an occurrence lies after UNTIL; a time without zone is local, a day holds wholly."""
    if not rule.until:
        return False
    until = moment_of(rule.until, "", zones)
    if isinstance(until, datetime) and isinstance(start, datetime):
        if not rule.until.endswith("Z"):
            until = until.replace(tzinfo=start.tzinfo)
        return datetime.combine(day, start.timetz()) > until
    return day > _date(until)


def _dates(part: Part, name: str, zones: Zones, meter: Meter) -> Iterator[tuple[Moment, Moment | None]]:
    """Yield the dates of RDATE or EXDATE, with the end of a period."""
    for found in part.properties.get(name, ()):
        values, tzid = found.value.split(","), tzid_of(found)
        meter.step(len(values) * STEPS_A_DATE)
        for value in values:
            begin, _, end = value.strip().partition("/")
            start = moment_of(begin, tzid, zones)
            if not end:
                yield start, None
            elif isinstance(start, datetime):
                yield (
                    start,
                    start + duration_of(end)
                    if end.upper().startswith(("P", "+P"))
                    else moment(Property(found.params, end), zones),
                )
            else:
                raise UnreadableError("time")
