"""Window of the need: a talk before the window opens (end of a measure, Elternzeit, an occasion's first day) meets nothing.

Source: Festlegung 02/2022, 3 c ("höchstens 91 Kalendertage vor … Ende der individuellen Teilnahme"); docs/model.md, Needs.
"""

from constraints.cells import block
from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "need_window"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start before the need opens."""
    return block(0, talk.not_before)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks before their window."""
    return barred_placements(NAME, barred_starts, view)
