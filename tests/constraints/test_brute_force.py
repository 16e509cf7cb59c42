"""On tiny weeks every plan is looked at; the best one has the values that the solver reports.

The formulas stand here once more, in the plainest words.
"""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from constraints.problem import Problem, Talk, Worker
from helpers.build import planned
from helpers.teams import random_absent_team, random_crowded_team, random_week

Plan = list[tuple[Talk, int]]


def spans(talk: Talk, start: int) -> set[int]:
    return set(range(start, start + talk.cells))


def cells_of(mask: int) -> set[int]:
    return {cell for cell in range(mask.bit_length()) if mask & 2**cell}


def is_choice(talk: Talk) -> bool:
    return talk.step is None and not talk.must and not talk.is_soon


def admissible(problem: Problem, talk: Talk) -> list[int]:
    if talk.has_open_invitation or talk.letter_too_soon or (is_choice(talk) and not talk.may_fill):
        return []
    if talk.is_cover and talk.skills - problem.workers[talk.worker].skills:
        return []
    free = cells_of(problem.workers[talk.worker].open_cells) - cells_of(talk.customer_busy)
    for booking in problem.bookings:
        if booking.worker == talk.worker:
            free -= set(range(booking.start, booking.stop))
    for resource in problem.resources:
        if resource.name in talk.resources:
            free &= set().union(*map(cells_of, resource.left))
    earliest = max(talk.not_before, talk.reached_from)
    return [s for s in sorted(free) if s >= earliest and spans(talk, s) <= free and talk.pinned_cells & 2**s]


def all_plans(problem: Problem) -> Iterator[Plan]:
    """Yield every plan without overlap, within the share (or with due talks only), and with enough of what talks need."""

    def extend(index: int, plan: Plan) -> Iterator[Plan]:
        if index == len(problem.talks):
            yield plan
            return
        yield from extend(index + 1, plan)
        talk = problem.talks[index]
        if all(other.talk_id != talk.talk_id for other, _ in plan):
            for start in starts[talk.key]:
                if fits(problem, plan, talk, start):
                    yield from extend(index + 1, [*plan, (talk, start)])

    starts = {talk.key: admissible(problem, talk) for talk in problem.talks}
    yield from (plan for plan in extend(0, []) if is_within_share(problem, plan))


def fits(problem: Problem, plan: Plan, talk: Talk, start: int) -> bool:
    """Tell whether a talk overlaps no other of its worker and leaves nothing that it needs short."""
    beside = [(other, spans(other, begin)) for other, begin in plan if spans(other, begin) & spans(talk, start)]
    if any(other.worker == talk.worker for other, _ in beside):
        return False
    return all(
        1 + sum(resource.name in other.resources and cell in taken for other, taken in beside)
        <= sum(cell in cells_of(level) for level in resource.left)
        for resource in problem.resources
        if resource.name in talk.resources
        for cell in spans(talk, start)
    )


def is_within_share(problem: Problem, plan: Plan) -> bool:
    for index, worker in enumerate(problem.workers):
        mine = [talk for talk, _ in plan if talk.worker == index]
        only_due = all(talk.step is not None or talk.must for talk in mine)
        if not only_due and sum(talk.minutes for talk in mine) > worker.minutes_left:
            return False
    return True


def values(problem: Problem, plan: Plan) -> tuple[int, ...]:
    held = {talk.talk_id for talk, _ in plan}
    out = [talk for talk in problem.talks if talk.talk_id not in held and not talk.is_cover]
    soon = [t for t in out if t.is_soon and t.step is None and not t.must]
    unseated = [t for t in out if is_choice(t) and problem.workers[t.worker].fill_seats and admissible(problem, t)]
    return (
        sum(t.must for t in out),
        *(sum(t.minutes * t.urgency for t in out if t.step == step) for step in problem.ladder),
        sum(bool(t.in_time_before) and start >= t.in_time_before for t, start in plan),
        sum(t.is_cover for t, _ in plan),
        sum(w.cover_weight * sum(t.is_cover and t.worker == n for t, _ in plan) ** 2 for n, w in enumerate(problem.workers)),
        sum(missing(problem, plan, n) for n in range(len(problem.workers))),
        sum(max(1, 15 - t.slack_days) for t in soon),
        len(unseated),
        sum(1 + t.slack_days for t, _ in plan if is_choice(t)),
        sum(start < t.comfortable_from for t, start in plan),
        households_apart(plan),
        sum(unevenness(problem, plan, n) for n in range(len(problem.workers))),
        sum(bool(t.preferred) and not spans(t, start) <= cells_of(t.preferred) for t, start in plan),
    )


def missing(problem: Problem, plan: Plan, worker: int) -> int:
    wanted = problem.workers[worker].invitations_wanted or 0
    return max(0, wanted - sum(t.counts and t.worker == worker for t, _ in plan))


def households_apart(plan: Plan) -> int:
    """Return the number of households that do not fill all cells from their first to their last."""
    apart = 0
    for household in {talk.household for talk, _ in plan} - {""}:
        taken = [cell for talk, start in plan if talk.household == household for cell in spans(talk, start)]
        apart += sorted(taken) != list(range(min(taken), max(taken) + 1))
    return apart


def unevenness(problem: Problem, plan: Plan, worker: int) -> int:
    size = problem.cells_per_day
    open_on = [sum(cell // size == day for cell in cells_of(problem.workers[worker].open_cells)) for day in range(7)]
    talks = [start // size for talk, start in plan if talk.worker == worker]
    talks += [b.start // size for b in problem.bookings if b.is_talk and b.worker == worker]
    return sum(talks.count(day) ** 2 * round(60 * max(open_on) / cells) for day, cells in enumerate(open_on) if cells)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("days", "cells"), [(1, 10), (2, 5)])
def test_no_plan_is_better(seed: int, days: int, cells: int) -> None:
    problem = random_week(Random(seed), "w", talks=5, days=days, cells=cells)
    plan = planned(problem)
    assert plan.is_sound
    assert tuple(plan.reported.values()) == min(values(problem, each) for each in all_plans(problem))


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_of_an_absent_team_is_better(seed: int) -> None:
    problem = random_absent_team(Random(seed), workers=3, talks=3, days=1, cells=6, sharing=0.6)
    plan = planned(problem)
    assert plan.is_sound
    assert tuple(plan.reported.values()) == min(values(problem, each) for each in all_plans(problem))


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_of_a_crowded_team_is_better(seed: int) -> None:
    problem = random_crowded_team(Random(seed), workers=2, talks=3, cells=7)
    plan = planned(problem)
    assert plan.is_sound
    assert tuple(plan.reported.values()) == min(values(problem, each) for each in all_plans(problem))


def test_the_enumeration_looks_at_every_plan() -> None:
    """One talk of two cells in ten has nine starts; two such talks leave 9·9 − 9 − 2·8 ordered pairs apart."""
    talks = tuple(Talk(name, 0, cells=2, minutes=30, step="legal") for name in ("ada", "bea"))
    ten = Problem((Worker("w", 2**10 - 1, None, 1000),), talks, (), cells_per_day=21)
    plans = list(all_plans(ten))
    assert len(plans) == 1 + 9 + 9 + (81 - 9 - 16)
    assert all(a[1] + a[0].cells <= b[1] for plan in plans for a, b in pairwise(sorted(plan, key=lambda p: p[1])))
