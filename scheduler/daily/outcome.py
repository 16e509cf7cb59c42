"""Outcome: what became of an appointment, written to the booking and as one row of `contacts.csv`; a wrong one is corrected.

Pure: roster in, changes out. turnus draws no consequence from a miss but the next invitation; meaning: docs/model.md, Outcomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.deadlines import talks_due
from scheduler.errors import RefusedError
from scheduler.history import MISSED, NO_TALK_KINDS
from scheduler.needs import Cases
from scheduler.roster import FREED_STATES, HELD_OUTCOMES, OPEN_STATES, Booking, Contact, Roster
from scheduler.rulenames import rule_name
from scheduler.store.changes import Added, Change, Updated, Value
from scheduler.talks import last_letters
from scheduler.texts import text


@dataclass(frozen=True, slots=True)
class Recorded:
    """What comes of an outcome.

    Attributes:
        changes: the state of the booking and the row of contacts.csv; none where both stand there already.
        corrects: the outcome that stood there before, empty = none.
        notes: what a person should know, in words.
    """

    changes: tuple[Change, ...]
    corrects: str
    notes: tuple[str, ...]


def record_outcome(roster: Roster, booking_id: str, outcome: str, today: date, *, advice: bool = True) -> Recorded:
    """Return what is to be written when an appointment has had an outcome.

    Args:
        roster: the roster.
        booking_id: which appointment.
        outcome: held, late, missed, excused, cancelled or turned_away.
        today: the day of recording; before the day of the talk it can only be excused or cancelled.
        advice: whether a talk that was held was a qualified consultation.

    Raises:
        RefusedError: there is no such booking, it is an internal block, it lies ahead, or nobody can tell which contact it is.
    """
    booking = _booking(roster, booking_id, outcome, today)
    contact = _contact(roster, booking, outcome, today, advice)
    old = _recorded(roster, booking)
    changes: list[Change] = []
    if booking.state != outcome:
        changes.append(Updated("bookings.csv", {"booking_id": booking_id}, {"state": outcome}))
    if old is None:
        changes.append(Added("contacts.csv", {"customer_id": contact.customer_id, **_values(contact)}))
    elif old != contact:
        changes.append(Updated("contacts.csv", _key(old), _values(contact)))
    corrects = booking.state if booking.state not in OPEN_STATES and booking.state != outcome else ""
    after = replace(roster, contacts=(*(row for row in roster.contacts if row != old), contact))
    return Recorded(
        tuple(changes), corrects, (*_seat_notes(roster, booking, outcome), *_next_notes(after, booking, outcome, today))
    )


def _booking(roster: Roster, booking_id: str, outcome: str, today: date) -> Booking:
    booking = next((b for b in roster.bookings if b.booking_id == booking_id), None)
    if booking is None:
        raise RefusedError(text("outcome.unknown", value=booking_id))
    if not booking.customer_id:
        raise RefusedError(text("outcome.block", value=booking_id))
    if booking.start.date() > today and outcome not in FREED_STATES:
        raise RefusedError(text("outcome.ahead", value=booking_id, day=f"{booking.start:%d.%m.%Y}", today=f"{today:%d.%m.%Y}"))
    return booking


def _contact(roster: Roster, booking: Booking, outcome: str, today: date, advice: bool) -> Contact:
    """Return the row of an outcome: of the day of the talk, or of today where it was called off before."""
    on = min(booking.start.date(), today)
    invited_on = booking.invited_on if booking.invited_on is not None and booking.invited_on <= on else None
    return Contact(
        customer_id=booking.customer_id,
        on=on,
        channel=booking.channel or "in_person",
        outcome=outcome,
        kind=booking.kind,
        invited_by=booking.invited_by,
        invited_on=invited_on,
        advice=advice or outcome not in HELD_OUTCOMES,
        booking_id=booking.booking_id,
        double_booked=shares_seat(roster, booking),
    )


def shares_seat(roster: Roster, booking: Booking) -> bool:
    """Tell whether somebody else is invited to the same seat; who called off before does not count."""
    others = [
        other
        for other in roster.bookings
        if other.customer_id
        and other is not booking
        and (other.specialist_id, other.start) == (booking.specialist_id, booking.start)
    ]
    if not others:
        return booking.double_booked
    left = [other for other in others if other.state not in FREED_STATES]
    return any(booking.double_booked or other.double_booked for other in left)


def _recorded(roster: Roster, booking: Booking) -> Contact | None:
    """Return the row that tells the outcome already: by its booking, else the one of that day, channel and kind.

    Raises:
        RefusedError: several rows could be it.
    """
    mine = [contact for contact in roster.contacts if contact.booking_id == booking.booking_id]
    if mine:
        return mine[0]
    found = [
        contact
        for contact in roster.contacts
        if (contact.customer_id, contact.on) == (booking.customer_id, booking.start.date())
        and contact.channel == (booking.channel or "in_person")
        and not contact.booking_id
        and (contact.kind in ("", booking.kind) or (not booking.kind and contact.kind not in NO_TALK_KINDS))
    ]
    if len(found) > 1:
        day = f"{booking.start:%d.%m.%Y}"
        raise RefusedError(text("outcome.several", customer=booking.customer_id, day=day, number=len(found)))
    return found[0] if found else None


def _key(contact: Contact) -> Mapping[str, Value]:
    if contact.booking_id:
        return {"booking_id": contact.booking_id}
    names: dict[str, Value] = {
        "customer_id": contact.customer_id,
        "on": contact.on,
        "channel": contact.channel,
        "kind": contact.kind,
    }
    return {**names, "booking_id": ""}


def _values(contact: Contact) -> dict[str, Value]:
    """Return the cells of a row; `advice` only says something about a talk that was held."""
    return {
        "on": contact.on,
        "channel": contact.channel,
        "outcome": contact.outcome,
        "kind": contact.kind,
        "invited_by": contact.invited_by,
        "invited_on": contact.invited_on,
        "advice": contact.advice if contact.outcome in HELD_OUTCOMES else None,
        "booking_id": contact.booking_id,
        "double_booked": True if contact.double_booked else None,
    }


def _seat_notes(roster: Roster, booking: Booking, outcome: str) -> list[str]:
    if outcome != MISSED or not shares_seat(roster, booking):
        return []
    return [text("outcome.double_seat", customer=booking.customer_id, booking=booking.booking_id)]


def _next_notes(roster: Roster, booking: Booking, outcome: str, today: date) -> list[str]:
    """Say what follows: the next deadline, from when on a letter may go out, and that a person should look."""
    customer = roster.customer_by_id[booking.customer_id]
    case = Cases(roster, today).of(customer)
    dues = [(due.deadline, due.rule.rule_id) for due in talks_due(case)]
    notes = []
    if dues:
        deadline, rule = min(dues)
        notes.append(text("outcome.next", deadline=f"{deadline:%d.%m.%Y}", rule=rule_name(rule)))
    else:
        notes.append(text("outcome.nothing_due"))
    if outcome == "turned_away":
        notes.append(text("outcome.turned_away"))
    letter = last_letters(roster.contacts, roster.bookings).get(customer.customer_id)
    earliest = letter + timedelta(days=case.concept.letter_spacing_days) if letter else today
    if outcome not in HELD_OUTCOMES and earliest > today:
        notes.append(text("outcome.letter", day=f"{earliest:%d.%m.%Y}"))
    misses = case.history.misses_in_a_row(today)
    if len(misses) >= case.concept.misses_shown:
        days = ", ".join(f"{day:%d.%m.%Y}" for day in misses)
        notes.append(text("outcome.in_a_row", customer=customer.customer_id, number=len(misses), days=days))
    return notes
