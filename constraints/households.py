"""Households: members who agreed to it come one after the other, so that a family makes one way.

A household is together when the talks of all its invited members follow one another without a break, whoever holds them. Stands
below everything that decides who is invited.
Source: Empfehlungen der BA 2010 ("Gesamt-BG", where a concept exists); docs/model.md, Households.
"""

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints.cells import block
from constraints.problem import Problem, Talk
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
            _post_one_piece(x, household, {talk.talk_id for talk in entries})
            apart.append(1 - x.together[household])
    return [Stage(NAME, sum(apart))]


def _post_one_piece(x: "Variables", household: str, members: set[str]) -> None:
    """Being together means: all invited members have their seats where a chain of talks could lead from seat to seat."""
    own = [seat for seat in x.count if seat.household_member in members]
    pieces = chainable([(seat.starts, seat.length) for seat in own])
    in_piece = [x.model.new_bool_var(f"together:{household}:{number}") for number in range(len(pieces))]
    x.model.add_bool_or([*in_piece, ~x.together[household]])
    for piece, literal in zip(pieces, in_piece, strict=True):
        elsewhere = x.seat_sum((seat, 1) for index, seat in enumerate(own) if index not in piece)
        x.model.add(elsewhere == 0).only_enforce_if(literal)


def chainable(places: list[tuple[int, int]]) -> list[set[int]]:
    """Group places (mask of starts, cells of the talk) so that a chain of talks never has to do with two groups; indices.

    Two are of one group where a talk in the one can begin when one in the other ends, or both are joined by others.
    """
    groups: list[set[int]] = []
    for index, (starts, length) in enumerate(places):
        joined = {index}
        for group in list(groups):
            if any(starts << length & places[other][0] or places[other][0] << places[other][1] & starts for other in group):
                groups.remove(group)
                joined |= group
        groups.append(joined)
    return groups


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
