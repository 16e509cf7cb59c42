"""Variables: the only place that makes decision variables, and the queries that rules build their expressions from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr, LinearExprT

from constraints.problem import Problem, Talk
from constraints.seats import Seat, Shape, shapes


class Variables:
    """The decisions of one model: who is invited, and how many talks of a shape go into each seat.

    Attributes:
        model: the CP-SAT model.
        problem: the planned week.
        shapes: interchangeable talks with their seats.
        invited: talk id → 1 when the talk is held; talks without an admissible start are not in it.
        count: seat → number of talks in it.
    """

    def __init__(self, model: CpModel, problem: Problem, allowed_starts: Mapping[str, int]) -> None:
        self.model = model
        self.problem = problem
        self.shapes: Sequence[Shape] = shapes(problem, allowed_starts)
        self.invited: dict[str, IntVar] = {}
        self.count: dict[Seat, IntVar] = {}
        for shape in self.shapes:
            for talk in shape.talks:
                self.invited[talk.talk_id] = model.new_bool_var(f"invited:{talk.talk_id}")
            for seat in shape.seats:
                most = min(len(shape.talks), (seat.gap[1] - seat.gap[0]) // seat.length)
                self.count[seat] = model.new_int_var(0, most, f"count:{seat.shape}:{seat.gap[0]}:{seat.outside_preference}")
        self._at_least: dict[tuple[Seat, int], IntVar] = {}

    def left_out_cost(self, costs: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ cost over the given talks that are left out; a talk without a seat always costs."""
        fixed = 0
        variables, coefficients = [], []
        for talk, cost in costs:
            fixed += cost
            if talk.talk_id in self.invited:
                variables.append(self.invited[talk.talk_id])
                coefficients.append(-cost)
        return LinearExpr.weighted_sum(variables, coefficients) + fixed

    def unseated_cost(self, costs: Iterable[tuple[Talk, int]]) -> int:
        """Return Σ cost over the given talks that have no admissible start at all: a floor of `left_out_cost`."""
        return sum(cost for talk, cost in costs if talk.talk_id not in self.invited)

    def invited_sum(self, weights: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ weight over the given talks that are invited."""
        pairs = [(self.invited[talk.talk_id], weight) for talk, weight in weights if talk.talk_id in self.invited]
        return LinearExpr.weighted_sum([v for v, _ in pairs], [w for _, w in pairs])

    def seats_by_gap(self) -> dict[tuple[int, tuple[int, int]], list[Seat]]:
        """Return the seats of every (worker, gap), in order of time."""
        found: defaultdict[tuple[int, tuple[int, int]], list[Seat]] = defaultdict(list)
        for seat in self.count:
            found[seat.worker, seat.gap].append(seat)
        return dict(sorted(found.items()))

    def seat_sum(self, weights: Iterable[tuple[Seat, int]]) -> LinearExprT:
        """Return Σ weight · number of talks over the given seats."""
        pairs = [(self.count[seat], weight) for seat, weight in weights if weight]
        return LinearExpr.weighted_sum([v for v, _ in pairs], [w for _, w in pairs])

    def at_least(self, seat: Seat, number: int) -> IntVar:
        """Return a literal that is true exactly when the seat holds at least `number` talks."""
        key = (seat, number)
        if key not in self._at_least:
            literal = self.model.new_bool_var(f"at_least:{number}:{seat.shape}:{seat.gap[0]}")
            self.model.add(self.count[seat] >= number).only_enforce_if(literal)
            self.model.add(self.count[seat] <= number - 1).only_enforce_if(~literal)
            self._at_least[key] = literal
        return self._at_least[key]
