"""The same week as one model in one piece: a yes or no for every talk, holder and start cell, nothing shared with the real model.

Written from the sentences of the rules, cell by cell: no masks, no shapes, no gaps, no facets, no clock. Slow and plain, so
that it can be wrong in other ways than the real one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ortools.sat.python.cp_model import INFEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar, LinearExpr, LinearExprT

from constraints.problem import Problem, Talk


def may_start(problem: Problem, talk: Talk, start: int) -> bool:
    """Tell whether no rule forbids a start, looking at every cell that the talk would take."""
    if talk.has_open_invitation or talk.letter_too_soon:
        return False
    only_for_the_number = talk.step is None and not talk.must and not talk.is_soon
    if only_for_the_number and not talk.may_fill:
        return False
    if start < talk.not_before or start < talk.reached_from or not is_in(talk.pinned_cells, start):
        return False
    if talk.is_cover and any(skill not in problem.workers[talk.worker].skills for skill in talk.skills):
        return False
    for cell in range(start, start + talk.cells):
        if not is_in(problem.workers[talk.worker].open_cells, cell) or is_in(talk.customer_busy, cell):
            return False
        if any(b.worker == talk.worker and b.start <= cell < b.stop for b in problem.bookings):
            return False
        if any(units(problem, name, cell) == 0 for name in talk.resources):
            return False
    return True


def is_in(mask: int, cell: int) -> bool:
    return (mask >> cell) % 2 == 1


def units(problem: Problem, name: str, cell: int) -> int:
    """Return how many units of a resource are there in a cell."""
    return sum(is_in(mask, cell) for resource in problem.resources if resource.name == name for mask in resource.left)


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


class Choice(NamedTuple):
    """A talk with somebody who may hold it, from a cell on, and whether it is so."""

    talk: Talk
    start: int
    is_so: IntVar

    def takes(self, cell: int) -> bool:
        return self.start <= cell < self.start + self.talk.cells


def number(choices: Iterable[Choice]) -> LinearExprT:
    """Return how many of some choices are made."""
    return LinearExpr.sum([choice.is_so for choice in choices])


class OnePiece:
    """Customer × holder × start cell."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = CpModel()
        self.choices: list[Choice] = []
        for talk in problem.talks:
            possible = [start for start in range(7 * problem.cells_per_day) if may_start(problem, talk, start)]
            name = f"{talk.talk_id}:{talk.worker}"
            self.choices += [Choice(talk, start, self.model.new_bool_var(f"{name}@{start}")) for start in possible]
        self.customers: dict[str, Talk] = {}
        for talk in problem.talks:
            self.customers.setdefault(talk.talk_id, talk)
        self.held = {name: number(c for c in self.choices if c.talk.talk_id == name) for name in self.customers}
        for name in self.customers:
            self.model.add(self.held[name] <= 1)
        self.apart = self._households_apart()
        self._one_talk_at_a_time()
        self._no_more_than_there_are_units()
        self._room_to_breathe()

    def _one_talk_at_a_time(self) -> None:
        covering: defaultdict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for talk, start, is_so in self.choices:
            for cell in range(start, start + talk.cells):
                covering[talk.worker, cell].append(is_so)
        for several in covering.values():
            self.model.add_at_most_one(several)

    def _no_more_than_there_are_units(self) -> None:
        using: defaultdict[tuple[str, int], list[IntVar]] = defaultdict(list)
        for talk, start, is_so in self.choices:
            for cell in range(start, start + talk.cells):
                for name in talk.resources:
                    using[name, cell].append(is_so)
        for (name, cell), several in using.items():
            self.model.add(LinearExpr.sum(several) <= units(self.problem, name, cell))

    def _minutes(self, worker: int) -> LinearExprT:
        mine = [(choice.is_so, choice.talk.minutes) for choice in self.choices if choice.talk.worker == worker]
        return LinearExpr.weighted_sum([is_so for is_so, _ in mine], [minutes for _, minutes in mine])

    def _room_to_breathe(self) -> None:
        """A talk that nothing forces into the week is there only while all minutes stay within the share."""
        for index, worker in enumerate(self.problem.workers):
            mine = [talk for talk in self.problem.talks if talk.worker == index]
            beyond = self.model.new_bool_var(f"beyond:{worker.worker_id}")
            total = sum(talk.minutes for talk in mine)
            self.model.add(self._minutes(index) <= max(worker.minutes_left, 0) + total * beyond)
            for talk in mine:
                if talk.step is None and not talk.must:
                    self.model.add(LinearExpr.sum([self.held[talk.talk_id], beyond]) <= 1)

    def objectives(self) -> list[tuple[str, LinearExprT]]:
        """Return what is minimised, first wins."""
        talks = list(self.customers.values())
        choices = [t for t in talks if t.step is None and not t.must and not t.is_soon]
        soon = [t for t in talks if t.step is None and not t.must and t.is_soon]
        fills = [t for t in choices if self.problem.workers[t.worker].fill_seats and self._has_start(t)]
        ladder = [
            (f"ladder.{step}", sum(t.minutes * t.urgency * (1 - self.held[t.talk_id]) for t in talks if t.step == step))
            for step in self.problem.ladder
        ]
        return [
            ("pins", sum(1 - self.held[t.talk_id] for t in talks if t.must)),
            *ladder,
            ("in_time", number(c for c in self.choices if 0 < c.talk.in_time_before <= c.start)),
            ("own_specialist", number(c for c in self.choices if c.talk.is_cover)),
            ("cover_load", self._cover_load()),
            ("weekly_number", self._missing()),
            ("fill.soon", sum(soon_cost(t) * (1 - self.held[t.talk_id]) for t in soon)),
            ("fill.seats", sum(1 - self.held[t.talk_id] for t in fills)),
            ("fill.slack", sum((1 + t.slack_days) * self.held[t.talk_id] for t in choices)),
            ("comfortable_lead_time", number(c for c in self.choices if c.start < c.talk.comfortable_from)),
            ("households", LinearExpr.sum(list(self.apart.values()))),
            ("even_load", self._unevenness()),
            ("preferred_hours", number(c for c in self.choices if is_outside_preference(c.talk, c.start))),
        ]

    def _has_start(self, talk: Talk) -> bool:
        return any(choice.talk is talk for choice in self.choices)

    def _missing(self) -> LinearExprT:
        missing = []
        for index, worker in enumerate(self.problem.workers):
            wanted = worker.invitations_wanted or 0
            counting = number(c for c in self.choices if c.talk.worker == index and c.talk.counts)
            missing.append(self.model.new_int_var(0, wanted, f"missing:{worker.worker_id}"))
            self.model.add_max_equality(missing[-1], [0, wanted - counting])
        return LinearExpr.sum(missing)

    def _square(self, talks: LinearExprT, most: int, weight: int, already: int = 0) -> LinearExprT:
        """Return weight · (already + talks)² by one literal for each number of talks up to the most that is possible."""
        is_number = [self.model.new_bool_var(f"is {n}") for n in range(most + 1)]
        self.model.add_exactly_one(is_number)
        self.model.add(talks == LinearExpr.weighted_sum(is_number, range(most + 1)))
        return LinearExpr.weighted_sum(is_number, [weight * (already + n) ** 2 for n in range(most + 1)])

    def _cover_load(self) -> LinearExprT:
        """Return Σ weight · talks for absent colleagues²."""
        costs: list[LinearExprT] = []
        for index, worker in enumerate(self.problem.workers):
            entries = [talk for talk in self.problem.talks if talk.worker == index and talk.is_cover]
            if entries:
                covered = number(c for c in self.choices if c.talk.worker == index and c.talk.is_cover)
                costs.append(self._square(covered, len(entries), worker.cover_weight))
        return LinearExpr.sum(costs)

    def _households_apart(self) -> dict[str, IntVar]:
        """Return household → whether its members do not come one after the other."""
        members: defaultdict[str, set[str]] = defaultdict(set)
        for talk in self.customers.values():
            if talk.household:
                members[talk.household].add(talk.talk_id)
        return {household: self._is_apart(names) for household, names in sorted(members.items()) if len(names) > 1}

    def _is_apart(self, names: set[str]) -> IntVar:
        """Return a literal that is false only when the talks of some people lie in one piece without holes and overlaps.

        Cell by cell: nowhere two of them at a time, and from one cell to the next their number rises from 0 to 1 at most once.
        """
        apart = self.model.new_bool_var(f"apart:{sorted(names)}")
        own = [choice for choice in self.choices if choice.talk.talk_id in names]
        rises = []
        before: LinearExprT = 0
        for cell in range(max((choice.start + choice.talk.cells for choice in own), default=0)):
            busy = number(choice for choice in own if choice.takes(cell))
            self.model.add(busy <= 1).only_enforce_if(~apart)
            rises.append(self.model.new_bool_var(f"rises@{cell}"))
            self.model.add(busy <= LinearExpr.sum([before, rises[-1]])).only_enforce_if(~apart)
            before = busy
        self.model.add(LinearExpr.sum(rises) <= 1).only_enforce_if(~apart)
        return apart

    def _unevenness(self) -> LinearExprT:
        """Return Σ weight · talks²."""
        costs: list[LinearExprT] = []
        size = self.problem.cells_per_day
        for worker in range(len(self.problem.workers)):
            for day in range(7):
                weight = day_weight(self.problem, worker, day)
                if weight:
                    booked = sum(b.is_talk and b.worker == worker and b.start // size == day for b in self.problem.bookings)
                    here = [c for c in self.choices if c.talk.worker == worker and c.start // size == day]
                    costs.append(self._square(number(here), len({c.talk.talk_id for c in here}), weight, booked))
        return LinearExpr.sum(costs)

    def first_wrong(self, claimed: Mapping[str, int]) -> str:
        """Return the first stage whose least value is lower than claimed, "the whole" where not all can be had, "" if all is right.

        Stage by stage: nothing lower is possible (none is below 0); at last: all of it is possible at once. That is the same as
        to minimise one objective after the other, and takes half the time.
        """
        objectives = dict(self.objectives())
        assert objectives.keys() == claimed.keys()
        for name, objective in objectives.items():
            if claimed[name] > 0:
                better = self.model.clone()
                better.add(objective <= claimed[name] - 1)
                if is_possible(better):
                    return name
            self.model.add(objective <= claimed[name])
        return "" if is_possible(self.model) else "the whole"


def is_possible(model: CpModel) -> bool:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    solver.parameters.symmetry_level = 0  # looking for it takes longer than these small models do without
    status = solver.solve(model)
    assert status in (OPTIMAL, INFEASIBLE), solver.status_name(status)
    return status == OPTIMAL


def first_wrong_in_one_piece(problem: Problem, claimed: Mapping[str, int]) -> str:
    return OnePiece(problem).first_wrong(claimed)
