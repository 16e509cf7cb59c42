"""An invitation reaches the customer before the talk."""

from constraints import lead_time
from helpers.build import MON, TUE, at, breached, due, hours, planned, week, worker

TWO_DAYS = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))


def test_who_is_reached_by_monday_can_come_on_monday() -> None:
    plan = planned(week(due("ada", reached_from=at(MON, 0)), of=worker(hours(MON, 0, 3))))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_who_is_reached_by_tuesday_comes_on_tuesday() -> None:
    plan = planned(week(due("ada", reached_from=at(TUE, 0)), of=TWO_DAYS))
    assert plan.is_sound
    assert plan.starts == {"ada": at(TUE, 0)}


def test_two_who_are_reached_by_tuesday_do_not_both_find_a_seat() -> None:
    plan = planned(week(due("ada", reached_from=at(TUE, 0)), due("bea", reached_from=at(TUE, 0)), of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_talk_that_the_letter_does_not_reach() -> None:
    problem = week(due("ada", reached_from=at(TUE, 0)), of=TWO_DAYS)
    assert breached(problem, {"ada": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}) == {lead_time.NAME}
