"""Stage by stage: minimise one concern, prove it, fix it, go on; the clock checks every stage.

The model knows gaps, the clock knows start times. After each solve the clock places what every gap was given; a gap that it
cannot place gives a cut and the stage is solved again, so the value of a stage is one that the clock can keep. A stage is
*proved* when its value equals its bound and all earlier stages are proved; *conditional* when only an earlier one is open.
One worker and a deterministic limit: equal input, equal plan.
"""

from dataclasses import dataclass
from math import ceil

from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver, LinearExprT

from constraints import clock
from constraints.problem import Assignment, Placement, Problem, Talk
from constraints.rule import Stage
from constraints.rules import RULES, RuleBook
from constraints.seats import Seat
from constraints.variables import Variables


@dataclass(frozen=True, slots=True)
class SolverSettings:
    """How hard to try: deterministic seconds for one solve, and the seed of the search."""

    deterministic_limit: float = 10.0
    seed: int = 1


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

    @property
    def is_conditional(self) -> bool:
        """Whether the stage is closed, but on top of an earlier one that is not."""
        return self.value == self.bound and not self.proved


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


def solve(problem: Problem, settings: SolverSettings | None = None, rules: RuleBook | None = None) -> Outcome:
    """Plan a week: all stages in their order.

    Args:
        problem: the week; an empty one gives an empty plan.
        settings: limits and seed.
        rules: the rule book, `RULES` by default.

    Raises:
        RuntimeError: not even a first plan was found within the limit (the empty plan always is one).
    """
    rules = rules or RULES
    search = _Search(problem, settings or SolverSettings(), rules)
    stages = [stage for rule in rules.stage_rules for stage in rule.stages(search.x)]
    search.warm_up(stages)
    bounds = [search.minimise(stage) for stage in stages]
    results: list[StageResult] = []
    for stage, bound in zip(stages, bounds, strict=True):
        value = search.value(stage)
        results.append(StageResult(stage.name, value, bound, value == bound and all(r.proved for r in results)))
    return Outcome(search.assignment(), tuple(results), search.cuts)


class _Search:
    """One model on its way through the stages: the variables, the last solution that the clock can keep."""

    def __init__(self, problem: Problem, settings: SolverSettings, rules: RuleBook) -> None:
        self.settings = settings
        self.x = Variables(CpModel(), problem, rules.allowed_starts(problem))
        self.seats_by_gap = self.x.seats_by_gap()
        for rule in rules.model_rules:
            rule.post(self.x)
        self.best: CpSolver | None = None
        self.times: dict[Seat, list[int]] = {}
        self.cuts = 0

    def warm_up(self, stages: list[Stage]) -> None:
        """Find a first plan; when all that is due fits, it closes the upper stages at once."""
        self._solve(sum(stage.expression for stage in stages if stage.name.startswith(("pins", "ladder"))))
        if self.best is None:
            raise RuntimeError("no plan within the deterministic limit")

    def minimise(self, stage: Stage) -> int:
        """Close one stage and return its bound; solves only where the last plan is not at the floor already."""
        bound = stage.floor
        if self.value(stage) > stage.floor:
            before, plan = self.value(stage), (self.best, self.times)
            bound = self._solve(stage.expression)
            if self.value(stage) > before:  # a search that was cut short may end with a worse plan than it began with
                self.best, self.times = plan
        self.x.model.add(stage.expression <= self.value(stage))
        return bound

    def value(self, stage: Stage) -> int:
        """Return the value of a stage in the last plan (a later stage may have improved an open one)."""
        assert self.best is not None
        return self.best.value(stage.expression)

    def _solve(self, objective: LinearExprT) -> int:
        """Minimise until the clock agrees; return the bound."""
        model = self.x.model
        model.minimize(objective)
        while True:
            self._hint()
            solver = self._new_solver()
            status = solver.solve(model)
            bound = ceil(solver.best_objective_bound - 1e-6)
            if status not in (OPTIMAL, FEASIBLE):
                return bound
            try:
                times = self._clock(solver)
            except clock.UndecidedError:
                return bound
            if times is not None:
                self.best, self.times = solver, times
                return bound

    def _new_solver(self) -> CpSolver:
        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        # The models are small and the relaxation nearly integral: looking for more structure costs more than it brings.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.random_seed = self.settings.seed
        solver.parameters.max_deterministic_time = self.settings.deterministic_limit
        return solver

    def _hint(self) -> None:
        self.x.model.clear_hints()  # type: ignore[no-untyped-call]
        if self.best is not None:
            for variable in (*self.x.invited.values(), *self.x.count.values()):
                self.x.model.add_hint(variable, self.best.value(variable))

    def _clock(self, solver: CpSolver) -> dict[Seat, list[int]] | None:
        """Return the start cells of every seat, or None after cutting off what some gaps were given."""
        times: dict[Seat, list[int]] = {}
        agreed = True
        for seats in self.seats_by_gap.values():
            used = [(seat, solver.value(self.x.count[seat])) for seat in seats]
            used = [(seat, number) for seat, number in used if number]
            kinds = [(seat.length, seat.starts) for seat, _ in used]
            counts = [number for _, number in used]
            order = clock.place(kinds, counts)
            if order is None:
                agreed = False
                self._cut([seat for seat, _ in used], clock.smallest_conflict(kinds, counts))
                continue
            for index, start in order:
                times.setdefault(used[index][0], []).append(start)
        return times if agreed else None

    def _cut(self, seats: list[Seat], conflict: list[int]) -> None:
        """Forbid that all of these seats hold so many talks at once."""
        self.cuts += 1
        full = [self.x.at_least(seat, number) for seat, number in zip(seats, conflict, strict=True) if number]
        self.x.model.add_bool_or([~literal for literal in full])

    def assignment(self) -> Assignment:
        """Give the talks of every shape to its seats, the most urgent first."""
        assert self.best is not None
        placements = []
        for shape in self.x.shapes:
            invited = [talk for talk in shape.talks if self.best.value(self.x.invited[talk.talk_id])]
            starts = sorted(start for seat in shape.seats for start in self.times.get(seat, ()))
            pairs = zip(sorted(invited, key=_urgency), starts, strict=True)
            placements += [(talk.worker, start, talk.talk_id) for talk, start in pairs]
        return tuple(Placement(talk_id, start) for _, start, talk_id in sorted(placements))


def _urgency(talk: Talk) -> tuple[bool, int, int, str]:
    return not talk.is_due, -talk.urgency, talk.slack_days, talk.talk_id
