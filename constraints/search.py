"""One model on its way through the stages: the variables, the last solution that the clock can keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from constraints import clock
from constraints.model import FEASIBLE, OPTIMAL, IntVar, LinearExprT, Model, Solver
from constraints.problem import Assignment, Placement, Problem, Talk
from constraints.rule import Stage
from constraints.rules import RuleBook
from constraints.seats import Seat
from constraints.shared_days import SharedDays
from constraints.variables import Variables

LADDER_STEP_WEIGHT = 8
"""Weight of a step of the ladder over the next one in the first solve; a guess at the order, which the stages then prove."""
MOST_WEIGHT = 10**12
"""Up to which several stages are tried in one solve; beyond, sums of weights and values come near what the solver can add up."""


@dataclass(frozen=True, slots=True)
class SolverSettings:
    """How hard to try: deterministic seconds for one solve, and the seed of the search."""

    deterministic_limit: float = 10.0
    seed: int = 1


class Search:
    """A model, and the best plan found for it so far."""

    def __init__(self, problem: Problem, settings: SolverSettings, rules: RuleBook) -> None:
        self.settings = settings
        self.x = Variables(Model(), problem, rules.allowed_starts(problem), rules.other_starts(problem))
        self.seats_by_gap = self.x.seats_by_gap()
        for rule in rules.model_rules:
            rule.post(self.x)
        self.stages = [stage for rule in rules.stage_rules for stage in rule.stages(self.x)]
        self.shared = SharedDays(self.x)
        self._decisions = [variable.index for variable in self.x.decisions()]
        self.best: Solver | None = None
        self.times: dict[Seat, list[int]] = {}
        self.cuts = 0
        self.proved: dict[str, int] = {}

    def begin_with(self, assignment: Assignment) -> bool:
        """Take over a plan as it is, at better start times if need be; tell whether that was possible."""
        starts = {(p.talk_id, p.worker): p.start for p in assignment}
        hints = dict.fromkeys(self.x.decisions(), 0)
        for shape in self.x.shapes:
            for talk in shape.talks:
                if talk.key in starts:
                    hints[self.x.invited[talk.talk_id]] = 1
                    if self.x.kin_of(talk) in self.x.held:
                        hints[self.x.held[self.x.kin_of(talk)]] += 1
                    hints[self.x.count[shape.seat_of(talk, starts[talk.key])]] += 1
        self._solve(sum(stage.expression for stage in self.stages), hints)
        return self.best is not None

    def warm_up(self) -> None:
        """Find a first plan; when all that is due fits, it closes the upper stages at once."""
        upper = [stage.expression for stage in reversed(self.stages) if stage.name.startswith(("pins", "ladder"))]
        self._solve(sum(expression * LADDER_STEP_WEIGHT**step for step, expression in enumerate(upper)))
        if self.best is None:
            raise RuntimeError("no plan within the deterministic limit")

    def minimise_together(self, stages: Sequence[Stage]) -> None:
        """Try to close several stages in one solve: their weights put every step of one above all of the next.

        Only looks for a better plan; `minimise` then closes each stage, without a solve where this one was proved. Stages that
        would need weights beyond all measure are left to `minimise`.

        Args:
            stages: in a row, the next to be closed; each but the first has a ceiling.
        """
        terms, weight = [stages[-1].expression], 1
        for stage, following in reversed(list(pairwise(stages))):
            assert following.ceiling is not None
            weight *= following.ceiling + 1
            terms.append(stage.expression * weight)
        if len(stages) == 1 or weight > MOST_WEIGHT:
            return
        objective = sum(terms)
        assert self.best is not None
        before, best, times = self.best.value(objective), self.best, self.times
        bound = self._solve(objective)
        value = self.best.value(objective)
        if value > before:  # a search that was cut short may end with a worse plan than it began with
            self.best, self.times = best, times
        elif value == bound and self.best.response.status == OPTIMAL:
            self.proved |= {stage.name: self.value(stage) for stage in stages}

    def minimise(self, stage: Stage, floor: int) -> int:
        """Close one stage and return its bound; solves only where the last plan is not at the floor already."""
        bound = self.proved.get(stage.name, floor)
        if self.value(stage) > bound:
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

    def _solve(self, objective: LinearExprT, fixed: Mapping[IntVar, int] | None = None) -> int:
        """Minimise until the clock agrees; return the bound.

        Args:
            objective: what to minimise.
            fixed: variables that must have these values, for this solve alone.
        """
        model = self.x.model
        model.minimize(objective)
        while True:
            self._hint(fixed)
            solver = self._new_solver()
            solver.parameters.fix_variables_to_their_hinted_value = fixed is not None
            status = solver.solve(model)
            bound = ceil(solver.response.best_objective_bound - 1e-6)
            if status not in (OPTIMAL, FEASIBLE):
                return bound
            try:
                times = self._clock(solver)
            except clock.UndecidedError:
                return bound
            if times is not None:
                self.best, self.times = solver, times
                return bound

    def _new_solver(self) -> Solver:
        solver = Solver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        # The models are small and the relaxation nearly integral: looking for more structure costs more than it brings.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.use_sat_inprocessing = False
        solver.parameters.random_seed = self.settings.seed
        solver.parameters.max_deterministic_time = self.settings.deterministic_limit
        return solver

    def _hint(self, fixed: Mapping[IntVar, int] | None) -> None:
        """Let the next solve begin with the fixed values, else with the best plan so far."""
        self.x.model.proto.clear_solution_hint()
        hints = {variable.index: value for variable, value in (fixed or {}).items()}
        if not hints and self.best is not None:
            hints = {index: self.best.solution[index] for index in self._decisions}
        self.x.model.proto.solution_hint.vars.extend(list(hints))
        self.x.model.proto.solution_hint.values.extend(list(hints.values()))

    def _clock(self, solver: Solver) -> dict[Seat, list[int]] | None:
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
        conflicts = self.shared.settle(solver.value, times) if agreed else []
        for conflict in conflicts:
            self.cuts += 1
            self.shared.cut(conflict)
        return times if agreed and not conflicts else None

    def _cut(self, seats: list[Seat], conflict: list[int]) -> None:
        """Forbid that all of these seats hold so many talks at once."""
        self.cuts += 1
        full = [self.x.at_least(seat, number) for seat, number in zip(seats, conflict, strict=True) if number]
        self.x.model.add_bool_or([~literal for literal in full])

    def assignment(self) -> Assignment:
        """Give the talks of every shape to its seats, the most urgent first."""
        assert self.best is not None
        placements = []
        held = self._held()
        for number, shape in enumerate(self.x.shapes):
            left = sorted(held[number], key=_urgency)
            for start in [start for seat in shape.seats if seat.is_kept for start in self.times.get(seat, ())]:
                talk = next(talk for talk in left if talk.promised == start)
                left.remove(talk)
                placements.append((talk.worker, start, talk.talk_id))
            starts = sorted(start for seat in shape.seats if not seat.is_kept for start in self.times.get(seat, ()))
            placements += [(talk.worker, start, talk.talk_id) for talk, start in zip(left, starts, strict=True)]
        return tuple(Placement(talk_id, start, worker) for worker, start, talk_id in sorted(placements))

    def _held(self) -> dict[int, list[Talk]]:
        """Return shape → talks that its worker holds; of a kin that several may hold, the most urgent go to the first."""
        assert self.best is not None
        entries = {(number, talk.talk_id): talk for number, shape in enumerate(self.x.shapes) for talk in shape.talks}
        found: dict[int, list[Talk]] = {number: [] for number in range(len(self.x.shapes))}
        for number, kin in enumerate(self.x.kins):
            chosen = [talk_id for talk_id in kin.talk_ids if self.best.value(self.x.invited[talk_id])]
            chosen.sort(key=lambda talk_id: _urgency(entries[kin.shapes[0], talk_id]))
            for shape in kin.shapes:
                most = self.best.value(self.x.held[number, shape]) if len(kin.shapes) > 1 else len(chosen)
                found[shape] += [entries[shape, talk_id] for talk_id in chosen[:most]]
                chosen = chosen[most:]
        return found


def _urgency(talk: Talk) -> tuple[bool, int, int, str]:
    return not talk.is_due, -talk.urgency, talk.slack_days, talk.talk_id
