"""A customer gets at most one appointment a week."""

from constraints import once_a_week
from constraints.audit import audit
from helpers.build import MON, TUE, at, breached, due, hours, plan_of, planned, talk, week, worker

TWO_SEATS = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))


def test_one_customer_in_a_free_week_has_one_appointment() -> None:
    plan = planned(week(due("ada"), of=TWO_SEATS))
    assert plan.is_sound
    assert len(plan.outcome.assignment) == 1


def test_two_like_customers_have_a_seat_each() -> None:
    plan = planned(week(due("ada"), due("bea"), of=TWO_SEATS))
    assert plan.is_sound
    assert sorted(plan.starts.values()) == [at(MON, 0), at(TUE, 0)]


def test_three_like_customers_are_not_seated_on_two_seats() -> None:
    plan = planned(week(due("ada"), due("bea"), due("cem"), of=TWO_SEATS))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_one_customer_does_not_count_twice_towards_the_number() -> None:
    plan = planned(week(talk("ada"), of=worker(wanted=2)))
    assert plan.is_sound
    assert plan.values["weekly_number"] == 1


def test_the_audit_finds_a_second_appointment() -> None:
    problem = week(due("ada"), of=TWO_SEATS)
    once, again = plan_of({"ada": at(MON, 0)}), plan_of({"ada": at(TUE, 0)})
    assert audit(problem, once) == []
    assert {violation.rule for violation in audit(problem, once + again)} == {once_a_week.NAME}


def test_the_audit_finds_an_appointment_that_is_no_need_of_this_week() -> None:
    assert breached(week(), {"nobody": at(MON, 0)}) == {once_a_week.NAME}
