"""Why a need of the ladder got no seat: the rule that stood in the way, found by lifting one rule after the other.

A rule is named only when lifting it alone would admit the talk beside the plan (with the others of the day shifted if need be),
so the plan that follows from lifting it is better and holds the talk. Where starts were open, the seats went to talks that come
first: "no_overlap" (capacity). Where two rules together stand in the way, both are named.
"""

from constraints.no_overlap import NAME as CAPACITY
from constraints.problem import Talk
from constraints.rule import StartRule
from constraints.rules import RULES
from constraints.view import PlanView


def obstacle(view: PlanView, talk: Talk) -> tuple[str, ...]:
    """Return the name of the rule (or the rules that only together) stood in the way of a left-out talk."""
    if view.allowed_starts[talk.talk_id]:
        return (CAPACITY,)
    barring = [rule for rule in RULES.start_rules if rule.barred_starts(view.problem, talk)]
    for rule in barring:
        starts = _starts_without(view, talk, rule)
        if starts and view.has_place(talk, starts):
            return (rule.NAME,)
    for rule in barring:
        if _starts_without(view, talk, rule):
            return (rule.NAME, CAPACITY)
    return tuple(rule.NAME for rule in barring)


def _starts_without(view: PlanView, talk: Talk, lifted: StartRule) -> int:
    """Return the starts that all start rules but one leave to a talk."""
    starts = (1 << view.problem.cells_per_day * 7) - 1
    for rule in RULES.start_rules:
        if rule is not lifted:
            starts &= ~rule.barred_starts(view.problem, talk)
    return starts
