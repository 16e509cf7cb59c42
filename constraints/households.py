"""Households: members who agreed to it come one after the other, so that a family makes one way.

A household is together when the talks of all its invited members follow one another without a break, whoever holds them. Stands
below everything that decides who is invited.
Source: Empfehlungen der BA 2010 ("Gesamt-BG", where a concept exists); docs/model.md, Households.
"""

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints.cells import block
from constraints.problem import DAYS, Problem, Talk
from constraints.rule import Stage, Violation
from constraints.view import PlanView

if TYPE_CHECKING:
    from constraints.variables import Variables

NAME = "households"


def stages(x: "Variables") -> list[Stage]:
    """Minimise the number of households that are not together; the clock makes sure that those who are really can be."""
    apart = []
    for household, members in households(x.problem).items():
        entries = [talk for talk in members if x.is_possible(talk)]
        if len({talk.talk_id for talk in entries}) > 1:
            x.together[household] = x.model.new_bool_var(f"together:{household}")
            _post_same_day(x, household, {talk.talk_id for talk in entries})
            apart.append(1 - x.together[household])
    return [Stage(NAME, sum(apart))]


def _post_same_day(x: "Variables", household: str, members: set[str]) -> None:
    """Being together means: one day on which all invited members have their seats."""
    together = x.together[household]
    own = [seat for seat in x.count if seat.household_member in members]
    on_day = [x.model.new_bool_var(f"together:{household}:{day}") for day in range(DAYS)]
    x.model.add_bool_or([*on_day, ~together])
    for day, literal in enumerate(on_day):
        elsewhere = x.seat_sum((seat, 1) for seat in own if x.problem.day_of(seat.gap[0]) != day)
        x.model.add(elsewhere == 0).only_enforce_if(literal)


def households(problem: Problem) -> dict[str, list[Talk]]:
    """Return household → entries of its members, of households with several members."""
    found: defaultdict[str, list[Talk]] = defaultdict(list)
    for talk in problem.talks:
        if talk.household:
            found[talk.household].append(talk)
    return {name: talks for name, talks in sorted(found.items()) if len({talk.talk_id for talk in talks}) > 1}


def is_chain(spans: list[tuple[int, int]]) -> bool:
    """Tell whether spans (start, stop) follow one another without a break."""
    ordered = sorted(spans)
    return all(earlier[1] == later[0] for earlier, later in pairwise(ordered))


def apart(view: PlanView) -> dict[str, list[tuple[Talk, int]]]:
    """Return household → (talk, start) of the households that are not together."""
    members: defaultdict[str, list[tuple[Talk, int]]] = defaultdict(list)
    for talk, start in view.placed:
        if talk.household:
            members[talk.household].append((talk, start))
    return {
        name: talks
        for name, talks in sorted(members.items())
        if not is_chain([(start, start + talk.cells) for talk, start in talks])
    }


def measure(view: PlanView) -> dict[str, int]:
    """Return the number of households that are not together."""
    return {NAME: len(apart(view))}


def violations(view: PlanView) -> list[Violation]:
    """Return the talks that could simply move next to the rest of their household, at no loss of lead time."""
    return [
        Violation(NAME, talk.talk_id, start)
        for talks in apart(view).values()
        for talk, start in talks
        if _could_join(view, talk, start, [(other, begin) for other, begin in talks if other is not talk])
    ]


def _could_join(view: PlanView, talk: Talk, start: int, others: list[tuple[Talk, int]]) -> bool:
    spans = [(begin, begin + other.cells) for other, begin in others]
    free = view.free_starts(talk) & ~(block(0, talk.comfortable_from) if start >= talk.comfortable_from else 0)
    beside = {begin - talk.cells for begin, _ in spans} | {stop for _, stop in spans}
    return any(first >= 0 and free >> first & 1 and is_chain([*spans, (first, first + talk.cells)]) for first in beside)
