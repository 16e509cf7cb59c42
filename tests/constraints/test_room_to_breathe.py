"""Planned minutes stay within the consulting share; only what is due may exceed it."""

from constraints import room_to_breathe
from helpers.build import MON, at, breached, due, planned, soon, talk, week, worker


def test_with_enough_minutes_the_share_changes_nothing() -> None:
    plan = planned(week(talk("ada"), talk("bea"), of=worker(wanted=2)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0


def test_ninety_minutes_hold_two_talks_of_forty_five() -> None:
    plan = planned(week(*(talk(f"t{i}") for i in range(3)), of=worker(wanted=2, minutes_left=90)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 0


def test_eighty_nine_minutes_hold_one() -> None:
    plan = planned(week(*(talk(f"t{i}") for i in range(3)), of=worker(wanted=2, minutes_left=89)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 1


def test_what_is_due_may_exceed_the_share_and_then_nothing_else_is_added() -> None:
    plan = planned(week(due("ada"), talk("bea", must=True), soon("cem"), talk("dan"), of=worker(wanted=3, minutes_left=89)))
    assert plan.is_sound
    assert plan.invited == {"ada", "bea"}
    assert (plan.values["weekly_number"], plan.values["fill.soon"]) == (1, 8)


def test_what_is_due_and_one_more_fit_exactly() -> None:
    plan = planned(week(due("ada"), soon("cem"), of=worker(wanted=2, minutes_left=90)))
    assert plan.is_sound
    assert plan.invited == {"ada", "cem"}


def test_bookings_beyond_the_share_leave_only_what_is_due() -> None:
    plan = planned(week(due("ada"), soon("cem"), talk("dan"), of=worker(wanted=2, minutes_left=-30, fill_seats=True)))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_the_audit_finds_a_talk_beyond_the_share_that_need_not_be_there() -> None:
    problem = week(due("ada"), soon("cem"), of=worker(minutes_left=89))
    assert breached(problem, {"ada": at(MON, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0), "cem": at(MON, 3)}) == {room_to_breathe.NAME}
