"""Stage by stage, with a proof; the solver-free side checks what a plan claims."""

import pytest
from helpers.build import due, measured, planned, soon, talk, week, worker

from constraints.audit import overstated
from constraints.problem import Problem
from constraints.solve import SolverSettings, StageResult, solve


def test_an_empty_week_gives_an_empty_plan() -> None:
    assert planned(week()).is_sound
    assert solve(Problem((), ())).assignment == ()


def test_the_stages_stand_in_the_order_of_the_concerns() -> None:
    concerns = dict.fromkeys(stage.name.split(".")[0] for stage in solve(week()).stages)
    assert list(concerns) == ["pins", "ladder", "weekly_number", "fill", "comfortable_lead_time", "even_load", "preferred_hours"]


def test_without_time_to_search_there_is_no_plan_and_no_claim() -> None:
    with pytest.raises(RuntimeError, match="no plan within the deterministic limit"):
        solve(week(due("ada")), SolverSettings(deterministic_limit=0.0))


def test_a_stage_closed_on_top_of_an_open_one_is_conditional() -> None:
    assert StageResult("even_load", value=60, bound=60, proved=False).is_conditional
    assert not StageResult("even_load", value=60, bound=60, proved=True).is_conditional
    assert not StageResult("even_load", value=120, bound=60, proved=False).is_conditional


def test_among_like_talks_the_due_and_late_get_the_earlier_seats() -> None:
    plan = planned(week(talk("ada", slack_days=30), soon("bea"), due("cem"), due("dan", urgency=9), of=worker(wanted=4)))
    assert plan.is_sound
    assert sorted(plan.starts, key=lambda name: plan.starts[name]) == ["dan", "cem", "bea", "ada"]


def test_a_plan_that_claims_too_much_is_overstated_in_the_first_stage_that_is_worse() -> None:
    values = measured(week(due("ada"), talk("bea", must=True)), {})
    assert overstated(values, values.items()) == []
    assert overstated(values, {**values, "pins": 2}.items()) == []
    claimed = {**values, "ladder.legal": 0, "weekly_number": -1}
    assert [(v.rule, v.amount) for v in overstated(values, claimed.items())] == [("ladder", 45)]
