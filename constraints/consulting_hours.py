"""Consulting hours: a talk lies within the specialist's windows, never in an absence, on a holiday or a closed day.

Source: docs/model.md, Hard rules (windows, absences, holidays and closed days).
"""

from constraints.cells import starts_touching
from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "consulting_hours"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start from which the talk would touch a cell outside the consulting hours."""
    return starts_touching(~problem.workers[talk.worker].open_cells, talk.cells)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks outside the consulting hours."""
    return barred_placements(NAME, barred_starts, view)
