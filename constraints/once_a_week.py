"""Once a week: a customer gets at most one appointment a week, and every invited talk has exactly one seat.

Source: docs/model.md, Needs.
"""

from collections import Counter
from typing import TYPE_CHECKING

from constraints.rule import Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "once_a_week"


def post(x: "Variables") -> None:
    """As many talks of a shape are seated as are invited."""
    for shape in x.shapes:
        x.model.add(x.seat_sum((seat, 1) for seat in shape.seats) == x.invited_sum((talk, 1) for talk in shape.talks))


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that stand in the plan more than once or are no need of this week at all."""
    times = Counter(p.talk_id for p in view.assignment)
    unknown = [Violation(NAME, talk_id) for talk_id in times if talk_id not in view.problem.by_id]
    return unknown + [Violation(NAME, talk_id, amount=n - 1) for talk_id, n in times.items() if n > 1]
