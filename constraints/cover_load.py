"""Cover load: talks for absent colleagues are shared out in proportion to the seats that everybody has left.

Minimises Σ over colleagues of cover talks² · weight (weight inverse to the seats left), so that the k-th talk costs (2k − 1) ·
weight, as `even_load` does for days.
Source: docs/model.md, Cover.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.model import LinearExprT
    from constraints.variables import Variables

NAME = "cover_load"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the unevenness; one 0/1 step for each talk that a colleague could take over."""
    entries: defaultdict[int, list[Talk]] = defaultdict(list)
    for talk in x.problem.talks:
        if talk.is_cover and x.is_possible(talk):
            entries[talk.worker].append(talk)
    costs: list[LinearExprT] = []
    ceiling = 0
    for worker, talks in sorted(entries.items()):
        weight = x.problem.workers[worker].cover_weight
        most = min(len(talks), x.problem.workers[worker].open_cells.bit_count() // min(talk.cells for talk in talks))
        steps = [x.model.new_bool_var(f"cover:{worker}:{k}") for k in range(most)]
        x.model.add(x.invited_sum((talk, 1) for talk in talks) == sum(steps))
        ceiling += weight * most**2
        costs += [step * weight * (2 * k + 1) for k, step in enumerate(steps)]
    return [Stage(NAME, sum(costs), ceiling=ceiling)]


def measure(view: PlanView) -> dict[str, int]:
    """Return Σ over colleagues of cover talks² · weight."""
    return {NAME: sum(view.problem.workers[w].cover_weight * number**2 for w, number in enumerate(_numbers(view)))}


def _numbers(view: PlanView) -> list[int]:
    """Return how many talks each worker holds for colleagues."""
    numbers = [0] * len(view.problem.workers)
    for talk, _ in view.placed:
        numbers[talk.worker] += talk.is_cover
    return numbers


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that a less loaded colleague could simply hold."""
    others = [talk for talk in view.problem.talks if talk.is_cover]
    return [Violation(NAME, t.talk_id, start) for t, start in view.placed if t.is_cover and _could_move(view, t, start, others)]


def _could_move(view: PlanView, talk: Talk, start: int, entries: list[Talk]) -> bool:
    workers, numbers = view.problem.workers, _numbers(view)
    saved = workers[talk.worker].cover_weight * (2 * numbers[talk.worker] - 1)
    return any(
        workers[other.worker].cover_weight * (2 * numbers[other.worker] + 1) < saved
        and view.has_place(other, view.as_timely(other, start))
        for other in entries
        if other.talk_id == talk.talk_id and other.worker != talk.worker
    )
