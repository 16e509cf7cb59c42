"""Own specialist: on ties people see the specialist who looks after them, not a colleague.

Stands below the ladder and the deadlines: being seen in time comes first, then by whom.
Source: docs/model.md, Cover.
"""

from typing import TYPE_CHECKING

from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "own_specialist"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of talks that colleagues hold."""
    covers = [talk for talk in x.problem.talks if talk.is_cover]
    return [Stage(NAME, x.invited_sum((talk, 1) for talk in covers), ceiling=len({talk.talk_id for talk in covers}))]


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of talks that colleagues hold."""
    return {NAME: sum(talk.is_cover for talk, _ in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks of colleagues for which the own specialist has a place that is as timely."""
    own = {talk.talk_id: talk for talk in view.problem.talks if not talk.is_cover}
    covered = [(talk, start, own[talk.talk_id]) for talk, start in view.placed if talk.is_cover and talk.talk_id in own]
    return [
        Violation(NAME, talk.talk_id, start)
        for talk, start, other in covered
        if view.has_place(other, view.as_timely(other, start))
    ]
