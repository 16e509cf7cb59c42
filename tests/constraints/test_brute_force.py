"""On tiny weeks every plan is looked at; the best one has the values that the solver reports.

The formulas stand here once more, in the plainest words.
"""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from constraints.problem import LADDER, Problem, Talk
from helpers.build import planned
from helpers.teams import random_week

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
    free = cells_of(problem.workers[0].open_cells) - cells_of(talk.customer_busy)
    for booking in problem.bookings:
        free -= set(range(booking.start, booking.stop))
    earliest = max(talk.not_before, talk.reached_from)
    return [s for s in sorted(free) if s >= earliest and spans(talk, s) <= free and talk.pinned_cells & 2**s]


def all_plans(problem: Problem) -> Iterator[Plan]:
    """Yield every plan without overlap and within the share (or with due talks only)."""

    def extend(index: int, plan: Plan, taken: set[int]) -> Iterator[Plan]:
        if index == len(problem.talks):
            yield plan
            return
        yield from extend(index + 1, plan, taken)
        talk = problem.talks[index]
        for start in starts[talk.talk_id]:
            if not spans(talk, start) & taken:
                yield from extend(index + 1, [*plan, (talk, start)], taken | spans(talk, start))

    starts = {talk.talk_id: admissible(problem, talk) for talk in problem.talks}
    for plan in extend(0, [], set()):
        only_due = all(talk.step is not None or talk.must for talk, _ in plan)
        if only_due or sum(talk.minutes for talk, _ in plan) <= problem.workers[0].minutes_left:
            yield plan


def values(problem: Problem, plan: Plan) -> tuple[int, ...]:
    worker = problem.workers[0]
    held = {talk.talk_id for talk, _ in plan}
    out = [talk for talk in problem.talks if talk.talk_id not in held]
    soon = [t for t in out if t.is_soon and t.step is None and not t.must]
    unseated = [t for t in out if is_choice(t) and worker.fill_seats and admissible(problem, t)]
    return (
        sum(t.must for t in out),
        *(sum(t.minutes * t.urgency for t in out if t.step == step) for step in LADDER),
        sum(bool(t.in_time_before) and start >= t.in_time_before for t, start in plan),
        max(0, (worker.invitations_wanted or 0) - sum(t.counts for t, _ in plan)),
        sum(max(1, 15 - t.slack_days) for t in soon),
        len(unseated),
        sum(1 + t.slack_days for t, _ in plan if is_choice(t)),
        sum(start < t.comfortable_from for t, start in plan),
        unevenness(problem, plan),
        sum(bool(t.preferred) and not spans(t, start) <= cells_of(t.preferred) for t, start in plan),
    )


def unevenness(problem: Problem, plan: Plan) -> int:
    size = problem.cells_per_day
    open_on = [sum(cell // size == day for cell in cells_of(problem.workers[0].open_cells)) for day in range(7)]
    talks = [start // size for _, start in plan] + [b.start // size for b in problem.bookings if b.is_talk]
    return sum(talks.count(day) ** 2 * round(60 * max(open_on) / cells) for day, cells in enumerate(open_on) if cells)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("days", "cells"), [(1, 10), (2, 5)])
def test_no_plan_is_better(seed: int, days: int, cells: int) -> None:
    problem = random_week(Random(seed), "w", talks=5, days=days, cells=cells)
    plan = planned(problem)
    assert plan.is_sound
    assert tuple(plan.reported.values()) == min(values(problem, each) for each in all_plans(problem))


def test_the_enumeration_looks_at_every_plan() -> None:
    """One talk of two cells in ten has nine starts; two such talks leave 9·9 − 9 − 2·8 ordered pairs apart."""
    chance = Random(0)
    problem = random_week(chance, "w", talks=0, days=1, cells=10)
    worker = problem.workers[0]
    talks = tuple(Talk(name, 0, cells=2, minutes=30, step="legal") for name in ("ada", "bea"))
    ten = Problem((type(worker)("w", 2**10 - 1, None, 1000),), talks, (), problem.cells_per_day)
    plans = list(all_plans(ten))
    assert len(plans) == 1 + 9 + 9 + (81 - 9 - 16)
    assert all(a[1] + a[0].cells <= b[1] for plan in plans for a, b in pairwise(sorted(plan, key=lambda p: p[1])))
