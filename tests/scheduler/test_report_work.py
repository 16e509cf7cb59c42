"""Use of capacity, the weekly number, appointments and show rates, counted by hand."""

from datetime import date
from pathlib import Path

import pytest

from helpers.reports import HOUSE, counted, head, parts, people_with, person, report, talk
from helpers.rosters import NO_HOURS, booking, specialist
from scheduler.report.figure import FEW_PEOPLE, NO_RATE, NOTHING
from scheduler.report.reporting import Report

ONE_DAY = [specialist(f"S{n}", team="mitte", **NO_HOURS | {"mon": "08:00-12:00"}) for n in range(1, 6)]
"""Full-time, with consulting hours on Mondays only: a Monday stands for a whole week."""
AA90 = HOUSE.replace("lichtenberg-2022", "aa90-2021")


def test_possible_talks_follow_from_hours_share_and_length(tmp_path: Path) -> None:
    """Four Mondays in October × 5 specialists × 39 hours × 60 % = 468 hours; 45 minutes each: 624 talks."""
    people, contacts = people_with(["2026-10-05"] * 6)
    made = report(tmp_path, people, specialists=ONE_DAY, contacts=contacts)
    assert counted(made, "capacity") == pytest.approx((6, 624))


def test_absences_part_time_and_longer_talks_make_fewer_possible(tmp_path: Path) -> None:
    """S1 is away on two Mondays and on half of a third, S2 works half: 20 - 2.5 - 2 = 15.5 weeks; half of the talks take 60 minutes."""
    people, contacts = people_with(["2026-10-05"] * 6)
    contacts = [row | {"kind": "first" if n < 3 else "regular"} for n, row in enumerate(contacts)]
    staff = [row | {"fte": "0.5"} if row["specialist_id"] == "S2" else row for row in ONE_DAY]
    absences = [
        {"person_id": "S1", "first_day": "2026-10-01", "last_day": "2026-10-12", "from_time": "", "to_time": ""},
        {"person_id": "S1", "first_day": "2026-10-19", "last_day": "2026-10-19", "from_time": "10:00", "to_time": "12:00"},
    ]
    made = report(tmp_path, people, specialists=staff, contacts=contacts, absences=absences)
    assert counted(made, "capacity") == pytest.approx((6, 15.5 * 39 * 0.6 * 60 / 52.5))


