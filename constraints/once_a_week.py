"""Once a week: a customer gets at most one appointment a week, with one specialist, and every invited talk has exactly one seat.

Source: docs/model.md, Needs.
"""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from constraints.rule import Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "once_a_week"


def post(x: "Variables") -> None:
    """As many talks of a shape are seated as are invited, and of several entries of a talk at most one is."""
    for shape in x.shapes:
        x.model.add(x.seat_sum((seat, 1) for seat in shape.seats) == x.invited_sum((talk, 1) for talk in shape.talks))
    entries = defaultdict(list)
    for (talk_id, _), variable in x.invited.items():
        entries[talk_id].append(variable)
    for several in entries.values():
        if len(several) > 1:
            x.model.add_at_most_one(several)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that stand in the plan more than once or are no need of this week at all."""
    times = Counter(p.talk_id for p in view.assignment)
    unknown = [Violation(NAME, p.talk_id) for p in view.assignment if (p.talk_id, p.worker) not in view.problem.by_key]
    return unknown + [Violation(NAME, talk_id, amount=n - 1) for talk_id, n in times.items() if n > 1]
