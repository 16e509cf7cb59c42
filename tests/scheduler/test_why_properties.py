"""Any small team: what `why` says would invite somebody does so when the roster is changed and planned again, and nobody loses."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from constraints.ladder import cost
from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, planned, write_tables
from helpers.scarce import Tables, scarce_teams
from scheduler.daily.remedies import DISPLACE, Remedy
from scheduler.daily.why import why
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


@settings(max_examples=150)
@given(scarce_teams())
def test_the_change_invites_the_person_and_nobody_else_loses(tables: Tables) -> None:
    with TemporaryDirectory() as scratch:
        to_plan, plan = planned(write_tables(Path(scratch), tables, OFFICE), MONDAY, TODAY)
        costs = due_costs(to_plan)
        for row in plan.not_invited:
            answer = why(to_plan, plan, row.customer_id, KEY)
            remedy = answer.attempts[-1].remedy
            if remedy is None:
                continue
            again, second = replanned(to_plan, remedy)
            assert audit_plan(again, second, KEY) == []
            booked = {b.customer_id for b in again.roster.bookings if b.start.date() >= MONDAY and b.state == "approved"}
            assert row.customer_id in {a.customer_id for a in second.appointments} | booked
            if answer.attempts[-1].kind != DISPLACE:
                assert left_out(costs, second, row.customer_id) <= left_out(costs, plan, row.customer_id)
                assert remedy.gives_way == ()
