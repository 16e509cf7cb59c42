"""Figures about people, counted by hand: first talks, activity, graduates of measures, with their boundary days."""

from datetime import date
from pathlib import Path

import pytest

from helpers.reports import counted, head, people_with, person, report, talk
from scheduler.report.figure import FEW_PEOPLE, NOTHING

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 5)


def new(customer_id: str, registered_on: str, **values: str) -> dict[str, str]:
    return person(customer_id, registered_on=registered_on, **values)


def test_first_talks_count_those_whose_deadline_ends_in_the_month(tmp_path: Path) -> None:
    """Ten working days after registration, U25 five: 17.09. → 01.10., 16.10. → 30.10., 23.10. (U25) → 30.10.

    16.09. → 30.09. and 19.10. → 02.11. belong to other months; pupils and Alg-Aufstocker to none.
    """
    people = [
        new("IN1", "2026-09-17"),
        new("IN2", "2026-10-16"),
        new("LATE", "2026-10-16"),
        new("AFTER", "2026-10-16"),
        new("YOUNG", "2026-10-23", birth_date="2003-01-01"),
        new("PAPERS", "2026-10-16"),
        new("MISSED", "2026-10-16"),
        new("BEFORE", "2026-09-16"),
        new("NEXT", "2026-10-19"),
        new("PUPIL", "2026-10-16", flags="schulpflichtig"),
        new("ALG", "2026-10-16", flags="alg_aufstocker"),
    ]
    contacts = [
        talk("IN1", "2026-10-01"),
        talk("IN2", "2026-10-30", kind="first"),
        talk("LATE", "2026-10-31"),
        talk("AFTER", "2026-11-02"),
        talk("YOUNG", "2026-10-23", channel="phone"),
        talk("PAPERS", "2026-10-20", kind="information"),
        talk("PAPERS", "2026-10-21", advice="no"),
        talk("PAPERS", "2026-10-15"),  # before the registration
        talk("MISSED", "2026-10-20", "missed"),
        *(talk(name, "2026-10-20") for name in ("BEFORE", "NEXT", "PUPIL", "ALG")),
    ]
    made = report(tmp_path, people, contacts=contacts)
    assert counted(made, "first_talks") == (4, 7)
    assert counted(made, "first_talks_in_time") == (3, 7)


def test_without_a_rule_for_first_talks_the_days_of_the_occasion_hold(tmp_path: Path) -> None:
    office = 'name = "x"\n[teams.mitte]\nconcept = "ba-2010"\n'
    people = [new(f"K{n}", "2026-10-16") for n in range(5)]
    made = report(tmp_path, people, office=office, contacts=[talk("K0", "2026-10-30"), talk("K1", "2026-10-31")])
    assert (counted(made, "first_talks"), counted(made, "first_talks_in_time")) == ((2, 5), (1, 5))


@pytest.mark.parametrize(
    ("last", "month", "is_active"),
    [
        ("2026-04-30", date(2026, 10, 1), False),
        ("2026-05-01", date(2026, 10, 1), True),
        ("2026-10-31", date(2026, 10, 1), True),
        ("2026-05-29", NOVEMBER, False),
        ("2026-05-30", NOVEMBER, True),
        ("2026-05-31", NOVEMBER, True),  # six months after the 31st of May end on the 30th of November
    ],
)
def test_activity_is_a_talk_within_six_calendar_months(last: str, month: date, is_active: bool, tmp_path: Path) -> None:
    people, contacts = people_with([last] * 5)
    assert counted(report(tmp_path, people, contacts=contacts, month=month, today=DECEMBER), "activity") == (5 * is_active, 5)


