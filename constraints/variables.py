"""Variables: the only place that makes decision variables, and the queries that rules build their expressions from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr, LinearExprT

from constraints.problem import Key, Problem, Talk
from constraints.seats import Seat, Shape, shapes


class Variables:
    """The decisions of one model: who is invited, and how many talks of a shape go into each seat.

    Attributes:
        model: the CP-SAT model.
        problem: the planned week.
        shapes: interchangeable talks with their seats.
        invited: entry → 1 when the talk is held by that worker; entries without an admissible start are not in it.
        count: seat → number of talks in it.
        together: household → 1 when its invited members come one after the other.
    """

    def __init__(self, model: CpModel, problem: Problem, allowed_starts: Mapping[Key, int]) -> None:
        self.model = model
        self.problem = problem
        self.shapes: Sequence[Shape] = shapes(problem, allowed_starts)
        self.invited: dict[Key, IntVar] = {}
        self.count: dict[Seat, IntVar] = {}
        for shape in self.shapes:
            for talk in shape.talks:
                self.invited[talk.key] = model.new_bool_var(f"invited:{talk.talk_id}:{talk.worker}")
            for seat in shape.seats:
                most = min(len(shape.talks), (seat.gap[1] - seat.gap[0]) // seat.length)
                self.count[seat] = model.new_int_var(0, most, f"count:{seat.shape}:{seat.gap[0]}:{seat.outside_preference}")
        self.together: dict[str, IntVar] = {}
        self._at_least: dict[tuple[Seat, int], IntVar] = {}

    def left_out_cost(self, costs: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ cost over the talks left out, whose entries all cost the same; a talk without a seat always costs."""
        fixed: dict[str, int] = {}
        variables, coefficients = [], []
        for talk, cost in costs:
            fixed[talk.talk_id] = cost
            if talk.key in self.invited:
                variables.append(self.invited[talk.key])
                coefficients.append(-cost)
        return LinearExpr.weighted_sum(variables, coefficients) + sum(fixed.values())

    def unseated_cost(self, costs: Iterable[tuple[Talk, int]]) -> int:
        """Return Σ cost over the given talks that have no admissible start at all: a floor of `left_out_cost`."""
        fixed = {talk.talk_id: cost for talk, cost in costs}
        seated = {talk_id for talk_id, _ in self.invited}
        return sum(cost for talk_id, cost in fixed.items() if talk_id not in seated)

    def invited_sum(self, weights: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ weight over the given entries that are invited."""
        pairs = [(self.invited[talk.key], weight) for talk, weight in weights if talk.key in self.invited]
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
