"""Ladder: whose last chance is this week comes first, class by class, then by binding force.

Leaving a talk out costs its minutes times its urgency (1 + weeks late, at most 9). Customers of absent colleagues stand on the
same ladder. The order of the four classes is the concept's cover order, by default the one of Arbeitsanleitung Nr. 90,
Vertretung ("Dabei sind Anliegensprioritäten zu setzen": first talks, graduates, customers' wishes, continuing a strategy); the
forces follow docs/model.md, Stages.
"""

from typing import TYPE_CHECKING

from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "ladder"


def cost(talk: Talk) -> int:
    """Return what leaving a talk of the ladder out costs: minutes times urgency."""
    return talk.minutes * talk.urgency


def stage_name(step: str) -> str:
    """Return the name of the stage of one step."""
    return f"{NAME}.{step}"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the cost of the talks left out, step by step."""
    found = []
    for step in x.problem.ladder:
        costs = [(talk, cost(talk)) for talk in x.problem.talks if talk.step == step]
        found.append(Stage(stage_name(step), x.left_out_cost(costs), x.unseated_cost(costs)))
    return found


def measure(view: PlanView) -> dict[str, int]:
    """Return the cost of the talks left out, by step."""
    return {stage_name(step): sum(cost(t) for t in view.left_out if t.step == step) for step in view.problem.ladder}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks of the ladder that were left out although a place is free for them."""
    missed = {t.talk_id: cost(t) for t in view.entries_left_out if t.step is not None and view.has_place(t)}
    return [Violation(NAME, talk_id, amount=amount) for talk_id, amount in missed.items()]
