"""Solving a week: first who covers what, then every specialist alone, then together those whose plans clash.

Each solve has one worker and a deterministic limit, so the plan does not depend on how many run at a time. What is proved about
single weeks bounds the weeks planned together: they start from these plans and can only be equal or worse.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

from msgspec import structs

from constraints import Assignment, Problem
from constraints.audit import measure
from constraints.rules import TEAM_RULES
from constraints.solve import Known, Outcome, SolverSettings, solve, solve_cover
from scheduler.errors import PlanError
from scheduler.headstart import head_starts
from scheduler.plan import Proof
from scheduler.prepare import Prepared
from scheduler.sharing import Names, Sharing, joined_plan, merged
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan

TEAM_STAGES = frozenset({"pins", "ladder", "in_time", "own_specialist", "cover_load"})
"""Rules whose stages a team decides in one piece where somebody is away."""


@dataclass(frozen=True)
class Solved:
    """The plans of all weeks with their proofs.

    Attributes:
        to_plan: the week, with who covers what.
        plans: specialist id → plan of this week, worker 0.
        proofs: what is proved, and for whom together.
    """

    to_plan: WeekToPlan
    plans: Mapping[str, Assignment]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class _Part:
    """Specialists whose weeks were solved in one piece, with what came out."""

    weeks: tuple[Prepared, ...]
    outcome: Outcome

    @property
    def names(self) -> Names:
        """The ids of the specialists."""
        return frozenset(week.specialist.specialist_id for week in self.weeks)

    def plans(self) -> dict[str, Assignment]:
        """Return specialist id → plan of this week, worker 0."""
        return {
            week.specialist.specialist_id: tuple(
                structs.replace(p, worker=0) for p in self.outcome.assignment if p.worker == number
            )
            for number, week in enumerate(self.weeks)
        }


def solve_week(to_plan: WeekToPlan, settings: SolverSettings, pool: Executor, progress: Callable[[], object]) -> Solved:
    """Solve the weeks of all members of the teams.

    Args:
        to_plan: the week; nothing covered yet.
        settings: limits and seed of the solver.
        pool: runs the solves.
        progress: called after each specialist's week.

    Raises:
        PlanError: a search found no plan at all within its limit.
    """
    covering = {team.team: pool.submit(solve_cover, team.problem, settings) for team in to_plan.teams if team.needs_cover}
    covers = {name: _result(future, name) for name, future in covering.items()}
    to_plan = to_plan.covered(_holders(to_plan, covers))
    sharing = to_plan.sharing
    known = head_starts(to_plan, covers)
    tasks = [(week.problem, known.get(week.specialist.specialist_id)) for week in to_plan.everyone]
    futures = [pool.submit(solve, problem, settings, None, head_start) for problem, head_start in tasks]
    alone = []
    for week, future in zip(to_plan.everyone, futures, strict=True):
        alone.append(_Part((week,), _result(future, week.specialist.specialist_id)))
        progress()
    parts = _settle(to_plan, alone, sharing, settings, pool)
    plans = {name: plan for part in parts for name, plan in part.plans().items()}
    return Solved(to_plan, plans, tuple(_proofs(to_plan, covers, alone, parts)))


def _result(future: "Future[Outcome]", name: str) -> Outcome:
    try:
        return future.result()
    except RuntimeError as error:
        raise PlanError(text("error.no_time", specialist=name)) from error


def _holders(to_plan: WeekToPlan, covers: Mapping[str, Outcome]) -> dict[str, str]:
    """Return customer id → specialist who holds the talk for an absent colleague."""
    holders = {}
    for team in to_plan.teams:
        if team.team in covers:
            for placement in covers[team.team].assignment:
                if team.problem.by_key[placement.talk_id, placement.worker].is_cover:
                    holders[placement.talk_id] = team.members[placement.worker].specialist.specialist_id
    return holders


def _settle(
    to_plan: WeekToPlan, alone: Sequence[_Part], sharing: Sharing, settings: SolverSettings, pool: Executor
) -> list[_Part]:
    """Plan together whose plans clash, until none do."""
    weeks = {week.specialist.specialist_id: week for week in to_plan.everyone}
    single = {name: part for part in alone for name in part.names}
    groups: list[Names] = []
    parts = list(alone)
    while fresh := _new_groups(
        groups, sharing.clashes(weeks, {name: plan for part in parts for name, plan in part.plans().items()})
    ):
        groups = merged([*groups, *fresh])
        tasks = [_together([single[name] for name in sorted(group)], sharing) for group in fresh]
        futures = [pool.submit(solve, problem, settings, None, known) for problem, known in tasks]
        together = [
            _Part(tuple(weeks[name] for name in sorted(group)), _result(future, ", ".join(sorted(group))))
            for group, future in zip(fresh, futures, strict=True)
        ]
        replaced = frozenset().union(*fresh)
        parts = [*(part for part in parts if not part.names & replaced), *together]
    return sorted(parts, key=lambda part: min(part.names))


def _new_groups(groups: Sequence[Names], clashes: Sequence[Names]) -> list[Names]:
    """Return who is to be planned together anew; a clash that planning together could not solve is left."""
    open_clashes = [names for names in clashes if not any(names <= group for group in groups)]
    return [group for group in merged([*groups, *open_clashes]) if group not in groups] if open_clashes else []


def _together(parts: Sequence[_Part], sharing: Sharing) -> tuple[Problem, Known]:
    """Return several weeks as one problem, with what is known from the single ones: a plan to begin with, and bounds."""
    floors: dict[str, int] = {}
    for position, stage in enumerate(parts[0].outcome.stages) if _have_one_ladder(part.weeks[0] for part in parts) else ():
        results = [part.outcome.stages[position] for part in parts]
        if not all(result.proved for result in results):
            break
        floors[stage.name] = sum(result.value for result in results)
    start = joined_plan([part.outcome.assignment for part in parts])
    return sharing.joined([part.weeks[0] for part in parts]), Known(start, floors)


def _have_one_ladder(weeks: Iterable[Prepared]) -> bool:
    """Tell whether the steps of the ladder have the same order for all; else bounds of one do not hold for the others."""
    return len({week.problem.ladder for week in weeks}) == 1


def _proofs(to_plan: WeekToPlan, covers: Mapping[str, Outcome], alone: Sequence[_Part], parts: Sequence[_Part]) -> list[Proof]:
    """Return for each stage what is proved: of the teams that decide in one piece, then of every part."""
    teams = {
        frozenset(m.specialist.specialist_id for m in team.members): covers[team.team]
        for team in to_plan.teams
        if team.team in covers
    }
    blocks = merged([*teams, *(part.names for part in parts)])
    single = {name: part for part in alone for name in part.names}
    proofs = []
    for block in blocks:
        inside = [part for part in parts if part.names <= block]
        covered = {names: outcome for names, outcome in teams.items() if names <= block}
        if not covered:
            proofs += [_proof(block, part.outcome) for part in inside]
            continue
        others = [single[name] for name in sorted(block.difference(*covered))]
        upper = _upper_proof(to_plan, block, [*covered.values(), *(part.outcome for part in others)], inside)
        proofs.append(upper)
        is_proved = all(proved for *_, proved in upper.stages)
        proofs += [_lower_proof(part, is_proved) for part in inside]
    return proofs


def _proof(names: Names, outcome: Outcome) -> Proof:
    stages = tuple((stage.name, stage.value, stage.bound, stage.proved) for stage in outcome.stages)
    return Proof(tuple(sorted(names)), stages, outcome.cuts)


def is_team_stage(name: str) -> bool:
    """Tell whether a team decides a stage in one piece where somebody is away."""
    return name.split(".")[0] in TEAM_STAGES


def _upper_proof(to_plan: WeekToPlan, block: Names, bounding: Sequence[Outcome], parts: Sequence[_Part]) -> Proof:
    """Return the stages that are decided in one piece: the values of the final plans, bounded by the searches without clashes."""
    values: dict[str, int] = {}
    for part in parts:
        problem = to_plan.sharing.joined(part.weeks)
        for name, value in measure(problem, part.outcome.assignment, TEAM_RULES).items():
            values[name] = values.get(name, 0) + value
    stages: list[tuple[str, int, int, bool]] = []
    has_one_ladder = _have_one_ladder(week for part in parts for week in part.weeks)
    for name, value in values.items():
        results = [stage for outcome in bounding for stage in outcome.stages if stage.name == name]
        bound = min(value, sum(result.bound for result in results)) if has_one_ladder else 0
        is_proved = bound == value and all(result.proved for result in results) and all(proved for *_, proved in stages)
        stages.append((name, value, bound, is_proved))
    return Proof(tuple(sorted(block)), tuple(stages), sum(outcome.cuts for outcome in bounding))


def _lower_proof(part: _Part, is_proved: bool) -> Proof:
    """Return the stages below the cover, which stand on it."""
    proof = _proof(part.names, part.outcome)
    stages = tuple((name, v, b, is_proved and proved) for name, v, b, proved in proof.stages if not is_team_stage(name))
    return replace(proof, stages=stages)
