"""Pins: a specialist's wish for the next plan; "must" comes first of all, "never" is never overruled.

A pin that cannot be met is a shortfall with a name, not an infeasible week.
Source: docs/model.md, Hard rules (pins of `wishes.csv`).
"""

from typing import TYPE_CHECKING

from constraints.problem import Problem, Talk
from constraints.rule import Stage, Violation, barred_placements
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "pins"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start outside the day or half-day that a pin names."""
    return ~talk.pinned_cells


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of unmet "must" pins."""
    return [Stage(NAME, x.left_out_cost([(talk, 1) for talk in x.problem.talks if talk.must]))]


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of unmet "must" pins."""
    return {NAME: sum(talk.must for talk in view.left_out)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks where a pin forbids them, and unmet pins for which a place is free."""
    missed = [talk for talk in view.entries_left_out if talk.must and view.has_place(talk)]
    return barred_placements(NAME, barred_starts, view) + [Violation(NAME, talk.talk_id) for talk in missed]
