"""Taking over a replan: absences and appointments as they are now, as changes to the roster. Pure: roster in, changes out."""

from collections.abc import Iterator
from datetime import date

from scheduler.cellvalues import DAY_MINUTES
from scheduler.replan.fates import KEPT, PUT_BACK, Fate
from scheduler.replan.promised import LETTER
from scheduler.replan.result import Replan
from scheduler.roster import Absence, Booking, Roster
from scheduler.store.changes import Added, Change, Removed, Updated, Value
from scheduler.workdays import clock_time

ABSENCES = "absences.csv"
BOOKINGS = "bookings.csv"


def replan_changes(roster: Roster, replan: Replan, fates: tuple[Fate, ...], today: date) -> list[Change]:
    """Return what has to be written.

    Args:
        roster: the roster of today, without the disruption.
        replan: what was decided.
        fates: what becomes of every appointment.
        today: day of approval.
    """
    booking_of = {booking.booking_id: booking for booking in roster.bookings}
    changed = [fate for fate in fates if fate.what != KEPT]
    return [
        *_absences(roster, replan),
        *(Updated(BOOKINGS, {"booking_id": f.booking_id}, _values(booking_of[f.booking_id], f, today)) for f in changed),
    ]


def _absences(roster: Roster, replan: Replan) -> Iterator[Change]:
    gone = frozenset(n for n, absence in enumerate(roster.absences) if absence in replan.disruption.removed)
    if gone:
        yield Removed(ABSENCES, gone)
    for absence in replan.disruption.added:
        yield Added(ABSENCES, _absence(absence))


def _absence(absence: Absence) -> dict[str, Value]:
    values: dict[str, Value] = {
        "person_id": absence.person_id,
        "first_day": absence.first_day,
        "last_day": absence.last_day,
        "reason": absence.reason,
    }
    if (absence.from_time, absence.to_time) != (0, DAY_MINUTES):
        values |= {"from_time": clock_time(absence.from_time), "to_time": clock_time(absence.to_time)}
    return values


def _values(booking: Booking, fate: Fate, today: date) -> dict[str, Value]:
    """Return the cells of an appointment that change; the sequence always rises, so that calendars follow."""
    if fate.what == PUT_BACK or fate.new_start is None or fate.new_end is None:
        return {"state": "cancelled", "sequence": booking.sequence + 1}
    values: dict[str, Value] = {
        "specialist_id": fate.new_specialist_id,
        "covers_for": fate.covers_for,
        "sequence": booking.sequence + 1,
    }
    if not fate.tell:
        return values
    values |= {"start": fate.new_start.replace(tzinfo=None), "end": fate.new_end.replace(tzinfo=None), "state": "approved"}
    values |= {"double_booked": False, "invited_on": today}
    return values if fate.invited_by != LETTER else {**values, "invited_on": booking.invited_on}
