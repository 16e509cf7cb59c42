"""Scenarios, small rosters for them, and a simulation that needs no time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.rosters import customer, specialist, write_roster
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.scenario import Assumptions, Scenario

ASSUMED = Assumptions(
    presence=0.8,
    leave_days=30,
    leave_by_month=(1 / 12,) * 12,
    sick_days=5,
    arrivals=0.3,
    departures=0.3,
    growth=0.0,
    status_changes={},
    measures=0.1,
    measure_days=90,
    wishes=0.2,
    excused=0.4,
)


def scenario(name: str = "base", **changes: Any) -> Scenario:
    """A scenario with the usual assumptions."""
    return Scenario(name, name, ASSUMED, **changes)


def team_roster(folder: Path, posts: Sequence[float] = (1.0,) * 6, customers: int = 60, **tables: Any) -> Roster:
    """A team of specialists S1, S2, … whose customers K000, K001, … are dealt out in turn."""
    people = [customer(f"K{n:03}", specialist_id=f"S{n % len(posts) + 1}") for n in range(customers)]
    staff = [specialist(f"S{n}", fte=str(fte)) for n, fte in enumerate(posts, 1)]
    return read_roster(write_roster(folder, people, staff, **tables))
