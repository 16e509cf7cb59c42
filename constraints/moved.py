"""Moved: of the talks that a colleague takes over or that their own specialist holds later, as many as possible keep their time.

Source: docs/model.md, Replanning (a letter that was sent names a time; who comes at that time is seen).
"""

from typing import TYPE_CHECKING

from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "moved"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of talks of the absent that are held at another time than promised."""
    elsewhen = x.seat_sum((seat, seat.elsewhen) for seat in x.count if not x.shapes[seat.shape].talks[0].stays)
    promised = {talk.talk_id for talk in x.problem.talks if talk.promised >= 0 and not talk.stays}
    return [Stage(NAME, elsewhen, ceiling=len(promised))]


def measure(view: PlanView) -> dict[str, int]:
    """Return how many talks of the absent are held at another time than promised."""
    return {NAME: sum(talk.promised not in (-1, start) and not talk.stays for talk, start in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that could simply keep the time that was promised, with whoever holds them."""
    moved = [(talk, start) for talk, start in view.placed if talk.promised not in (-1, start) and not talk.stays]
    return [Violation(NAME, talk.talk_id, start) for talk, start in moved if view.free_starts(talk) & talk.kept_start]
