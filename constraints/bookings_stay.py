"""Bookings stay: what is promised, sent or blocked keeps its time; no new talk is laid on it.

Source: docs/model.md, Hard rules.
"""

from constraints.cells import starts_touching
from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "bookings_stay"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start from which the talk would touch a booking of the specialist."""
    return starts_touching(problem.taken[talk.worker], talk.cells)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that lie on a booking."""
    return barred_placements(NAME, barred_starts, view)
