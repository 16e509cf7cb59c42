"""Running: the tasks of a study on an executor, each result kept as soon as it is there; nothing is run twice."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, as_completed
from dataclasses import dataclass, field
from itertools import zip_longest

from scheduler.errors import TurnusError
from scheduler.study.executors import Workers
from scheduler.study.store import Parts
from scheduler.study.tasks import Figures, Task, run_tasks
from scheduler.texts import text

MOST_TOGETHER = 4
"""More replications do not travel together: what is cut off by an interruption is lost."""
CHUNKS_A_WORKER = 8


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
        chunks = _chunks(missing, max(1, min(MOST_TOGETHER, len(missing) // (CHUNKS_A_WORKER * self.workers.number))))
        executor, job = self.workers.prepare(self.job)
        waiting = {executor.submit(run_tasks, job, chunk): chunk for chunk in chunks}
        try:
            for future in as_completed(list(waiting)):
                self._keep(waiting[future], future.result())
                del waiting[future]
        except BrokenExecutor as error:
            raise TurnusError(text("study.broken")) from error
        finally:
            self._give_up(waiting)

    def _give_up(self, waiting: Mapping[Future[list[Figures]], tuple[Task, ...]]) -> None:
        """Keep what was done in the meantime; whoever gave the workers ends the rest.

        A pool of processes that is ended must not come upon a task that was called off.
        """
        for future, tasks in waiting.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(tasks, future.result())

    def _is_known(self, task: Task) -> bool:
        found = self.parts.read(task)
        if found is not None:
            self.done[task.key] = found
        return found is not None

    def _keep(self, tasks: Sequence[Task], results: Sequence[Figures]) -> None:
        for task, figures in zip(tasks, results, strict=True):
            self.parts.keep(task, figures)
            self.done[task.key] = figures
        self.progress(len(tasks))


def _chunks(tasks: Sequence[Task], size: int) -> list[tuple[Task, ...]]:
    """Return tasks in pieces of one scenario each, the first pieces of all scenarios first."""
    by_scenario: dict[str, list[Task]] = {}
    for task in tasks:
        by_scenario.setdefault(task.scenario.name, []).append(task)
    pieces = [[tuple(own[start : start + size]) for start in range(0, len(own), size)] for own in by_scenario.values()]
    return [piece for row in zip_longest(*pieces) for piece in row if piece is not None]
