"""Where a left-out talk would fit, and where a planned one could move, against trying every start of every talk of the day."""

from itertools import product
from random import Random

import pytest

from constraints.audit import view_of
from constraints.cells import members
from constraints.problem import Talk
from constraints.view import PlanView
from helpers.build import CELLS_PER_DAY, MON, TUE, at, breached, due, hours, plan_of, planned, week, worker
from helpers.teams import random_week


def fits_beside_the_others(view: PlanView, talk: Talk) -> bool:
    """Try every combination of starts for the talk and the planned ones of its day."""
    for day in range(7):
        together = [talk, *(other for other, start in view.placed if view.problem.day_of(start) == day)]
        on_day = [[s for s in members(view.allowed_starts[t.key]) if s // CELLS_PER_DAY == day] for t in together]
        for starts in product(*on_day):
            taken = [cell for t, start in zip(together, starts, strict=True) for cell in range(start, start + t.cells)]
            if len(taken) == len(set(taken)):
                return True
    return False


@pytest.mark.parametrize("seed", range(60))
def test_a_talk_has_a_place_when_some_arrangement_of_its_day_holds_it(seed: int) -> None:
    problem = random_week(Random(seed), "w", talks=7, days=2, cells=8)
    planned_talks = planned(problem).outcome.assignment
    for fewer in (planned_talks, planned_talks[1:], planned_talks[:-1]):
        view = view_of(problem, fewer)
        for talk in view.left_out:
            assert view.has_place(talk) == fits_beside_the_others(view, talk)


def test_a_planned_talk_could_move_to_where_nobody_else_is() -> None:
    problem = week(due("ada"), due("bea"), of=worker(hours(MON, 0, 8) | hours(TUE, 0, 3)))
    view = view_of(problem, plan_of({"ada": at(MON, 0), "bea": at(MON, 4)}))
    ada = problem.by_id["ada"]
    assert list(members(view.free_starts(ada))) == [at(MON, 0), at(MON, 1), at(TUE, 0)]
    assert view.day_mask(at(TUE, 3)) == hours(TUE, 0, CELLS_PER_DAY)


def test_a_day_of_many_unlike_customers_is_audited_at_once() -> None:
    """Twenty customers with different hours and one talk too many: no search through all orders of a full day."""
    talks = [due(f"t{i:02}", cells=1, customer_busy=hours(MON, i, i + 1)) for i in range(21)]
    starts = {f"t{i:02}": at(MON, (i + 1) % 20) for i in range(20)}
    assert breached(week(*talks, of=worker(hours(MON, 0, 20))), starts) == set()
