"""Lead time: an invitation reaches the customer before the talk; a letter needs 7 calendar days, the portal 4.

Source: docs/model.md, Needs; § 37 SGB X (a letter counts as received on the fourth day).
"""

from constraints.cells import block
from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "lead_time"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start before the day that the invitation reaches in time."""
    return block(0, talk.reached_from) & ~talk.kept_start


def violations(view: PlanView) -> list[Violation]:
    """Return the talks for which the invitation comes too late."""
    return barred_placements(NAME, barred_starts, view)
