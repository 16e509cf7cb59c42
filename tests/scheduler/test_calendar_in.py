"""Calendars in: an Outlook export becomes busy times, right to the minute, and nothing else of it is read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from helpers.outlook import WINDOWS_BERLIN, ZONE_OF_1601, alarm, calendar, event, meeting, timed
from scheduler.calendarin.busy import BusyTimes, busy_times
from scheduler.calendarin.limits import Meter
from scheduler.errors import RefusedError

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER = date(2026, 7, 20), date(2026, 7, 24)
WINTER = date(2026, 11, 30), date(2026, 12, 4)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def read(data: bytes, days: tuple[date, date] = YEAR) -> BusyTimes:
    return busy_times(data, BERLIN, *days, Meter())


def when(data: bytes, days: tuple[date, date] = YEAR) -> list[tuple[str, str]]:
    """Return start and end of what is found; everything must have been read."""
    found = read(data, days)
    assert found.unread == ()
    return [(f"{busy.start:%d.%m. %H:%M}", f"{busy.end:%d.%m. %H:%M}") for busy in found.times]


def states(data: bytes) -> list[str]:
    return [busy.state for busy in read(data).times]


@pytest.mark.parametrize("definition", ["", ZONE_OF_1601.format(tzid=WINDOWS_BERLIN)], ids=["by name", "with the zone of 1601"])
@pytest.mark.parametrize("day", ["20260119", "20260720", "20260330", "20261026"])
def test_a_windows_zone_is_right_in_winter_in_summer_and_after_each_change_of_the_clock(definition: str, day: str) -> None:
    data = calendar(definition, meeting("a", f"{day}T090000", f"{day}T100000"))
    start = datetime.strptime(day, "%Y%m%d")
    assert when(data) == [(f"{start:%d.%m.} 09:00", f"{start:%d.%m.} 10:00")]


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("DTSTART:20260720T070000Z", "09:00"),
        ("DTSTART:20260720T090000", "09:00"),
        ("DTSTART;TZID=Europe/London:20260720T080000", "09:00"),
        ("DTSTART;TZID=GMT Standard Time:20260720T080000", "09:00"),
        ('DTSTART;TZID="Eastern Standard Time":20260720T030000', "09:00"),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20260720T070000", "09:00"),
        ("DTSTART;X-A=1;TZID=europe/berlin standard:20260720T090000", ""),
        ("DTSTART;VALUE=DATE-TIME;TZID=Romance Standard Time:20260720T090000", "09:00"),
    ],
)
def test_zones(line: str, hour: str) -> None:
    data = calendar(event("a", line, "DURATION:PT1H"))
    if hour:
        assert when(data) == [(f"20.07. {hour}", "20.07. 10:00")]
    else:
        assert [(unread.why, unread.zone) for unread in read(data).unread] == [("zone", "europe/berlin standard")]


@pytest.mark.parametrize(("head", "hour"), [("Eastern Standard Time", "15:00"), ("Europe/Berlin", "09:00")])
def test_times_without_a_zone_are_in_that_of_the_calendar(head: str, hour: str) -> None:
    data = calendar(event("a", "DTSTART:20260720T090000", "DURATION:PT1H"), head=[f"X-WR-TIMEZONE:{head}"])
    assert when(data)[0][0] == f"20.07. {hour}"


def test_a_series_in_utc_keeps_its_local_time_where_the_calendar_has_a_zone() -> None:
    series = event("a", "DTSTART:20260323T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert [start for start, _ in when(calendar(series))] == ["23.03. 09:00", "30.03. 10:00"]
    assert [start for start, _ in when(calendar(series, head=["X-WR-TIMEZONE:W. Europe Standard Time"]))] == [
        "23.03. 09:00",
        "30.03. 09:00",
    ]


def test_an_unknown_zone_is_told_and_never_guessed() -> None:
    unknown = "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"
    data = calendar(
        *(meeting(uid, "20260720T090000", "20260720T100000", tzid=unknown) for uid in "ab"),
        meeting("c", *["20260720T110000"] * 2),
    )
    found = read(data)
    assert found.times == ()
    assert [(unread.why, unread.zone, unread.number, unread.line) for unread in found.unread] == [("zone", unknown, 2, 4)]


def test_an_unknown_name_counts_by_its_definition_if_that_is_a_known_zone() -> None:
    unknown = "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"
    data = meeting("a", "20260720T090000", "20260720T100000", tzid=unknown)
    assert when(calendar(ZONE_OF_1601.format(tzid=unknown), data)) == [("20.07. 09:00", "20.07. 10:00")]
    odd = ZONE_OF_1601.format(tzid=unknown).replace("BYMONTH=10", "BYMONTH=9")
    assert [unread.why for unread in read(calendar(odd, data)).unread] == ["zone"]


def test_a_definition_is_no_bomb() -> None:
    bomb = ZONE_OF_1601.format(tzid="X").replace("FREQ=YEARLY", "FREQ=SECONDLY")
    assert [unread.why for unread in read(calendar(bomb, meeting("a", *["20260720T090000"] * 2, tzid="X"))).unread] == ["zone"]


def test_exceptions_of_a_series_are_honoured() -> None:
    series = meeting(
        "a", "20261130T090000", "20261130T100000", "RRULE:FREQ=WEEKLY;COUNT=4", timed("EXDATE", "20261207T090000"), "SEQUENCE:3"
    )
    moved = meeting("a", "20261215T133000", "20261215T143000", timed("RECURRENCE-ID", "20261214T090000"))
    called_off = event("a", "DTSTART:20261221T080000Z", "DURATION:PT1H", "RECURRENCE-ID:20261221T080000Z", "STATUS:CANCELLED")
    data = calendar(moved, series, called_off)
    assert when(data) == [("30.11. 09:00", "30.11. 10:00"), ("15.12. 13:30", "15.12. 14:30")]
    assert read(data).free == {"cancelled": 1}


def test_an_exception_without_its_series_stands_alone() -> None:
    assert when(calendar(meeting("a", "20261215T133000", "20261215T143000", timed("RECURRENCE-ID", "20261214T090000")))) == [
        ("15.12. 13:30", "15.12. 14:30")
    ]


def test_the_newest_of_several_revisions_counts() -> None:
    old, new = (meeting("a", f"202607{day}T090000", f"202607{day}T100000", f"SEQUENCE:{n}") for n, day in ((1, 20), (2, 21)))
    assert when(calendar(new, old)) == when(calendar(old, new)) == [("21.07. 09:00", "21.07. 10:00")]


def test_dates_that_were_added_and_days_taken_out_by_date() -> None:
    series = event(
        "a",
        "DTSTART:20260720T070000Z",
        "DURATION:PT30M",
        "RRULE:FREQ=DAILY;UNTIL=20260723",
        "EXDATE;VALUE=DATE:20260721",
        "RDATE;VALUE=PERIOD:20260724T070000Z/PT2H,20260725T070000Z/20260725T073000Z",
        "RDATE:20260720T070000Z",
    )
    assert when(calendar(series)) == [
        ("20.07. 09:00", "20.07. 09:30"),
        ("22.07. 09:00", "22.07. 09:30"),
        ("23.07. 09:00", "23.07. 09:30"),
        ("24.07. 09:00", "24.07. 11:00"),
        ("25.07. 09:00", "25.07. 09:30"),
    ]


def test_whole_days_end_before_their_end_date() -> None:
    week = event("a", "DTSTART;VALUE=DATE:20260720", "DTEND;VALUE=DATE:20260725")
    day = event("b", "DTSTART;VALUE=DATE:20261130")
    assert when(calendar(week, day)) == [("20.07. 00:00", "25.07. 00:00"), ("30.11. 00:00", "01.12. 00:00")]


def test_what_is_free_does_not_block() -> None:
    free = [
        meeting("a", "20260720T090000", "20260720T100000", "TRANSP:TRANSPARENT"),
        meeting("b", "20260720T090000", "20260720T100000", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
        meeting("c", "20260720T090000", "20260720T100000", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"),
        meeting("d", "20260720T090000", "20260720T100000", "STATUS:CANCELLED"),
        meeting("0a1b@turnus.invalid", "20260720T090000", "20260720T100000"),
    ]
    assert read(calendar(*free)).free == {"free": 3, "cancelled": 1, "own": 1}
    assert read(calendar(*free)).times == ()


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((), "busy"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:OOF",), "away"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), "tentative"),
        (("STATUS:TENTATIVE",), "tentative"),
        (("STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"), "busy"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:SOMETHING",), "busy"),
    ],
)
def test_states(lines: tuple[str, ...], state: str) -> None:
    assert states(calendar(meeting("a", "20260720T090000", "20260720T100000", *lines))) == [state]


def test_seconds_are_rounded_so_that_nothing_busy_is_lost() -> None:
    assert when(calendar(meeting("a", "20260720T090030", "20260720T095930"))) == [("20.07. 09:00", "20.07. 10:00")]


def test_an_alarm_does_not_change_its_event() -> None:
    assert when(calendar(alarm(event("a", "DTSTART:20260720T070000Z", "DURATION:PT1H")))) == [("20.07. 09:00", "20.07. 10:00")]


def test_folded_lines_and_small_letters() -> None:
    data = calendar(event("a", "dtstart;tzid=W. Europe\n  Standard Time:20260720T09\n 0000", "Dtend:20260720T080000Z"))
    assert when(data) == [("20.07. 09:00", "20.07. 10:00")]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("DTSTART:yesterday",), "time"),
        (("DTSTART:20261340T000000Z",), "time"),
        ((), "time"),
        (("DTSTART:20260720T090000Z", "DTEND:20260720T080000Z"), "time"),
        (("DTSTART:20260720T090000Z", "DTEND;VALUE=DATE:20260721"), "time"),
        (("DTSTART:20260720T090000Z", "DURATION:-PT1H"), "time"),
        (("DTSTART:99991231T235959Z", "DURATION:P9999W"), "time"),
        (("DTSTART:20260720T090000Z", "DURATION:PT1H", "RRULE:FREQ=MINUTELY"), "rule"),
        (("DTSTART:20260720T090000Z", "DURATION:PT1H", "EXRULE:FREQ=DAILY"), "rule"),
        (("DTSTART:20260720T090000Z", "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260720T090000Z"), "rule"),
        (("DTSTART;TZID=../../etc/passwd:20260720T090000", "DURATION:PT1H"), "zone"),
    ],
)
def test_what_cannot_be_interpreted_is_told_and_the_rest_is_read(lines: tuple[str, ...], why: str) -> None:
    found = read(calendar(event("a", *lines), meeting("b", "20260720T090000", "20260720T100000")))
    assert [unread.why for unread in found.unread] == [why]
    assert len(found.times) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "keine Kalenderdatei"),
        (b"\xff\xfeB\x00E\x00G\x00", "keine Kalenderdatei"),
        (calendar()[:-20], "unvollst"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "Zeile 3"),
        (b"END:VCALENDAR\n", "Zeile 1"),
        (b"BEGIN:VCALENDAR\n" * 50, "Zeile 9"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        read(data)


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(calendar()) == BusyTimes((), {}, ())
