"""The real model and an independent one in one piece (customer × holder × start cell) agree in every stage of random teams.

A hundred ordinary teams, and two hundred with people away, cover, households and resources.
"""

from functools import cache
from random import Random

import pytest
from msgspec import structs

from constraints.problem import Key, Problem
from constraints.rules import TEAM_RULES
from constraints.solve import Known, solve
from helpers.build import Planned, planned
from helpers.one_piece import first_wrong_in_one_piece
from helpers.teams import (
    decided,
    due_only,
    one_by_one,
    random_absent_team,
    random_crowded_team,
    random_team,
    unshared,
    without_households_of_several,
)

SEEDS = range(100)
ABSENT_SEEDS = range(200)
SHARED_SEEDS = range(40)


@cache
def ordinary(seed: int) -> Planned:
    return planned(random_team(Random(seed)))


@cache
def absent(seed: int) -> Planned:
    return planned(random_absent_team(Random(seed)))


def decided_by_team(team: Problem) -> Planned:
    """Return what a team decides in one piece: who holds what is due."""
    due = due_only(team)
    return Planned(due, solve(due, rules=TEAM_RULES))


def covered_in(plan: Planned) -> list[Key]:
    """Return the entries that colleagues hold."""
    return [(p.talk_id, p.worker) for p in plan.outcome.assignment if plan.problem.by_key[p.talk_id, p.worker].is_cover]


def agrees_with_one_piece(plan: Planned) -> None:
    assert plan.is_proved
    assert plan.breaches == set()
    assert list(plan.values.items()) == list(plan.reported.items())
    assert first_wrong_in_one_piece(plan.problem, plan.reported) == ""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_stage_has_the_value_of_the_model_in_one_piece(seed: int) -> None:
    agrees_with_one_piece(ordinary(seed))


@pytest.mark.parametrize("seed", ABSENT_SEEDS)
def test_every_stage_of_an_absent_team_has_the_value_of_the_model_in_one_piece(seed: int) -> None:
    agrees_with_one_piece(absent(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_workers_one_by_one_add_up_to_the_team(seed: int) -> None:
    alone = [planned(week).reported for week in one_by_one(random_team(Random(seed)))]
    assert ordinary(seed).reported == {name: sum(values[name] for values in alone) for name in alone[0]}


@pytest.mark.parametrize("seed", ABSENT_SEEDS)
def test_what_is_due_decides_alone_who_covers_what(seed: int) -> None:
    """The planner lets a team decide who holds what is due, and everybody the rest; nothing is lost by that."""
    team = random_absent_team(Random(seed))
    due = decided_by_team(team)
    assert due.is_proved
    assert due.reported == {name: absent(seed).reported[name] for name in due.reported}
    rest = planned(decided(team, covered_in(due)))
    assert rest.is_sound
    assert due.reported.items() <= rest.reported.items()


@pytest.mark.parametrize("seed", ABSENT_SEEDS)
def test_where_nothing_is_shared_everybody_alone_keeps_what_the_team_decided(seed: int) -> None:
    team = unshared(random_absent_team(Random(seed)))
    due = decided_by_team(team)
    alone = [planned(week) for week in one_by_one(decided(team, covered_in(due)))]
    assert all(plan.is_sound for plan in alone)
    assert due.reported == {name: sum(plan.reported[name] for plan in alone) for name in due.reported}


@pytest.mark.parametrize("seed", SHARED_SEEDS)
def test_what_is_known_of_everybody_alone_bounds_the_team_and_changes_no_value(seed: int) -> None:
    """The planner plans everybody alone first, and together from there: plans to begin with, and floors."""
    team = decided(random_crowded_team(Random(seed)), ())
    alone = [planned(week) for week in one_by_one(without_households_of_several(team))]
    floors = {name: sum(plan.reported[name] for plan in alone) for name in alone[0].reported}
    start = tuple(structs.replace(p, worker=n) for n, plan in enumerate(alone) for p in plan.outcome.assignment)
    agrees_with_one_piece(Planned(team, solve(team, known=Known(start, floors))))


def test_the_teams_leave_something_to_wish_for_in_every_stage() -> None:
    """Teams on which a stage is always zero would test nothing."""
    cover = {"own_specialist", "cover_load", "households"}
    stages = set(ordinary(0).reported)
    assert {name for seed in SEEDS for name, value in ordinary(seed).reported.items() if value} == stages - cover
    assert {name for seed in ABSENT_SEEDS for name, value in absent(seed).reported.items() if value} == stages
