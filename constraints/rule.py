"""What a rule is: one module with its sentence, its solver side and its solver-free side.

Three kinds, each a Protocol that the module itself fulfils:

* `StartRule`: forbids single starts of a talk (`barred_starts`): hours, lead time, pins …
* `ModelRule`: joins talks by constraints (`post`): one talk at a time, room to breathe …
* `StageRule`: a concern that is minimised in its turn (`stages`), measured without the solver (`measure`).

and `CheckRule` for what is added after the stages.

Every rule has `violations`, plain Python over a finished plan. To add a rule see CONTRIBUTING.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from constraints.problem import Problem, Talk
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.model import LinearExprT
    from constraints.variables import Variables


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule: by which talk (empty = the plan as a whole), where (cell, -1 = nowhere), how much."""

    rule: str
    talk_id: str = ""
    start: int = -1
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """An expression to be minimised in its turn.

    Attributes:
        name: name of the stage, as in plan.json.
        expression: whole-numbered linear expression over the variables.
        floor: a value below which the expression cannot be.
        ceiling: a value above which it cannot be, so that it may be tried in one solve with those before it (`rules.TOGETHER`);
            None = unknown.
    """

    name: str
    expression: "LinearExprT"
    floor: int = 0
    ceiling: int | None = None


class CheckRule(Protocol):
    """A rule that looks at a finished plan; the other kinds are check rules too."""

    NAME: str

    def violations(self, view: PlanView, /) -> list[Violation]:
        """Return the breaches of this rule in a finished plan."""


class StartRule(Protocol):
    """A rule that forbids single starts of a talk."""

    NAME: str

    def barred_starts(self, problem: Problem, talk: Talk, /) -> int:
        """Return the mask of start cells that the rule forbids (-1 = all)."""

    def violations(self, view: PlanView, /) -> list[Violation]:
        """Return the breaches of this rule in a finished plan."""


class ModelRule(Protocol):
    """A rule that joins talks by constraints."""

    NAME: str

    def post(self, x: "Variables", /) -> None:
        """Add the constraints of the rule to the model."""

    def violations(self, view: PlanView, /) -> list[Violation]:
        """Return the breaches of this rule in a finished plan."""


class StageRule(Protocol):
    """A concern that is minimised in its turn."""

    NAME: str

    def stages(self, x: "Variables", /) -> list[Stage]:
        """Return the stages of the rule in their order; adds what their expressions need to the model."""

    def measure(self, view: PlanView, /) -> dict[str, int]:
        """Return the value of every stage of the rule in a finished plan."""

    def violations(self, view: PlanView, /) -> list[Violation]:
        """Return what the plan gives away although nothing stands in the way."""


def barred_placements(name: str, barred_starts: Callable[[Problem, Talk], int], view: PlanView) -> list[Violation]:
    """Return a violation for every placement at a start that a start rule forbids."""
    return [Violation(name, talk.talk_id, start) for talk, start in view.placed if barred_starts(view.problem, talk) >> start & 1]
