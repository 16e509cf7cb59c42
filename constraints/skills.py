"""Skills: a colleague holds a talk for somebody absent only where they know what the customer needs and speak the language.

Whether the customer's own specialist does is not asked here: whoever looks after somebody has found a way.
Source: Arbeitsanleitung Nr. 90, Vertretung ("weitestgehend durch Anwesende zu vertreten"); docs/model.md, Cover.
"""

from constraints.problem import Problem, Talk
from constraints.rule import Violation, barred_placements
from constraints.view import PlanView

NAME = "skills"


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid every start with a colleague who lacks a skill or language."""
    return -1 if talk.is_cover and not talk.skills <= problem.workers[talk.worker].skills else 0


def violations(view: PlanView) -> list[Violation]:
    """Return the talks held by a colleague who lacks a skill or language."""
    return barred_placements(NAME, barred_starts, view)
