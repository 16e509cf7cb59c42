"""Running: the tasks of a study on an executor, each result kept as soon as it is there; nothing is run twice."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, as_completed
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from scheduler.errors import TurnusError
from scheduler.study.drawing import practise
from scheduler.study.executors import Workers
from scheduler.study.store import Figures, Parts
from scheduler.study.tasks import Task, run_task
from scheduler.texts import language, text

IN_A_ROW = 8
"""So many replications of a scenario follow one another in a large study: only some scenarios stay prepared where they run."""
TURNS = 16
"""All scenarios together have at least so many turns, if there are so many replications."""


@dataclass(frozen=True)
class Runner:
    """Runs tasks of one job.

    Attributes:
        job: what is the same for all tasks, packed.
        workers: who runs them.
        parts: where results are kept.
        progress: called with the number of tasks that are done.
        done: scenario and replication → figures of all tasks that were asked for; filled as they come in.
    """

    job: bytes
    workers: Workers
    parts: Parts
    progress: Callable[[int], object] = lambda _: None
    done: dict[tuple[str, int], Figures] = field(default_factory=dict)

    def run(self, tasks: Sequence[Task]) -> None:
        """Run tasks, those first that stand first; what is kept already is only read.

        Raises:
            TurnusError: a result cannot be kept, or whoever runs the tasks is gone. What is done is kept.
        """
        missing = [task for task in tasks if not self._is_known(task)]
        self.progress(len(tasks) - len(missing))
        if not missing:
            return
        executor, job = self.workers.prepare(self.job)
        waiting = {executor.submit(run_task, job, task): task for task in _in_turn(missing)}
        try:
            self._get_ready_to_draw()
            for future in as_completed(list(waiting)):
                self._keep(waiting[future], future.result())
                del waiting[future]
        except BrokenExecutor as error:
            raise TurnusError(text("study.broken")) from error
        finally:
            self._give_up(waiting)

    def _get_ready_to_draw(self) -> None:
        """Let the process that has nothing left to do first get ready to draw, while the others simulate on."""
        helpers = self.workers.helpers()
        if helpers is not None:
            helpers.submit(practise, language())

    def _give_up(self, waiting: Mapping["Future[array[float]]", Task]) -> None:
        """Keep what was done in the meantime; whoever gave the workers ends the rest.

        A pool of processes that is ended must not come upon a task that was called off.
        """
        for future, task in waiting.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(task, future.result())

    def _is_known(self, task: Task) -> bool:
        found = self.parts.read(task)
        if found is not None:
            self.done[task.key] = found
        return found is not None

    def _keep(self, task: Task, values: "array[float]") -> None:
        figures = np.array(values).reshape(self.parts.shape)
        self.parts.keep(task, figures)
        self.done[task.key] = figures
        self.progress(1)


def _in_turn(tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks of all scenarios in turn, some of each at a time, so that what is cut off holds something of each."""
    by_scenario: dict[str, list[Task]] = {}
    for task in tasks:
        by_scenario.setdefault(task.scenario.name, []).append(task)
    size = max(1, min(IN_A_ROW, len(tasks) // TURNS))
    pieces = ([own[first : first + size] for first in range(0, len(own), size)] for own in by_scenario.values())
    return [task for row in zip_longest(*pieces, fillvalue=[]) for piece in row for task in piece]
