"""Customer's hours: nobody is invited for a time at which the roster says that they cannot come.

Source: docs/model.md, Hard rules (work, school, measure, approved absence).
"""

from constraints.cells import starts_touching
from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "customer_hours"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start from which the talk would touch a cell in which the customer cannot come."""
    return starts_touching(talk.customer_busy, talk.cells) & ~talk.kept_start


def violations(view: PlanView) -> list[Violation]:
    """Return the talks at a time at which the customer cannot come."""
    return barred_placements(NAME, barred_starts, view)
