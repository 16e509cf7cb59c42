"""What an import changes in the roster: rows that are new, that moved, that are gone; and which appointments they fall on."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from scheduler.calendarin.blocks import ENTRY_DIGITS, PREFIX, Rows, Span, entry_tag, is_marked, mark
from scheduler.cellvalues import DAY_MINUTES
from scheduler.importmark import IMPORTED, is_imported
from scheduler.roster import OPEN_STATES, Absence, Booking, Roster
from scheduler.store.changes import Added, Change, Removed, Updated, Value

BOOKINGS, ABSENCES = "bookings.csv", "absences.csv"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are new, changed, removed, and as they were."""

    added: int
    updated: int
    removed: int
    same: int


@dataclass(frozen=True, slots=True)
class Import:
    """What an import comes to.

    Attributes:
        changes: for the store.
        blocks: numbers of internal blocks.
        absences: numbers of absences.
        overlaps: open appointments with customers on which blocks or absences fall, in order of time.
        strange: rows of another import (another key, or edited by hand) that are left alone.
        kept: rows of entries that could not be read this time; they are left alone as well, else busy times would look free.
    """

    changes: tuple[Change, ...]
    blocks: Counts
    absences: Counts
    overlaps: tuple[Booking, ...]
    strange: int
    kept: int


def imported(
    roster: Roster,
    specialist_id: str,
    key: bytes,
    rows: Rows,
    days: tuple[date, date],
    today: date,
    unread: Collection[str] = (),
) -> Import:
    """Return what has to be written.

    Args:
        roster: the roster as it is.
        specialist_id: whose calendar it is.
        key: key of the pseudonyms.
        rows: what the calendar asks for.
        days: first and last day that the calendar was read for; rows of earlier imports outside of it stay.
        today: appointments before it are not told.
        unread: UIDs of entries that could not be read; with an empty one, which can be any, all rows stay.
    """
    mine = [b for b in roster.bookings if b.specialist_id == specialist_id]
    away = [a for a in roster.absences if a.person_id == specialist_id]
    ours = _blocks_of(mine, key, specialist_id)
    marked = {a.uid: a for a in away if is_marked(key, specialist_id, a.uid)}
    stays = _staying(key, specialist_id, unread)
    taken = {booking.booking_id for booking in roster.bookings} - ours.keys()
    named = {PREFIX + ref: span for ref, span in rows.blocks.items() if PREFIX + ref not in taken}
    blocks = _compared(named, ours, _is_block, lambda booking: days[0] <= booking.start.date() <= days[1], stays)
    sealed = {mark(key, specialist_id, ref): span for ref, span in rows.absences.items()}
    absences = _compared(sealed, marked, _is_absence, lambda a: a.first_day <= days[1] and a.last_day >= days[0], stays)
    tagged = sum(map(is_imported, mine)) + sum(a.uid.endswith(IMPORTED) for a in away)
    return Import(
        changes=(
            *_block_changes(blocks, specialist_id, key),
            *_absence_changes(absences, specialist_id),
            *_removed(BOOKINGS, roster.bookings, blocks.gone),
            *_removed(ABSENCES, roster.absences, absences.gone),
        ),
        blocks=blocks.counts,
        absences=absences.counts,
        overlaps=tuple(_overlaps(mine, [*rows.blocks.values(), *rows.absences.values()], today)),
        strange=tagged - len(ours) - len(marked),
        kept=blocks.kept + absences.kept,
    )


def _blocks_of(mine: Iterable[Booking], key: bytes, specialist_id: str) -> dict[str, Booking]:
    """Return the blocks that an import made for this specialist."""
    found = (b for b in mine if is_imported(b) and b.booking_id == _booking_id(b.uid))
    return {b.booking_id: b for b in found if is_marked(key, specialist_id, b.uid)}


