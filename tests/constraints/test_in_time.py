"""Whoever is invited in the week of the deadline is seen by the deadline, where that is possible at all."""

from constraints import in_time
from helpers.build import MON, TUE, WED, at, booking, breached, due, hours, planned, week, worker

TWO_SEATS = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))
BY_MONDAY = at(TUE, 0)
"""First cell after a deadline on Monday."""


def test_without_a_deadline_in_the_week_every_day_is_in_time() -> None:
    plan = planned(week(due("ada"), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["in_time"] == 0


def test_the_seat_before_the_deadline_goes_to_whom_it_ends_for() -> None:
    plan = planned(week(due("ada"), due("bea", in_time_before=BY_MONDAY), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["in_time"] == 0
    assert plan.starts == {"ada": at(TUE, 0), "bea": at(MON, 0)}


def test_of_two_deadlines_on_one_seat_one_is_broken_by_a_day() -> None:
    plan = planned(week(*(due(name, in_time_before=BY_MONDAY) for name in ("ada", "bea")), of=TWO_SEATS))
    assert plan.is_sound
    assert (plan.values["in_time"], plan.values["ladder.legal"]) == (1, 0)


def test_a_talk_after_its_deadline_is_better_than_none() -> None:
    plan = planned(week(due("ada", in_time_before=BY_MONDAY), of=worker(hours(WED, 0, 3))))
    assert plan.is_sound
    assert (plan.values["in_time"], plan.values["ladder.legal"]) == (1, 0)


def test_a_deadline_is_worth_an_uneven_day_and_short_notice() -> None:
    ada = due("ada", in_time_before=BY_MONDAY, comfortable_from=at(TUE, 0))
    bookings = tuple(booking(MON, first, first + 3) for first in (0, 3, 6))
    plan = planned(week(ada, of=worker(hours(MON, 0, 12) | hours(TUE, 0, 12)), bookings=bookings))
    assert plan.is_sound
    assert plan.values["in_time"] == 0
    assert plan.starts == {"ada": at(MON, 9)}


def test_the_audit_finds_a_talk_after_its_deadline_beside_a_seat_before_it() -> None:
    problem = week(due("ada", in_time_before=BY_MONDAY), of=TWO_SEATS)
    assert breached(problem, {"ada": at(MON, 0)}) == set()
    assert breached(problem, {"ada": at(TUE, 0)}) == {in_time.NAME}
