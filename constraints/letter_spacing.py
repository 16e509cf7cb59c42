"""Letter spacing: at least 14 days lie between two letters to the same person.

Source: docs/model.md, Hard rules; BSG B 14 AS 19/14 R (seven invitations in eight weeks: no discretion used).
"""

from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "letter_spacing"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start of a talk by letter when the last letter is too recent."""
    return -1 if talk.letter_too_soon else 0


def violations(view: PlanView) -> list[Violation]:
    """Return the talks whose letter would follow the last one too soon."""
    return barred_placements(NAME, barred_starts, view)
