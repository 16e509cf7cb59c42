"""Any small team: what `why` says would invite somebody does so when the roster is changed and planned again, and nobody loses."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from constraints.ladder import cost
from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, planned, write_tables
from helpers.scarce import Tables, scarce_teams
from scheduler.daily.answer import INVITED
from scheduler.daily.remedies import DISPLACE, Remedy
from scheduler.daily.why import why
from scheduler.daily.whywords import answer_lines
from scheduler.plan import Plan
from scheduler.planaudit import audit_plan
from scheduler.planner import plan_week
from scheduler.week_to_plan import WeekToPlan, prepare_week

Costs = Mapping[str, tuple[int, int]]
"""Customer → (step of the ladder, a wish first; cost of being left out)."""


def due_costs(to_plan: WeekToPlan) -> dict[str, tuple[int, int]]:
    """Return what leaving out each of the people costs who are due this week."""
    found = {}
    for team in to_plan.teams:
        for member in team.members:
            ladder = member.problem.ladder
            for talk in member.problem.talks:
                if talk.is_due:
                    step = -1 if talk.must else ladder.index(talk.step or "")
                    found[talk.talk_id] = (step, 1 if talk.must else cost(talk))
    return found


def left_out(costs: Costs, plan: Plan, but: str) -> list[int]:
    """Return what the people who are due and have no seat cost, step by step, one of them not counted."""
    seen = {a.customer_id for a in plan.appointments}
    found = [0] * 20
    for name, (step, value) in costs.items():
        if name not in seen and name != but:
            found[step + 1] += value
    return found


def replanned(to_plan: WeekToPlan, remedy: Remedy) -> tuple[WeekToPlan, Plan]:
    """Plan the roster with the change as if nothing had been planned before."""
    assert remedy.roster is not None
    again = prepare_week(remedy.roster, to_plan.week.monday, to_plan.today)
    return again, plan_week(again, KEY)


@settings(max_examples=8)
@given(scarce_teams())
def test_the_change_invites_the_person_and_nobody_else_loses(tables: Tables) -> None:
    with TemporaryDirectory() as scratch:
        to_plan, plan = planned(write_tables(Path(scratch), tables, OFFICE), MONDAY, TODAY)
        costs = due_costs(to_plan)
        for row in plan.not_invited:
            name, attempts = row.customer_id, why(to_plan, plan, row.customer_id, KEY).attempts
            assert not any(attempt.was_cut_short for attempt in attempts)
            assert not any(attempt.remedy for attempt in attempts[:-1])
            remedy = attempts[-1].remedy
            if remedy is None:
                continue
            again, second = replanned(to_plan, remedy)
            assert audit_plan(again, second, KEY) == []
            assert name in invited(second) | booked(again)
            if attempts[-1].kind == DISPLACE:
                loss = without(plan, remedy.gives_way)
                assert left_out(costs, second, name) == left_out(costs, loss, name)
            else:
                assert remedy.gives_way == ()
                assert left_out(costs, second, name) <= left_out(costs, plan, name)


def invited(plan: Plan) -> set[str]:
    return {appointment.customer_id for appointment in plan.appointments}


def booked(to_plan: WeekToPlan) -> set[str]:
    """Return who has an appointment in the week; some changes are an appointment that somebody makes."""
    rows = to_plan.roster.bookings
    return {b.customer_id for b in rows if MONDAY <= b.start.date() <= to_plan.week.sunday and b.state == "approved"}


def without(plan: Plan, names: Collection[str]) -> Plan:
    return replace(plan, appointments=tuple(a for a in plan.appointments if a.customer_id not in names))


@settings(max_examples=5)
@given(scarce_teams())
def test_whatever_is_tried_holds_and_two_answers_are_alike(tables: Tables) -> None:
    with TemporaryDirectory() as scratch:
        to_plan, plan = planned(write_tables(Path(scratch), tables, OFFICE), MONDAY, TODAY)
        for row in plan.not_invited[:2]:
            answers = [why(to_plan, plan, row.customer_id, KEY, everything=True) for _ in range(2)]
            assert answer_lines(answers[0], everything=True) == answer_lines(answers[1], everything=True)
            for attempt in answers[0].attempts:
                if attempt.remedy is not None:
                    again, second = replanned(to_plan, attempt.remedy)
                    assert row.customer_id in invited(second) | booked(again)


@settings(max_examples=4)
@given(scarce_teams())
def test_there_is_an_answer_for_everybody(tables: Tables) -> None:
    with TemporaryDirectory() as scratch:
        to_plan, plan = planned(write_tables(Path(scratch), tables, OFFICE), MONDAY, TODAY)
        for customer in to_plan.roster.customers:
            answer = why(to_plan, plan, customer.customer_id, KEY)
            assert (answer.state == INVITED) is (customer.customer_id in invited(plan))
            assert len(answer_lines(answer)) > 2
