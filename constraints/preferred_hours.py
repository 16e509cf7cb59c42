"""Preferred hours: customers who named better hours (school run, shifts) get them where nothing above is lost by it.

Source: docs/model.md, Stages.
"""

from typing import TYPE_CHECKING

from constraints.cells import starts_that_fit
from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "preferred_hours"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of talks outside the hours that the customer prefers."""
    outside = x.seat_sum((seat, seat.outside_preference) for seat in x.count)
    return [Stage(NAME, outside, ceiling=len({talk.talk_id for talk in x.problem.talks if talk.preferred}))]


def _is_outside(talk: Talk, start: int) -> bool:
    return bool(talk.preferred) and not starts_that_fit(talk.preferred, talk.cells) >> start & 1


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of talks outside preferred hours."""
    return {NAME: sum(_is_outside(talk, start) for talk, start in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks (of no household) outside preferred hours for which a preferred place is free on the same day."""
    found = []
    for talk, start in view.placed:
        if _is_outside(talk, start) and not talk.household:
            better = view.free_starts(talk) & starts_that_fit(talk.preferred, talk.cells) & view.day_mask(start)
            if better:
                found.append(Violation(NAME, talk.talk_id, start))
    return found
