"""Stage by stage: minimise one concern, prove it, fix it, go on; the clock checks every stage.

The model knows gaps, the clock knows start times. After each solve the clock places what every gap was given; a gap that it
cannot place gives a cut and the stage is solved again, so the value of a stage is one that the clock can keep. A stage is
*proved* when its value equals its bound and all earlier stages are proved; *conditional* when only an earlier one is open.
One worker and a deterministic limit: equal input, equal plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from constraints.problem import Assignment, Problem
from constraints.rule import Stage
from constraints.rules import REPLAN_RULES, RULES, TEAM_RULES, TOGETHER, RuleBook
from constraints.search import Search, SolverSettings


@dataclass(frozen=True, slots=True)
class StageResult:
    """What one stage reached.

    Attributes:
        name: name of the stage.
        value: the value of the plan.
        bound: what every plan that keeps the earlier stages must at least have.
        proved: value equals bound, and all earlier stages are proved.
    """

    name: str
    value: int
    bound: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with its proof.

    Attributes:
        assignment: every invited talk with its start cell, in order of time within a worker.
        stages: in their order.
        cuts: how often the clock refused what a gap was given.
    """

    assignment: Assignment
    stages: tuple[StageResult, ...]
    cuts: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a search begins.

    Attributes:
        assignment: a plan to begin with; it may break what several workers share.
        floors: stage → proved value below which it cannot be while all stages before it are at their floors.
    """

    assignment: Assignment
    floors: Mapping[str, int]


def solve(
    problem: Problem, settings: SolverSettings | None = None, rules: RuleBook | None = None, known: Known | None = None
) -> Outcome:
    """Plan a week: all stages in their order.

    Args:
        problem: the week; an empty one gives an empty plan.
        settings: limits and seed.
        rules: the rule book, `RULES` by default.
        known: a plan to begin with and what bounds it.

    Raises:
        RuntimeError: not even a first plan was found within the limit (the empty plan always is one).
    """
    search = Search(problem, settings or SolverSettings(), rules or RULES)
    if known is None or not search.begin_with(known.assignment):
        search.warm_up()
    floors = known.floors if known else {}
    bounds = []
    for run in _runs(search.stages):
        is_tried = False
        for position, stage in enumerate(run):
            floor = max(stage.floor, floors.get(stage.name, stage.floor))
            if search.value(stage) > floor and not is_tried:
                is_tried = True
                search.minimise_together(run[position:])
            bounds.append(search.minimise(stage, floor))
            if floors.get(stage.name) != search.value(stage):
                floors = {}
    results: list[StageResult] = []
    for stage, bound in zip(search.stages, bounds, strict=True):
        value = search.value(stage)
        results.append(StageResult(stage.name, value, bound, value == bound and all(r.proved for r in results)))
    return Outcome(search.assignment(), tuple(results), search.cuts)


def _runs(stages: Sequence[Stage]) -> list[list[Stage]]:
    """Return the stages in their order, those in one list that are tried in one solve."""

    def place(stage: Stage) -> int | str:
        rule = stage.name.split(".")[0]
        return next((number for number, names in enumerate(TOGETHER) if rule in names), stage.name)

    return [list(run) for _, run in groupby(stages, key=place)]


def solve_cover(problem: Problem, settings: SolverSettings | None = None) -> Outcome:
    """Decide for a team in one piece who holds the talks of the ladder; stages of `TEAM_RULES`. Arguments and errors: `solve`."""
    return solve(problem, settings, TEAM_RULES)


def solve_replan(problem: Problem, settings: SolverSettings | None = None, known: Known | None = None) -> Outcome:
    """Decide for a team what becomes of the talks that cannot be held as promised; stages of `REPLAN_RULES`.

    Args:
        problem: a week that is timed.
        settings: limits and seed.
        known: a plan to begin with.

    Raises:
        RuntimeError: no plan within the limit, or talks that stay do not go together as promised.
    """
    return solve(problem, settings, REPLAN_RULES, known)


__all__ = ["Known", "Outcome", "SolverSettings", "StageResult", "solve", "solve_cover", "solve_replan"]
