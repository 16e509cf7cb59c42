"""Fill: who makes up the weekly number: least slack first, only customers past half of their interval.

Three stages. `fill.soon`: needs whose last chance falls in the next two weeks get free seats, also past the number. `fill.seats`:
where the office fills its seats (or plans by consulting share alone) as few due customers as possible are left out.
`fill.slack`: of the others, those with the least slack; nobody is added for whom no number asks.
Source: docs/model.md, Stages; the share of the interval is a value of the concept.
"""

from typing import TYPE_CHECKING

from constraints.problem import Problem, Talk
from constraints.rule import Stage, Violation, barred_placements
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "fill"
SOON, SEATS, SLACK = "fill.soon", "fill.seats", "fill.slack"
SOON_DAYS = 14


def barred_starts(problem: Problem, talk: Talk) -> int:
    """Forbid talks that are neither due nor soon with people who are not past the concept's share of their interval."""
    return -1 if talk.is_choice and not talk.may_fill else 0


def _soon_cost(talk: Talk) -> int:
    """Least slack first: from 14 (one day after the week) down to 1 (two weeks after)."""
    return max(1, SOON_DAYS + 1 - talk.slack_days)


def _slack_cost(talk: Talk) -> int:
    return 1 + max(0, talk.slack_days)


def _is_soon(talk: Talk) -> bool:
    return talk.is_soon and not talk.is_due


def stages(x: "Variables") -> list[Stage]:
    """Minimise soon needs left out, then due customers without a seat where seats are filled, then slack."""
    talks = x.problem.talks
    seats = [(t, 1) for t in talks if t.is_choice and x.is_possible(t) and x.problem.workers[t.worker].fill_seats]
    soon = [(t, _soon_cost(t)) for t in talks if _is_soon(t)]
    slack = [(t, _slack_cost(t)) for t in talks if t.is_choice and x.is_possible(t)]
    return [
        Stage(SOON, x.left_out_cost(soon), x.unseated_cost(soon), sum(cost for _, cost in soon)),
        Stage(SEATS, x.left_out_cost(seats), ceiling=len(seats)),
        Stage(SLACK, x.invited_sum(slack), ceiling=sum(cost for _, cost in slack)),
    ]


def measure(view: PlanView) -> dict[str, int]:
    """Return the values of the three stages."""
    workers = view.problem.workers
    seats = [t for t in view.left_out if t.is_choice and workers[t.worker].fill_seats and view.allowed_starts[t.key]]
    return {
        SOON: sum(_soon_cost(t) for t in view.left_out if _is_soon(t)),
        SEATS: len(seats),
        SLACK: sum(_slack_cost(t) for t, _ in view.placed if t.is_choice),
    }


def violations(view: PlanView) -> list[Violation]:
    """Return choices barred from the fill, and choices for which somebody with less slack could simply take the place."""
    return barred_placements(NAME, barred_starts, view) + [
        Violation(NAME, talk.talk_id, start) for talk, start in view.placed if talk.is_choice and _has_better(view, talk, start)
    ]


def _has_better(view: PlanView, talk: Talk, start: int) -> bool:
    return any(
        other.is_choice
        and other.may_fill
        and (other.worker, other.cells, other.minutes, other.counts) == (talk.worker, talk.cells, talk.minutes, talk.counts)
        and other.slack_days < talk.slack_days
        and (not other.resources or other.resources == talk.resources)  # takes over what the talk uses, nothing else
        and view.allowed_starts[other.key] >> start & 1
        for other in view.left_out
    )
