"""Whose last chance is this week comes first, step by step."""

from dataclasses import replace
from itertools import pairwise

import pytest

from constraints import ladder
from constraints.problem import LADDER
from helpers.build import MON, at, breached, due, hours, measured, planned, talk, week, worker

ONE_SEAT = worker(hours(MON, 0, 3))


def test_with_nobody_due_every_step_is_at_zero() -> None:
    plan = planned(week(talk("ada")))
    assert plan.is_sound
    assert {plan.values[ladder.stage_name(step)] for step in LADDER} == {0}


def test_who_is_due_is_invited_though_no_number_asks() -> None:
    plan = planned(week(*(due(f"t{i}", step=step) for i, step in enumerate(LADDER[:4]))))
    assert plan.is_sound
    assert len(plan.invited) == 4


@pytest.mark.parametrize(("higher", "lower"), list(pairwise(LADDER)))
def test_one_seat_goes_to_the_higher_step_however_late_the_lower(higher: str, lower: str) -> None:
    plan = planned(week(due("ada", step=higher), due("bea", step=lower, urgency=9), of=ONE_SEAT))
    assert plan.is_sound
    assert plan.values[ladder.stage_name(higher)] == 0
    assert plan.values[ladder.stage_name(lower)] == 9 * 45


def test_a_concept_may_put_the_classes_in_another_order() -> None:
    order = ("strategy", "wish", "graduate", "first", *LADDER[4:])
    for earlier, later in pairwise(order):
        problem = replace(week(due("ada", step=earlier), due("bea", step=later, urgency=9), of=ONE_SEAT), ladder=order)
        plan = planned(problem)
        assert plan.is_sound
        assert plan.invited == {"ada"}
        assert [name for name in plan.reported if name.startswith("ladder.")] == [ladder.stage_name(step) for step in order]


def test_within_a_step_one_seat_goes_to_the_later() -> None:
    plan = planned(week(due("ada", urgency=2), due("bea", urgency=3), of=ONE_SEAT))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 2 * 45


def test_two_short_talks_outweigh_a_long_one_when_they_are_as_long_together() -> None:
    long, short = due("long", 5), [due(f"short{i}", 3) for i in range(2)]
    plan = planned(week(long, *short, of=worker(hours(MON, 0, 6))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 75


def test_leaving_a_talk_out_costs_its_minutes_times_its_urgency() -> None:
    assert measured(week(due("ada", cells=4, urgency=9)), {})["ladder.legal"] == 60 * 9


def test_the_audit_finds_a_due_talk_left_out_beside_a_free_seat() -> None:
    problem = week(due("ada"), due("bea"))
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}) == {ladder.NAME}


def test_the_audit_finds_a_seat_that_opens_when_another_talk_moves() -> None:
    problem = week(due("ada"), due("bea"), of=worker(hours(MON, 0, 6)))
    assert breached(problem, {"ada": at(MON, 2)}) == {ladder.NAME}


def test_the_audit_does_not_ask_for_a_seat_that_no_shift_would_open() -> None:
    problem = week(due("ada"), due("bea"), of=worker(hours(MON, 0, 5)))
    assert breached(problem, {"ada": at(MON, 2)}) == set()


def test_the_audit_does_not_ask_for_a_seat_that_another_talk_splits() -> None:
    """Ada can come only in the middle; of the five cells left no four lie together."""
    ada = due("ada", customer_busy=hours(MON, 0, 2) | hours(MON, 5, 8))
    problem = week(ada, due("bea", cells=4), of=worker(hours(MON, 0, 8)))
    assert breached(problem, {"ada": at(MON, 2)}) == set()
