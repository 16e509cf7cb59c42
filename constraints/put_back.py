"""Put back: as few promised talks as possible are put back to a later week because their specialist is away.

Below the promises to everybody else: nobody who is there moves for a talk that can wait.
Source: docs/model.md, Replanning ("the rest is put back with a reason").
"""

from typing import TYPE_CHECKING

from constraints.cells import starts_that_fit, starts_touching
from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "put_back"


def _can_wait(talk: Talk) -> bool:
    return talk.promised >= 0 and not talk.stays and not talk.is_due


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of promised talks without a last chance this week that nobody holds."""
    costs = [(talk, 1) for talk in x.problem.talks if _can_wait(talk)]
    return [Stage(NAME, x.left_out_cost(costs), x.unseated_cost(costs), ceiling=len(costs))]


def measure(view: PlanView) -> dict[str, int]:
    """Return how many promised talks that can wait nobody holds."""
    return {NAME: sum(map(_can_wait, view.left_out))}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks put back although a place is free beside all others."""
    return [Violation(NAME, talk.talk_id) for talk in view.entries_left_out if _can_wait(talk) and _has_free_start(view, talk)]


def _has_free_start(view: PlanView, talk: Talk) -> bool:
    free = view.allowed_starts[talk.key] & ~starts_touching(view.planned_cells(talk.worker), talk.cells)
    return bool(free & starts_that_fit(view.free_of_resources(talk), talk.cells) if talk.resources else free)
