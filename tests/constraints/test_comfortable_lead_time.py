"""Short notice is avoided where nothing is lost by it."""

from constraints import comfortable_lead_time
from helpers.build import MON, TUE, at, booking, breached, due, hours, planned, week, worker

TWO_SEATS = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))


def test_who_is_told_in_time_for_monday_can_come_on_any_day() -> None:
    plan = planned(week(due("ada"), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["comfortable_lead_time"] == 0


def test_comfort_is_worth_a_loaded_day() -> None:
    """Tuesday is full of bookings but for one seat, Monday is empty; notice is comfortable from Tuesday."""
    ada = due("ada", comfortable_from=at(TUE, 0))
    bookings = tuple(booking(TUE, first, first + 3) for first in (0, 3, 6))
    plan = planned(week(ada, of=worker(hours(MON, 0, 12) | hours(TUE, 0, 12)), bookings=bookings))
    assert plan.is_sound
    assert plan.values["comfortable_lead_time"] == 0
    assert plan.starts == {"ada": at(TUE, 9)}


def test_two_on_one_comfortable_seat_leave_one_on_short_notice() -> None:
    plan = planned(week(*(due(name, comfortable_from=at(TUE, 0)) for name in ("ada", "bea")), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["comfortable_lead_time"] == 1
    assert plan.values["ladder.legal"] == 0


def test_the_seat_on_short_notice_goes_to_whom_it_is_comfortable_for() -> None:
    plan = planned(week(due("ada", comfortable_from=at(TUE, 0)), due("bea"), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["comfortable_lead_time"] == 0
    assert plan.starts == {"ada": at(TUE, 0), "bea": at(MON, 0)}


def test_the_audit_finds_short_notice_beside_a_comfortable_seat() -> None:
    problem = week(due("ada", comfortable_from=at(TUE, 0)), of=TWO_SEATS)
    assert breached(problem, {"ada": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}) == {comfortable_lead_time.NAME}
