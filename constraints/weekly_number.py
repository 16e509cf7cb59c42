"""Weekly number: 20 or 25 held talks a full-time week, part-time pro rata, so many invitations that they can be expected.

The number N of invitations is worked out before the model (prefix of the rate-blind order); the model only sees how many, never
whose show rate. Minimises max(0, N − invited).
Source: Arbeitsanleitung Nr. 90 ("mind. 20 persönliche Beratungsgespräche"); Kommunikation mit Kunden 22.08.2013, A II ("25
Beratungsgespräche … je Woche/Vollzeitkraft"); docs/model.md, Weekly number.
"""

from typing import TYPE_CHECKING

from constraints.problem import Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "weekly_number"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the invitations that are missing."""
    missing = []
    for index, worker in enumerate(x.problem.workers):
        if worker.invitations_wanted:
            short = x.model.new_int_var(0, worker.invitations_wanted, f"short:{worker.worker_id}")
            counting = [(t, 1) for t in x.problem.talks if t.worker == index and t.counts]
            x.model.add(short >= worker.invitations_wanted - x.invited_sum(counting))
            missing.append(short)
    return [Stage(NAME, sum(missing))]


def measure(view: PlanView) -> dict[str, int]:
    """Return the invitations that are missing, all workers together."""
    return {NAME: sum(missing(view, index) for index in range(len(view.problem.workers)))}


def missing(view: PlanView, worker: int) -> int:
    """Return how many invitations a worker misses."""
    invited = sum(talk.counts for talk, _ in view.of_worker(worker))
    return max(0, (view.problem.workers[worker].invitations_wanted or 0) - invited)


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that would make up for missing invitations and have a free place within the share."""
    short = {index for index in range(len(view.problem.workers)) if missing(view, index)}
    return [Violation(NAME, t.talk_id) for t in view.left_out if t.worker in short and _would_help(view, t)]


def _would_help(view: PlanView, talk: Talk) -> bool:
    """Tell whether a left-out talk that is not due (the ladder speaks for those) counts, fits the share and has a place."""
    minutes = talk.minutes + sum(other.minutes for other, _ in view.of_worker(talk.worker))
    within_share = minutes <= view.problem.workers[talk.worker].minutes_left
    return talk.counts and not talk.is_due and within_share and view.has_place(talk)
