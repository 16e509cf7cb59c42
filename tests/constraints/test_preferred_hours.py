"""Customers who named better hours get them where nothing above is lost by it."""

from constraints import preferred_hours
from helpers.build import MON, TUE, at, breached, due, hours, planned, week, worker


def test_without_preferences_nobody_is_outside() -> None:
    plan = planned(week(due("ada"), due("bea")))
    assert plan.is_sound
    assert plan.values["preferred_hours"] == 0


def test_four_customers_with_one_preferred_seat_each_get_it() -> None:
    """The later the name, the earlier the preferred seat."""
    talks = [due(name, preferred=hours(MON, 9 - 3 * i, 12 - 3 * i)) for i, name in enumerate(("ada", "bea", "cem", "dan"))]
    plan = planned(week(*talks))
    assert plan.is_sound
    assert plan.values["preferred_hours"] == 0
    assert plan.starts == {"ada": at(MON, 9), "bea": at(MON, 6), "cem": at(MON, 3), "dan": at(MON, 0)}


def test_of_two_who_prefer_the_same_seat_one_comes_at_another_time() -> None:
    talks = [due(name, preferred=hours(MON, 9, 12)) for name in ("ada", "bea")]
    plan = planned(week(*talks))
    assert plan.is_sound
    assert plan.values["preferred_hours"] == 1
    assert plan.values["ladder.legal"] == 0


def test_preferred_hours_shorter_than_the_talk_cannot_be_met() -> None:
    plan = planned(week(due("ada", preferred=hours(MON, 10, 12) | hours(TUE, 0, 20))))
    assert plan.is_sound
    assert plan.values["preferred_hours"] == 1


def test_a_preference_gives_way_to_an_even_load() -> None:
    two_days = worker(hours(MON, 0, 12) | hours(TUE, 0, 12))
    plan = planned(week(*(due(name, preferred=hours(MON, 0, 12)) for name in ("ada", "bea")), of=two_days))
    assert plan.is_sound
    assert (plan.values["even_load"], plan.values["preferred_hours"]) == (120, 1)


def test_the_audit_finds_a_talk_outside_the_preferred_hours_while_they_are_free() -> None:
    problem = week(due("ada", preferred=hours(MON, 6, 12)))
    assert breached(problem, {"ada": at(MON, 6)}) == set()
    assert breached(problem, {"ada": at(MON, 5)}) == {preferred_hours.NAME}
