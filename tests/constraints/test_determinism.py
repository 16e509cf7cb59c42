"""Equal input, equal plan; the order in which talks are listed does not matter; every plan passes the audit."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.solve import solve
from helpers.build import planned
from helpers.teams import random_crowded_team, random_team

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize("seed", range(10))
def test_the_same_week_twice_gives_the_same_outcome(seed: int) -> None:
    team = random_team(Random(seed))
    assert solve(team) == solve(random_team(Random(seed)))


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_talks_changes_no_value(seed: int) -> None:
    team = random_team(Random(seed))
    shuffled = list(team.talks)
    Random(seed).shuffle(shuffled)
    assert planned(replace(team, talks=tuple(shuffled))).reported == planned(team).reported


def test_another_process_with_another_hash_seed_gives_the_same_outcome() -> None:
    """This process is the one, with whatever hash seed it has."""
    program = "from random import Random; from constraints.solve import solve; from helpers import teams; "
    program += "made = (teams.random_team, teams.random_crowded_team); "
    program += "print([solve(team(Random(seed))) for team in made for seed in range(5)])"

    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"}
    there = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True).stdout
    assert f"{[solve(team(Random(seed))) for team in (random_team, random_crowded_team) for seed in range(5)]}\n" == there


@settings(max_examples=100)
@given(st.randoms())
def test_every_plan_is_proved_passes_the_audit_and_has_the_values_it_reports(chance: Random) -> None:
    plan = planned(random_team(chance, workers=2, talks=8, days=2, cells=12))
    assert plan.is_proved
    assert plan.breaches == set()
    assert plan.values == plan.reported
