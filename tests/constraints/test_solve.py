"""Stage by stage, with a proof; the solver-free side checks what a plan claims."""

from random import Random

import pytest

from constraints.audit import overstated
from constraints.model import OPTIMAL, Solver
from constraints.problem import Problem
from constraints.rules import REPLAN_RULES, RULES, TEAM_RULES, TOGETHER, RuleBook
from constraints.search import Search
from constraints.solve import SolverSettings, solve
from helpers.build import Planned, due, measured, planned, soon, talk, week, worker
from helpers.teams import random_absent_team, random_team


def test_an_empty_week_gives_an_empty_plan() -> None:
    assert planned(week()).is_sound
    assert solve(Problem((), ())).assignment == ()


def test_the_stages_stand_in_the_order_of_the_concerns() -> None:
    concerns = dict.fromkeys(stage.name.split(".")[0] for stage in solve(week()).stages)
    assert list(concerns) == [rule.NAME for rule in RULES.stage_rules]


@pytest.mark.parametrize("book", [RULES, TEAM_RULES, REPLAN_RULES], ids=["plan", "team", "replan"])
def test_stages_that_are_tried_in_one_solve_stand_in_a_row(book: RuleBook) -> None:
    names = [rule.NAME for rule in book.stage_rules]
    for together in TOGETHER:
        places = [names.index(name) for name in together if name in names]
        assert not places or max(places) - min(places) == len(places) - 1


@pytest.mark.parametrize("seed", range(10))
def test_no_plan_is_above_the_ceiling_of_a_stage(seed: int) -> None:
    """Else the weights of stages that are tried in one solve would not keep them apart."""
    search = Search(random_absent_team(Random(seed), workers=3), SolverSettings(), RULES)
    ceilings = {stage.name: stage.ceiling for stage in search.stages if stage.ceiling is not None}
    assert {"own_specialist", "cover_load", "fill.seats", "fill.slack", "preferred_hours"} <= ceilings.keys()
    for stage in search.stages:
        if stage.name in ceilings:
            solver = Solver()
            search.x.model.minimize(-1 * stage.expression)
            assert solver.solve(search.x.model) == OPTIMAL
            assert stage.floor <= solver.value(stage.expression) <= ceilings[stage.name]


def test_without_time_to_search_there_is_no_plan_and_no_claim() -> None:
    with pytest.raises(RuntimeError, match="no plan within the deterministic limit"):
        solve(week(due("ada")), SolverSettings(deterministic_limit=0.0))


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


@pytest.mark.parametrize("limit", [0.0001, 0.0002])
def test_a_search_cut_short_says_what_it_did_not_prove(limit: float) -> None:
    """The plan is still a plan, no better than its bounds and no worse than it says."""
    open_stages = 0
    for seed in range(20):
        team = random_team(Random(seed), workers=3, talks=30, days=5, cells=20)
        try:
            plan = Planned(team, solve(team, SolverSettings(deterministic_limit=limit)))
        except RuntimeError:
            continue
        open_stages += sum(not stage.proved for stage in plan.outcome.stages)
        assert plan.breaches <= {rule.NAME for rule in RULES.stage_rules}
        assert all(stage.bound <= stage.value for stage in plan.outcome.stages)
        assert all(value <= plan.reported[name] for name, value in plan.values.items())
        proofs = [stage.proved for stage in plan.outcome.stages]
        assert proofs == sorted(proofs, reverse=True)
    assert open_stages


@pytest.mark.parametrize("seed", [1, 33])
def test_a_stage_that_is_cut_short_does_not_lose_the_plan_it_began_with(seed: int) -> None:
    """On these teams the search of one stage stops at a worse plan than it was given."""
    team = random_team(Random(seed), workers=3, talks=30, days=5, cells=20)
    search = Search(team, SolverSettings(deterministic_limit=0.0001), RULES)
    search.warm_up()
    for stage in search.stages:
        before = search.value(stage)
        search.minimise(stage, stage.floor)
        assert search.value(stage) <= before
