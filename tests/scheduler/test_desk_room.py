"""The desk keeps room in every week for those whose last chance it is."""

from datetime import date
from pathlib import Path

import pytest

from helpers.desks import EVERYTHING, SEEN, THURSDAY, TODAY, desk, starts
from helpers.rosters import Row, customer, specialist
from scheduler.daily.followup import Request
from scheduler.daily.slots import AFTER, GOOD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


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


def test_a_time_that_leaves_a_pin_of_the_customer_unkept_is_not_offered(folder: Path) -> None:
    """A talk in the morning would leave the specialist's "must" of the afternoon standing, so the week would lose by it."""
    staff = [specialist(**{**THURSDAY, "thu": "08:00-12:00 13:00-15:00"})]
    pin = {"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "2026-12-03", "half_day": "pm"}
    request = Request("K1", TODAY, after=date(2026, 12, 3), until=date(2026, 12, 3))
    offers = desk(folder, [SEEN], staff, request, wishes=[pin]).offers(EVERYTHING)
    assert {starts([offer])[0]: offer.displaced for offer in offers} == {
        f"03.12. {time}": None for time in ("13:00", "13:15", "13:30", "13:45", "14:00", "14:15")
    }
