"""Why a need of the ladder got no seat: the rule that stood in the way, found by lifting one rule after the other.

A rule is named only when lifting it alone would admit the talk beside the plan (with the others of the day shifted if need be),
so the plan that follows from lifting it is better and holds the talk. Where starts were open, the seats went to talks that come
first: "no_overlap" (capacity). Where two rules together stand in the way, both are named.
"""

from constraints.no_overlap import NAME as CAPACITY
from constraints.problem import DAYS, Talk
from constraints.rule import StartRule
from constraints.rules import RULES
from constraints.view import PlanView


def obstacle(view: PlanView, talk: Talk) -> tuple[str, ...]:
    """Return the name of the rule that stood in the way of a left-out talk, or of the rules that only together did."""
    if view.allowed_starts[talk.talk_id]:
        return (CAPACITY,)
    barring = [rule for rule in RULES.start_rules if rule.barred_starts(view.problem, talk)]
    for rule in barring:
        if view.has_place(talk, _starts_without(view, talk, [rule])):
            return (rule.NAME,)
    lifted = _fewest(view, talk, barring)
    names = tuple(rule.NAME for rule in lifted)
    return names if view.has_place(talk, _starts_without(view, talk, lifted)) else (*names, CAPACITY)


def _fewest(view: PlanView, talk: Talk, barring: list[StartRule]) -> list[StartRule]:
    """Return rules that leave a start when lifted together, none of which could stay."""
    lifted = list(barring)
    for rule in reversed(barring):
        without = [other for other in lifted if other is not rule]
        if _starts_without(view, talk, without):
            lifted = without
    return lifted


def _starts_without(view: PlanView, talk: Talk, lifted: list[StartRule]) -> int:
    """Return the starts that all start rules but the lifted ones leave to a talk."""
    starts = (1 << view.problem.cells_per_day * DAYS) - 1
    for rule in RULES.start_rules:
        if rule not in lifted:
            starts &= ~rule.barred_starts(view.problem, talk)
    return starts
