"""The fast engine does what the model does: the same people on the ladder, the same numbers, no hard rule broken."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.engines import Compared, compared
from helpers.rosters import FULL_WEEK, TODAY, customer, specialist, write_roster
from helpers.simulations import USUAL, series, simulator
from scheduler.rosterfiles import read_roster
from scheduler.sample.sample import sample_roster


@pytest.mark.parametrize("concept", ["aa90-2021", "ba-2010"])
def test_the_stages_that_say_who_is_invited_are_worth_the_same(concept: str) -> None:
    """Six states a concept; 200 and more by benchmarks/simulation_quality.py."""
    roster = sample_roster(specialists=2, seed=3, concept=concept, today=TODAY)
    found = Compared()
    compared(simulator(roster, 18, TODAY, assumptions=USUAL), 0, found, every=3)
    assert found.states == 6
    ladder = [stage for stage in found.exact if stage.startswith(("pins", "ladder"))]
    assert {stage: found.fast[stage] for stage in ladder} == {stage: found.exact[stage] for stage in ladder}
    assert found.left_out == 0
    assert abs(found.fast["weekly_number"] - found.exact["weekly_number"]) <= max(1, 0.02 * found.invited[0])
    assert found.invited[1] == pytest.approx(found.invited[0], rel=0.03)
    assert found.broken_rules == set()


def test_both_engines_tell_the_same_story() -> None:
    """The same luck, the same customers: what is kept, held and overdue over eight weeks lies close together."""
    roster = sample_roster(specialists=2, seed=4, today=TODAY)
    exact, fast = (series(simulator(roster, 8, TODAY, engine, assumptions=USUAL).replicate(0)) for engine in ("exact", "fast"))
    assert exact["arrivals"] == fast["arrivals"] and exact["posts_present"] == fast["posts_present"]
    assert exact["target"] == fast["target"] and exact["minutes_available"] == fast["minutes_available"]
    for figure in ("kept", "held", "invited", "overdue"):
        assert sum(fast[figure]) == pytest.approx(sum(exact[figure]), rel=0.1)


def test_a_room_is_never_given_twice(tmp_path: Path) -> None:
    """Three specialists share two rooms; first talks agreed at once and cover on the day take them too."""
    staff = [specialist(f"S{n}", room="zimmer") for n in (1, 2, 3)]
    people = [customer(f"K{n}", specialist_id=f"S{n % 3 + 1}") for n in range(45)]
    rooms = [{"resource": "zimmer", "capacity": "2", **FULL_WEEK}]
    roster = read_roster(write_roster(tmp_path, people, staff, resources=rooms))
    found = Compared()
    busy = replace(USUAL, arrivals=1.0, departures=1.0, agreed=1.0)
    compared(simulator(roster, 4, TODAY, assumptions=busy), 0, found)
    assert found.invited[1] > 20 and found.broken_rules == set()