def _staying(key: bytes, specialist_id: str, unread: Collection[str]) -> Callable[[Booking | Absence], bool]:
    """Return what tells whether a row comes from an entry that cannot be read now."""
    tags = {entry_tag(key, specialist_id, uid) for uid in unread}
    return lambda row: "" in unread or row.uid[:ENTRY_DIGITS] in tags


@dataclass(frozen=True, slots=True)
class _Compared:
    added: Mapping[str, Span]
    updated: Mapping[str, Span]
    gone: Sequence[object]
    counts: Counts
    kept: int


def _compared(
    wanted: Mapping[str, Span],
    there: Mapping[str, Row],
    is_as: Callable[[Row, Span], bool],
    is_in_range: Callable[[Row], bool],
    stays: Callable[[Row], bool],
) -> _Compared:
    """Compare what is wanted with the rows that are there, name by name."""
    added = {name: span for name, span in wanted.items() if name not in there}
    other = {name: span for name, span in wanted.items() if name in there and not is_as(there[name], span)}
    missing = [row for name, row in there.items() if name not in wanted and is_in_range(row)]
    updated = {name: span for name, span in other.items() if not stays(there[name])}
    gone = [row for row in missing if not stays(row)]
    counts = Counts(len(added), len(updated), len(gone), len(wanted) - len(added) - len(other))
    return _Compared(added, updated, gone, counts, len(other) + len(missing) - len(updated) - len(gone))


def _booking_id(uid: str) -> str:
    return PREFIX + uid.partition("-")[0]


def _is_block(booking: Booking, span: Span) -> bool:
    return (booking.start, booking.end) == (span.begin, span.end)


def _is_absence(absence: Absence, span: Span) -> bool:
    times = (absence.first_day, absence.last_day, absence.from_time, absence.to_time)
    return times == (span.first_day, span.last_day, span.start, span.stop)


def _block_changes(found: _Compared, specialist_id: str, key: bytes) -> Iterator[Change]:
    for name, span in found.added.items():
        values: dict[str, Value] = {"booking_id": name, "specialist_id": specialist_id, "state": "approved"}
        uid = mark(key, specialist_id, name.removeprefix(PREFIX))
        yield Added(BOOKINGS, {**values, "start": span.begin, "end": span.end, "uid": uid})
    for name, span in found.updated.items():
        yield Updated(BOOKINGS, {"booking_id": name}, {"start": span.begin, "end": span.end, "state": "approved"})


def _absence_changes(found: _Compared, specialist_id: str) -> Iterator[Change]:
    for uid, span in found.added.items():
        yield Added(ABSENCES, {"person_id": specialist_id, **_absence(span), "uid": uid})
    for uid, span in found.updated.items():
        yield Updated(ABSENCES, {"uid": uid}, _absence(span))


def _absence(span: Span) -> dict[str, Value]:
    is_whole = (span.start, span.stop) == (0, DAY_MINUTES)
    hours = (None, None) if is_whole else (span.start, span.stop)
    return {"first_day": span.first_day, "last_day": span.last_day, "from_time": hours[0], "to_time": hours[1]}


def _removed(table: str, rows: Iterable[object], gone: Sequence[object]) -> Iterator[Change]:
    identities = {id(row) for row in gone}
    positions = frozenset(position for position, row in enumerate(rows) if id(row) in identities)
    if positions:
        yield Removed(table, positions)


def _overlaps(mine: Iterable[Booking], spans: Sequence[Span], today: date) -> Iterator[Booking]:
    """Yield the open appointments with customers that fall into new or known busy times."""
    ahead = [b for b in mine if b.customer_id and b.state in OPEN_STATES and b.start.date() >= today]
    for booking in sorted(ahead, key=lambda b: (b.start, b.booking_id)):
        day = booking.start.date()
        start, stop = (m.hour * 60 + m.minute for m in (booking.start, booking.end))
        if any(s.first_day <= day <= s.last_day and s.start < stop and start < s.stop for s in spans):
            yield booking
