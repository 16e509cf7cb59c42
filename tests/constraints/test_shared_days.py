"""Days on which something is shared are timed as a whole; what is cut off is true of every week, and no larger than it has to be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from ortools.sat.python.cp_model import CpSolver, CpSolverStatus

from constraints.model import INFEASIBLE, OPTIMAL, IntVar, Model, Solver
from constraints.problem import Problem
from constraints.rules import RULES
from constraints.seats import Seat
from constraints.shared_clock import Item, place_together
from constraints.shared_days import Conflict, SharedDays
from constraints.variables import Variables
from helpers.build import AWAY, MON, TUE, at, cover, due, hours, planned, resource, team, worker
from helpers.one_piece import OnePiece, number
from helpers.teams import random_crowded_team

FAMILY: dict[str, Any] = {"household": "family"}
IN_ROOM: dict[str, Any] = {"resources": ("room",)}
ALL_MORNING = (resource("room", hours(MON, 0, 12)),)
Cuts = list[tuple[SharedDays, Conflict]]


def shared_days(problem: Problem) -> SharedDays:
    """Return the shared days of a model with all rules."""
    x = Variables(Model(), problem, RULES.allowed_starts(problem))
    for model_rule in RULES.model_rules:
        model_rule.post(x)
    for stage_rule in RULES.stage_rules:
        stage_rule.stages(x)
    return SharedDays(x)


def seats(shared: SharedDays) -> dict[str, Seat]:
    """Return the only seat of every talk."""
    assert all(len(shape.talks) == len(shape.seats) == 1 for shape in shared.x.shapes)
    return {shape.talks[0].talk_id: shape.seats[0] for shape in shared.x.shapes}


def is_together(_: IntVar) -> int:
    return 1


def status_with(shared: SharedDays, values: dict[str, int], *, together: int) -> CpSolverStatus:
    """Tell whether a model allows a week with and without some talks, and with its households together or not."""
    model = shared.x.model.clone()
    for talk_id, variable in shared.x.invited.items():
        model.add(variable == values[talk_id])
    for literal in shared.x.together.values():
        model.add(literal == together)
    return Solver().solve(model)


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cuts]:
    """What the shared clock refuses while a week is solved."""
    found: Cuts = []
    original: Callable[[SharedDays, Conflict], None] = SharedDays.cut

    def cut(shared: SharedDays, conflict: Conflict) -> None:
        found.append((shared, conflict))
        original(shared, conflict)

    monkeypatch.setattr(SharedDays, "cut", cut)
    yield found


def no_week_has(problem: Problem, shared: SharedDays, conflict: Conflict) -> bool:
    """Tell whether the model in one piece finds no week with all of a conflict: its talks, its households, no other members."""
    week = OnePiece(problem)
    for seat, _ in conflict.counts:
        names = {talk.talk_id for talk in shared.x.shapes[seat.shape].talks}
        here = [
            c for c in week.choices if c.talk.talk_id in names and c.talk.worker == seat.worker and seat.starts >> c.start & 1
        ]
        least = sum(n for other, n in conflict.counts if other.shape == seat.shape and not other.starts & ~seat.starts)
        week.model.add(number(here) >= least)
    there = {seat.household_member for seat, _ in conflict.counts}
    for talk in week.customers.values():
        if talk.household in conflict.households and talk.talk_id not in there:
            week.model.add(week.held[talk.talk_id] == 0)
    for household in conflict.households:
        week.model.add(week.apart[household] == 0)
    return CpSolver().solve(week.model) == INFEASIBLE


def smaller(shared: SharedDays, conflict: Conflict) -> Iterator[list[Item]]:
    """Yield what is left of a conflict with one talk less or one household apart."""
    items: list[Item] = []
    for seat, least in conflict.counts:
        name = shared.household_of.get(seat.household_member, "")
        household = name if name in conflict.households else ""
        items += [Item(seat.worker, seat.length, seat.starts, seat.resources, household)] * least
    for index, item in enumerate(items):
        if not item.household:
            yield items[:index] + items[index + 1 :]
    for household in conflict.households:
        yield [replace(item, household="") if item.household == household else item for item in items]


@pytest.mark.parametrize("seed", range(30))
def test_every_cut_is_true_of_all_weeks_and_as_small_as_can_be(seed: int, cuts: Cuts) -> None:
    problem = random_crowded_team(Random(seed))
    assert planned(problem).is_sound
    for shared, conflict in cuts:
        assert no_week_has(problem, shared, conflict)
        for items in smaller(shared, conflict):
            assert place_together(items, problem.resources) is not None


def test_the_random_teams_are_cut_for_households_and_without_them(cuts: Cuts) -> None:
    for seed in range(60):
        planned(random_crowded_team(Random(seed), cells=8))
    assert {bool(conflict.households) for _, conflict in cuts} == {True, False}
    assert len(cuts) > 10


def test_where_nothing_is_shared_nothing_is_timed_again() -> None:
    assert not shared_days(team(due("ada"), due("bea", worker=1), of=(worker(), worker()))).is_needed


def test_a_day_that_is_fine_stays_as_it_is() -> None:
    shared = shared_days(
        team(due("ada", **IN_ROOM), due("bea", worker=1, **IN_ROOM), of=(worker(), worker()), resources=ALL_MORNING)
    )
    times = {seats(shared)["ada"]: [at(MON, 7)], seats(shared)["bea"]: [at(MON, 2)]}
    assert shared.settle(is_together, times) == []
    assert list(times.values()) == [[at(MON, 7)], [at(MON, 2)]]


def test_talks_at_the_same_time_in_one_room_are_moved_and_nobody_else() -> None:
    staff = (worker(), worker(), worker())
    problem = team(due("ada", **IN_ROOM), due("bea", worker=1, **IN_ROOM), due("cem", worker=2), of=staff, resources=ALL_MORNING)
    shared = shared_days(problem)
    seat = seats(shared)
    times = {seat[name]: [at(MON, 4)] for name in ("ada", "bea", "cem")}
    assert shared.settle(is_together, times) == []
    assert times[seat["cem"]] == [at(MON, 4)]
    assert abs(times[seat["ada"]][0] - times[seat["bea"]][0]) >= 3


def test_a_room_on_another_day_is_another_matter() -> None:
    both_days = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))
    ada, bea = (
        due("ada", customer_busy=hours(TUE, 0, 20), **IN_ROOM),
        due("bea", worker=1, customer_busy=hours(MON, 0, 20), **IN_ROOM),
    )
    shared = shared_days(
        team(ada, bea, of=(both_days, both_days), resources=(resource("room", hours(MON, 0, 3) | hours(TUE, 0, 3)),))
    )
    assert shared.settle(is_together, {seats(shared)["ada"]: [at(MON, 0)], seats(shared)["bea"]: [at(TUE, 0)]}) == []


def test_what_is_too_much_comes_back_without_those_who_are_not_to_blame() -> None:
    """Three talks in six cells of a room; dan and the idle hours of the third specialist have nothing to do with it."""
    staff = (worker(hours(MON, 0, 9)), worker(hours(MON, 0, 9)))
    talks = [
        due("ada", **IN_ROOM),
        due("bea", worker=1, **IN_ROOM),
        due("cem", worker=1, cells=4, **IN_ROOM),
        due("dan", cells=2),
    ]
    shared = shared_days(team(*talks, of=staff, resources=(resource("room", hours(MON, 0, 6)),)))
    seat = seats(shared)
    times = {seat["ada"]: [at(MON, 0)], seat["bea"]: [at(MON, 0)], seat["cem"]: [at(MON, 2)], seat["dan"]: [at(MON, 6)]}
    (conflict,) = shared.settle(is_together, times)
    assert conflict.households == ()
    assert {s.length for s, _ in conflict.counts} == {3, 4}
    assert [n for _, n in conflict.counts] == [1, 1]


def test_a_household_that_cannot_join_is_cut_off_only_while_the_third_member_is_not_there() -> None:
    """Ada and cem are six cells apart and bea would be the bridge between them."""
    edges = worker(hours(MON, 0, 3) | hours(MON, 6, 9))
    ada, cem = due("ada", customer_busy=hours(MON, 3, 12), **FAMILY), due("cem", customer_busy=hours(MON, 0, 6), **FAMILY)
    shared = shared_days(team(ada, cem, due("bea", worker=1, **FAMILY), of=(edges, worker(hours(MON, 3, 6)))))
    seat = {s.household_member: s for s in shared.x.count}
    (conflict,) = shared.settle(is_together, {seat["ada"]: [at(MON, 0)], seat["cem"]: [at(MON, 6)]})
    assert conflict.households == ("family",)
    assert {s.household_member for s, _ in conflict.counts} == {"ada", "cem"}
    shared.cut(conflict)
    without, everybody = {"ada": 1, "bea": 0, "cem": 1}, {"ada": 1, "bea": 1, "cem": 1}
    assert status_with(shared, without, together=1) == INFEASIBLE
    assert status_with(shared, without, together=0) == OPTIMAL
    assert status_with(shared, everybody, together=1) == OPTIMAL
    assert shared.settle(is_together, {seat["ada"]: [at(MON, 0)], seat["bea"]: [at(MON, 3)], seat["cem"]: [at(MON, 6)]}) == []


def test_a_bridge_with_a_colleague_is_a_bridge() -> None:
    """Bea's own specialist is away; the colleague's hours lie between ada's and cem's."""
    edges = worker(hours(MON, 0, 3) | hours(MON, 6, 9))
    ada, cem = due("ada", customer_busy=hours(MON, 3, 12), **FAMILY), due("cem", customer_busy=hours(MON, 0, 6), **FAMILY)
    bea = due("bea", worker=1, **FAMILY)
    shared = shared_days(team(ada, cem, bea, cover(bea, 2), of=(edges, AWAY, worker(hours(MON, 3, 6)))))
    seat = {s.household_member: s for s in shared.x.count}
    (conflict,) = shared.settle(is_together, {seat["ada"]: [at(MON, 0)], seat["cem"]: [at(MON, 6)]})
    shared.cut(conflict)
    assert status_with(shared, {"ada": 1, "bea": 0, "cem": 1}, together=1) == INFEASIBLE
    assert status_with(shared, {"ada": 1, "bea": 1, "cem": 1}, together=1) == OPTIMAL


def test_a_member_with_a_colleague_who_is_next_door_in_time_is_not_cut_off() -> None:
    """Bea's talk with her own specialist is never next to ada's; with a colleague it is."""
    bea = due("bea", worker=1, **FAMILY)
    staff = (worker(hours(MON, 0, 3)), worker(hours(MON, 8, 11)), worker(hours(MON, 3, 6)))
    shared = shared_days(team(due("ada", **FAMILY), bea, cover(bea, 2), of=staff))
    seat = {s.worker: s for s in shared.x.count}
    (conflict,) = shared.settle(is_together, {seat[0]: [at(MON, 0)], seat[1]: [at(MON, 8)]})
    shared.cut(conflict)
    shared.x.model.add(shared.x.together["family"] == 1)
    shared.x.model.add(shared.x.invited["ada"] == 1)
    for holder, status in ((1, INFEASIBLE), (2, OPTIMAL)):
        model = shared.x.model.clone()
        model.add(shared.x.held[shared.x.kin_of(bea if holder == 1 else cover(bea, 2))] == 1)
        assert Solver().solve(model) == status
