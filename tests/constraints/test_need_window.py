"""A talk before the window of the need opens meets nothing."""

from constraints import need_window
from helpers.build import MON, TUE, at, breached, due, planned, week


def test_a_window_open_since_monday_changes_nothing() -> None:
    plan = planned(week(due("ada", not_before=at(MON, 0))))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_the_last_three_cells_are_enough() -> None:
    plan = planned(week(due("ada", not_before=at(MON, 9))))
    assert plan.is_sound
    assert plan.starts == {"ada": at(MON, 9)}


def test_the_last_two_cells_are_not() -> None:
    plan = planned(week(due("ada", not_before=at(MON, 10)), due("bea", not_before=at(TUE, 0))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 90


def test_the_audit_finds_a_talk_before_the_window() -> None:
    problem = week(due("ada", not_before=at(MON, 9)))
    assert breached(problem, {"ada": at(MON, 9)}) == set()
    assert breached(problem, {"ada": at(MON, 8)}) == {need_window.NAME}
