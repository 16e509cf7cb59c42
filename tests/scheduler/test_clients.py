"""Other people's programs look at our files: the right instant in every season, the VTIMEZONE trap, moved and called off.

Every calendar that these tests export passes the raw check and libical, and is read by ical.js, vobject and the library.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from helpers.clients import Khal, faults_by_anybody, ical_js, libical_faults, vobject_instants
from helpers.exports import MAIL_OFFICE, NINE, TEN, calendar_in, done, files_of, office_of, rebook
from helpers.rosters import booking
from scheduler.ical.rawcheck import faults_of

HOURS = {
    "January": (date(2027, 1, 13), 1),
    "July": (date(2027, 7, 21), 2),
    "before summer time begins": (date(2027, 3, 24), 1),
    "Friday before the 28 March": (date(2027, 3, 26), 1),
    "Monday after it": (date(2027, 3, 29), 2),
    "Friday before the 29 March 2030": (date(2030, 3, 29), 1),
    "Monday after the 31 March 2030": (date(2030, 4, 1), 2),
    "Friday before the 25 October 2026": (date(2026, 10, 23), 2),
    "Monday after it, winter time": (date(2026, 10, 26), 1),
    "Monday after the 29 March 2026": (date(2026, 3, 30), 2),
}
"""Day of an appointment at nine, and how many hours Berlin is ahead of UTC on it."""


def season(folder: Path, day: date) -> tuple[bytes, bytes]:
    """Return the calendar and the mail of one appointment at nine."""
    at = [f"{day.isoformat()}T{time}" for time in ("09:00", "09:45")]
    roster = office_of(folder / "roster", [booking("B1", *at)])
    today = (day - timedelta(days=7)).isoformat()
    done("export", "ics", roster, "--specialist", "S1", "-o", folder / "out", today=today)
    done("export", "invitations", roster, "-o", folder / "mail", today=today)
    [mail] = files_of(folder / "mail").values()
    return files_of(folder / "out")["S1.ics"], calendar_in(mail)


def library_instants(calendar: bytes) -> list[tuple[str, datetime, datetime]]:
    found = [event for event in Calendar.from_ical(calendar).walk("VEVENT") if isinstance(event, Event)]
    moments = [(event.start, event.end) for event in found]
    assert all(isinstance(start, datetime) and isinstance(end, datetime) for start, end in moments)
    return [("", s.astimezone(UTC), e.astimezone(UTC)) for s, e in moments if isinstance(s, datetime) and isinstance(e, datetime)]


@pytest.mark.parametrize("name", HOURS)
def test_every_parser_finds_the_right_instant(tmp_path: Path, name: str) -> None:
    day, ahead = HOURS[name]
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) - timedelta(hours=ahead)
    calendars = season(tmp_path, day)
    for calendar in calendars:
        assert faults_by_anybody(calendar) == []
        for instants in (vobject_instants(calendar), library_instants(calendar)):
            assert [times for _, *times in instants] == [[start, start + timedelta(minutes=45)]]


def test_the_parser_of_thunderbird_finds_the_right_instants(tmp_path: Path) -> None:
    calendars = [season(tmp_path / str(n), day)[0] for n, (day, _) in enumerate(HOURS.values())]
    starts = [found[0][1] for found in ical_js(calendars)]
    assert [(start.hour, start.date()) for start in starts] == [(9 - ahead, day) for day, ahead in HOURS.values()]


def with_generated_zone(calendar: bytes) -> bytes:
    """Return a calendar with the VTIMEZONE that the library generates instead of ours."""
    parsed = Calendar.from_ical(calendar)
    parsed.subcomponents = [part for part in parsed.subcomponents if part.name != "VTIMEZONE"]
    parsed.add_missing_timezones()
    return bytes(parsed.to_ical())


@pytest.fixture
def july_and_january(tmp_path: Path) -> list[bytes]:
    """An appointment at nine of July and one of January, with our VTIMEZONE, then both with the generated one."""
    ours = [season(tmp_path / name, HOURS[name][0])[0] for name in ("July", "January")]
    return [*ours, *map(with_generated_zone, ours)]


def test_the_trap_is_real_in_the_parser_of_thunderbird_and_ours_does_not_have_it(july_and_january: list[bytes]) -> None:
    """The generated VTIMEZONE puts an appointment of July an hour late, of January not, so nobody sees it in winter."""
    assert [found[0][1].hour for found in ical_js(july_and_january)] == [7, 8, 8, 8]


def test_the_trap_is_real_in_vobject_and_ours_does_not_have_it(july_and_january: list[bytes]) -> None:
    assert [vobject_instants(calendar)[0][1].hour for calendar in july_and_january] == [7, 8, 8, 8]


def test_libical_lets_the_trap_pass_and_our_check_does_not(july_and_january: list[bytes]) -> None:
    assert [bool(faults_of(calendar)) for calendar in july_and_january] == [False, False, True, True]
    assert [libical_faults(calendar) for calendar in july_and_january] == [[]] * 4


def test_requested_moved_and_called_off_end_right_in_khal(tmp_path: Path) -> None:
    roster, khal = office_of(tmp_path / "roster", [booking("B1", *NINE)]), Khal(tmp_path / "khal")

    def told(day: int, change: dict[str, str]) -> bytes:
        rebook(roster, [{**booking("B1", *NINE), **change}])
        done("export", "invitations", roster, "-o", tmp_path / f"mail{day}", today=f"2026-11-{day}")
        [mail] = files_of(tmp_path / f"mail{day}").values()
        assert faults_by_anybody(calendar_in(mail)) == []
        return calendar_in(mail)

    def shown() -> list[list[str]]:
        return [[line.split()[n] for n in (1, 3, -1)] for line in khal.shows("2026-11-30", "2026-12-04")]

    moved = {"start": TEN[0], "end": TEN[1]}
    khal.take(told(20, {}), told(21, moved))
    assert shown() == [["10:00", "10:45", "CONFIRMED"]]
    khal.take(told(22, {**moved, "state": "cancelled"}))
    assert shown() == [["10:00", "10:45", "CANCELLED"]]


def test_published_moved_and_called_off_end_right_in_khal(tmp_path: Path) -> None:
    roster, khal, out = office_of(tmp_path / "roster", [booking("B1", *NINE)]), Khal(tmp_path / "khal"), tmp_path / "out"
    calendars = []
    for day, change in ((20, {}), (21, {"start": TEN[0], "end": TEN[1]}), (22, {"state": "excused"})):
        rebook(roster, [{**booking("B1", *NINE), **change}])
        done("export", "ics", roster, "--specialist", "S1", "-o", out, today=f"2026-11-{day}")
        calendars.append(next(data for name, data in files_of(out).items() if (day == 22) == ("cancel" in name)))
    khal.take(*calendars)
    [line] = khal.shows("2026-11-30", "2026-12-04")
    assert (line.split()[1], line.split()[-1]) == ("10:00", "CANCELLED")


def test_a_house_in_another_zone_writes_utc(tmp_path: Path) -> None:
    office = f'timezone = "Atlantic/Azores"\n{MAIL_OFFICE}'
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE)], office=office)
    done("export", "ics", roster, "-o", tmp_path / "out")
    calendar = files_of(tmp_path / "out")["S1.ics"]
    assert faults_by_anybody(calendar) == []
    assert [start.hour for _, start, *_ in ical_js([calendar])[0]] == [10]
