"""The same week as one model in one piece: a yes or no for every talk and start cell, nothing shared with the real model.

Written from the sentences of the rules, cell by cell: no masks, no shapes, no gaps, no facets, no clock. Slow and plain, so
that it can be wrong in other ways than the real one.
"""

from collections import defaultdict
from collections.abc import Callable

from ortools.sat.python.cp_model import OPTIMAL, CpModel, CpSolver, IntVar, LinearExpr, LinearExprT

from constraints.problem import LADDER, Problem, Talk


def may_start(problem: Problem, talk: Talk, start: int) -> bool:
    """Tell whether no rule forbids a start, looking at every cell that the talk would take."""
    if talk.has_open_invitation or talk.letter_too_soon:
        return False
    only_for_the_number = talk.step is None and not talk.must and not talk.is_soon
    if only_for_the_number and not talk.may_fill:
        return False
    if start < talk.not_before or start < talk.reached_from or not is_in(talk.pinned_cells, start):
        return False
    for cell in range(start, start + talk.cells):
        if not is_in(problem.workers[talk.worker].open_cells, cell) or is_in(talk.customer_busy, cell):
            return False
        if any(b.worker == talk.worker and b.start <= cell < b.stop for b in problem.bookings):
            return False
    return True


def is_in(mask: int, cell: int) -> bool:
    return (mask >> cell) % 2 == 1


def is_outside_preference(talk: Talk, start: int) -> bool:
    return talk.preferred != 0 and not all(is_in(talk.preferred, cell) for cell in range(start, start + talk.cells))


def soon_cost(talk: Talk) -> int:
    """Return 14 for a last chance on the day after the week, one less for each day later, at least 1."""
    return max(15 - talk.slack_days, 1)


def day_weight(problem: Problem, worker: int, day: int) -> int:
    """Return 60 for the day with the most open cells, more for others in inverse proportion, 0 without any."""
    size = problem.cells_per_day
    hours = [sum(is_in(problem.workers[worker].open_cells, d * size + c) for c in range(size)) for d in range(7)]
    return round(60 * max(hours) / hours[day]) if hours[day] else 0


