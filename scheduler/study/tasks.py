"""What is run somewhere else: some replications of one scenario. It carries everything along, so that any executor will do."""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.roster import Roster
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.scenario import Run, Scenario

Replicate = Callable[[Roster, Scenario, Run, int, date], tuple[Observation, ...]]
Figures = NDArray[np.float64]
"""Weeks × groups × figures (in the order of `FIGURES`)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of one scenario."""

    scenario: Scenario
    replication: int

    @property
    def key(self) -> tuple[str, int]:
        """Name of the scenario and number of the replication."""
        return self.scenario.name, self.replication


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all tasks of a study.

    Attributes:
        roster: the roster as it is.
        run: weeks, seed, engine.
        today: the day on which the simulation begins.
        place: team → number of its group; what is not there leaves no trace.
        groups: how many groups there are.
        replicate: simulates; a function that every process can import.
    """

    roster: Roster
    run: Run
    today: date
    place: Mapping[str, int]
    groups: int
    replicate: Replicate

    def figures(self, task: Task) -> Figures:
        """Simulate one replication and add its teams up to groups."""
        found = np.zeros((self.run.weeks, self.groups, len(FIGURES)))
        for seen in self.replicate(self.roster, task.scenario, self.run, task.replication, self.today):
            if seen.team in self.place:
                found[seen.week, self.place[seen.team]] += seen.values
        return found


def packed(job: Job) -> bytes:
    """Return a job as it travels: packed once, not with every task."""
    return pickle.dumps(job)


@lru_cache(maxsize=2)
def _unpacked(job: bytes) -> Job:
    """Return the job of a process; it is unpacked once."""
    found = pickle.loads(job)  # noqa: S301 - what we packed ourselves
    assert isinstance(found, Job)
    return found


def run_tasks(job: bytes, tasks: tuple[Task, ...]) -> list[Figures]:
    """Run some tasks; the same numbers in whatever process."""
    known = _unpacked(job)
    return [known.figures(task) for task in tasks]
