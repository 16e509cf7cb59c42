"""Which letters are to be made: approved invitations not in the register yet, notices of another room, what a person asks for."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.concept import Concept
from scheduler.errors import RefusedError
from scheduler.post import LETTER, first_day_reached, received_on
from scheduler.register import CANCELLATION, CHANGE, INVITATION, SentLetter
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking, Roster
from scheduler.texts import text

APPROVED, SENT, CANCELLED = "approved", "sent", "cancelled"
IN_PERSON = "in_person"


@dataclass(frozen=True, slots=True)
class WantedLetter:
    """A letter to be made.

    Attributes:
        booking: about which appointment.
        letter: invitation, change or cancellation.
        former: day of the letter that this one replaces, changes or calls off, None = there was none.
        former_room: the room that the customer was told, in a change; else empty.
        earlier: the same letter in the register, where it shall be made again.
        is_late: it does not arrive in time by the lead days of the concept.
    """

    booking: Booking
    letter: str
    former: date | None = None
    former_room: str = ""
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
        untrue: sent appointments that are not any more as their letter says, in more than the room.
        held_back: appointments whose letters cannot be made yet.
        rooms_to_call: notices of another room that no letter brings in time.
    """

    dispatched_on: date
    letters: tuple[WantedLetter, ...]
    already: tuple[Booking, ...] = ()
    too_late: tuple[Booking, ...] = ()
    cancelled: tuple[Booking, ...] = ()
    untrue: tuple[Booking, ...] = ()
    held_back: tuple[Booking, ...] = ()
    rooms_to_call: tuple[WantedLetter, ...] = ()

    def without(self, customers: Collection[str]) -> "Wanted":
        """Return the run without the letters to some customers; their appointments stand in `held_back`."""
        kept = tuple(letter for letter in self.letters if letter.booking.customer_id not in customers)
        left = tuple(letter.booking for letter in self.letters if letter.booking.customer_id in customers)
        return replace(self, letters=kept, held_back=left)


@dataclass
class _Found:
    letters: list[WantedLetter] = field(default_factory=list)
    already: list[Booking] = field(default_factory=list)
    too_late: list[Booking] = field(default_factory=list)
    cancelled: list[Booking] = field(default_factory=list)
    untrue: list[Booking] = field(default_factory=list)
    rooms_to_call: list[WantedLetter] = field(default_factory=list)


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
        is_letter = booking.state == APPROVED and booking.invited_by == LETTER
        if booking.booking_id in again:
            found.letters.append(_again(roster, booking, rows))
        elif is_letter and not (rows and _tells_of(rows[-1], booking)):
            _invite(found, roster, booking, rows, posted)
        elif (booking.state == SENT or is_letter) and rows and rows[-1].letter != CANCELLATION:
            _compare(found, roster, booking, rows, posted)
        elif booking.state == CANCELLED and rows and rows[-1].letter != CANCELLATION:
            _call_off(found, roster, booking, rows, posted if cancellations else None)
    return Wanted(
        posted,
        letters=tuple(found.letters),
        already=tuple(found.already),
        too_late=tuple(found.too_late),
        cancelled=tuple(found.cancelled),
        untrue=tuple(found.untrue),
        rooms_to_call=tuple(found.rooms_to_call),
    )


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


def _again(roster: Roster, booking: Booking, rows: list[SentLetter]) -> WantedLetter:
    """The last letter once more; what it replaced is what went out before it with another revision."""
    last = rows[-1]
    if last.letter != CHANGE:
        return WantedLetter(booking, last.letter, _before(roster, rows, booking, last.letter), earlier=last)
    first = next(n for n, row in enumerate(rows) if row.sha256 == last.sha256)
    told = rows[first - 1].room if first and last.room == _room(roster, booking) else last.room
    return WantedLetter(booking, CHANGE, _before(roster, rows, booking, CHANGE), told, earlier=last)


def _before(roster: Roster, rows: list[SentLetter], booking: Booking, letter: str) -> date | None:
    """Return the date of the last invitation that went out; before an invitation only of one that says something else."""
    room = _room(roster, booking)
    invitations = [row for row in rows if row.letter == INVITATION]
    others = [row for row in invitations if letter != INVITATION or not _tells_of(row, booking) or row.room not in ("", room)]
    return next((row.dispatched_on for row in rows if others and row.sha256 == others[-1].sha256), None)


def _tells_of(row: SentLetter, booking: Booking) -> bool:
    """Tell whether a letter invites to an appointment as it is now; a time changed by hand may have the same revision."""
    return row.letter != CANCELLATION and row.sequence == booking.sequence and _holds(row, booking)


def _holds(row: SentLetter, booking: Booking) -> bool:
    """Tell whether what a letter says is true apart from the room: its time, and that the customer comes to the house."""
    return row.is_about(booking.start) and (not row.room or booking.channel in ("", IN_PERSON))


def _room(roster: Roster, booking: Booking) -> str:
    return roster.specialist_by_id[booking.specialist_id].room


def _compare(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date) -> None:
    """Compare an appointment with the letter that the customer holds; another room is told, the rest needs a new approval."""
    told = rows[-1].room
    if not _holds(rows[-1], booking):
        found.untrue.append(booking)
    elif told and told != _room(roster, booking):
        _tell_room(found, roster, booking, rows, posted)
    elif booking.state == APPROVED:
        found.already.append(booking)


def _tell_room(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date) -> None:
    former, is_late = _before(roster, rows, booking, CHANGE), _arrives_late(roster, booking, posted)
    letter = WantedLetter(booking, CHANGE, former, rows[-1].room, is_late=is_late)
    (found.rooms_to_call if booking.start.date() < posted else found.letters).append(letter)


def _arrives_late(roster: Roster, booking: Booking, posted: date) -> bool:
    """Tell whether a letter that asks nobody to come does not count as received before the day of the talk."""
    return booking.start.date() <= received_on(_concept(roster, booking), roster.office.calendar, posted)


def _invite(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date) -> None:
    if booking.start.date() < posted:
        found.too_late.append(booking)
    else:
        first = first_day_reached(_concept(roster, booking), roster.office.calendar, LETTER, posted)
        former = _before(roster, rows, booking, INVITATION)
        found.letters.append(WantedLetter(booking, INVITATION, former, is_late=booking.start.date() < first))


def _call_off(found: _Found, roster: Roster, booking: Booking, rows: list[SentLetter], posted: date | None) -> None:
    """Call off an appointment by a letter posted on a day; None = nobody asked for letters."""
    if posted is None:
        found.cancelled.append(booking)
    elif booking.start.date() < posted:
        found.too_late.append(booking)
    else:
        former, is_late = _before(roster, rows, booking, CANCELLATION), _arrives_late(roster, booking, posted)
        found.letters.append(WantedLetter(booking, CANCELLATION, former, is_late=is_late))


def _concept(roster: Roster, booking: Booking) -> Concept:
    return roster.concepts[roster.team_of(roster.customer_by_id[booking.customer_id]).concept]
