"""What is run somewhere else: some replications of one scenario. It carries everything along, so that any executor will do.

Neither this nor what it imports needs numpy: that would take a process a third of the time in which it gets ready.
"""

import pickle
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import local

from scheduler.roster import Roster
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.scenario import Run, Scenario

Replicate = Callable[[int], tuple[Observation, ...]]
"""Simulates the replication of a number."""
Simulate = Callable[[Roster, Scenario, Run, date], Replicate]
"""Prepares the replications of a scenario; what they share is worked out once."""
MOST_PREPARED = 8
"""So many scenarios stay prepared in a thread."""


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
        simulate: a function that every process can import.
    """

    roster: Roster
    run: Run
    today: date
    place: Mapping[str, int]
    groups: int
    simulate: Simulate

    def figures(self, task: Task, prepared: dict[str, Replicate]) -> "array[float]":
        """Simulate one replication and add its teams up to groups: weeks × groups × figures (in the order of `FIGURES`) in a row.

        Args:
            task: scenario and number.
            prepared: name of the scenario → what simulates it, of those that came last; it is kept up to date.
        """
        name = task.scenario.name
        replicate = prepared.pop(name, None) or self.simulate(self.roster, task.scenario, self.run, self.today)
        prepared[name] = replicate
        for old in list(prepared)[:-MOST_PREPARED]:
            del prepared[old]
        found = array("d", [0.0]) * (self.run.weeks * self.groups * len(FIGURES))
        for seen in replicate(task.replication):
            if seen.team in self.place:
                first = (seen.week * self.groups + self.place[seen.team]) * len(FIGURES)
                for place, value in zip(range(first, first + len(FIGURES)), seen.values, strict=True):
                    found[place] += value
        return found


def packed(job: Job) -> bytes:
    """Return a job as it travels: packed once, not with every task."""
    return pickle.dumps(job)


GIVEN = b""
"""Stands for the job that a process was given when it began."""


class _Given:
    job = GIVEN


def give(job: bytes) -> None:
    """Give this process a packed job, for tasks that name none."""
    _Given.job = job


class _Kept(local):
    """The job that a thread works on, and the scenarios that it has prepared."""

    packed: bytes = b""
    job: Job | None = None
    prepared: dict[str, Replicate]


_kept = _Kept()


def _unpacked(job: bytes) -> tuple[Job, dict[str, Replicate]]:
    """Return the job, and what is prepared for it; a thread unpacks it once."""
    if _kept.job is None or _kept.packed != job:
        found = pickle.loads(job)  # noqa: S301 - what we packed ourselves
        assert isinstance(found, Job)
        _kept.packed, _kept.job, _kept.prepared = job, found, {}
    return _kept.job, _kept.prepared


def run_task(job: bytes, task: Task) -> "array[float]":
    """Run a task and return its figures in a row (see `Job.figures`); the same numbers in whatever process.

    Args:
        job: as packed, or `GIVEN`.
        task: of this job.
    """
    known, prepared = _unpacked(job or _Given.job)
    return known.figures(task, prepared)


def simulator(roster: Roster, scenario: Scenario, run: Run, today: date) -> Replicate:
    """Prepare the replications of a scenario: the simulation itself."""
    from scheduler.simulation.replication import Simulator

    return Simulator(roster, scenario, run, today).replicate
