"""Promises: whoever was promised a time by somebody who is there keeps it, and gets another one only where the ladder demands it.

Only replanning knows promises; `plan` takes every booking as a fact.
Source: docs/model.md, Replanning (user story 33: nobody gets two valid letters; "everybody else keeps their appointment").
"""

from typing import TYPE_CHECKING

from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "promises"


def post(x: "Variables") -> None:
    """Hold every talk that stays."""
    for talk in x.problem.talks:
        if talk.stays:
            x.model.add(x.left_out_cost([(talk, 1)]) == 0)


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of people who get another time although their specialist is there."""
    elsewhen = x.seat_sum((seat, seat.elsewhen) for seat in x.count if x.shapes[seat.shape].talks[0].stays)
    return [Stage(NAME, elsewhen, ceiling=len({talk.talk_id for talk in x.problem.talks if talk.stays}))]


def measure(view: PlanView) -> dict[str, int]:
    """Return how many people get another time although their specialist is there."""
    return {NAME: sum(talk.stays and start != talk.promised for talk, start in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that are not held although they stay, and those that could simply keep their time."""
    dropped = [Violation(NAME, talk.talk_id) for talk in view.entries_left_out if talk.stays]
    moved = [(talk, start) for talk, start in view.placed if talk.stays and start != talk.promised]
    return dropped + [Violation(NAME, t.talk_id, start) for t, start in moved if view.free_starts(t) & t.kept_start]
