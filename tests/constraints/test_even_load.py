"""The talks of a week spread over the days in proportion to their hours: Σ talks² · weight, 60 for the longest day."""

import pytest

from constraints import even_load
from helpers.build import MON, TUE, WED, at, booking, breached, due, hours, measured, planned, week, worker

TWO_DAYS = worker(hours(MON, 0, 12) | hours(TUE, 0, 12))


def names(number: int) -> list[str]:
    return [f"t{i}" for i in range(number)]


def test_an_empty_week_is_even() -> None:
    plan = planned(week(of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["even_load"] == 0


@pytest.mark.parametrize(("number", "value"), [(1, 60), (2, 120), (3, 60 * (4 + 1)), (4, 60 * (4 + 4)), (8, 60 * (16 + 16))])
def test_talks_spread_over_two_days_though_all_would_rather_come_on_monday(number: int, value: int) -> None:
    talks = [due(name, preferred=hours(MON, 0, 12)) for name in names(number)]
    plan = planned(week(*talks, of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["even_load"] == value


def test_half_a_day_takes_half_as_many() -> None:
    plan = planned(week(*(due(f"t{i}") for i in range(3)), of=worker(hours(MON, 0, 12) | hours(TUE, 0, 6))))
    assert plan.is_sound
    assert plan.values["even_load"] == 60 * 4 + 120 * 1


def test_bookings_count_and_blocks_do_not() -> None:
    held = tuple(booking(MON, first, first + 2) for first in (0, 2, 4))
    block = booking(TUE, 0, 2, is_talk=False)
    plan = planned(week(due("ada"), due("bea"), of=TWO_DAYS, bookings=(*held, block)))
    assert plan.is_sound
    assert plan.values["even_load"] == 60 * (9 + 4)


def test_a_week_that_cannot_be_even_is_as_even_as_it_can_be() -> None:
    busy_on_tuesday = hours(TUE, 0, 20)
    plan = planned(week(*(due(f"t{i}", customer_busy=busy_on_tuesday) for i in range(3)), of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["even_load"] == 60 * 9


def test_a_day_weighs_inversely_to_its_hours() -> None:
    three_days = hours(MON, 0, 12) | hours(TUE, 0, 8) | hours(WED, 0, 6)
    assert even_load.day_weights(week(of=worker(three_days)), 0) == [60, 90, 120, 0, 0, 0, 0]


def test_the_audit_finds_two_talks_on_one_day_beside_an_empty_one() -> None:
    problem = week(due("ada"), due("bea"), of=TWO_DAYS)
    assert breached(problem, {"ada": at(MON, 0), "bea": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}) == {even_load.NAME}
    assert measured(problem, {"ada": at(MON, 0), "bea": at(MON, 3)})["even_load"] == 60 * 4


def test_the_audit_does_not_ask_for_an_even_load_at_the_price_of_short_notice() -> None:
    talks = [due(name, comfortable_from=at(TUE, 0)) for name in ("ada", "bea")]
    assert breached(week(*talks, of=TWO_DAYS), {"ada": at(TUE, 0), "bea": at(TUE, 3)}) == set()
