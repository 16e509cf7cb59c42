"""When the next talk is offered at the desk: by what is due, by what was held today, by the days that are asked for."""

from datetime import date
from pathlib import Path

import pytest

from helpers.desks import EVERYTHING, SEEN, TODAY, desk, starts, with_offer
from helpers.rosters import OFFICE, booking, customer
from scheduler.daily.agreed import booking_row
from scheduler.daily.followup import NO_TALK, NOT_HELD, RECORDED, SAID, TALKED, Request
from scheduler.daily.slots import AFTER, EARLY
from scheduler.needs import needs_of_week


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


def test_the_clock_begins_anew_with_an_appointment_today(folder: Path) -> None:
    today = booking("B1", "2026-11-20T09:00", "2026-11-20T09:45", state="sent")
    found = desk(folder, [customer("K1")], bookings=[today])
    assert (found.held, found.open_booking) == (TALKED, None)
    assert found.follow.leading is not None
    assert found.follow.leading.deadline == date(2027, 5, 20)
    assert desk(folder, [customer("K1")], bookings=[{**today, "state": "missed"}]).held == NO_TALK


def test_what_counts_as_held_today(folder: Path) -> None:
    overdue, today = customer("K1"), booking("B1", "2026-11-20T09:00", "2026-11-20T09:45")
    assert desk(folder, [overdue]).held == NO_TALK
    assert desk(folder, [overdue], request=Request("K1", TODAY, held=True)).held == SAID
    missed = desk(folder, [overdue], bookings=[today], request=Request("K1", TODAY, held=False))
    assert (missed.held, missed.open_booking, missed.follow.is_late) == (NOT_HELD, None, True)
    talk = {"customer_id": "K1", "on": "2026-11-20", "channel": "in_person", "outcome": "held"}
    assert desk(folder, [overdue], contacts=[talk]).held == RECORDED
    block = {**today, "kind": "information"}
    assert desk(folder, [overdue], bookings=[block]).held == NO_TALK


def test_slots_lie_in_the_second_half_of_the_interval_with_time_for_a_second_attempt(folder: Path) -> None:
    found = desk(folder)
    assert found.follow.good_from == date(2027, 2, 19)  # 91 of 181 days
    assert found.follow.ideal == date(2027, 5, 10)  # ten days for another letter before the 20th
    assert starts(found.offers(3)) == ["29.04. 08:00", "22.04. 08:00", "15.04. 08:00"]  # the 6th of May is a holiday


def test_with_the_portal_the_second_attempt_takes_fewer_days(folder: Path) -> None:
    found = desk(folder, [{**SEEN, "flags": "portal_ok"}])
    assert found.follow.ideal == date(2027, 5, 16)
    assert starts(found.offers(1)) == ["13.05. 08:00"]


def test_where_the_even_pace_counts_it_is_aimed_at(folder: Path) -> None:
    person = {**SEEN, "profile": "M", "registered_on": "2026-09-01"}
    found = desk(folder, [person], office=OFFICE.replace("aa90-2021", "ba-2010"))
    assert found.follow.leading is not None
    assert found.follow.leading.pace_on == found.follow.ideal == date(2027, 1, 4)  # 182 // 4 days
    assert starts(found.offers(1)) == ["31.12. 08:00"] or starts(found.offers(1)) == ["07.01. 08:00"]


def test_a_late_customer_is_offered_the_next_days_and_a_letter_would_not_matter(folder: Path) -> None:
    found = desk(folder, [customer("K1")])
    assert found.follow.is_late
    assert starts(found.offers(2)) == ["26.11. 08:00", "03.12. 08:00"]


def test_a_wish_recorded_today_and_one_with_its_own_days(folder: Path) -> None:
    wish = {
        "customer_id": "K1",
        "kind": "wish",
        "recorded_on": "2026-11-20",
        "not_before": "2026-12-07",
        "not_after": "2026-12-18",
    }
    found = desk(folder, occasions=[{**wish, "minutes": "30"}])
    assert (found.follow.earliest, found.follow.in_time_until) == (date(2026, 12, 7), date(2026, 12, 18))
    [offer] = found.offers(1)
    assert (starts([offer]), offer.slot.kind, offer.slot.minutes) == (
        ["10.12. 08:00"],
        "wish",
        45,
    )  # meets the yearly talk as well
    asked = desk(folder, request=Request("K1", TODAY, kind="wish"))
    assert asked.follow.in_time_until == date(2026, 12, 4)  # ten working days


def test_where_nothing_is_due_a_talk_can_be_agreed_all_the_same(folder: Path) -> None:
    pupil = {**SEEN, "birth_date": "2012-01-01", "status": "nicht_gesetzt", "flags": "schulpflichtig"}
    found = desk(folder, [pupil])
    assert found.follow.leading is None
    assert [offer.slot.kind for offer in found.offers(2)] == ["follow_up", "follow_up"]


def test_days_that_are_asked_for(folder: Path) -> None:
    asked = Request("K1", TODAY, after=date(2026, 12, 1), until=date(2026, 12, 11))
    assert {offer.slot.day for offer in desk(folder, request=asked).offers(EVERYTHING)} == {date(2026, 12, 3), date(2026, 12, 10)}
    beyond = Request("K1", TODAY, after=date(2027, 5, 21), until=date(2027, 6, 4))
    late = desk(folder, request=beyond)
    assert not late.follow.is_late
    assert {(offer.slot.part, offer.slot.kind, offer.slot.met) for offer in late.offers(EVERYTHING)} == {(AFTER, "regular", ())}


def test_early_days_only_where_the_second_half_is_full(folder: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2027-02-01", "last_day": "2027-05-20"}]
    offers = desk(folder, absences=away).offers(EVERYTHING)
    assert {offer.slot.part for offer in offers} == {EARLY}
    assert starts(offers[:1]) == ["28.01. 08:00"]  # as near to the deadline as it gets


def test_after_the_deadline_only_where_nothing_is_left_before_it(folder: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2026-11-20", "last_day": "2027-05-20"}]
    offers = desk(folder, absences=away).offers(EVERYTHING)
    assert {offer.slot.part for offer in offers} == {AFTER}
    assert starts(offers[:1]) == ["27.05. 08:00"]


def test_booked_the_need_is_met(folder: Path) -> None:
    found = desk(folder)
    roster = with_offer(found, found.offers(1)[0])
    [need] = needs_of_week(roster, date(2027, 5, 17), TODAY).needs
    assert need.booking is not None


def test_a_row_of_its_own_even_where_an_earlier_one_has_the_same_id(folder: Path) -> None:
    found = desk(folder)
    row = booking_row(found, found.offers(1)[0], bytes(32))
    assert row.values["uid"] == f"{row.values['booking_id']}@turnus.invalid"
    assert {row.values[name] for name in ("state", "invited_by", "kind")} == {"approved", "agreed", "regular"}
    taken = booking(str(row.values["booking_id"]), "2027-04-29T08:00", "2027-04-29T08:45", state="cancelled")
    again = desk(folder, bookings=[taken])
    assert booking_row(again, again.offers(1)[0], bytes(32)).values["booking_id"] != row.values["booking_id"]
