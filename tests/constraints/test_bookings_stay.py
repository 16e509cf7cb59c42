"""What is promised or blocked keeps its time."""

from constraints import bookings_stay
from helpers.build import MON, at, booking, breached, due, hours, planned, week, worker

SIX_CELLS = worker(hours(MON, 0, 6))


def test_a_week_of_bookings_only_has_an_empty_plan() -> None:
    plan = planned(week(of=SIX_CELLS, bookings=(booking(MON, 0, 6),)))
    assert plan.is_sound
    assert plan.invited == set()


def test_a_talk_fits_exactly_beside_a_booking() -> None:
    plan = planned(week(due("ada"), of=SIX_CELLS, bookings=(booking(MON, 3, 6),)))
    assert plan.is_sound
    assert plan.starts == {"ada": at(MON, 0)}


def test_a_booking_that_splits_the_half_day_leaves_no_room() -> None:
    plan = planned(week(due("ada"), of=SIX_CELLS, bookings=(booking(MON, 2, 4),)))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_an_internal_block_takes_its_time_as_a_talk_does() -> None:
    plan = planned(week(due("ada"), of=SIX_CELLS, bookings=(booking(MON, 2, 4, is_talk=False),)))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_talk_laid_on_a_booking() -> None:
    problem = week(due("ada"), of=SIX_CELLS, bookings=(booking(MON, 3, 6),))
    assert breached(problem, {"ada": at(MON, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 1)}) == {bookings_stay.NAME}
