"""Calendars: right instants in every season, stable ids, no customer data; judged by a second parser that reads the VTIMEZONE."""

import re
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from helpers.clients import vobject_instants
from helpers.rosters import MONDAY, OFFICE, TODAY, customer, planned, specialist, write_roster
from scheduler.calendars import plan_calendars
from scheduler.plan import Plan

MARKER = "ZZMARKER"
SATURDAYS = [specialist(mon="08:00-12:30", tue="", thu="", fri="08:00-12:30")]


def calendar_of(folder: Path, monday: date = MONDAY, today: date = TODAY, office: str = OFFICE) -> tuple[Plan, bytes]:
    people = [customer(f"K{n}", last_contact_on="2025-01-07") for n in range(6)]
    to_plan, plan = planned(write_roster(folder, people, SATURDAYS, office=office), monday, today)
    return plan, plan_calendars(to_plan, plan)["calendars/S1.ics"]


WEEKS = {
    "January": (date(2027, 1, 11), date(2027, 1, 4), timedelta(hours=1)),
    "July": (date(2027, 7, 19), date(2027, 7, 9), timedelta(hours=2)),
    "before summer time": (date(2027, 3, 15), date(2027, 3, 8), timedelta(hours=1)),
    "first week of summer time": (date(2027, 3, 29), date(2027, 3, 19), timedelta(hours=2)),
    "last week of summer time": (date(2026, 10, 19), date(2026, 10, 9), timedelta(hours=2)),
    "first week of winter time": (date(2026, 10, 26), date(2026, 10, 16), timedelta(hours=1)),
}


@pytest.mark.parametrize("season", WEEKS)
def test_a_second_parser_finds_the_same_instants(tmp_path: Path, season: str) -> None:
    monday, today, offset = WEEKS[season]
    plan, calendar = calendar_of(tmp_path, monday, today)
    wanted = sorted(
        (f"{a.appointment_id}@turnus.invalid", a.start.astimezone(UTC), a.end.astimezone(UTC)) for a in plan.appointments
    )
    assert len(wanted) == 6
    assert {a.start.utcoffset() for a in plan.appointments} == {offset}
    assert vobject_instants(calendar) == wanted


def test_the_second_parser_sees_a_wrong_timezone(tmp_path: Path) -> None:
    """The check bites: with the summer rule gone, July is an hour off."""
    _, calendar = calendar_of(tmp_path, *WEEKS["July"][:2])
    broken = re.sub(rb"BEGIN:DAYLIGHT.*?END:DAYLIGHT\r\n", b"", calendar, flags=re.DOTALL)
    shifts = {right[1] - wrong[1] for right, wrong in zip(vobject_instants(calendar), vobject_instants(broken), strict=True)}
    assert shifts == {timedelta(hours=-1)}


def test_the_raw_bytes(tmp_path: Path) -> None:
    plan, calendar = calendar_of(tmp_path)
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    assert calendar.count(b"\n") == calendar.count(b"\r\n")
    lines = calendar.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"METHOD:PUBLISH" in lines
    assert not any(line.startswith((b"ATTENDEE", b"BEGIN:VALARM", b"DESCRIPTION")) for line in lines)
    for name in (b"UID:", b"DTSTAMP:", b"SEQUENCE:0", b"ORGANIZER:mailto:", b"CLASS:PRIVATE"):
        assert sum(line.startswith(name) for line in lines) == len(plan.appointments)
    assert calendar.count(b"BEGIN:VTIMEZONE") == 1


def test_ids_do_not_change_and_do_not_tell(tmp_path: Path) -> None:
    _, first = calendar_of(tmp_path / "a")
    _, again = calendar_of(tmp_path / "b")
    assert first == again
    assert b"K0" not in first


def test_no_mark_planted_in_a_customer_is_found_in_a_calendar(tmp_path: Path) -> None:
    marked = customer(
        f"K{MARKER}", household_id=f"BG{MARKER}", language=f"spr{MARKER}", needs=f"bedarf{MARKER}", flags="portal_ok"
    )
    occasion = [{"customer_id": f"K{MARKER}", "kind": "wish", "recorded_on": "2026-11-19", "note": f"Grund {MARKER}"}]
    deviation = [{"customer_id": f"K{MARKER}", "every": "1 Monat", "until": "2027-12-31", "reason": f"Grund {MARKER}"}]
    to_plan, plan = planned(write_roster(tmp_path, [marked], occasions=occasion, deviations=deviation))
    assert len(plan.appointments) == 1
    for name, content in plan_calendars(to_plan, plan).items():
        assert MARKER.encode() not in content.replace(b"\r\n ", b"")
        assert MARKER not in name
        assert b"alo" not in content.lower()


def test_a_specialist_without_talks_has_an_empty_calendar(tmp_path: Path) -> None:
    to_plan, plan = planned(write_roster(tmp_path, [customer("K1", last_contact_on="2026-11-19")]))
    calendar = Calendar.from_ical(plan_calendars(to_plan, plan)["calendars/S1.ics"])
    assert list(calendar.walk("VEVENT")) == []


def test_other_time_zones_are_written_in_utc(tmp_path: Path) -> None:
    plan, calendar = calendar_of(tmp_path, office=f'timezone = "Atlantic/Azores"\n{OFFICE}')
    assert b"VTIMEZONE" not in calendar
    starts = sorted(e.start for e in Calendar.from_ical(calendar).walk("VEVENT") if isinstance(e, Event))
    assert starts == sorted(a.start for a in plan.appointments)
