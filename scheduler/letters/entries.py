"""What a run of letters writes into the roster: rows of the register, and approved bookings that are sent now. Pure."""

from collections.abc import Iterator
from datetime import date

from scheduler.letters.printing import PrintedLetter
from scheduler.letters.wanted import APPROVED
from scheduler.register import INVITATION, REGISTER, SentLetter
from scheduler.roster import Roster
from scheduler.store.changes import Added, Change, Updated, Value


def register_changes(roster: Roster, letters: tuple[PrintedLetter, ...], dispatched_on: date) -> list[Change]:
    """Return the changes of a run, in the order of its letters; a letter made twice on one day is one row."""
    return [change for letter in letters for change in _changes(roster, letter, dispatched_on)]


def _changes(roster: Roster, letter: PrintedLetter, dispatched_on: date) -> Iterator[Change]:
    row, booking = letter.row(dispatched_on), letter.made.wanted.booking
    last = next((one for one in reversed(roster.letters) if one.booking_id == row.booking_id), None)
    if row != last:
        yield Added(REGISTER, _values(row))
    if booking.state == APPROVED and row.letter == INVITATION:
        values: dict[str, Value] = {"state": "sent", "invited_on": dispatched_on}
        yield Updated("bookings.csv", {"booking_id": booking.booking_id}, values)


def _values(row: SentLetter) -> dict[str, Value]:
    return {name: getattr(row, name) for name in SentLetter.__slots__}
