"""Busy times → rows: internal blocks and absences of one specialist, compared with those of an earlier import.

Only rows that an earlier import made are touched. They are known by a mark in their uid that follows from the key of the
roster. Pure: roster in, changes out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from scheduler.calendarin.busy import AWAY, TENTATIVE, Busy
from scheduler.calendarin.limits import MOST_ROWS, too_much
from scheduler.cellvalues import DAY_MINUTES
from scheduler.importmark import IMPORTED
from scheduler.pseudonyms import pseudonym
from scheduler.roster import Roster, Specialist

DAY = timedelta(days=1)
PREFIX = "ics-"
ENTRY_DIGITS = SEAL_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a day, or whole days: minutes from midnight on each of the days, `stop` excluded."""

    first_day: date
    last_day: date
    start: int
    stop: int

    @property
    def begin(self) -> datetime:
        """The start on the first day."""
        return datetime.combine(self.first_day, time.min) + timedelta(minutes=self.start)

    @property
    def end(self) -> datetime:
        """The end on the last day."""
        return datetime.combine(self.last_day, time.min) + timedelta(minutes=self.stop)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a calendar asks for in the tables.

    Attributes:
        blocks: reference → piece of one day.
        absences: reference → piece of each day, or whole days.
        outside: how many busy times touch no consulting hours.
        tentative: how many are tentative and were left out.
    """

    blocks: Mapping[str, Span]
    absences: Mapping[str, Span]
    outside: int
    tentative: int


def reference(key: bytes, specialist_id: str, uid: str, *parts: str) -> str:
    """Return what names a row: keyed hashes of the entry, and of the entry, the occurrence and the part of it."""
    return entry_tag(key, specialist_id, uid) + pseudonym(key, "imported", specialist_id, uid, *parts)


def entry_tag(key: bytes, specialist_id: str, uid: str) -> str:
    """Return how the references of an entry's rows begin, by which they are known where it cannot be read any more."""
    return pseudonym(key, "imported-entry", specialist_id, uid)[:ENTRY_DIGITS]


def mark(key: bytes, specialist_id: str, ref: str) -> str:
    """Return the uid of a row, which proves that an import made it for this specialist."""
    return f"{ref}-{pseudonym(key, 'import-mark', specialist_id, ref)[:SEAL_DIGITS]}{IMPORTED}"


def is_marked(key: bytes, specialist_id: str, uid: str) -> bool:
    """Tell whether a uid proves that an import made the row for this specialist."""
    return uid.endswith(IMPORTED) and uid == mark(key, specialist_id, uid.partition("-")[0])


def rows_of(
    roster: Roster, specialist: Specialist, key: bytes, times: Iterable[Busy], days: tuple[date, date], *, tentative: bool
) -> Rows:
    """Return the rows that busy times ask for.

    Args:
        roster: the roster.
        specialist: whose calendar it is.
        key: key of the pseudonyms.
        times: when they are busy.
        days: first and last day for which rows are made.
        tentative: whether tentative times block as well.

    Raises:
        RefusedError: there would be too many rows.
    """
    blocks: dict[str, Span] = {}
    absences: dict[str, Span] = {}
    hours = ConsultingHours(roster, specialist)
    left_out = outside = 0
    for busy in times:
        if busy.state == TENTATIVE and not tentative:
            left_out += 1
            continue
        target = absences if busy.state == AWAY else blocks
        found = away_spans(busy, days) if busy.state == AWAY else hours.spans(busy, days)
        spans = {number: span for number, span in found if hours.touches(span)}
        outside += not spans
        if len(blocks) + len(absences) + len(spans) > MOST_ROWS:
            raise too_much("rows", MOST_ROWS)
        for number, span in spans.items():
            target[reference(key, specialist.specialist_id, busy.uid, busy.occurrence, number)] = span
    return Rows(blocks, absences, outside, left_out)


class ConsultingHours:
    """The consulting hours of a specialist as they are agreed, absences left aside."""

    def __init__(self, roster: Roster, specialist: Specialist) -> None:
        self._calendar = roster.office.calendar
        self._windows = [[(h.start, h.stop) for h in specialist.windows if h.weekday == weekday] for weekday in range(7)]

    def on(self, day: date) -> list[tuple[int, int]]:
        """Return the windows of a day in minutes, in order."""
        return self._windows[day.weekday()] if self._windows[day.weekday()] and self._calendar.is_working_day(day) else []

    def touches(self, span: Span) -> bool:
        """Tell whether a span takes some of the hours."""
        if not any(self._windows):
            return False
        days = ((span.first_day + n * DAY) for n in range((span.last_day - span.first_day).days + 1))
        return any(start < span.stop and span.start < stop for day in days for start, stop in self.on(day))

    def spans(self, busy: Busy, days: tuple[date, date]) -> Iterator[tuple[str, Span]]:
        """Yield the pieces of a busy time, day by day, as far as consulting hours go: nobody needs to know about the rest."""
        origin = busy.start.date()
        for n in range(max(0, (days[0] - origin).days), (min(busy.end.date(), days[1]) - origin).days + 1):
            day = origin + n * DAY
            windows = self.on(day)
            if windows:
                start = max(_minute(busy.start, day), windows[0][0])
                stop = min(
                    _minute(busy.end, day), windows[-1][1], DAY_MINUTES - 1
                )  # a booking ends on the day on which it starts
                if start < stop:
                    yield str(n), Span(day, day, start, stop)


def away_spans(busy: Busy, days: tuple[date, date]) -> Iterator[tuple[str, Span]]:
    """Yield a time away as rows of absences: a first day in part, whole days together, a last day in part.

    It is not cut at the range, so that it stays the same row from import to import; only at the ends of the years around it.
    """
    first, last = date(days[0].year - 1, 1, 1), date(days[1].year + 1, 12, 31)
    begin = max(busy.start, datetime.combine(first, time.min))
    end = min(busy.end, datetime.combine(last, time.min) + DAY)
    cuts = [begin, *(m for m in (_next_midnight(begin), datetime.combine(end.date(), time.min)) if begin < m < end), end]
    for number, (start, stop) in enumerate(pairwise(dict.fromkeys(cuts))):
        last_day = (stop - timedelta(minutes=1)).date()
        yield str(number), Span(start.date(), last_day, _minute(start, start.date()), _minute(stop, last_day))


def _next_midnight(moment: datetime) -> datetime:
    midnight = datetime.combine(moment.date(), time.min)
    return midnight if moment == midnight else midnight + DAY


def _minute(moment: datetime, day: date) -> int:
    """Return a moment in minutes of a day, at least its start and at most its end."""
    minutes = int((moment - datetime.combine(day, time.min)).total_seconds()) // 60
    return min(max(minutes, 0), DAY_MINUTES)
