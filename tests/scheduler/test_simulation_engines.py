"""The fast engine does what the model does: the same people on the ladder, the same numbers, no hard rule broken."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.engines import DOUBLES, Compared, compared
from helpers.rosters import FULL_WEEK, MONDAY, TODAY, customer, specialist, write_roster
from helpers.simulations import USUAL, series, simulator
from scheduler.needs import WeekLook
from scheduler.presence import Presence
from scheduler.rosterfiles import read_roster
from scheduler.sample.sample import sample_roster
from scheduler.simulation.house import House
from scheduler.simulation.parts import NOTHING
from scheduler.simulation.record import Record
from scheduler.workdays import monday_of

ROSTER = replace(sample_roster(specialists=1, seed=1, today=TODAY), resources=())
LOOK = WeekLook(ROSTER, MONDAY, TODAY, Presence(ROSTER))
COMFORT = ("even_load", "preferred_hours", DOUBLES)


@pytest.mark.parametrize("concept", ["aa90-2021", "ba-2010", "lichtenberg-2013"])
def test_the_stages_are_worth_the_same(concept: str) -> None:
    """Six states a concept; 200 and more by benchmarks/simulation_quality.py."""
    roster = sample_roster(specialists=2, seed=3, concept=concept, today=TODAY)
    found = Compared()
    compared(simulator(roster, 18, TODAY, assumptions=USUAL), 0, found, every=3)
    assert found.states == 6 and found.broken_rules == set()
    assert found.invited[1] == pytest.approx(found.invited[0], rel=0.03)
    assert found.left_out == 0
    decides = [stage for stage in found.exact if not stage.startswith(("weekly", "fill")) and stage not in COMFORT]
    assert {"households", "in_time", "cover_load", "ladder.legal"} <= set(decides)
    assert {stage: found.fast[stage] for stage in decides} == {stage: found.exact[stage] for stage in decides}
    for stage in ("weekly_number", "fill.soon", "fill.seats", "fill.slack", "even_load"):
        assert found.fast[stage] == pytest.approx(found.exact[stage], rel=0.03)
    assert found.fast["preferred_hours"] <= found.exact["preferred_hours"] + 1
    assert abs(found.fast[DOUBLES] - found.exact[DOUBLES]) <= 4  # who sits last in a half-day decides


@pytest.mark.parametrize("replication", [0, 1])
def test_in_weeks_with_many_away_the_ladder_is_worth_the_same(replication: int) -> None:
    """After Christmas, half a team on leave: twice as many people as seats, some with interpreters and rooms."""
    roster = sample_roster(specialists=3, seed=1, concept="lichtenberg-2013", today=TODAY)
    found = Compared()
    few = replace(USUAL, leave_days=110, presence=0.5)
    compared(simulator(roster, 5, TODAY, assumptions=few), replication, found, every=5)
    ladder = {stage: value for stage, value in found.exact.items() if stage.startswith("ladder")}
    assert ladder["ladder.orientation"] > 4000
    assert {stage: found.fast[stage] for stage in ladder} == ladder


@given(st.integers(-70, 20))
def test_weeks_late_are_those_of_the_plan(days: int) -> None:
    """Whole ISO weeks between the week of the deadline and the planned one, whatever day it is."""
    deadline = MONDAY + timedelta(days=days)
    wanted = NOTHING._replace(deadline=deadline.toordinal())
    record = Record(ROSTER.customers[0], wanted, last_chance=0, last_contact=0, is_unseen=False, busy=0, preferred=0)
    assert House(LOOK, [{}] * 7).urgency(record) == 1 + min(8, max(0, (MONDAY - monday_of(deadline)).days // 7))


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
