"""Who makes up the weekly number: least slack first, only customers past half of their interval."""

from typing import Any

import pytest

from constraints import fill
from helpers.build import MON, at, breached, due, hours, measured, planned, resource, soon, talk, team, week, worker

ONE_SEAT = hours(MON, 0, 3)


def test_nobody_is_added_for_whom_no_number_asks() -> None:
    plan = planned(week(talk("ada"), talk("bea"), of=worker(wanted=None)))
    assert plan.is_sound
    assert plan.invited == set()
    assert plan.values["fill.slack"] == 0


def test_the_customers_with_the_least_slack_make_up_the_number() -> None:
    talks = [talk(f"t{days}", slack_days=days) for days in (40, 30, 20, 50)]
    plan = planned(week(*talks, of=worker(wanted=2)))
    assert plan.is_sound
    assert plan.values["fill.slack"] == 21 + 31
    assert plan.invited == {"t20", "t30"}


def test_who_is_not_past_half_of_the_interval_does_not_make_up_the_number() -> None:
    plan = planned(week(talk("ada", may_fill=False), of=worker(wanted=1)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 1


@pytest.mark.parametrize("asked_for", [{"step": "wish"}, {"is_soon": True}, {"must": True}])
def test_half_of_the_interval_matters_only_for_the_number(asked_for: dict[str, Any]) -> None:
    plan = planned(week(talk("ada", may_fill=False, **asked_for)))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_soon_needs_get_free_seats_past_the_number() -> None:
    plan = planned(week(soon("ada"), soon("bea"), of=worker(wanted=1)))
    assert plan.is_sound
    assert plan.values["fill.soon"] == 0
    assert plan.invited == {"ada", "bea"}


def test_of_two_soon_needs_the_sooner_one_gets_the_only_seat() -> None:
    plan = planned(week(soon("ada", slack_days=12), soon("bea", slack_days=2), of=worker(ONE_SEAT)))
    assert plan.is_sound
    assert plan.values["fill.soon"] == 3
    assert plan.invited == {"bea"}


@pytest.mark.parametrize(("slack_days", "cost"), [(1, 14), (14, 1), (20, 1)])
def test_a_soon_need_left_out_costs_14_a_day_after_the_week_and_1_two_weeks_after(slack_days: int, cost: int) -> None:
    assert measured(week(soon("ada", slack_days=slack_days)), {})["fill.soon"] == cost


def test_an_office_that_fills_its_seats_leaves_none_of_four_free() -> None:
    talks = [talk(f"t{i}") for i in range(5)]
    assert planned(week(*talks)).invited == set()
    plan = planned(week(*talks, of=worker(fill_seats=True)))
    assert plan.is_sound
    assert plan.values["fill.seats"] == 1


def test_filling_seats_gives_way_to_what_is_due() -> None:
    plan = planned(week(due("ada"), talk("bea"), of=worker(ONE_SEAT, fill_seats=True)))
    assert plan.is_sound
    assert (plan.values["ladder.legal"], plan.values["fill.seats"]) == (0, 1)


def test_the_audit_finds_a_customer_preferred_to_one_with_less_slack() -> None:
    problem = week(talk("ada", slack_days=20), talk("bea", slack_days=30), of=worker(wanted=1))
    assert breached(problem, {"ada": at(MON, 0)}) == set()
    assert breached(problem, {"bea": at(MON, 0)}) == {fill.NAME}


def test_the_audit_finds_a_customer_who_is_not_past_half_of_the_interval() -> None:
    invited = {"ada": at(MON, 0)}
    assert breached(week(talk("ada"), of=worker(wanted=1)), invited) == set()
    assert breached(week(talk("ada", may_fill=False), of=worker(wanted=1)), invited) == {fill.NAME}


def test_the_audit_does_not_prefer_a_customer_whose_room_is_taken() -> None:
    """Bea, who is due, has the only room while ada could come; so cem makes up the number though ada has less slack."""
    bea = due("bea", worker=1, resources=("room",))
    ada, cem = talk("ada", slack_days=20, resources=("room",)), talk("cem", slack_days=30)
    staff = (worker(ONE_SEAT, wanted=1), worker(ONE_SEAT))
    plan = planned(team(bea, ada, cem, of=staff, resources=(resource("room", ONE_SEAT),)))
    assert plan.is_proved
    assert plan.invited == {"bea", "cem"}
    assert plan.breaches == set()
