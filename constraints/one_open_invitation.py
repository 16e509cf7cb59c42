"""One open invitation: a person who has an open appointment gets no second one.

Source: docs/model.md, Hard rules; BSG B 14 AS 19/14 R (repeated invitations need discretion).
"""

from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "one_open_invitation"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start of a talk with somebody who already has an open appointment."""
    return -1 if talk.has_open_invitation else 0


def violations(view: PlanView) -> list[Violation]:
    """Return the talks with people who already have an open appointment."""
    return barred_placements(NAME, barred_starts, view)
