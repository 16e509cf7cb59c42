"""Deletion on schedule: which rows of a roster are old and needed for nothing any more, and which old ones stay, and why.

Nothing that is due on the day or later changes by it, and a plan of that day or later is the same (docs/files.md, Forgetting).
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from scheduler.daily.keep import Keeper
from scheduler.needs import is_open
from scheduler.register import REGISTER, SentLetter
from scheduler.revision import LEDGER
from scheduler.roster import Booking, Deviation, Measure, Occasion, Roster, Wish
from scheduler.store import log
from scheduler.store.changes import Removed
from scheduler.workdays import monday_of

Row = TypeVar("Row")


@dataclass(frozen=True)
class Forgetting:
    """What a run deletes.

    Attributes:
        before: rows wholly before this day go.
        gone: file → positions of its rows that go.
        kept: file → reason → number of old rows that stay.
    """

    before: date
    gone: dict[str, frozenset[int]]
    kept: dict[str, dict[str, int]]

    @property
    def changes(self) -> list[Removed]:
        """The rows that go, for the store."""
        return [Removed(file, rows) for file, rows in self.gone.items() if rows]

    @property
    def summary(self) -> str:
        """The line for the log: numbers only."""
        numbers = [f"{file}={len(rows)}" for file, rows in self.gone.items() if rows]
        return ", ".join([f"before={self.before.isoformat()}", *numbers])


def forget(roster: Roster, before: date, today: date, old_log: frozenset[int] = frozenset()) -> Forgetting:
    """Work out what goes.

    Args:
        roster: the roster.
        before: rows wholly before this day go; rows of the week of `today` stay in any case.
        today: day of the run; later than `before`.
        old_log: positions of the lines of the log that are older than `before`.
    """
    keeper = Keeper(roster, today)
    limit = min(before, monday_of(today))
    found = _Found({}, {})
    found.look("contacts.csv", roster.contacts, lambda row: row.on < limit, keeper.contact)
    found.look("bookings.csv", roster.bookings, lambda row: _is_past(row, limit, today), keeper.booking)
    found.look("absences.csv", roster.absences, lambda row: row.last_day < limit, lambda _: None)
    found.look("measures.csv", roster.measures, lambda row: _has_ended(row, limit), keeper.measure)
    found.look("occasions.csv", roster.occasions, lambda row: _is_old(row, limit), keeper.occasion)
    found.look("deviations.csv", roster.deviations, lambda row: _is_over(row, limit), keeper.deviation)
    found.look(LEDGER, roster.calendar, lambda row: row.end.date() < limit, lambda _: None)
    found.look("wishes.csv", roster.wishes, lambda row: _is_gone_by(row, limit), lambda _: None)
    gone = {row.booking_id for n, row in enumerate(roster.bookings) if n in found.gone["bookings.csv"]}
    stay = {row.booking_id for row in roster.bookings} - gone
    found.look(REGISTER, roster.letters, lambda row: row.dispatched_on < limit, lambda n: _why_kept(roster.letters[n], stay))
    return Forgetting(before, {**found.gone, log.FILE: old_log}, found.kept)


@dataclass
class _Found:
    gone: dict[str, frozenset[int]]
    kept: dict[str, dict[str, int]]

    def look(self, file: str, rows: Sequence[Row], is_old: Callable[[Row], bool], why_kept: Callable[[int], str | None]) -> None:
        reasons = {position: why_kept(position) for position, row in enumerate(rows) if is_old(row)}
        self.gone[file] = frozenset(position for position, why in reasons.items() if why is None)
        self.kept[file] = dict(Counter(why for why in reasons.values() if why is not None))


def _why_kept(letter: SentLetter, bookings: Collection[str]) -> str | None:
    """A letter is the proof of an invitation as long as its appointment is there."""
    return "booking" if letter.booking_id in bookings else None


def _is_past(booking: Booking, limit: date, today: date) -> bool:
    return booking.end.date() < limit and not is_open(booking, today)


def _has_ended(measure: Measure, limit: date) -> bool:
    return max(measure.first_day, measure.ended_early_on or measure.last_day) < limit


def _is_old(occasion: Occasion, limit: date) -> bool:
    days = (occasion.recorded_on, occasion.not_before, occasion.not_after)
    return all(day is None or day < limit for day in days)


def _is_over(deviation: Deviation, limit: date) -> bool:
    return deviation.until < limit


def _is_gone_by(wish: Wish, limit: date) -> bool:
    return wish.day is not None and wish.day < limit
