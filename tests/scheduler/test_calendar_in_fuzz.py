"""Whatever bytes come: a result or a clear refusal, with bounded work; nothing private is kept."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.outlook import ZONE_OF_1601, calendar, event, meeting
from scheduler.calendarin import limits, lines
from scheduler.calendarin.busy import BusyTimes, busy_times
from scheduler.calendarin.limits import MOST_SPANS, MOST_STEPS, Meter
from scheduler.calendarin.lines import read_calendar_file
from scheduler.errors import RefusedError

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = date(2026, 11, 20), date(2027, 5, 21)


def result(data: bytes) -> BusyTimes | str:
    """Return what is found, or the words of the refusal; in any case with little work."""
    meter = Meter()
    try:
        found: BusyTimes | str = busy_times(data, BERLIN, *DAYS, meter)
    except RefusedError as error:
        found = str(error)
    assert meter.steps <= MOST_STEPS + len(data) // 8
    assert meter.spans <= MOST_SPANS + 1
    return found


ANYTHING = st.characters(exclude_categories=["Cs"])  # as st.text() has it by itself, which tries a million characters for that
TOKENS = st.sampled_from(
    [
        *(
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VTIMEZONE",
            "END:VTIMEZONE",
            "BEGIN:VALARM",
            "END:",
        ),
        *(
            "DTSTART:20261130T090000",
            "DTSTART;VALUE=DATE:20261130",
            "DTSTART;TZID=X:20261130T090000Z",
            "DTSTART",
            "DTEND:99991231",
            "UID:",
        ),
        *(
            "RRULE:FREQ=SECONDLY",
            "RRULE:FREQ=DAILY;COUNT=1000000000",
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "RRULE:FREQ=DAILY",
        ),
        *("RDATE;VALUE=PERIOD:20261130T090000Z/PT1H", "EXDATE:,,,", "DURATION:P99999D", "RECURRENCE-ID:20261130", "TZID:X"),
        *("TZOFFSETTO:+9999", "TZOFFSETFROM:-0000", "BEGIN:STANDARD", "END:STANDARD", "X-WR-TIMEZONE:W. Europe Standard Time"),
    ]
)
LINES = st.lists(TOKENS | st.text(ANYTHING, max_size=30), max_size=40).map(
    lambda found: "\r\n".join(found).encode("utf-8", "replace")
)


@settings(max_examples=100)
@given(st.binary(max_size=400) | LINES)
def test_any_bytes(data: bytes) -> None:
    result(data)


@settings(max_examples=100)
@given(st.lists(st.lists(TOKENS | st.text(ANYTHING, max_size=20), max_size=12), max_size=4), st.data())
def test_any_lines_inside_events(events: list[list[str]], data: st.DataObject) -> None:
    plain = [[line for line in one if not line.startswith(("BEGIN", "END")) and "\n" not in line] for one in events]
    whole = calendar(ZONE_OF_1601.format(tzid="X"), *(event(str(n), *one) for n, one in enumerate(plain)))
    assert isinstance(result(whole), BusyTimes | str)
    cut = data.draw(st.integers(0, len(whole)))
    result(whole[:cut] + whole[cut + 3 :])


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(
            ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "BYHOUR", "X"]
        ),
        st.sampled_from(
            [
                "DAILY",
                "MONTHLY",
                "YEARLY",
                "1",
                "-1",
                "0",
                "1000000000",
                "MO,-5FR",
                "31,-31",
                "2",
                "366",
                "20270101",
                "99991231T000000Z",
            ]
        ),
    ),
    st.sampled_from(["16010101", "20260101T090000", "20261130T090000Z", "89990101T000000"]),
)
def test_any_rule(parts: dict[str, str], start: str) -> None:
    rule = ";".join(f"{name}={value}" for name, value in ({"FREQ": "YEARLY"} | parts).items())
    assert isinstance(result(calendar(event("a", f"DTSTART:{start}", f"RRULE:{rule}"))), BusyTimes)


def test_many_long_series_are_refused_before_the_work_is_done() -> None:
    series = [event(str(n), "DTSTART:16010101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1000000000") for n in range(50)]
    assert "mehr als 60000 Schritte" in str(result(calendar(*series)))


def test_many_busy_times_are_refused_before_they_are_kept() -> None:
    series = [event(str(n), "DTSTART:20261101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY") for n in range(100)]
    assert "mehr als 10000 Termine" in str(result(calendar(*series)))


def test_a_long_list_of_dates_counts() -> None:
    dates = ["EXDATE:" + ",".join(["20261130T090000Z"] * 3500)] * 90
    assert "Schritte" in str(result(calendar(event("a", "DTSTART:20261101T090000Z", "RRULE:FREQ=DAILY", *dates))))


def test_many_definitions_are_compared_with_bounded_work() -> None:
    zones = [ZONE_OF_1601.format(tzid=f"Z{n}").replace("+0200", "+0203") for n in range(50)]
    events = [meeting(str(n), "20261130T090000", "20261130T100000", tzid=f"Z{n}") for n in range(50)]
    found = result(calendar(*zones, *events))
    assert isinstance(found, BusyTimes)
    assert sum(unread.number for unread in found.unread) == 50


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 12_001, "mehr als 12000 Eintr"),
        (b"BEGIN:VCALENDAR\n" + b"UID:1\n" * 200_001, "mehr als 200000 Zeilen"),
        (b"BEGIN:VCALENDAR\nRRULE:" + b"A" * 70_000, "Zeile 2 "),
        (b"BEGIN:VCALENDAR\nUID:" + b"A\r\n " * 70_000, "Zeile 2 "),
    ],
    ids=["events", "lines", "long line", "folded line"],
)
def test_what_is_too_much_is_refused(data: bytes, words: str) -> None:
    assert words in str(result(data))


def test_a_long_private_line_is_passed_over() -> None:
    assert result(calendar("DESCRIPTION:" + "A" * 5_000_000 + "\n")) == BusyTimes((), {}, ())


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.ics"
    with file.open("wb") as stream:
        stream.truncate(10 * limits.MOST_BYTES)
    with pytest.raises(RefusedError, match="größer als 32 MB"):
        read_calendar_file(file)


def test_only_lines_about_times_are_decoded() -> None:
    data = calendar(meeting("a", "20261130T090000", "20261130T100000"))
    assert b"GEHEIM" in data
    assert "GEHEIM" not in repr(lines.parse_calendars(data)) + repr(result(data))
