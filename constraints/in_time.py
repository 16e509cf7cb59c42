"""In time: who is invited in the week of the deadline is seen by the deadline, not on a day after it.

A talk after its deadline is better than none (so the ladder comes first), but it breaks the deadline all the same.
Source: the deadlines of the concepts are last days ("Alle 6 Monate", "1x im Monat"); docs/model.md, Stages.
"""

from typing import TYPE_CHECKING

from constraints.cells import block
from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "in_time"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of talks after their deadline."""
    late = x.seat_sum((seat, seat.after_deadline) for seat in x.count)
    return [Stage(NAME, late, ceiling=len({talk.talk_id for talk in x.problem.talks if talk.in_time_before}))]


def _is_after(talk: Talk, start: int) -> bool:
    return 0 < talk.in_time_before <= start


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of talks after their deadline."""
    return {NAME: sum(_is_after(talk, start) for talk, start in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks after their deadline for which a place before it is free."""
    late = [(talk, start) for talk, start in view.placed if _is_after(talk, start)]
    return [Violation(NAME, t.talk_id, start) for t, start in late if view.free_starts(t) & block(0, t.in_time_before)]
