"""Which letters are to be made: approved invitations that the register does not have yet, and what a person asks for."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from scheduler.concept import Concept
from scheduler.errors import RefusedError
from scheduler.post import LETTER, first_day_reached, received_on
from scheduler.register import CANCELLATION, INVITATION, SentLetter
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking, Roster
from scheduler.texts import text

APPROVED, CANCELLED = "approved", "cancelled"


@dataclass(frozen=True, slots=True)
class WantedLetter:
    """A letter to be made.

    Attributes:
        booking: about which appointment.
        letter: invitation or cancellation.
        former: day of the letter that this one replaces or calls off, None = there was none.
        earlier: the same letter in the register, where it shall be made again.
        is_late: it does not arrive in time by the lead days of the concept.
    """

    booking: Booking
    letter: str
    former: date | None = None
    earlier: SentLetter | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Wanted:
    """All letters of a run.

    Attributes:
        dispatched_on: the working day on which they are posted.
        letters: what is to be made, in order of specialist and time.
        already: approved appointments whose letter stands in the register.
        too_late: appointments before the day of posting: no letter helps.
        cancelled: called-off appointments whose invitation went out and whose cancellation is not asked for.
    """

    dispatched_on: date
    letters: tuple[WantedLetter, ...]
    already: tuple[Booking, ...] = ()
    too_late: tuple[Booking, ...] = ()
    cancelled: tuple[Booking, ...] = ()


@dataclass
class _Found:
    letters: list[WantedLetter] = field(default_factory=list)
    already: list[Booking] = field(default_factory=list)
    too_late: list[Booking] = field(default_factory=list)
    cancelled: list[Booking] = field(default_factory=list)


def wanted_letters(roster: Roster, today: date, again: Collection[str] = (), *, cancellations: bool = False) -> Wanted:
    """Return the letters of a run.

    Args:
        roster: the roster.
        today: day of the run; letters are posted on it or on the next working day.
        again: bookings whose last letter is to be made once more.
        cancellations: whether letters are made for called-off appointments whose invitation went out.

    Raises:
        RefusedError: a booking that is asked for again is unknown, over, has no letter in the register, or its last letter says
            what is not true any more.
    """
    posted = roster.office.calendar.next_working_day(today)
    sent: dict[str, list[SentLetter]] = {}
    for row in roster.letters:
        sent.setdefault(row.booking_id, []).append(row)
    _refuse_unknown(roster, today, again, sent)
    found = _Found()
    ahead = [b for b in roster.bookings if b.customer_id and b.start.date() >= today]
    for booking in sorted(ahead, key=lambda b: (b.specialist_id, b.start, b.booking_id)):
        rows = sent.get(booking.booking_id, [])
        if booking.booking_id in again:
            found.letters.append(_again(booking, rows))
        elif booking.state == APPROVED and booking.invited_by == LETTER:
            _invite(found, roster, booking, rows, posted)
        elif booking.state == CANCELLED and rows and rows[-1].letter == INVITATION:
            _call_off(found, roster, booking, rows, posted if cancellations else None)
    return Wanted(posted, tuple(found.letters), tuple(found.already), tuple(found.too_late), tuple(found.cancelled))


def _refuse_unknown(roster: Roster, today: date, again: Collection[str], sent: dict[str, list[SentLetter]]) -> None:
    booking_of = {booking.booking_id: booking for booking in roster.bookings}
    for name in again:
        booking = booking_of.get(name)
        if booking is None:
            raise RefusedError(text("outcome.unknown", value=name))
        if name not in sent:
            raise RefusedError(text("letters.again_unknown", value=name))
        state = text(f"state.{booking.state}")
        if booking.start.date() < today or booking.state not in (*OPEN_STATES, *FREED_STATES):
            raise RefusedError(text("letters.again_over", value=name, state=state))
        last = sent[name][-1].letter
        if (last == CANCELLATION) != (booking.state in FREED_STATES):
            raise RefusedError(text(f"letters.again_no_{last}", value=name, state=state))


def _again(booking: Booking, rows: list[SentLetter]) -> WantedLetter:
    """The last letter once more; what it replaced is what went out before it with another revision."""
    last = rows[-1]
    return WantedLetter(booking, last.letter, _before(rows, booking, last.letter), earlier=last)


def _before(rows: list[SentLetter], booking: Booking, letter: str) -> date | None:
    invitations = [row for row in rows if row.letter == INVITATION]
    days = [row.dispatched_on for row in invitations if letter != INVITATION or not _tells_of(row, booking)]
    return days[-1] if days else None


def _tells_of(row: SentLetter, booking: Booking) -> bool:
    """Tell whether a letter invites to an appointment as it is now; a time changed by hand may have the same revision."""
    return row.letter == INVITATION and row.sequence == booking.sequence and row.is_about(booking.start)


def _invite(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date) -> None:
    if rows and _tells_of(rows[-1], booking):
        found.already.append(booking)
    elif booking.start.date() < posted:
        found.too_late.append(booking)
    else:
        first = first_day_reached(_concept(roster, booking), roster.office.calendar, LETTER, posted)
        former = _before(rows, booking, INVITATION)
        found.letters.append(WantedLetter(booking, INVITATION, former, is_late=booking.start.date() < first))


def _call_off(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date | None) -> None:
    """Call off an appointment by a letter posted on a day; None = nobody asked for letters."""
    if posted is None:
        found.cancelled.append(booking)
    elif booking.start.date() < posted:
        found.too_late.append(booking)
    else:
        is_late = booking.start.date() <= received_on(_concept(roster, booking), roster.office.calendar, posted)
        found.letters.append(WantedLetter(booking, CANCELLATION, rows[-1].dispatched_on, is_late=is_late))


def _concept(roster: Roster, booking: Booking) -> Concept:
    return roster.concepts[roster.team_of(roster.customer_by_id[booking.customer_id]).concept]
