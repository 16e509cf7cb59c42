"""Replanning a disrupted week: every team in one piece, one after the other, so that nobody takes the other's room."""

from collections.abc import Mapping
from dataclasses import replace

from constraints import Assignment, Placement, Problem, Resource
from constraints.cells import block
from constraints.solve import Known, Outcome, SolverSettings, solve_replan
from scheduler.errors import PlanError
from scheduler.replan.promised import Promised
from scheduler.texts import text


def replan(promised: Promised, settings: SolverSettings | None = None) -> dict[str, Outcome]:
    """Return team → plan of what is promised there, with its proof.

    Raises:
        PlanError: no plan at all within the limit of the solver.
    """
    outcomes: dict[str, Outcome] = {}
    plans = kept_plans(promised)
    for name in promised.problems:
        problem = problem_beside(promised, name, plans)
        try:
            outcomes[name] = solve_replan(problem, settings, Known(plans[name], {}))
        except RuntimeError as error:
            raise PlanError(text("error.no_time", specialist=name)) from error
        plans[name] = outcomes[name].assignment
    return outcomes


def kept_plans(promised: Promised) -> dict[str, Assignment]:
    """Return team → the plan in which everybody who is there keeps their time, and nothing else is held."""
    return {
        name: tuple(Placement(talk.talk_id, talk.promised, talk.worker) for talk in problem.talks if talk.stays)
        for name, problem in promised.problems.items()
    }


def problem_beside(promised: Promised, team: str, plans: Mapping[str, Assignment]) -> Problem:
    """Return the problem of a team with what the plans of all other teams leave of the resources.

    Args:
        promised: the week.
        team: whose problem.
        plans: team → plan; for teams that are planned later, what they promised.
    """
    problem = promised.problems[team]
    if not problem.resources:
        return problem
    resources = {resource.name: resource for resource in problem.resources}
    for other, plan in plans.items():
        if other != team:
            _take(resources, promised.problems[other], plan)
    return replace(problem, resources=tuple(resources.values()))


def _take(resources: dict[str, Resource], problem: Problem, plan: Assignment) -> None:
    for placement in plan:
        talk = problem.by_key[placement.talk_id, placement.worker]
        for name in talk.resources:
            resources[name] = resources[name].with_one_less(block(placement.start, placement.start + talk.cells))
