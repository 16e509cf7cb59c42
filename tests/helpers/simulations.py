"""Simulations of small rosters: quiet assumptions under which nothing happens but what a test asks for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.roster import Roster
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.replication import Simulator
from scheduler.simulation.scenario import Assumptions, Run, Scenario

NOTHING_HAPPENS = Assumptions(
    presence=1.0,
    leave_days=0,
    leave_by_month=(1 / 12,) * 12,
    sick_days=5,
    arrivals=0,
    departures=0,
    growth=0,
    status_changes={},
    measures=0,
    measure_days=90,
    wishes=0,
    agreed=0,
    excused=0,
)
USUAL = replace(
    NOTHING_HAPPENS,
    presence=0.8,
    leave_days=30,
    arrivals=0.4,
    departures=0.4,
    status_changes={"alo>asu": 0.3, "asu>alo": 0.4},
    measures=0.3,
    wishes=0.3,
    agreed=0.5,
    excused=0.3,
)


def simulator(roster: Roster, weeks: int, today: date, engine: str = "fast", seed: int = 1, **changes: Any) -> Simulator:
    """Return a simulator of a roster; `assumptions` and fields of the scenario as changes."""
    scenario = replace(Scenario("base", "Base", NOTHING_HAPPENS), **changes)
    return Simulator(roster, scenario, Run(weeks, seed, engine), today)


def series(observations: Sequence[Observation]) -> dict[str, list[float]]:
    """Return figure → its value in every week, all teams together."""
    weeks: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in observations:
        for figure, value in zip(FIGURES, row.values, strict=True):
            weeks[figure][row.week] += value
    return {figure: [values[week] for week in sorted(values)] for figure, values in weeks.items()}
