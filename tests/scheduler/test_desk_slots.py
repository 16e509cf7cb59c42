"""Which hours the desk offers: what takes a time away, and what puts one before another."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from helpers.desks import EVERYTHING, SEEN, THURSDAY, TODAY, desk, starts
from helpers.rosters import OFFICE, booking, customer, specialist
from scheduler.daily.agreed import booking_row
from scheduler.daily.followup import Request


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.mark.parametrize(
    ("tables", "missing"),
    [
        ({"bookings": [booking("B1", "2027-04-29T09:00", "2027-04-29T09:20", customer_id="")]}, {"08:30", "08:45", "09:00", "09:15"}),
        ({"absences": [{"person_id": "K1", "first_day": "2027-04-29", "last_day": "2027-04-29", "to_time": "09:00"}]},
         {"08:00", "08:15", "08:30", "08:45"}),
        ({"wishes": [{"specialist_id": "S1", "customer_id": "K1", "must": "never", "day": "2027-04-29", "half_day": "am"}]}, None),
        ({"resources": [{"resource": "dolmetscher", "capacity": "1", "thu": "10:00-12:00"}]},
         {"08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30", "09:45"}),
    ],
)  # fmt: skip
def test_what_takes_a_time(folder: Path, tables: dict[str, Any], missing: set[str] | None) -> None:
    all_day = {f"{8 + n // 4:02}:{15 * (n % 4):02}" for n in range(14)}
    request = Request("K1", TODAY, after=date(2027, 4, 29), until=date(2027, 4, 29))
    found = desk(folder, [{**SEEN, "needs": "dolmetscher"}], request=request, **tables)
    times = {f"{offer.start:%H:%M}" for offer in found.offers(EVERYTHING)}
    assert times == (all_day - missing if missing is not None else set())
    for time in all_day - times:
        assert found.offer_at(datetime.fromisoformat(f"2027-04-29T{time}")) is None


def test_an_interpreter_who_is_with_somebody_else_is_not_offered(folder: Path) -> None:
    people = [
        {**SEEN, "needs": "dolmetscher"},
        customer("K2", specialist_id="S2", needs="dolmetscher", last_contact_on="2026-11-01"),
    ]
    staff = [specialist(**THURSDAY), specialist("S2", **THURSDAY)]
    taken = booking("B1", "2027-04-29T08:00", "2027-04-29T10:00", specialist_id="S2", customer_id="K2")
    request = Request("K1", TODAY, after=date(2027, 4, 29), until=date(2027, 4, 29))
    found = desk(folder, people, staff, request, bookings=[taken], resources=[{"resource": "dolmetscher", "capacity": "1"}])
    assert min(f"{offer.start:%H:%M}" for offer in found.offers(EVERYTHING)) == "10:00"
    assert [key for key, _ in found.obstacles(datetime(2027, 4, 29, 9, 30))] == ["resource"]


def test_holidays_and_closed_days(folder: Path) -> None:
    office = OFFICE.replace('"DE-BE"', '"DE-BE"\nclosed = [2026-12-24, 2026-12-31]')
    request = Request("K1", TODAY, after=date(2026, 12, 20), until=date(2027, 1, 8))
    assert {offer.slot.day for offer in desk(folder, request=request, office=office).offers(EVERYTHING)} == {date(2027, 1, 7)}


def test_one_open_invitation(folder: Path) -> None:
    found = desk(folder, bookings=[booking("B1", "2026-12-03T09:00", "2026-12-03T09:45")])
    assert found.offers(5) == []
    assert found.open_booking is not None
    assert found.obstacles(datetime(2026, 12, 10, 9)) == [("open", {"booking": "B1", "moment": "03.12.2026 09:00"})]


def test_obstacles_have_their_names(folder: Path) -> None:
    found = desk(folder)
    assert [key for key, _ in found.obstacles(datetime(2026, 11, 20, 8))] == ["too_soon", "hours"]
    assert [key for key, _ in found.obstacles(datetime(2026, 12, 3, 8, 10))] == ["grid"]
    assert [key for key, _ in found.obstacles(datetime(2026, 12, 3, 11, 30))] == ["hours"]
    assert found.obstacles(datetime(2026, 12, 3, 11, 15)) == []


def test_a_colleague_must_know_what_it_takes(folder: Path) -> None:
    staff = [specialist(**THURSDAY, skills="farsi"), specialist("S2", **THURSDAY), specialist("S3", **THURSDAY, skills="farsi")]
    person = {**SEEN, "language": "farsi"}
    found = desk(folder, [person], staff, Request("K1", TODAY, specialist_id="S2"))
    assert (found.offers(5), found.missing_skills) == ([], ["farsi"])
    found = desk(folder, [person], staff, Request("K1", TODAY, specialist_id="S3"))
    assert len(found.offers(5)) == 5
    assert booking_row(found, found.offers(1)[0], bytes(32)).values["covers_for"] == "S1"


def test_preferred_hours_come_first_and_half_days_take_turns(folder: Path) -> None:
    found = desk(folder, [{**SEEN, "preferred": "Thu 10:00-12:00"}])
    assert starts(found.offers(2)) == ["29.04. 11:15", "22.04. 11:15"]
    assert all("preferred" in offer.slot.why for offer in found.offers(5))


def test_gaps_stay_whole_and_short_ones_are_filled(folder: Path) -> None:
    rows = [
        booking("B1", "2027-04-29T09:30", "2027-04-29T10:15", customer_id=""),
        booking("B2", "2027-04-29T11:00", "2027-04-29T12:00", customer_id=""),
    ]
    request = Request("K1", TODAY, after=date(2027, 4, 29), until=date(2027, 4, 29))
    offers = desk(folder, bookings=rows, request=request).offers(3)
    assert starts(offers) == ["29.04. 10:15", "29.04. 08:00", "29.04. 08:45"]
    assert ["fills" in offer.slot.why for offer in offers] == [True, False, False]
    assert "beside" in offers[2].slot.why


def test_members_of_a_household_come_one_after_the_other(folder: Path) -> None:
    people = [
        {**SEEN, "household_id": "H1", "flags": "joint_ok"},
        customer("K2", specialist_id="S2", household_id="H1", flags="joint_ok"),
    ]
    staff = [specialist(**THURSDAY), specialist("S2", **THURSDAY)]
    family = booking("B1", "2027-04-15T09:00", "2027-04-15T09:45", specialist_id="S2", customer_id="K2")
    offers = desk(folder, people, staff, bookings=[family]).offers(3)
    assert starts(offers) == ["15.04. 09:45", "15.04. 08:15", "29.04. 08:00"]  # 08:00 to 08:15 would be lost
    assert ["joined" in offer.slot.why for offer in offers] == [True, True, False]
    apart = [people[0], {**people[1], "flags": ""}]
    assert starts(desk(folder, apart, staff, bookings=[family]).offers(1)) == ["29.04. 08:00"]


def test_the_weekday_of_the_last_talk_comes_first(folder: Path) -> None:
    staff = [specialist(**{**THURSDAY, "mon": "08:00-12:00"})]
    last = booking("B1", "2026-11-16T09:00", "2026-11-16T09:45", state="held")
    [offer] = desk(folder, staff=staff, bookings=[last]).offers(1)
    assert (starts([offer]), "usual" in offer.slot.why) == (["10.05. 08:00"], True)
