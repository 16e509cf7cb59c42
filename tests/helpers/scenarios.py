"""Scenarios, small rosters for them, and a simulation that needs no time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from helpers.rosters import TODAY, customer, specialist, write_roster
from helpers.simulations import USUAL
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.scenario import Run, Scenario
from scheduler.simulation.staffing import posts_of, scenario_roster, team_members
from scheduler.study.executors import Workers
from scheduler.study.making import Made, inputs_of, make
from scheduler.study.output import study_files
from scheduler.study.scenariofile import read_study
from scheduler.study.store import begin, finish
from scheduler.study.tables import said
from scheduler.study.tasks import Replicate, Simulate
from scheduler.workdays import monday_of

ASSUMED = replace(USUAL, status_changes={})


def scenario(name: str = "base", **changes: Any) -> Scenario:
    """A scenario with the usual assumptions."""
    return Scenario(name, name, ASSUMED, **changes)


def team_roster(folder: Path, posts: Sequence[float] = (1.0,) * 6, customers: int = 60, **tables: Any) -> Roster:
    """A team of specialists S1, S2, … whose customers K000, K001, … are dealt out in turn."""
    people = [customer(f"K{n:03}", specialist_id=f"S{n % len(posts) + 1}") for n in range(customers)]
    staff = [specialist(f"S{n}", fte=str(fte)) for n, fte in enumerate(posts, 1)]
    return read_roster(write_roster(folder, people, staff, **tables))


def lived_through(roster: Roster, scenario: Scenario, run: Run, today: date) -> Replicate:
    """A simulation that needs no time: ten deadlines a team and week, of which the posts keep one each, and some luck."""
    return partial(_replicate, scenario_roster(roster, scenario), scenario, run, today)


def _replicate(roster: Roster, scenario: Scenario, run: Run, today: date, replication: int) -> tuple[Observation, ...]:
    found = []
    for week in range(run.weeks):
        for team in roster.office.teams:
            posts = posts_of(team_members(roster, team))
            luck = Random(f"{run.seed}/{replication}/{week}/{team}").random() - 0.5
            kept = max(0.0, min(10.0, posts * scenario.assumptions.presence + luck / 2))
            values = {"kept": kept, "broken": 10 - kept, "overdue": 100 - 5 * kept + week, "posts": posts, "held": kept}
            values |= {"minutes_available": 600 * posts, "minutes_held": 45 * kept, "target": 2 * posts, "caseload": 60}
            row = tuple(values.get(name, 0.0) for name in FIGURES)
            found.append(Observation(week, monday_of(today) + timedelta(days=7 * week), team, row))
    return tuple(found)


class InTurn(Executor):
    """Runs everything at once in this process; interrupted before the task with a number."""

    def __init__(self, interrupted_before: int | None = None) -> None:
        self.left = interrupted_before

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.left == 0:
            future.set_exception(KeyboardInterrupt())
            return future
        self.left = None if self.left is None else self.left - 1
        future.set_result(fn(*args, **kwargs))
        return future


def in_turn(interrupted_before: int | None = None) -> Workers:
    """Somebody who runs tasks one after the other."""
    executor = InTurn(interrupted_before)
    return Workers(lambda job: (executor, job))


def studied(
    folder: Path, roster: Roster, words: str, workers: Workers | None = None, simulate: Simulate = lived_through
) -> tuple[Made, bool]:
    """Read scenarios, simulate and write the study as the command does; return it and whether it was complete already."""
    file = folder.parent / "scenarios.toml"
    file.write_text(words, encoding="utf-8")
    study, extended = read_study(file, roster)
    inputs = inputs_of(study, file, extended, TODAY)
    was_there = begin(folder, {"title": study.title, "inputs": inputs})
    made = make(study, extended, TODAY, folder, workers or in_turn(), simulate)
    finish(folder, study_files(made), said(made, inputs), complete=made.complete)
    return made, was_there


def files_in(folder: Path) -> dict[str, bytes]:
    """Return relative path → bytes of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