def test_activity_counts_everybody_registered_on_the_last_day_but_pupils(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-09-01"] * 5)
    others = [
        new("JOINED", "2026-10-15"),  # in the middle of the month, not seen yet
        new("NEXT", "2026-11-01"),
        person("PUPIL", flags="schulpflichtig"),
        person("ALG", flags="alg_aufstocker"),
        person("STATUS", status="nicht_gesetzt", last_contact_on="2026-08-03"),
        new("AGAIN", "2026-09-01"),  # seen only before the gap
        person("AHEAD", last_contact_on="2026-11-10"),  # seen only after the day
    ]
    made = report(tmp_path, [*people, *others], contacts=[*contacts, talk("AGAIN", "2026-08-31")])
    assert counted(made, "activity") == (6, 9)


def measure(customer_id: str, last_day: str, early: str = "") -> dict[str, str]:
    return {
        "customer_id": customer_id,
        "kind": "kurs",
        "first_day": "2026-03-02",
        "last_day": last_day,
        "ended_early_on": early,
    }


@pytest.mark.parametrize(
    ("ends", "talked", "is_narrow"),
    [
        ("2026-10-31", "2026-07-31", False),  # 92 days before
        ("2026-10-31", "2026-08-01", True),  # 91 days before
        ("2026-10-31", "2026-10-31", True),  # on the last day
        ("2026-10-15", "2026-10-16", False),  # the day after
    ],
)
def test_graduates_narrow(ends: str, talked: str, is_narrow: bool, tmp_path: Path) -> None:
    people, contacts = people_with([talked] * 5)
    made = report(tmp_path, people, contacts=contacts, measures=[measure(f"K{n}", ends) for n in range(5)])
    assert counted(made, "graduates_narrow") == (5 * is_narrow, 5)


@pytest.mark.parametrize(
    ("ends", "talked", "is_wide"),
    [
        ("2026-10-15", "2026-07-15", False),  # 92 days before
        ("2026-10-15", "2026-07-16", True),  # 91 days before
        ("2026-10-15", "2026-10-15", True),
        ("2026-10-15", "2026-10-29", True),  # 14 days after
        ("2026-10-15", "2026-10-30", False),  # 15 days after
    ],
)
def test_graduates_wide(ends: str, talked: str, is_wide: bool, tmp_path: Path) -> None:
    people, contacts = people_with([talked] * 5)
    made = report(tmp_path, people, contacts=contacts, measures=[measure(f"K{n}", ends) for n in range(5)])
    assert counted(made, "graduates_wide") == (5 * is_wide, 5)


@pytest.mark.parametrize(
    ("ends", "narrow", "wide"),
    [
        ("2026-09-16", 0, 0),  # its 14 days ran out in September
        ("2026-09-17", 0, 5),
        ("2026-09-30", 0, 5),
        ("2026-10-01", 5, 5),
        ("2026-10-17", 5, 5),
        ("2026-10-18", 5, 0),  # its 14 days run out in November
        ("2026-10-31", 5, 0),
        ("2026-11-01", 0, 0),
    ],
)
def test_a_measure_counts_in_the_month_in_which_its_window_closes(ends: str, narrow: int, wide: int, tmp_path: Path) -> None:
    people, contacts = people_with(["2026-09-10"] * 5)
    made = report(tmp_path, people, contacts=contacts, measures=[measure(f"K{n}", ends) for n in range(5)])
    for figure, number in (("graduates_narrow", narrow), ("graduates_wide", wide)):
        assert head(made, figure).mask == ("" if number else NOTHING)
        assert not number or counted(made, figure) == (5, number)


def test_who_ended_early_has_the_wide_window_only_from_the_real_end(tmp_path: Path) -> None:
    """Ended on 09.10. instead of 31.12.: the window closes on 23.10.; Alg-Aufstocker are left out, pupils are not."""
    people, contacts = people_with(["2026-10-23"] * 5)
    people += [person("ALG", flags="alg_aufstocker"), person("PUPIL", flags="schulpflichtig")]
    measures = [measure(row["customer_id"], "2026-12-31", "2026-10-09") for row in people]
    made = report(tmp_path, people, contacts=contacts, measures=measures)
    assert head(made, "graduates_narrow").mask == NOTHING
    assert counted(made, "graduates_wide") == (5, 6)


def test_a_running_month_is_told_as_of_today(tmp_path: Path) -> None:
    people = [new(f"K{n}", day) for n, day in enumerate(["2026-10-01"] * 5 + ["2026-10-16"] * 5)]
    made = report(tmp_path, people, contacts=[talk("K0", "2026-10-20"), talk("K1", "2026-10-21")], today=date(2026, 10, 20))
    assert (made.month.is_over, made.month.as_of) == (False, date(2026, 10, 20))
    assert counted(made, "first_talks") == (1, 5)
    assert counted(made, "activity") == (1, 10)


def test_fewer_than_five_people_give_no_figure(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 4)
    made = report(tmp_path, people, contacts=contacts, measures=[measure("K0", "2026-10-09")])
    for figure in ("activity", "graduates_narrow", "density"):
        row = head(made, figure)
        assert (row.mask, row.numerator, row.denominator, row.value, row.light) == (FEW_PEOPLE, None, None, None, "")