def test_only_held_consultations_of_the_month_use_capacity(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01", "2026-10-05", "2026-10-05"])
    contacts += [
        talk("K0", "2026-10-05", "late"),
        talk("K1", "2026-10-06", "missed"),
        talk("K1", "2026-10-06", kind="group_event"),
        talk("K1", "2026-10-07", advice="no"),
    ]
    made = report(tmp_path, people, specialists=ONE_DAY, contacts=contacts)
    assert head(made, "capacity").numerator == 5


def test_a_running_month_compares_what_was_done_with_what_was_possible_so_far(tmp_path: Path) -> None:
    """Seen on Monday the 12th: two Mondays × 5 specialists × 39 hours × 60 % ÷ 45 minutes."""
    people, contacts = people_with(["2026-10-05"] * 3 + ["2026-10-12"] * 3 + ["2026-10-13"])
    made = report(tmp_path, people, specialists=ONE_DAY, contacts=contacts, today=date(2026, 10, 12))
    assert counted(made, "capacity") == pytest.approx((6, 312))


def test_a_booking_counts_once_with_or_without_its_row_in_contacts(tmp_path: Path) -> None:
    bookings = [
        booking("B1", "2026-10-05T09:00", "2026-10-05T09:45", state="held", customer_id="K1"),
        booking("B2", "2026-10-05T10:00", "2026-10-05T10:45", state="held", customer_id="K2"),
        booking("B3", "2026-10-05T11:00", "2026-10-05T11:45", state="held", customer_id="K3"),
        booking("B4", "2026-10-05T11:00", "2026-10-05T11:45", state="held", customer_id=""),
    ]
    contacts = [talk("K1", "2026-10-05", booking_id="B1"), talk("K2", "2026-10-05")]
    made = report(tmp_path, [person(f"K{n}") for n in range(5)], contacts=contacts, bookings=bookings)
    assert head(made, "capacity").numerator == 3


def test_the_weekly_number_is_that_of_the_days_present(tmp_path: Path) -> None:
    """Four Mondays × 5 specialists × 20 talks; S1 is away on one of them. E-mail counts for no weekly number here."""
    people, contacts = people_with(["2026-10-05"] * 6)
    contacts = [*contacts[:5], contacts[5] | {"channel": "email"}]
    away = {"person_id": "S1", "first_day": "2026-10-05", "last_day": "2026-10-09"}
    made = report(tmp_path, people, specialists=ONE_DAY, office=AA90, contacts=contacts, absences=[away])
    assert counted(made, "weekly_number") == pytest.approx((5, 19 * 20))
    agreed = report(tmp_path / "agreed", people, specialists=ONE_DAY, office=AA90 + "weekly_target = 15\n", contacts=contacts)
    assert counted(agreed, "weekly_number") == pytest.approx((5, 20 * 15))


def test_without_a_weekly_number_there_is_none_to_report(tmp_path: Path) -> None:
    assert head(report(tmp_path, [person("K1")]), "weekly_number").mask == NOTHING


def test_appointments_and_what_became_of_them(tmp_path: Path) -> None:
    """Talks without an appointment stand apart, a call that nobody answered is nothing, and who called off has the day of the booking."""
    people = [person(f"K{n}") for n in range(40)]
    outcomes = ["held"] * 12 + ["missed"] * 7 + ["excused"] * 6 + ["cancelled"] * 5
    contacts = [talk(f"K{n}", "2026-10-06", outcome, invited_by="letter") for n, outcome in enumerate(outcomes)]
    contacts += [talk(f"K{n}", "2026-10-07", invited_by="") for n in range(6)]
    contacts += [talk(f"K{n}", "2026-10-07", "missed", channel="phone") for n in range(30, 35)]
    bookings = [booking("OFF", "2026-10-28T09:00", "2026-10-28T09:45", state="excused", customer_id="K35")]
    contacts.append(talk("K35", "2026-09-28", "excused", booking_id="OFF"))
    made = report(tmp_path, people, contacts=contacts, bookings=bookings)
    assert head(made, "appointments").numerator == 31
    found = {name: row.numerator for name, row in parts(made, "appointments").items()}
    assert found == {
        "held": 12,
        "missed": 7,
        "excused": 7,
        "cancelled": 5,
        "turned_away": 0,
        "open": 0,
        "no_outcome": 0,
        "without_invitation": 6,
    }
    assert parts(made, "appointments")["held"].value == pytest.approx(12 / 31)


def test_appointments_without_outcome_are_open_or_forgotten(tmp_path: Path) -> None:
    """Seen on the 20th: what begins that day or later is still to come."""
    days = ["2026-10-19"] * 5 + ["2026-10-20"] * 3 + ["2026-10-30"] * 2 + ["2026-11-02"]
    bookings = [
        booking(f"B{n}", f"{day}T{9 + n % 5:02}:00", f"{day}T{9 + n % 5:02}:45", customer_id=f"K{n}", state="sent")
        for n, day in enumerate(days)
    ]
    made = report(tmp_path, [person(f"K{n}") for n in range(11)], bookings=bookings, today=date(2026, 10, 20))
    assert head(made, "appointments").numerator == 10
    found = parts(made, "appointments")
    assert (found["no_outcome"].numerator, found["open"].numerator) == (5, 5)


def test_small_numbers_of_appointments_are_hidden(tmp_path: Path) -> None:
    people, outcomes = [person(f"K{n}") for n in range(30)], ["held"] * 20 + ["missed"] * 8 + ["turned_away"] * 2
    contacts = [talk(f"K{n}", "2026-10-06", outcome, invited_by="letter") for n, outcome in enumerate(outcomes)]
    found = parts(report(tmp_path, people, contacts=contacts), "appointments")
    assert {name: row.mask for name, row in found.items() if row.mask} == {"turned_away": "small", "missed": "hidden"}
    few = report(tmp_path, people, contacts=contacts[:4])
    assert (head(few, "appointments").mask, parts(few, "appointments")) == (FEW_PEOPLE, {})


def test_show_rates_are_those_of_the_pool_with_their_range(tmp_path: Path) -> None:
    people = [person(f"K{n}") for n in range(40)]
    outcomes = ["held"] * 150 + ["missed"] * 90 + ["cancelled"] * 10
    contacts = [
        talk(f"K{n % 40}", f"2026-0{1 + n % 9}-{1 + n // 9:02}", outcome, invited_by="letter")
        for n, outcome in enumerate(outcomes)
    ]
    made = report(tmp_path, people, contacts=contacts)
    rate = head(made, "show_rate")
    assert (rate.numerator, rate.denominator, rate.value) == (150, 240, 0.625)
    assert rate.low is not None
    assert rate.high is not None
    assert (round(rate.low, 3), round(rate.high, 3)) == (0.574, 0.676)
    assert list(parts(made, "show_rate")) == ["regular.in_person.letter"]
    assert head(report(tmp_path, people, contacts=contacts[:199]), "show_rate").mask == NO_RATE


def test_groups_of_few_invitations_have_no_rate_of_their_own(tmp_path: Path) -> None:
    people = [person(f"K{n}") for n in range(40)]
    rows = [talk(f"K{n % 40}", f"2026-0{1 + n % 9}-{1 + n // 9:02}", invited_by="letter") for n in range(240)]
    portal = [talk(f"K{n}", "2026-10-12", "missed", invited_by="portal") for n in range(29)]
    assert list(parts(report(tmp_path, people, contacts=[*rows, *portal]), "show_rate")) == ["regular.in_person.letter"]
    one_more = talk("K30", "2026-10-12", "missed", invited_by="portal")
    found = parts(report(tmp_path, people, contacts=[*rows, *portal, one_more]), "show_rate")
    assert list(found) == ["regular.in_person.letter", "regular.in_person.portal"]


def test_what_repeats_a_hidden_number_is_hidden_with_it(tmp_path: Path) -> None:
    """20 held of 23: capacity and weekly number would tell that three were missed. With 30 others they stay, as does the number held."""
    people = [person(f"K{n}") for n in range(60)]

    def made(folder: str, outcomes: list[str]) -> Report:
        rows = [talk(f"K{n}", "2026-10-06", outcome, invited_by="letter") for n, outcome in enumerate(outcomes)]
        return report(tmp_path / folder, people, office=AA90, contacts=rows)

    few = made("few", ["held"] * 20 + ["missed"] * 3)
    for figure in ("capacity", "weekly_number"):
        row = head(few, figure)
        assert (row.mask, row.numerator, row.denominator, row.value, row.light) == ("hidden", None, None, None, "")
    more = made("more", ["held"] * 20 + ["missed"] * 30 + ["excused"] * 3)
    assert [head(more, figure).numerator for figure in ("capacity", "weekly_number")] == [20, 20]
    assert {name: row.mask for name, row in parts(more, "appointments").items() if row.mask} == {
        "missed": "hidden",
        "excused": "small",
    }
