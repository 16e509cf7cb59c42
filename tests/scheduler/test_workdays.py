"""Days: weeks, months, ages, working days."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from holidays import country_holidays, list_supported_countries
from hypothesis import given
from hypothesis import strategies as st

from scheduler.errors import TurnusError
from scheduler.workdays import WorkCalendar, add_months, completed_years, is_known_subdivision, monday_of, parse_week, week_name

BERLIN = WorkCalendar("DE-BE", [date(2026, 12, 24)])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_calendar_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2001, 11, 30), date(2026, 11, 29), 24),
        (date(2001, 11, 30), date(2026, 11, 30), 25),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_completed_years(birth: date, on: date, age: int) -> None:
    assert completed_years(birth, on) == age


def test_iso_weeks() -> None:
    assert parse_week("2026-W49") == date(2026, 11, 30)
    assert parse_week("2026w53") == date(2026, 12, 28)
    assert week_name(date(2027, 1, 3)) == "2026-W53"


@pytest.mark.parametrize("name", ["2026-W54", "49", "2026-13", "W49-2026", ""])
def test_what_is_no_week(name: str) -> None:
    with pytest.raises(TurnusError):
        parse_week(name)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 3, 8), False),  # Frauentag, Berlin only
        (date(2027, 3, 26), False),  # Karfreitag
        (date(2027, 3, 29), False),  # Ostermontag
        (date(2026, 12, 24), False),  # closed by the office
        (date(2026, 12, 23), True),
        (date(2026, 11, 29), False),  # Sunday
    ],
)
def test_working_days_in_berlin(day: date, works: bool) -> None:
    assert BERLIN.is_working_day(day) is works


def test_frauentag_is_a_working_day_in_hamburg() -> None:
    assert WorkCalendar("DE-HH", []).is_working_day(date(2027, 3, 8))


def test_around_easter() -> None:
    assert BERLIN.previous_working_day(date(2027, 3, 29)) == date(2027, 3, 25)
    assert BERLIN.add_working_days(date(2027, 3, 24), 2) == date(2027, 3, 30)


@pytest.mark.parametrize("land", list_supported_countries()["DE"])
def test_the_holidays_of_a_land_are_those_of_the_library(land: str) -> None:
    days = {day for year in (2026, 2027) for day in country_holidays("DE", subdiv=land, years=year)}
    calendar = WorkCalendar(f"DE-{land}", ())
    workdays = {date(2026, 1, 1) + timedelta(days=n) for n in range(730)} - {d for d in days if d.weekday() < 5}
    assert {day for day in workdays if day.weekday() < 5} == {day for day in workdays | days if calendar.is_working_day(day)}


def test_the_holidays_of_other_countries_are_not_loaded() -> None:
    code = (
        "import sys; from scheduler.workdays import is_known_subdivision as known\n"
        "print(known('DE-BE'), known('AT'), known('XX'), known('DE-XX'), 'holidays.countries.france' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "True", "False", "False", "False"]


def test_known_subdivisions() -> None:
    assert is_known_subdivision("DE-BY")
    assert not is_known_subdivision("DE-XX")
    assert not is_known_subdivision("Berlin")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_there_and_back_lose_at_most_the_end_of_a_month(day: date, months: int) -> None:
    back = add_months(add_months(day, months), -months)
    assert back <= day
    assert (day - back).days <= 3


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_week_has_one_monday(day: date) -> None:
    assert parse_week(week_name(day)) == monday_of(day)
