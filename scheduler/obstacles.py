"""Why a need of the ladder got no seat: the rule that stood in the way, found by lifting one rule after the other.

A rule is named only when lifting it alone would admit the talk: beside the talks that come before it, or in place of one of its
own step that costs less. Such a plan would be better, so the best plan without the rule holds the talk. Where starts were open,
the seats went to talks that come first: "no_overlap" (capacity). Where several rules only together stood in the way, all of them
are named.
"""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from constraints import resources
from constraints.ladder import cost
from constraints.no_overlap import NAME as CAPACITY
from constraints.problem import DAYS, Talk
from constraints.rule import StartRule
from constraints.rules import RULES
from constraints.view import PlanView


def obstacle(view: PlanView, talk: Talk) -> tuple[str, ...]:
    """Return the name of the rule that stood in the way of a left-out talk, or of the rules that only together did."""
    if view.allowed_starts[talk.key]:
        is_short = bool(talk.resources) and _would_be_held(view, talk, [resources])
        return (resources.NAME,) if is_short else (CAPACITY,)
    barring = [rule for rule in RULES.start_rules if rule.barred_starts(view.problem, talk)]
    for rule in barring:
        if _would_be_held(view, talk, [rule]):
            return (rule.NAME,)
    lifted = _fewest(view, talk, barring)
    names = tuple(rule.NAME for rule in lifted)
    return names if _would_be_held(view, talk, lifted) else (*names, CAPACITY)


def easiest(found: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the obstacle to name where several people could hold a talk: the own specialist's first, then those of colleagues.

    Where anybody had time for it at all, that is told; else what stood in the way with a colleague, as few rules as possible.
    """
    if (CAPACITY,) in found:
        return (CAPACITY,)
    order = [rule.NAME for rule in RULES.start_rules] + [CAPACITY]
    return min(found[1:] or found, key=lambda rules: (len(rules), [order.index(rule) for rule in rules]))


def _would_be_held(view: PlanView, talk: Talk, lifted: Sequence[StartRule]) -> bool:
    """Tell whether the best plan without some rules surely holds the talk."""
    starts = _starts_without(view, talk, lifted)
    if resources in lifted:
        talk = structs.replace(talk, resources=())
    if not starts:
        return False
    ladder = view.problem.ladder
    rank = _rank(ladder, talk)
    before = [other for other, _ in view.placed if _rank(ladder, other) <= rank]
    if _without_others(view, before).has_place(talk, starts):
        return True
    cheaper = [] if talk.must else [other for other in before if _rank(ladder, other) == rank and cost(other) < cost(talk)]
    return any(_without_others(view, [b for b in before if b is not out]).has_place(talk, starts) for out in cheaper)


def _rank(ladder: tuple[str, ...], talk: Talk) -> int:
    """Return the place of a talk in the order of concerns: pins and promises, the steps of the ladder, all others."""
    if talk.must or talk.stays:
        return -1
    return ladder.index(talk.step) if talk.step else len(ladder)


def _without_others(view: PlanView, kept: list[Talk]) -> PlanView:
    """Return the plan with some of its talks only."""
    names = {talk.talk_id for talk in kept}
    return replace(view, assignment=tuple(p for p in view.assignment if p.talk_id in names))


def _fewest(view: PlanView, talk: Talk, barring: list[StartRule]) -> list[StartRule]:
    """Return rules that leave a start when lifted together, none of which could stay."""
    lifted = list(barring)
    for rule in reversed(barring):
        without = [other for other in lifted if other is not rule]
        if _starts_without(view, talk, without):
            lifted = without
    return lifted


def _starts_without(view: PlanView, talk: Talk, lifted: Sequence[StartRule]) -> int:
    """Return the starts that all start rules but the lifted ones leave to a talk."""
    starts = (1 << view.problem.cells_per_day * DAYS) - 1
    for rule in RULES.start_rules:
        if rule not in lifted:
            starts &= ~rule.barred_starts(view.problem, talk)
    return starts
