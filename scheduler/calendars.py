"""Calendars: one iCalendar file per specialist with the planned week, pseudonymous, readable by every client.

METHOD:PUBLISH, stable UIDs from keyed hashes, our own fixed VTIMEZONE (generated ones shift summer appointments in some
clients), no customer data: the summary holds a pseudonym and the length, never name, number, status or reason.
Source: RFC 5545 (3.6.5 time zones), RFC 5546 (3.2.1 PUBLISH).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

from scheduler.plan import Appointment, Plan
from scheduler.pseudonyms import DOMAIN
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan

PRODUCT = "-//turnus//turnus//DE"
BERLIN = "Europe/Berlin"


def plan_calendars(to_plan: WeekToPlan, plan: Plan) -> dict[str, bytes]:
    """Return the calendars of a plan: path inside the plan folder → bytes."""
    office = to_plan.roster.office
    return {
        calendar_path(prepared.specialist.specialist_id): specialist_calendar(
            prepared.specialist.specialist_id,
            plan.of(prepared.specialist.specialist_id),
            room=prepared.specialist.room,
            organizer=office.organizer,
            today=plan.planned_on,
            timezone=office.timezone,
        )
        for prepared in to_plan.prepared
    }


def calendar_path(specialist_id: str) -> str:
    """Return where the calendar of a specialist lies inside the plan folder."""
    return f"calendars/{specialist_id}.ics"


def uid(appointment: Appointment) -> str:
    """Return the stable UID of an appointment."""
    return f"{appointment.appointment_id}@{DOMAIN}"


def specialist_calendar(
    specialist_id: str, appointments: Sequence[Appointment], *, room: str, organizer: str, today: date, timezone: str = BERLIN
) -> bytes:
    """Return one specialist's planned week as iCalendar bytes (CRLF, folded).

    Args:
        specialist_id: whose calendar.
        appointments: the appointments of this specialist.
        room: where the talks are held; empty = no LOCATION.
        organizer: mailto: address that PUBLISH requires.
        today: day of planning; gives the DTSTAMP, so that equal input gives equal bytes.
        timezone: only Europe/Berlin has a VTIMEZONE here; other zones are written in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", text("calendar.name", specialist=specialist_id))
    if timezone == BERLIN:
        calendar.add_component(berlin_timezone())
    stamp = datetime(today.year, today.month, today.day)
    for appointment in appointments:
        calendar.add_component(_event(appointment, room, organizer, stamp, timezone))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, room: str, organizer: str, stamp: datetime, timezone: str) -> Event:
    event = Event()
    event.add("uid", uid(appointment))
    event["DTSTAMP"] = f"{stamp:%Y%m%dT%H%M%SZ}"
    event.add("sequence", 0)
    for name, moment in (("DTSTART", appointment.start), ("DTEND", appointment.end)):
        _add_time(event, name, moment, timezone)
    event.add("summary", text("calendar.summary", pseudonym=tag(appointment), minutes=appointment.minutes))
    event.add("organizer", organizer or f"mailto:noreply@{DOMAIN}")
    if room:
        event.add("location", room)
    event.add("class", "PRIVATE")
    event.add("status", "TENTATIVE")
    event.add("transp", "OPAQUE")
    event.add("categories", [text("calendar.category")])
    return event


def _add_time(event: Event, name: str, moment: datetime, timezone: str) -> None:
    """Add a time with its TZID, or in UTC where we have no VTIMEZONE of our own."""
    if timezone == BERLIN:
        event.add(name, moment.replace(tzinfo=None), parameters={"TZID": BERLIN})
    else:
        event[name] = f"{(moment - (moment.utcoffset() or timedelta())):%Y%m%dT%H%M%SZ}"


def tag(appointment: Appointment) -> str:
    """Return the pseudonym of an appointment as people read it: `T-4F7K` style, from its keyed id."""
    return f"T-{appointment.appointment_id[:6].upper()}"


def berlin_timezone() -> Timezone:
    """Return the fixed VTIMEZONE of Europe/Berlin: summer time from the last Sunday of March to the last of October."""
    zone = Timezone()
    zone.add("tzid", BERLIN)
    parts = (
        (TimezoneDaylight(), "CEST", datetime(1970, 3, 29, 2), 3, timedelta(hours=1), timedelta(hours=2)),
        (TimezoneStandard(), "CET", datetime(1970, 10, 25, 3), 10, timedelta(hours=2), timedelta(hours=1)),
    )
    for part, name, start, month, before, after in parts:
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        zone.add_component(part)
    return zone
