"""A roster as a later week of a horizon sees it: with the appointments of the weeks before, as if they were made and held.

What lies before the evening on which its letters go out counts as held, so that the contact clock runs on; what lies after it
is an open appointment. Who does not come is not guessed: the expected number is kept free (`returns.py`).
Source: docs/model.md, Weeks ahead.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import structs

from scheduler.assumed import Ahead, Assumed
from scheduler.errors import PlanError
from scheduler.plan import Plan
from scheduler.roster import OPEN_STATES, Booking, Contact, Roster
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan, prepare_week


def looked_at(roster: Roster, plan: Plan) -> WeekToPlan:
    """Look at a roster for the week of a plan, with what the plan takes for granted.

    Raises:
        PlanError: the plan takes an appointment for granted with somebody whom the roster does not know.
    """
    planned = {week.specialist_id for week in plan.weeks}
    return prepare_week(assumed_roster(roster, plan.ahead, plan.today), plan.monday, plan.today, planned)


def assumed_roster(roster: Roster, ahead: Ahead | None, today: date) -> Roster:
    """Return the roster as a later week sees it.

    Args:
        roster: the roster.
        ahead: what the week takes for granted; None = nothing.
        today: the day on which the letters of the week go out.

    Raises:
        PlanError: an appointment with somebody whom the roster does not know.
    """
    if ahead is None:
        return roster
    unknown = [a for a in ahead.assumed if not _is_known(roster, a)]
    if unknown:
        raise PlanError(text("ahead.unknown", customer=unknown[0].customer_id, specialist=unknown[0].specialist_id))
    zone = ZoneInfo(roster.office.timezone)
    known = {booking.booking_id for booking in roster.bookings}
    bookings = [*roster.bookings, *(_booking(a, zone) for a in ahead.assumed if a.appointment_id not in known)]
    held = [booking for booking in bookings if is_over(booking, ahead.planned_on, today)]
    names = {booking.booking_id for booking in held}
    return replace(
        roster,
        bookings=tuple(structs.replace(b, state="held") if b.booking_id in names else b for b in bookings),
        contacts=roster.contacts + tuple(map(_contact, held)),
        returns=ahead.returns,
    )


def _is_known(roster: Roster, assumed: Assumed) -> bool:
    return assumed.customer_id in roster.customer_by_id and assumed.specialist_id in roster.specialist_by_id


def is_over(booking: Booking, planned_on: date, today: date) -> bool:
    """Tell whether an open appointment will be over on the evening of a later day."""
    is_open = bool(booking.customer_id) and booking.state in OPEN_STATES
    return is_open and planned_on < today and planned_on <= booking.start.date() <= today


def _booking(assumed: Assumed, zone: ZoneInfo) -> Booking:
    return Booking(
        booking_id=assumed.appointment_id,
        specialist_id=assumed.specialist_id,
        customer_id=assumed.customer_id,
        start=assumed.start.astimezone(zone).replace(tzinfo=None),
        end=assumed.end.astimezone(zone).replace(tzinfo=None),
        state="approved",
        kind=assumed.kind,
        channel=assumed.channel,
        invited_by=assumed.invited_by,
        invited_on=assumed.invited_on,
        covers_for=assumed.covers_for,
        double_booked=assumed.double_booked,
    )


def _contact(booking: Booking) -> Contact:
    """Return the talk that a booking becomes; without `invited_by` it is not counted for show rates."""
    return Contact(
        customer_id=booking.customer_id,
        on=booking.start.date(),
        channel=booking.channel or "in_person",
        outcome="held",
        kind=booking.kind,
    )
