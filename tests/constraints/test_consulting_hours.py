"""A talk lies within the specialist's windows."""

from constraints import consulting_hours
from helpers.build import MON, TUE, at, breached, due, hours, planned, week, worker


def test_without_hours_nobody_is_invited_and_the_shortfall_is_named() -> None:
    plan = planned(week(due("ada"), of=worker(open_cells=0)))
    assert plan.is_sound
    assert plan.invited == set()
    assert plan.values["ladder.legal"] == 45


def test_a_window_as_long_as_the_talk_is_enough() -> None:
    plan = planned(week(due("ada"), of=worker(hours(MON, 5, 8))))
    assert plan.is_sound
    assert plan.starts == {"ada": at(MON, 5)}


def test_a_window_one_cell_shorter_is_not() -> None:
    plan = planned(week(due("ada"), of=worker(hours(MON, 5, 7))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_a_talk_does_not_run_through_a_break_or_past_the_end_of_the_day() -> None:
    broken = hours(MON, 5, 7) | hours(MON, 8, 10) | hours(MON, 18, 20) | hours(TUE, 0, 2)
    plan = planned(week(due("ada"), of=worker(broken)))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_talk_that_begins_before_the_hours() -> None:
    problem = week(due("ada"), of=worker(hours(MON, 5, 12)))
    assert breached(problem, {"ada": at(MON, 5)}) == set()
    assert breached(problem, {"ada": at(MON, 4)}) == {consulting_hours.NAME}
    assert breached(problem, {"ada": at(MON, 10)}) == {consulting_hours.NAME}
