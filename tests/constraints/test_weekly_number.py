"""So many invitations as the weekly number asks for."""

import pytest

from constraints import weekly_number
from helpers.build import MON, TUE, at, breached, due, hours, planned, talk, week, worker


@pytest.mark.parametrize("wanted", [None, 0])
def test_without_a_number_nobody_is_invited(wanted: int | None) -> None:
    plan = planned(week(talk("ada"), of=worker(wanted=wanted)))
    assert plan.is_sound
    assert plan.invited == set()
    assert plan.values["weekly_number"] == 0


def test_as_many_are_invited_as_are_wanted_and_no_more() -> None:
    plan = planned(week(*(talk(f"t{i}") for i in range(4)), of=worker(wanted=3)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0
    assert len(plan.invited) == 3


def test_one_wanted_more_than_there_are_seats_is_missing() -> None:
    plan = planned(week(*(talk(f"t{i}") for i in range(6)), of=worker(wanted=5)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 1


def test_one_wanted_more_than_there_are_customers_is_missing() -> None:
    plan = planned(week(talk("ada"), of=worker(wanted=2)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 1


def test_who_is_due_counts_too() -> None:
    plan = planned(week(due("ada"), talk("bea"), talk("cem"), of=worker(wanted=2)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0
    assert len(plan.invited) == 2


def test_a_talk_that_does_not_count_does_not_help() -> None:
    plan = planned(week(talk("ada", counts=False), talk("bea", slack_days=50), of=worker(wanted=1)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0
    assert plan.invited == {"bea"}


def test_short_talks_make_up_the_number_where_long_ones_do_not_fit() -> None:
    talks = [talk("long", 6, slack_days=1), talk("ada", 3, slack_days=50), talk("bea", 3, slack_days=50)]
    plan = planned(week(*talks, of=worker(hours(MON, 0, 6), wanted=2)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0


def test_the_audit_finds_a_missing_invitation_beside_a_free_seat() -> None:
    problem = week(talk("ada"), talk("bea"), of=worker(hours(MON, 0, 6) | hours(TUE, 0, 6), wanted=2))
    assert breached(problem, {"ada": at(MON, 0), "bea": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}) == {weekly_number.NAME}


def test_the_audit_does_not_ask_for_an_invitation_beyond_the_share() -> None:
    problem = week(talk("ada"), talk("bea"), of=worker(wanted=2, minutes_left=89))
    assert breached(problem, {"ada": at(MON, 0)}) == set()