class OnePiece:
    """Customer × start cell."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = CpModel()
        self.at: dict[tuple[str, int], IntVar] = {}
        self.held: dict[str, LinearExprT] = {}
        for talk in problem.talks:
            possible = [start for start in range(7 * problem.cells_per_day) if may_start(problem, talk, start)]
            here = [self.model.new_bool_var(f"{talk.talk_id}@{start}") for start in possible]
            self.at.update({(talk.talk_id, start): var for start, var in zip(possible, here, strict=True)})
            if here:
                self.model.add_at_most_one(here)
            self.held[talk.talk_id] = LinearExpr.sum(here)
        self._one_talk_at_a_time()
        self._room_to_breathe()

    def _one_talk_at_a_time(self) -> None:
        covering: defaultdict[tuple[int, int], list[IntVar]] = defaultdict(list)
        talks = {talk.talk_id: talk for talk in self.problem.talks}
        for (name, start), var in self.at.items():
            for cell in range(start, start + talks[name].cells):
                covering[talks[name].worker, cell].append(var)
        for several in covering.values():
            self.model.add_at_most_one(several)

    def _room_to_breathe(self) -> None:
        """A talk that nothing forces into the week is there only while all minutes stay within the share."""
        for index, worker in enumerate(self.problem.workers):
            mine = [talk for talk in self.problem.talks if talk.worker == index]
            beyond = self.model.new_bool_var(f"beyond:{worker.worker_id}")
            total = sum(talk.minutes for talk in mine)
            minutes = sum(talk.minutes * self.held[talk.talk_id] for talk in mine)
            self.model.add(minutes <= max(worker.minutes_left, 0) + total * beyond)
            for talk in mine:
                if talk.step is None and not talk.must:
                    self.model.add(LinearExpr.sum([self.held[talk.talk_id], beyond]) <= 1)

    def objectives(self) -> list[tuple[str, LinearExprT]]:
        """Return what is minimised, first wins."""
        talks = self.problem.talks
        choices = [t for t in talks if t.step is None and not t.must and not t.is_soon]
        soon = [t for t in talks if t.step is None and not t.must and t.is_soon]
        fills = [t for t in choices if self.problem.workers[t.worker].fill_seats and self._has_start(t)]
        ladder = [
            (f"ladder.{step}", sum(t.minutes * t.urgency * (1 - self.held[t.talk_id]) for t in talks if t.step == step))
            for step in LADDER
        ]
        return [
            ("pins", sum(1 - self.held[t.talk_id] for t in talks if t.must)),
            *ladder,
            ("in_time", self._number(lambda talk, start: 0 < talk.in_time_before <= start)),
            ("weekly_number", self._missing()),
            ("fill.soon", sum(soon_cost(t) * (1 - self.held[t.talk_id]) for t in soon)),
            ("fill.seats", sum(1 - self.held[t.talk_id] for t in fills)),
            ("fill.slack", sum((1 + t.slack_days) * self.held[t.talk_id] for t in choices)),
            ("comfortable_lead_time", self._number(lambda talk, start: start < talk.comfortable_from)),
            ("even_load", self._unevenness()),
            ("preferred_hours", self._number(is_outside_preference)),
        ]

    def _has_start(self, talk: Talk) -> bool:
        return any(name == talk.talk_id for name, _ in self.at)

    def _number(self, counts: Callable[[Talk, int], bool]) -> LinearExprT:
        talks = {talk.talk_id: talk for talk in self.problem.talks}
        return LinearExpr.sum([var for (name, start), var in self.at.items() if counts(talks[name], start)])

    def _missing(self) -> LinearExprT:
        missing = []
        for index, worker in enumerate(self.problem.workers):
            wanted = worker.invitations_wanted or 0
            counting = [self.held[t.talk_id] for t in self.problem.talks if t.worker == index and t.counts]
            missing.append(self.model.new_int_var(0, wanted, f"missing:{worker.worker_id}"))
            self.model.add_max_equality(missing[-1], [0, wanted - LinearExpr.sum(counting)])
        return LinearExpr.sum(missing)

    def _unevenness(self) -> LinearExprT:
        """Return Σ weight · talks², the square by one literal for each possible number of talks."""
        literals: list[IntVar] = []
        costs: list[int] = []
        size = self.problem.cells_per_day
        worker_of = {talk.talk_id: talk.worker for talk in self.problem.talks}
        for worker in range(len(self.problem.workers)):
            for day in range(7):
                weight = day_weight(self.problem, worker, day)
                booked = sum(b.is_talk and b.worker == worker and b.start // size == day for b in self.problem.bookings)
                new = [v for (name, start), v in self.at.items() if worker_of[name] == worker and start // size == day]
                if weight:
                    is_number = [self.model.new_bool_var(f"{worker}:{day}:{n}") for n in range(len(worker_of) + 1)]
                    self.model.add_exactly_one(is_number)
                    self.model.add(LinearExpr.sum(new) == sum(n * literal for n, literal in enumerate(is_number)))
                    literals += is_number
                    costs += [weight * (booked + n) ** 2 for n in range(len(is_number))]
        return LinearExpr.weighted_sum(literals, costs)

    def values(self) -> dict[str, int]:
        """Minimise one objective after the other; every one to its proof."""
        found = {}
        for name, objective in self.objectives():
            if isinstance(objective, int):
                found[name] = objective
                continue
            self.model.minimize(objective)
            solver = CpSolver()
            solver.parameters.num_workers = 1
            status = solver.solve(self.model)
            assert status == OPTIMAL, f"{name}: {solver.status_name(status)}"
            found[name] = round(solver.objective_value)
            self.model.add(objective <= found[name])
        return found


def values_in_one_piece(problem: Problem) -> dict[str, int]:
    return OnePiece(problem).values()
