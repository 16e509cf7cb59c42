"""Room to breathe: planned minutes with bookings stay within the consulting share of the working time.

The share caps the weekly number and the fill, never the ladder: a talk whose last chance is this week (or that a pin demands)
may exceed it; then nothing else is added.
Source: Kommunikation mit Kunden 22.08.2013, Berechnungsgrundlagen ("60% Beratungszeit"); Festlegung 02/2022, 2.
"""

from typing import TYPE_CHECKING

from constraints.rule import Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "room_to_breathe"


def post(x: "Variables") -> None:
    """Either all minutes stay within what is left, or nothing but what is due is invited."""
    for index, worker in enumerate(x.problem.workers):
        talks = [t for t in x.problem.talks if t.worker == index and x.is_possible(t)]
        others = [t for t in talks if not t.is_due]
        if not others:
            continue
        minutes = x.invited_sum((t, t.minutes) for t in talks)
        left = max(0, worker.minutes_left)
        if sum(t.minutes for t in talks if t.is_due) <= left:
            x.model.add(minutes <= left)
            continue
        within = x.model.new_bool_var(f"within_share:{worker.worker_id}")
        x.model.add(minutes <= left).only_enforce_if(within)
        x.model.add(x.invited_sum((t, 1) for t in others) == 0).only_enforce_if(~within)


def violations(view: PlanView) -> list[Violation]:
    """Return for every worker beyond the share the talks that need not be there."""
    found = []
    for index, worker in enumerate(view.problem.workers):
        talks = view.of_worker(index)
        excess = sum(talk.minutes for talk, _ in talks) - max(0, worker.minutes_left)
        if excess > 0:
            found += [Violation(NAME, talk.talk_id, start, excess) for talk, start in talks if not talk.is_due]
    return found
