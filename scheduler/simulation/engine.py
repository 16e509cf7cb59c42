"""What both engines have in common: a week of a world is planned, and the plan becomes appointments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.needs import WeekLook
from scheduler.plan import Appointment
from scheduler.prepare import Prepared
from scheduler.roster import Booking
from scheduler.simulation.records import Records
from scheduler.simulation.world import World


@dataclass(frozen=True, slots=True)
class Planned:
    """What an engine decides about a week.

    Attributes:
        appointments: who is invited, for when.
        weeks: the week of every specialist as it was planned: number, minutes.
        left_out: customer ids of the needs of the ladder that found no seat.
    """

    appointments: tuple[Appointment, ...]
    weeks: tuple[Prepared, ...]
    left_out: tuple[str, ...]


Engine = Callable[[World, Records, WeekLook, date], Planned]
"""Plans a week: the world, what its customers need, the week, the day of planning."""


def bookings_of(appointments: Iterable[Appointment], today: date) -> list[Booking]:
    """Return appointments as bookings that are approved on a day."""
    return [
        Booking(
            booking_id=a.appointment_id,
            specialist_id=a.specialist_id,
            customer_id=a.customer_id,
            start=a.start.replace(tzinfo=None),
            end=a.end.replace(tzinfo=None),
            state="approved",
            kind=a.kind,
            channel=a.channel,
            invited_by=a.invited_by,
            invited_on=today,
            covers_for=a.covers_for,
            double_booked=a.double_booked,
        )
        for a in appointments
    ]
