"""The real model and an independent one in one piece (customer × start cell) agree in every stage on a hundred random teams."""

from random import Random

import pytest

from helpers.build import planned
from helpers.one_piece import values_in_one_piece
from helpers.teams import one_by_one, random_team

SEEDS = range(100)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_stage_has_the_value_of_the_model_in_one_piece(seed: int) -> None:
    team = random_team(Random(seed))
    plan = planned(team)
    assert plan.is_proved
    assert plan.breaches == set()
    assert plan.values == plan.reported
    assert list(plan.values) == list(plan.reported)
    assert plan.reported == values_in_one_piece(team)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_workers_one_by_one_add_up_to_the_team(seed: int) -> None:
    team = random_team(Random(seed))
    alone = [planned(week).reported for week in one_by_one(team)]
    assert planned(team).reported == {name: sum(values[name] for values in alone) for name in alone[0]}


def test_the_teams_leave_something_to_wish_for_in_every_stage() -> None:
    """Teams on which a stage is always zero would test nothing."""
    seen = {name for seed in SEEDS for name, value in planned(random_team(Random(seed))).reported.items() if value}
    assert seen == set(planned(random_team(Random(0))).reported)
