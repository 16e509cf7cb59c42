"""Proposals: the rows that somebody wants to approve, as local times, and the bookings that they become."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.plan import Appointment, Plan
from scheduler.pseudonyms import DOMAIN
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking
from scheduler.store.changes import Added

BOOKINGS = "bookings.csv"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row to be approved; times are local to the office, without offset.

    Attributes:
        appointment_id: as in the plan.
        covers_for: the colleague who looks after the customer, where another specialist holds the talk.
        double_booked: invited in addition to the other row of the same specialist and start.
        line: line of the edited file, 0 = as planned.
        is_added: the plan does not know the customer, a person added the row.
        is_moved: a person gave it another specialist, start or length.
    """

    appointment_id: str
    specialist_id: str
    customer_id: str
    start: datetime
    end: datetime
    kind: str
    channel: str
    invited_by: str
    covers_for: str = ""
    double_booked: bool = False
    line: int = 0
    is_added: bool = False
    is_moved: bool = False

    @property
    def day(self) -> date:
        """The day of the talk."""
        return self.start.date()

    @property
    def seat(self) -> tuple[str, datetime]:
        """Who holds it, and when it begins."""
        return self.specialist_id, self.start


def planned(appointment: Appointment, zone: ZoneInfo) -> Proposal:
    """Return an appointment of a plan as it stands."""
    return Proposal(
        appointment_id=appointment.appointment_id,
        specialist_id=appointment.specialist_id,
        customer_id=appointment.customer_id,
        start=_local(appointment.start, zone),
        end=_local(appointment.end, zone),
        kind=appointment.kind,
        channel=appointment.channel,
        invited_by=appointment.invited_by,
        covers_for=appointment.covers_for,
        double_booked=appointment.double_booked,
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def booking_added(row: Proposal, booking_id: str, today: date) -> Added:
    """Return the booking that an approved row becomes: same id, uid and times, sequence 0."""
    return Added(
        BOOKINGS,
        {
            "booking_id": booking_id,
            "specialist_id": row.specialist_id,
            "customer_id": row.customer_id,
            "start": row.start,
            "end": row.end,
            "state": "approved",
            "kind": row.kind,
            "channel": row.channel,
            "invited_by": row.invited_by,
            "invited_on": today,
            "covers_for": row.covers_for,
            "double_booked": row.double_booked,
            "uid": f"{booking_id}@{DOMAIN}",
            "sequence": 0,
        },
    )


class Bookings:
    """The bookings of a roster, asked by the id of an appointment.

    The id follows from customer, rule and week. Where somebody is invited a second time in a week, because the first appointment
    was called off or missed, the second booking has the id with `-2` at its end, the next one `-3`.
    """

    def __init__(self, bookings: Iterable[Booking]) -> None:
        self._of: dict[str, list[Booking]] = {}
        self._ids: set[str] = set()
        for booking in bookings:
            self._of.setdefault(re.sub(r"-\d+$", "", booking.booking_id), []).append(booking)
            self._ids.add(booking.booking_id)

    def approved(self, row: Proposal, plan: Plan) -> Booking | None:
        """Return the booking that a row has become already, whatever came of it since.

        A booking that was called off before the plan was made is none of its rows.
        """
        for booking in self._of.get(row.appointment_id, ()):
            is_same = (booking.specialist_id, booking.start, booking.end) == (row.specialist_id, row.start, row.end)
            is_older = booking.invited_on is not None and booking.invited_on < plan.today
            if is_same and not (is_older and booking.state in FREED_STATES):
                return booking
        return None

    def elsewhere(self, row: Proposal) -> Booking | None:
        """Return the open booking of a row that has other times."""
        return next((b for b in self._of.get(row.appointment_id, ()) if b.state in OPEN_STATES), None)

    def free_id(self, row: Proposal) -> str:
        """Return the id of the booking that the row becomes."""
        name, number = row.appointment_id, 1
        while name in self._ids:
            number += 1
            name = f"{row.appointment_id}-{number}"
        return name


def partners(rows: Iterable[Proposal]) -> Mapping[str, str]:
    """Return who shares a seat with whom: customer id → customer id, both ways."""
    seats: dict[tuple[str, datetime], list[Proposal]] = {}
    for row in rows:
        seats.setdefault(row.seat, []).append(row)
    found: dict[str, str] = {}
    for pair in seats.values():
        if len(pair) == 2 and sum(row.double_booked for row in pair) == 1:
            first, second = (row.customer_id for row in pair)
            found |= {first: second, second: first}
    return found
