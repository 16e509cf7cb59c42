"""Luck: every drawn number belongs to what it is drawn for, so that runs repeat and scenarios meet the same luck."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import mean, pvariance

import pytest

from helpers.rosters import TODAY, customer, specialist, write_roster
from helpers.simulations import NOTHING_HAPPENS, USUAL, series, simulator
from scheduler.rosterfiles import read_roster
from scheduler.simulation.dice import Dice

MANY = 4000


def test_numbers_lie_evenly_between_0_and_1() -> None:
    numbers = [Dice(7, 0).uniform(f"a/{n}") for n in range(MANY)]
    assert all(0 <= number < 1 for number in numbers)
    assert mean(numbers) == pytest.approx(0.5, abs=0.02)
    assert pvariance(numbers) == pytest.approx(1 / 12, abs=0.005)


def test_a_number_depends_on_seed_replication_and_purpose_only() -> None:
    first = Dice(7, 3)
    first.uniform("something else")
    assert first.uniform("K1") == Dice(7, 3).uniform("K1")
    assert len({Dice(seed, replication).uniform(name) for seed in (1, 2) for replication in (1, 2) for name in "ab"}) == 8


@pytest.mark.parametrize("average", [0.0, 0.4, 6.0])
def test_how_often_something_happens(average: float) -> None:
    numbers = [Dice(1, n).poisson("arrivals", average) for n in range(MANY)]
    assert mean(numbers) == pytest.approx(average, abs=0.15)
    assert pvariance(numbers) == pytest.approx(average, rel=0.1, abs=0.05)


def test_what_happens_at_a_rate() -> None:
    days = [Dice(1, n).days_until("leaves", 0.01) for n in range(MANY)]
    assert mean(days) == pytest.approx(100, rel=0.05)
    assert Dice(1, 0).days_until("leaves", 0) == float("inf")


def test_a_choice_follows_its_weights() -> None:
    chosen = [Dice(1, n).choice("status", ["asu", "alo"], [3.0, 1.0]) for n in range(MANY)]
    assert chosen.count("asu") / MANY == pytest.approx(0.75, abs=0.03)
    assert set(chosen) == {"asu", "alo"}


SCRIPT = """
import sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from helpers.simulations import USUAL, simulator
from scheduler.rosterfiles import read_roster
for row in simulator(read_roster(Path(sys.argv[1])), 8, date(2026, 11, 20), assumptions=USUAL).replicate(3):
    print(row)
"""


def test_a_replication_is_the_same_in_every_process() -> None:
    """Another process has other hashes of words: no set and no dictionary may decide anything."""
    folder = "sample_rosters/aa90_team"
    here = simulator(read_roster(Path(folder)), 8, TODAY, assumptions=USUAL).replicate(3)
    there = subprocess.run(  # our own interpreter
        [sys.executable, "-c", SCRIPT, folder, "tests"],
        env={**os.environ, "PYTHONHASHSEED": "2"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert there.stdout.splitlines() == [str(row) for row in here] and len(here) == 8


def test_replications_do_not_depend_on_those_made_before(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path, [customer(f"K{n}") for n in range(30)]))
    together = simulator(roster, 12, TODAY, assumptions=USUAL)
    rows = [together.replicate(number) for number in range(3)]
    assert rows[2] == simulator(roster, 12, TODAY, assumptions=USUAL).replicate(2)
    assert rows[0] != rows[1] != rows[2]


def test_a_scenario_meets_the_luck_of_the_base(tmp_path: Path) -> None:
    """Nobody stays away with a higher show rate who comes with a lower one, and the same people fall ill on the same days."""
    people = [customer(f"K{n:02}") for n in range(30)]
    roster = read_roster(write_roster(tmp_path, people, [specialist("S1"), specialist("S2")]))
    ill = replace(NOTHING_HAPPENS, presence=0.7)
    base, better = (
        series(simulator(roster, 1, TODAY, assumptions=ill, show_rates={"default": rate}).replicate(4)) for rate in (0.5, 0.8)
    )
    assert base["posts_present"] == better["posts_present"]
    few, many = (
        series(simulator(roster, 30, TODAY, assumptions=replace(NOTHING_HAPPENS, arrivals=rate)).replicate(4))["arrivals"]
        for rate in (0.3, 0.6)
    )
    assert all(less <= more for less, more in zip(few, many, strict=True)) and sum(few) < sum(many)
