"""Nobody is invited for a time at which they cannot come."""

from constraints import customer_hours
from helpers.build import MON, TUE, at, breached, due, hours, planned, week, worker

SIX_CELLS = worker(hours(MON, 0, 6))


def test_busy_hours_outside_the_consulting_hours_change_nothing() -> None:
    plan = planned(week(due("ada", customer_busy=hours(TUE, 0, 20)), of=SIX_CELLS))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_a_talk_fits_exactly_before_the_busy_hours() -> None:
    plan = planned(week(due("ada", customer_busy=hours(MON, 3, 20)), of=SIX_CELLS))
    assert plan.is_sound
    assert plan.starts == {"ada": at(MON, 0)}


def test_one_busy_cell_too_many_leaves_no_time() -> None:
    plan = planned(week(due("ada", customer_busy=hours(MON, 2, 4)), of=SIX_CELLS))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_two_customers_with_one_free_hour_between_them_compete_for_it() -> None:
    only_early = hours(MON, 3, 20)
    plan = planned(week(due("ada", customer_busy=only_early), due("bea", customer_busy=only_early), of=SIX_CELLS))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_talk_in_the_busy_hours() -> None:
    problem = week(due("ada", customer_busy=hours(MON, 3, 20)), of=SIX_CELLS)
    assert breached(problem, {"ada": at(MON, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 1)}) == {customer_hours.NAME}
