"""Variables: the only place that makes decision variables, and the queries that rules build their expressions from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from constraints.model import IntVar, LinearExpr, LinearExprT, Model
from constraints.problem import Key, Problem, Talk
from constraints.seats import NO_STARTS, Seat, Shape, shapes


@dataclass(frozen=True, slots=True)
class Kin:
    """Talks that the same workers may hold in the same way: it matters how many each of them holds, not which.

    Attributes:
        talk_ids: their ids, in order.
        shapes: the shape of their entry with each worker.
        promised: the start that they were promised, -1 = none.
    """

    talk_ids: tuple[str, ...]
    shapes: tuple[int, ...]
    promised: int


class Variables:
    """The decisions of one model: who is invited, who holds how many of them, and how many talks of a shape go into each seat.

    Attributes:
        model: the CP-SAT model.
        problem: the planned week.
        shapes: interchangeable talks with their seats.
        kins: talks that the same workers may hold; talks without any admissible start are in none.
        invited: talk id → 1 when somebody holds the talk; talks without an admissible start are not in it.
        held: (kin, shape) → number of its talks that the worker of the shape holds, of kins with several workers.
        count: seat → number of talks in it.
        together: household → 1 when its invited members come one after the other.
    """

    def __init__(
        self,
        model: Model,
        problem: Problem,
        allowed_starts: Mapping[Key, int],
        other_starts: Mapping[Key, int] = NO_STARTS,
    ) -> None:
        self.model = model
        self.problem = problem
        self.shapes: Sequence[Shape] = shapes(problem, allowed_starts, other_starts)
        self.kins = _kins(self.shapes)
        self.invited: dict[str, IntVar] = {}
        self.held: dict[tuple[int, int], IntVar] = {}
        self.count: dict[Seat, IntVar] = {}
        self.together: dict[str, IntVar] = {}
        self._at_least: dict[tuple[Seat, int], IntVar] = {}
        self._place_of = {
            (talk_id, self.shapes[shape].talks[0].worker): (number, shape)
            for number, kin in enumerate(self.kins)
            for talk_id in kin.talk_ids
            for shape in kin.shapes
        }
        for number, kin in enumerate(self.kins):
            self.invited |= {talk_id: model.new_bool_var(f"invited:{talk_id}") for talk_id in kin.talk_ids}
            if len(kin.shapes) > 1:
                most = len(kin.talk_ids)
                self.held |= {(number, shape): model.new_int_var(0, most, f"held:{number}:{shape}") for shape in kin.shapes}
        for shape in self.shapes:
            for seat in shape.seats:
                most = min(len(shape.talks), (seat.gap[1] - seat.gap[0]) // seat.length)
                self.count[seat] = model.new_int_var(0, most, f"count:{seat.shape}:{seat.gap[0]}:{seat.outside_preference}")

    def is_possible(self, talk: Talk) -> bool:
        """Tell whether an entry has an admissible start at all."""
        return talk.key in self._place_of

    def kin_of(self, talk: Talk) -> tuple[int, int]:
        """Return the kin and the shape of an entry that is possible."""
        return self._place_of[talk.key]

    def left_out_cost(self, costs: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ cost over the talks left out, whose entries all cost the same; a talk without a seat always costs."""
        fixed = {talk.talk_id: cost for talk, cost in costs}
        seated = [(self.invited[talk_id], -cost) for talk_id, cost in fixed.items() if talk_id in self.invited]
        return LinearExpr.weighted_sum([v for v, _ in seated], [c for _, c in seated]) + sum(fixed.values())

    def unseated_cost(self, costs: Iterable[tuple[Talk, int]]) -> int:
        """Return Σ cost over the given talks that have no admissible start at all: a floor of `left_out_cost`."""
        fixed = {talk.talk_id: cost for talk, cost in costs}
        return sum(cost for talk_id, cost in fixed.items() if talk_id not in self.invited)

    def invited_sum(self, weights: Iterable[tuple[Talk, int]]) -> LinearExprT:
        """Return Σ weight over the given entries that are held by their worker.

        Raises:
            ValueError: talks of one kin that several may hold have different weights, or only some of them are given.
        """
        pairs: list[tuple[IntVar, int]] = []
        several: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for talk, weight in weights:
            if self.is_possible(talk):
                place = self.kin_of(talk)
                if place in self.held:
                    several[place].append(weight)
                else:
                    pairs.append((self.invited[talk.talk_id], weight))
        for place, given in several.items():
            if len(set(given)) > 1 or len(given) != len(self.kins[place[0]].talk_ids):
                raise ValueError("talks of one kin can only be summed up together")
            pairs.append((self.held[place], given[0]))
        return LinearExpr.weighted_sum([v for v, _ in pairs], [w for _, w in pairs])

    def held_sum(self, shape: int) -> LinearExprT:
        """Return how many talks of a shape are held by its worker."""
        kins = {self.kin_of(talk)[0] for talk in self.shapes[shape].talks}
        single = [self.invited[i] for n in sorted(kins) if (n, shape) not in self.held for i in self.kins[n].talk_ids]
        return LinearExpr.sum([*single, *(self.held[n, shape] for n in sorted(kins) if (n, shape) in self.held)])

    def promised_sum(self, shape: int, start: int) -> LinearExprT:
        """Return how many talks of a shape are held by its worker that were promised a start."""
        kins = {self.kin_of(talk)[0] for talk in self.shapes[shape].talks if talk.promised == start}
        single = [self.invited[i] for n in sorted(kins) if (n, shape) not in self.held for i in self.kins[n].talk_ids]
        return LinearExpr.sum([*single, *(self.held[n, shape] for n in sorted(kins) if (n, shape) in self.held)])

    def kin_sum(self, kin: int) -> LinearExprT:
        """Return how many talks of a kin that several may hold are held by anybody."""
        return LinearExpr.sum([self.held[kin, shape] for shape in self.kins[kin].shapes])

    def decisions(self) -> list[IntVar]:
        """Return the variables that describe a plan; all others follow from them."""
        return [*self.invited.values(), *self.held.values(), *self.count.values()]

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


def _kins(found: Sequence[Shape]) -> list[Kin]:
    """Group the talks by the shapes of all their entries, and by what rules ask of an entry beside its shape."""
    entries: defaultdict[str, list[tuple[int, bool, bool, int]]] = defaultdict(list)
    for number, shape in enumerate(found):
        for talk in shape.talks:
            entries[talk.talk_id].append((number, talk.is_cover, talk.counts, talk.promised))
    kins: defaultdict[tuple[tuple[int, bool, bool, int], ...], list[str]] = defaultdict(list)
    for talk_id in sorted(entries):
        kins[tuple(entries[talk_id])].append(talk_id)
    return [Kin(tuple(talk_ids), tuple(shape for shape, *_ in like), like[0][-1]) for like, talk_ids in kins.items()]
