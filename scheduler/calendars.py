"""The calendars of a plan: one iCalendar file per specialist with the planned week, pseudonymous, readable by every client.

METHOD:PUBLISH, tentative, with stable UIDs from keyed hashes. No customer data: the summary holds a pseudonym and the length,
never name, number, status or reason.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scheduler.ical.calendarfile import calendar_bytes
from scheduler.ical.entry import TENTATIVE, Entry, midnight
from scheduler.pseudonyms import DOMAIN
from scheduler.texts import text

if TYPE_CHECKING:  # a roster has calendars without a plan
    from scheduler.plan import Appointment, Plan
    from scheduler.week_to_plan import WeekToPlan


def plan_calendars(to_plan: "WeekToPlan", plan: "Plan") -> dict[str, bytes]:
    """Return the calendars of a plan: path inside the plan folder → bytes."""
    office = to_plan.roster.office
    found = {}
    for prepared in to_plan.prepared:
        name, room = prepared.specialist.specialist_id, prepared.specialist.room
        entries = planned_entries(plan, plan.of(name), room)
        title = text("calendar.name", specialist=name)
        found[calendar_path(name)] = calendar_bytes(entries, name=title, organizer=office.organizer, timezone=office.timezone)
    return found


def calendar_path(specialist_id: str) -> str:
    """Return where the calendar of a specialist lies inside the plan folder."""
    return f"calendars/{specialist_id}.ics"


def planned_entries(plan: "Plan", appointments: Iterable["Appointment"], room: str) -> list[Entry]:
    """Return planned appointments as entries, stamped with the day of planning, so that equal input gives equal bytes."""
    return [
        Entry(
            uid=uid_of(appointment.appointment_id),
            sequence=0,
            stamp=midnight(plan.planned_on),
            start=appointment.start.replace(tzinfo=None),
            end=appointment.end.replace(tzinfo=None),
            summary=text("calendar.summary", pseudonym=tag(appointment.appointment_id), minutes=appointment.minutes),
            location=room,
            status=TENTATIVE,
        )
        for appointment in appointments
    ]


def uid_of(appointment_id: str) -> str:
    """Return the stable UID of an appointment."""
    return f"{appointment_id}@{DOMAIN}"


def tag(appointment_id: str) -> str:
    """Return the pseudonym of an appointment as people read it: `T-4F7K` style, from its keyed id."""
    return f"T-{appointment_id[:6].upper()}"
