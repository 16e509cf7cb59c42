"""Once a week: a customer gets at most one appointment a week, with one specialist, and every invited talk has exactly one seat.

A seat that was promised is only for who was promised it.
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
    """As many talks of a shape are seated as its worker holds; of talks that several may hold, as many are held as invited."""
    for number, shape in enumerate(x.shapes):
        x.model.add(x.seat_sum((seat, 1) for seat in shape.seats) == x.held_sum(number))
        for seat in shape.seats:
            if seat.is_kept:
                x.model.add(x.seat_sum([(seat, 1)]) <= x.promised_sum(number, seat.gap[0]))
    for number, kin in enumerate(x.kins):
        if len(kin.shapes) > 1:
            x.model.add(x.kin_sum(number) == sum(x.invited[talk_id] for talk_id in kin.talk_ids))


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that stand in the plan more than once or are no need of this week at all."""
    times = Counter(p.talk_id for p in view.assignment)
    unknown = [Violation(NAME, p.talk_id) for p in view.assignment if (p.talk_id, p.worker) not in view.problem.by_key]
    return unknown + [Violation(NAME, talk_id, amount=n - 1) for talk_id, n in times.items() if n > 1]
