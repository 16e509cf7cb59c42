"""Comfortable lead time: ten days are free, seven to nine are allowed, marked and avoided where nothing is lost by it.

Source: docs/model.md, Needs.
"""

from typing import TYPE_CHECKING

from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "comfortable_lead_time"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of talks on short notice."""
    return [Stage(NAME, x.seat_sum((seat, seat.short_notice) for seat in x.count))]


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of talks on short notice."""
    return {NAME: sum(start < talk.comfortable_from for talk, start in view.placed)}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks on short notice for which a comfortable place is free."""
    short = [(talk, start) for talk, start in view.placed if start < talk.comfortable_from]
    return [Violation(NAME, t.talk_id, start) for t, start in short if view.free_starts(t) >> t.comfortable_from]
