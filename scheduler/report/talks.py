"""The appointments and talks of a month: contacts.csv and bookings.csv put together, each appointment once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.concept import DELIVERIES, Concept
from scheduler.history import NO_TALK_KINDS
from scheduler.report.month import Month
from scheduler.roster import HELD_OUTCOMES, OPEN_STATES, Booking, Contact, Roster

OPEN, NO_OUTCOME, LATE, HELD = "open", "no_outcome", "late", "held"


@dataclass(frozen=True, slots=True)
class Talk:
    """An appointment, or a talk without one, with what became of it.

    Attributes:
        team: team of who held it, as far as the roster tells, else of the customer's specialist.
        on: its day.
        outcome: held, missed, excused, cancelled or turned_away; open: still to come; no_outcome: past, and not recorded.
        kind: kind of the talk.
        channel: its channel.
        is_invited: there was an appointment.
        is_advice: a qualified consultation.
    """

    team: str
    on: date
    outcome: str
    kind: str
    channel: str
    is_invited: bool
    is_advice: bool

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.outcome == HELD


def talks_of(roster: Roster, month: Month) -> tuple[Talk, ...]:
    """Return everything of the days of a month: what the contacts tell, and the bookings that they do not tell of."""
    bookings = {booking.booking_id: booking for booking in roster.bookings if _is_talk(booking)}
    contacts = [contact for contact in roster.contacts if contact.kind not in NO_TALK_KINDS]
    told = {contact.booking_id for contact in contacts if contact.booking_id}
    days = {(contact.customer_id, contact.on, contact.channel) for contact in contacts if not contact.booking_id}
    found = [_of_contact(roster, contact, bookings.get(contact.booking_id)) for contact in contacts]
    found += [
        _of_booking(roster, booking, month.today)
        for booking in bookings.values()
        if booking.booking_id not in told
        and (booking.customer_id, booking.start.date(), booking.channel or "in_person") not in days
    ]
    return tuple(talk for talk in found if talk is not None and month.first <= talk.on <= month.last)


def _is_talk(booking: Booking) -> bool:
    return bool(booking.customer_id) and booking.kind not in NO_TALK_KINDS


def _of_contact(roster: Roster, contact: Contact, booking: Booking | None) -> Talk | None:
    """Return what a contact tells; a call that nobody answered, without an appointment, is none.

    Its team is that of its booking; its day too, since who called off earlier has a row of that earlier day.
    """
    is_held = contact.outcome in HELD_OUTCOMES
    is_invited = contact.invited_by in DELIVERIES or booking is not None or (not is_held and contact.channel != "phone")
    if not is_held and not is_invited:
        return None
    holder = booking.specialist_id if booking else roster.customer_by_id[contact.customer_id].specialist_id
    return Talk(
        team=roster.specialist_by_id[holder].team,
        on=booking.start.date() if booking else contact.on,
        outcome=HELD if is_held else contact.outcome,
        kind=contact.kind or "regular",
        channel=contact.channel or "in_person",
        is_invited=is_invited,
        is_advice=contact.advice,
    )


def _of_booking(roster: Roster, booking: Booking, today: date) -> Talk:
    outcome = HELD if booking.state in HELD_OUTCOMES else booking.state
    if booking.state in OPEN_STATES:
        outcome = OPEN if booking.start.date() >= today else NO_OUTCOME
    return Talk(
        team=roster.specialist_by_id[booking.specialist_id].team,
        on=booking.start.date(),
        outcome=outcome,
        kind=booking.kind or "regular",
        channel=booking.channel or "in_person",
        is_invited=True,
        is_advice=True,
    )


def held(talks: Iterable[Talk], concept: Concept, channels: Iterable[str]) -> list[Talk]:
    """Return the talks that took place in one of these channels and count as consultations under a concept."""
    counting = frozenset(channels)
    return [t for t in talks if t.is_held and t.channel in counting and (t.is_advice or not concept.advice_required)]
