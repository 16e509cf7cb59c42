"""At the desk: when the next talk is due, which times are offered, in which order, and what a booking must not break."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.desks import NEEDED, TODAY, free_starts, needed, random_roster, with_offer
from helpers.rosters import OFFICE, Row, booking, customer, specialist, write_roster
from scheduler.daily.agreed import booking_row
from scheduler.daily.desk import Desk, Offer
from scheduler.daily.followup import NO_TALK, NOT_HELD, RECORDED, SAID, TALKED, Request
from scheduler.daily.slots import AFTER, EARLY, GOOD
from scheduler.needs import needs_of_week
from scheduler.rosterfiles import read_roster
from scheduler.workdays import monday_of

THURSDAY = {"mon": "", "tue": "", "wed": "", "thu": "08:00-12:00", "fri": ""}
SEEN = customer("K1", last_contact_on="2026-11-20")
EVERYTHING = 10_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


def desk(
    folder: Path,
    people: Sequence[Row] = (SEEN,),
    staff: Sequence[Row] = (specialist(**THURSDAY),),
    request: Request | None = None,
    office: str = OFFICE,
    **tables: Sequence[Row],
) -> Desk:
    """Return the desk of K1 on Friday, 20 November 2026; letters reach the week of 30 November first."""
    shutil.rmtree(folder, ignore_errors=True)
    return Desk(read_roster(write_roster(folder, people, staff, office, **tables)), request or Request("K1", TODAY))


def starts(offers: Sequence[Offer]) -> list[str]:
    return [f"{offer.start:%d.%m. %H:%M}" for offer in offers]


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


def crowd(number: int, **values: str) -> list[Row]:
    """People of S1 whose last chance is the week of 30 November."""
    return [customer(f"L{n}", **{"last_contact_on": "2026-06-01", **values}) for n in range(number)]


@pytest.mark.parametrize(("people", "harmless"), [(4, True), (5, False)])
def test_the_week_keeps_room_for_those_whose_last_chance_it_is(folder: Path, people: int, harmless: bool) -> None:
    """Four hours hold five talks of 45 minutes."""
    request = Request("K1", TODAY, after=date(2026, 12, 3), until=date(2026, 12, 3))
    offers = desk(folder, [SEEN, *crowd(people)], request=request).offers(EVERYTHING)
    assert all((offer.displaced is None) == harmless for offer in offers)
    assert offers
    if not harmless:
        assert offers[0].displaced is not None
        assert {need.customer.customer_id for need in offers[0].displaced.needs} <= {f"L{n}" for n in range(people)}


def test_hours_that_nobody_else_could_use_are_always_free_to_take(folder: Path) -> None:
    request = Request("K1", TODAY, after=date(2026, 12, 3), until=date(2026, 12, 3))
    offers = desk(folder, [SEEN, *crowd(9, unavailable="Thu 10:00-12:00")], request=request).offers(EVERYTHING)
    assert starts(offers)[:2] == ["03.12. 11:15", "03.12. 10:00"]
    assert min(starts(offers)) == "03.12. 09:30"  # two hours hold two talks, so a quarter of an hour is to spare
    assert all(offer.displaced is None for offer in offers)


@pytest.mark.parametrize(("people", "harmless"), [(4, True), (5, False)])
def test_a_later_week_keeps_room_for_what_will_be_due_in_it(folder: Path, people: int, harmless: bool) -> None:
    request = Request("K1", TODAY, after=date(2027, 1, 14), until=date(2027, 1, 14))
    offers = desk(folder, [SEEN, *crowd(people, last_contact_on="2026-07-16")], request=request).offers(EVERYTHING)
    assert offers
    assert all((offer.displaced is None) == harmless for offer in offers)


def test_a_later_week_takes_over_whom_the_weeks_before_cannot_hold(folder: Path) -> None:
    """Twelve are due by 3 December, five a week: two are left for 17 December, none for the 24th."""
    people = [SEEN, *crowd(12)]
    first = desk(folder, people, request=Request("K1", TODAY, after=date(2026, 12, 10), until=date(2026, 12, 10)))
    assert all(offer.displaced is not None for offer in first.offers(EVERYTHING))
    later = desk(folder, people, request=Request("K1", TODAY, after=date(2026, 12, 17), until=date(2026, 12, 17)))
    assert all(offer.displaced is None for offer in later.offers(EVERYTHING))


def test_a_full_week_is_passed_over_and_displacing_is_the_last_resort(folder: Path) -> None:
    request = Request("K1", TODAY, kind="wish", held=True)
    offers = desk(folder, [SEEN, *crowd(5)], request=request).offers(EVERYTHING)
    assert {offer.slot.day for offer in offers} == {date(2026, 11, 26)}  # the week that letters do not reach is free
    away = [{"person_id": "S1", "first_day": "2026-11-23", "last_day": "2026-11-27"}]
    after = desk(folder, [SEEN, *crowd(5)], request=request, absences=away).offers(EVERYTHING)
    assert {offer.slot.part for offer in after} == {AFTER}
    asked = Request("K1", TODAY, kind="wish", held=True, until=date(2026, 12, 4))
    last = desk(folder, [SEEN, *crowd(5)], request=asked, absences=away).offers(3)
    assert [(offer.slot.part, offer.displaced is not None) for offer in last] == [(GOOD, True)] * 3


def test_a_colleague_who_covers_keeps_room_for_the_absent_one(folder: Path) -> None:
    staff = [specialist(**THURSDAY), specialist("S2", **THURSDAY)]
    away = [{"person_id": "S2", "first_day": "2026-11-30", "last_day": "2026-12-06"}]
    request = Request("K1", TODAY, after=date(2026, 12, 3), until=date(2026, 12, 3))
    for people, harmless in ((4, True), (5, False)):
        offers = desk(folder, [SEEN, *crowd(people, specialist_id="S2")], staff, request, absences=away).offers(EVERYTHING)
        assert offers
        assert all((offer.displaced is None) == harmless for offer in offers)


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


REQUESTS = st.builds(
    Request,
    customer_id=st.just("K00"),
    today=st.just(TODAY),
    held=st.sampled_from([True, False, None]),
    kind=st.sampled_from(["", "", "wish", "follow_up"]),
)


@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False), request=REQUESTS)
def test_every_start_that_is_free_is_a_slot_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, chance: Random, request: Request
) -> None:
    found = Desk(random_roster(tmp_path_factory.mktemp("roster"), chance), request, is_thorough=True)
    for day in (found.follow.earliest + timedelta(days=n) for n in range(30)):
        assert [found.moment(slot) for slot in found.diary.slots(day, day, GOOD)] == free_starts(found, day)


@settings(max_examples=15, deadline=None)
@given(chance=st.randoms(use_true_random=False), request=REQUESTS)
def test_a_slot_is_offered_exactly_where_the_plan_of_its_week_gets_no_worse(
    tmp_path_factory: pytest.TempPathFactory, chance: Random, request: Request
) -> None:
    """Weeks up to the one that is planned next; the plan is the one `turnus plan` would make before and after."""
    found = Desk(random_roster(tmp_path_factory.mktemp("roster"), chance), request, is_thorough=True)
    offers = found.offers(EVERYTHING)
    assert [*map(str, offers)] == [*map(str, Desk(found.recorded, request, is_thorough=True).offers(EVERYTHING))]
    if found.open_booking:
        assert offers == []
        return
    offered = {offer.start: offer for offer in offers if offer.displaced is None}
    assert len(offered) in (len(offers), 0)
    assert all(found.offer_at(start) is not None and found.obstacles(start) == [] for start in [*offered][:3])
    parts = (GOOD, EARLY) if any(offer.slot.part != AFTER for offer in offered.values()) else ()
    slots = [slot for part in parts for slot in found.diary.slots(*found._span(part), part)]
    near = [slot for slot in slots if monday_of(slot.day) <= found.watch.ahead.near_until]
    for slot in chance.sample(near, min(2, len(near))):
        before, after = (
            needed(r, monday_of(slot.day)) for r in (found.roster, with_offer(found, Offer(found.moment(slot), slot)))
        )
        is_worse = any(after[name] > before[name] for name in after)
        assert is_worse == (found.moment(slot) not in offered), (found.moment(slot), before, after)
    assert {name.split(".")[0] for name in needed(found.roster, date(2026, 11, 30))} == NEEDED
