"""When somebody is busy: the entries of a calendar, their series and exceptions, as plain times of the office.

Source: RFC 5545 3.8.5 (recurrence), 3.8.4.4 (RECURRENCE-ID); MS-OXCICAL 2.1.3.1.1.20.31 for X-MICROSOFT-CDO-BUSYSTATUS.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.calendarin.limits import Meter
from scheduler.calendarin.lines import Part, parse_calendars
from scheduler.calendarin.occurrences import Entry, Series, entries_of
from scheduler.calendarin.values import Moment, UnreadableError
from scheduler.calendarin.zones import Zones
from scheduler.pseudonyms import DOMAIN

BUSY, AWAY, TENTATIVE, FREE, CANCELLED, OWN = "busy", "away", "tentative", "free", "cancelled", "own"
MICROSOFT = {"BUSY": BUSY, "OOF": AWAY, "TENTATIVE": TENTATIVE, "FREE": FREE, "WORKINGELSEWHERE": FREE}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """A time at which somebody is busy; nothing about what they do.

    Attributes:
        uid: UID of the entry.
        occurrence: which occurrence of a series, by the moment for which it was planned; empty = it is no series.
        start: local time of the office, without offset.
        end: local time of the office, without offset, later than the start.
        state: busy, away or tentative.
    """

    uid: str
    occurrence: str
    start: datetime
    end: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Entries that could not be interpreted.

    Attributes:
        why: zone, rule or time.
        zone: the time zone, if that is why.
        number: how many.
        line: line of the first.
    """

    why: str
    zone: str
    number: int
    line: int


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """What a file says about a range of days.

    Attributes:
        times: in order of time.
        free: state (free, cancelled, own) → number of entries, or of occurrences, in the range that take no time.
        unread: what could not be interpreted, in order of line.
        unread_uids: the UIDs of these entries; an empty one = an entry without UID.
    """

    times: tuple[Busy, ...]
    free: dict[str, int]
    unread: tuple[Unread, ...]
    unread_uids: frozenset[str] = frozenset()


def busy_times(data: bytes, zone: ZoneInfo, first: date, last: date, meter: Meter) -> BusyTimes:
    """Return when somebody is busy between two days, both included.

    Args:
        data: content of an iCalendar file.
        zone: time zone of the office.
        first: first day.
        last: last day.
        meter: counts the work and refuses too much.

    Raises:
        RefusedError: the file is no calendar, or asks for too much work.
    """
    calendars = parse_calendars(data)
    zones = Zones(zone, calendars, first - DAY, last + DAY, meter)
    reader = _Reader(zone, first, last, meter)
    for calendar in calendars:
        zones.name = calendar.value("X-WR-TIMEZONE")
        series, unread = entries_of(calendar, zones)
        reader.note(unread)
        for one in series:
            reader.read(one, zones)
    return reader.result()


class _Reader:
    def __init__(self, zone: ZoneInfo, first: date, last: date, meter: Meter) -> None:
        self._zone = zone
        self._first = datetime.combine(first, time.min)
        self._end = datetime.combine(last, time.min) + DAY
        self._meter = meter
        self._times: list[Busy] = []
        self._free: Counter[str] = Counter()
        self._unread: dict[tuple[str, str], Unread] = {}
        self._uids: set[str] = set()

    def note(self, faults: Iterable[tuple[Part, UnreadableError]]) -> None:
        """Note entries that cannot be interpreted."""
        for part, error in faults:
            self._uids.add(part.value("UID"))
            known = self._unread.get((error.why, error.zone))
            found = (
                Unread(error.why, error.zone, known.number + 1, known.line)
                if known
                else Unread(error.why, error.zone, 1, part.line)
            )
            self._unread[error.why, error.zone] = found

    def read(self, series: Series, zones: Zones) -> None:
        """Take the times of an entry, or of a series with its exceptions."""
        try:
            for entry, occurrence, start, end in series.between(self._first, self._end, zones, self._meter):
                self._take(entry, occurrence, self._local(start), self._local(end))
        except UnreadableError as error:
            self.note([(series.part, error)])
        except OverflowError:
            self.note([(series.part, UnreadableError("time"))])

    def _take(self, entry: Entry, occurrence: str, start: datetime, end: datetime) -> None:
        start, end = start.replace(second=0), end + timedelta(seconds=-end.second % 60)
        if start >= end or start >= self._end or end <= self._first:
            return
        self._meter.span()
        state = state_of(entry.part)
        if state in (FREE, CANCELLED, OWN):
            self._free[state] += 1
        else:
            self._times.append(Busy(entry.uid, occurrence, start, end, state))

    def _local(self, moment: Moment) -> datetime:
        if isinstance(moment, datetime):
            return moment.astimezone(self._zone).replace(tzinfo=None)
        return datetime.combine(moment, time.min)

    def result(self) -> BusyTimes:
        """Return all that was found."""
        times = sorted(self._times, key=lambda busy: (busy.start, busy.end, busy.uid, busy.occurrence))
        unread = tuple(sorted(self._unread.values(), key=lambda unread: unread.line))
        return BusyTimes(tuple(times), dict(self._free), unread, frozenset(self._uids))


def state_of(part: Part) -> str:
    """Return whether an entry takes time: busy, away, tentative, free, cancelled, or own (turnus wrote it)."""
    status = part.value("STATUS").upper()
    domain = part.value("UID").rpartition("@")[2].lower()
    if domain == DOMAIN or domain.endswith(f".{DOMAIN}"):
        return OWN
    if status == "CANCELLED":
        return CANCELLED
    if part.value("TRANSP").upper() == "TRANSPARENT":
        return FREE
    by_status = TENTATIVE if status == "TENTATIVE" else BUSY
    return MICROSOFT.get(part.value("X-MICROSOFT-CDO-BUSYSTATUS").upper(), by_status)
