"""On tiny days with promises every plan is looked at; the best one has the values that the solver reports."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from constraints.problem import Problem, Talk
from helpers.promised import random_promises, replanned

Seat = tuple[Talk, int] | None


def admissible(problem: Problem, talk: Talk) -> list[int]:
    """Return the starts inside the hours of worker and room; early ones only if promised."""
    free = problem.workers[talk.worker].open_cells
    for name in talk.resources:
        free &= problem.resource_by_name[name].left[0]
    fits = [s for s in range(problem.cells_per_day) if all(free >> s + n & 1 for n in range(talk.cells))]
    return [s for s in fits if s >= talk.reached_from or s == talk.promised]


def all_plans(problem: Problem) -> Iterator[list[tuple[Talk, int]]]:
    by_id: dict[str, list[Seat]] = {}
    for talk in problem.talks:
        choices = by_id.setdefault(talk.talk_id, [] if talk.stays else [None])
        choices += [(talk, start) for start in admissible(problem, talk)]
    for chosen in product(*by_id.values()):
        plan = [seat for seat in chosen if seat is not None]
        if all(apart(a, b) for n, a in enumerate(plan) for b in plan[:n]):
            yield plan


def apart(one: tuple[Talk, int], other: tuple[Talk, int]) -> bool:
    shared = one[0].worker == other[0].worker or set(one[0].resources) & set(other[0].resources)
    return not shared or one[1] + one[0].cells <= other[1] or other[1] + other[0].cells <= one[1]


def values(problem: Problem, plan: list[tuple[Talk, int]]) -> tuple[int, ...]:
    held = {talk.talk_id for talk, _ in plan}
    out = {talk.talk_id: talk for talk in problem.talks if talk.talk_id not in held}.values()
    covers = [sum(t.is_cover and t.worker == n for t, _ in plan) for n in range(len(problem.workers))]
    return (
        0,
        *(sum(t.minutes for t in out if t.step == step) for step in problem.ladder),
        sum(t.stays and start != t.promised for t, start in plan),
        0,
        sum(t.step is None for t in out),
        sum(not t.stays and start != t.promised for t, start in plan),
        sum(covers),
        sum(w.cover_weight * n**2 for w, n in zip(problem.workers, covers, strict=True)),
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_better(seed: int) -> None:
    problem = random_promises(Random(seed))
    found = tuple(stage.value for stage in replanned(problem).stages)
    assert found == min(values(problem, plan) for plan in all_plans(problem))
