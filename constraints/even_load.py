"""Even load: the talks of a week, bookings included, spread over the days in proportion to their consulting hours.

Minimises Σ over days of talks² · weight of the day (weight inverse to its hours, scaled to whole numbers), which shares talks out
to days as Webster/Sainte-Laguë shares out seats: the k-th talk of a day costs (2k − 1) · weight.
Source: docs/model.md, Stages; Festlegung 02/2022, 2 (consulting time as a share of working time).
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from constraints.cells import block
from constraints.problem import DAYS, Problem, Talk
from constraints.rule import Stage, Violation
from constraints.seats import Seat
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.model import LinearExprT
    from constraints.variables import Variables

NAME = "even_load"
SCALE = 60
"""A day with the longest hours weighs 60, one with half as many 120."""


def day_weights(problem: Problem, worker: int) -> list[int]:
    """Return per day what a talk weighs on it; 0 on days without consulting hours."""
    size = problem.cells_per_day
    hours = [(problem.workers[worker].open_cells & block(d * size, (d + 1) * size)).bit_count() for d in range(DAYS)]
    return [round(SCALE * max(hours) / cells) if cells else 0 for cells in hours]


def stages(x: "Variables") -> list[Stage]:
    """Minimise the unevenness; one 0/1 step for each talk that a day could still take."""
    by_day: defaultdict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in x.count:
        by_day[seat.worker, x.problem.day_of(seat.gap[0])].append(seat)
    costs: list[tuple[LinearExprT, int]] = []
    fixed = 0
    for worker in range(len(x.problem.workers)):
        for day, weight in enumerate(day_weights(x.problem, worker)):
            booked = x.problem.booked_talks_on(worker, day)
            fixed += weight * booked**2
            seats = by_day[worker, day]
            steps = [x.model.new_bool_var(f"load:{worker}:{day}:{k}") for k in range(_most_talks(seats))]
            x.model.add(x.seat_sum((seat, 1) for seat in seats) == sum(steps))
            costs += [(step, weight * (2 * (booked + k) + 1)) for k, step in enumerate(steps)]
    return [Stage(NAME, sum(step * cost for step, cost in costs) + fixed, fixed)]


def _most_talks(seats: list[Seat]) -> int:
    """Return how many talks the gaps of a day can take at the most."""
    shortest: dict[tuple[int, int], int] = {}
    for seat in seats:
        shortest[seat.gap] = min(seat.length, shortest.get(seat.gap, seat.length))
    return sum((stop - start) // length for (start, stop), length in shortest.items())


def measure(view: PlanView) -> dict[str, int]:
    """Return Σ over days of talks² · weight, all workers together."""
    total = 0
    for worker in range(len(view.problem.workers)):
        talks = [view.problem.day_of(start) for _, start in view.of_worker(worker)]
        for day, weight in enumerate(day_weights(view.problem, worker)):
            total += weight * (view.problem.booked_talks_on(worker, day) + talks.count(day)) ** 2
    return {NAME: total}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks (of no household) that could simply move to a less loaded day without loss elsewhere."""
    single = [(talk, start) for talk, start in view.placed if not talk.household]
    return [Violation(NAME, talk.talk_id, start) for talk, start in single if _gain(view, talk, start) > 0]


def _gain(view: PlanView, talk: Talk, start: int) -> int:
    """Return what moving one talk to the best free start of equal comfort would save."""
    problem = view.problem
    weights = day_weights(problem, talk.worker)
    days = [problem.day_of(s) for _, s in view.of_worker(talk.worker)]
    load = [problem.booked_talks_on(talk.worker, day) + days.count(day) for day in range(DAYS)]
    here = problem.day_of(start)
    saved = weights[here] * (2 * load[here] - 1)
    free = view.free_starts(talk)
    best = 0
    for day in range(DAYS):
        first = day * problem.cells_per_day
        usable = free & block(first, first + problem.cells_per_day)
        if day != here and usable and (first >= talk.comfortable_from or start < talk.comfortable_from):
            best = max(best, saved - weights[day] * (2 * load[day] + 1))
    return best
