"""Series: for any rule that calendar programs offer, the same days as a general library, which judges here and runs nowhere else."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from helpers.outlook import calendar, event
from scheduler.calendarin.busy import busy_times
from scheduler.calendarin.limits import Meter
from scheduler.calendarin.rules import days_of, parse_rule
from scheduler.calendarin.values import UnreadableError

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 11, 20), date(2027, 11, 19)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some(values: range, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([v for v in values if v]), min_size=1, max_size=most, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


def weekdays(*, nth: bool) -> st.SearchStrategy[str]:
    """Weekdays, all with a number or none: a mixture means two things to two programs."""
    numbers = [["1", "2", "-1", "4", "5", "-2"], [""]] if nth else [[""]]
    return (
        st.sampled_from(numbers)
        .flatmap(
            lambda some: st.lists(
                st.tuples(st.sampled_from(some), st.sampled_from(DAYS)).map("".join), min_size=1, max_size=4, unique=True
            )
        )
        .map(",".join)
    )


PARTS: dict[str, tuple[dict[str, st.SearchStrategy[str]], ...]] = {
    "DAILY": ({}, {"BYDAY": weekdays(nth=False)}, {"BYMONTH": some(range(1, 13))}, {"BYMONTHDAY": some(range(-5, 32))}),
    "WEEKLY": ({}, {"BYDAY": weekdays(nth=False)}, {"BYDAY": weekdays(nth=False), "BYMONTH": some(range(1, 13))}),
    "MONTHLY": (
        {},
        {"BYMONTHDAY": some(range(-5, 32))},
        {"BYDAY": weekdays(nth=True)},
        {"BYDAY": weekdays(nth=False), "BYSETPOS": some(range(-3, 4), 2)},
        {"BYDAY": weekdays(nth=False), "BYMONTHDAY": some(range(8, 15))},
    ),
    "YEARLY": (
        {},
        {"BYMONTH": some(range(1, 13))},
        {"BYMONTH": some(range(1, 13)), "BYMONTHDAY": some(range(-5, 32))},
        {"BYMONTH": some(range(1, 13), 1), "BYDAY": weekdays(nth=True)},
        {"BYDAY": weekdays(nth=True)},
    ),
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(sorted(PARTS)))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.sampled_from([1, 1, 1, 2, 3, 5])))}
    parts |= {name: draw(values) for name, values in draw(st.sampled_from(PARTS[frequency])).items()}
    parts |= draw(st.sampled_from([{}, {}, {"COUNT": "7"}, {"COUNT": "60"}, {"UNTIL": "20270301T080000Z"}]))
    parts |= draw(st.sampled_from([{}, {}, {"WKST": "SU"}]))
    return ";".join(f"{name}={value}" for name, value in parts.items())


def ours(data: bytes) -> list[datetime]:
    found = busy_times(data, BERLIN, FIRST, LAST, Meter())
    assert found.unread == ()
    return [busy.start for busy in found.times]


def theirs(data: bytes) -> list[datetime]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(FIRST, LAST + timedelta(days=1))
    return sorted(one["DTSTART"].dt.replace(tzinfo=None) for one in found)


def first_day(rule: str, day: date) -> date | None:
    """Return a start that fits its rule: what a series means whose start does not, the standard leaves open."""
    parsed = parse_rule(re.sub("COUNT=[0-9]+|UNTIL=[0-9TZ]+", "", rule).replace(";;", ";"))
    last = day + timedelta(days=2000)
    return next(days_of(parsed, day, day + timedelta(days=1), last, lambda _: False, Meter()), None)


@settings(max_examples=100, phases=[Phase.generate])
@given(rules(), st.dates(date(2025, 6, 1), date(2027, 6, 1)))
def test_a_series_has_the_days_that_a_general_library_finds(rule: str, day: date) -> None:
    found = first_day(rule, day)
    assume(found)
    start = f"{found:%Y%m%d}"
    times = (f"DTSTART;TZID=Europe/Berlin:{start}T093000", f"DTEND;TZID=Europe/Berlin:{start}T103000")
    data = calendar(event("a", *times, f"RRULE:{rule}"))
    assert ours(data) == theirs(data), (rule, start)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=5",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=WEEKLY;WKST=XX",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "",
    ],
)
def test_a_rule_that_no_calendar_program_offers_is_told(rule: str) -> None:
    with pytest.raises(UnreadableError) as error:
        parse_rule(rule)
    assert error.value.why == "rule"


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 400),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", 100),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 100),
        ("FREQ=DAILY;COUNT=1000000000", 3000),
        ("FREQ=WEEKLY;INTERVAL=1000000000000", 10),
    ],
)
def test_a_rule_asks_for_little_work(rule: str, most: int) -> None:
    """A general library looks for the 30th of February until the year 9999."""
    meter = Meter()
    times = ("DTSTART:20200601T080000Z", "DTEND:20200601T090000Z")
    busy_times(calendar(event("a", *times, f"RRULE:{rule}")), BERLIN, FIRST, LAST, meter)
    assert meter.steps <= most
