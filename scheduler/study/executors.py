"""Who runs the tasks: processes or threads here, or a Dask cluster. Any executor gives the same numbers."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import active_children, get_context, parent_process
from os import _exit, cpu_count
from threading import Thread
from typing import Any

from scheduler.errors import TurnusError
from scheduler.extras import need
from scheduler.memory import collect_rarely
from scheduler.study.tasks import GIVEN, give
from scheduler.texts import text

SECONDS_TO_ANSWER = 10


@dataclass(frozen=True, slots=True)
class Workers:
    """Who runs tasks.

    Attributes:
        prepare: brings a packed job to where tasks run; gives the executor that takes tasks, and what stands for the job there.
        stop: ends what still runs, at once where that is possible.
        helpers: gives processes of this machine that may do other things besides; None = nobody runs here, or in this process.
    """

    prepare: Callable[[bytes], tuple[Executor, Any]]
    stop: Callable[[], object] = lambda: None
    helpers: Callable[[], Executor | None] = lambda: None


@contextmanager
def workers(*, threads: bool = False, dask: str | None = None) -> Iterator[Workers]:
    """Give somebody to run tasks, and end it; what still runs when something goes wrong is given up.

    Args:
        threads: threads instead of processes.
        dask: address of the scheduler of a Dask cluster, `tcp://host:port`.

    Raises:
        TurnusError: the package for Dask is missing, nobody answers at the address, or the cluster is gone.
    """
    with _dask(dask) if dask is not None else _here(cpu_count() or 1, threads=threads) as found:
        yield found


@contextmanager
def _here(number: int, *, threads: bool) -> Iterator[Workers]:
    pools = _Threads(number) if threads else _Processes(number)
    try:
        yield Workers(pools.prepare, pools.stop, pools.helpers)
    except BaseException:
        pools.stop()
        raise
    pools.end()


@dataclass
class _Threads:
    """Threads of this process; they end what they have begun."""

    number: int
    pools: dict[bytes, Executor] = field(default_factory=dict)

    def prepare(self, job: bytes) -> tuple[Executor, Any]:
        """Return the pool of a job; there is one for each."""
        if job not in self.pools:
            self.pools[job] = self.new(job)
        return self.pools[job], self.sign(job)

    def new(self, _job: bytes) -> Executor:
        """Return a new pool."""
        return ThreadPoolExecutor(self.number)

    def sign(self, job: bytes) -> bytes:
        """Return what stands for the job."""
        return job

    def helpers(self) -> Executor | None:
        """Return processes that may do other things: none."""
        return None

    def end(self) -> None:
        """Wait until everything is done."""
        for pool in self.pools.values():
            pool.shutdown()

    def stop(self) -> None:
        """Begin nothing any more."""
        for pool in self.pools.values():
            pool.shutdown(wait=False, cancel_futures=True)


class _Processes(_Threads):
    """Processes of this machine. The job goes to each once, when it begins: what waits in a queue has to be small."""

    def new(self, job: bytes) -> Executor:
        """Return a new pool."""
        context = get_context("spawn")
        return ProcessPoolExecutor(self.number, mp_context=context, initializer=_begin, initargs=(job,))

    def sign(self, _job: bytes) -> bytes:
        """Return what stands for the job."""
        return GIVEN

    def stop(self) -> None:
        """End the processes, whatever they are at; only then their pools."""
        for child in active_children() if self.pools else ():
            child.terminate()
        for pool in self.pools.values():
            pool.shutdown()
        self.pools.clear()

    def end(self) -> None:
        """End the processes: all that was asked of them is there, and to leave in good order takes them half a second."""
        self.stop()

    def helpers(self) -> Executor | None:
        """Return the processes, if there are any by now."""
        return next(iter(self.pools.values()), None)


def _begin(job: bytes) -> None:
    """Begin a process: whoever interrupts the command interrupts the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_command, daemon=True).start()
    collect_rarely()
    give(job)


def _leave_with_command() -> None:
    """End this process when the one that started it is gone, however that came: it would wait for tasks for ever."""
    command = parent_process()
    if command is not None:
        command.join()
        _exit(1)


async def _call(address: str) -> None:
    """Call an address once: a client of Dask that never got an answer cannot be closed quietly.

    Raises:
        OSError, ValueError: no scheduler of Dask answers there.
    """
    from asyncio import wait_for

    comm: Any = import_module("distributed.comm")
    (await wait_for(comm.connect(address, timeout=SECONDS_TO_ANSWER), SECONDS_TO_ANSWER)).abort()


@contextmanager
def _dask(address: str) -> Iterator[Workers]:
    from asyncio import run  # it would cost every process a tenth of a second

    need("distributed", "study.no_dask")
    distributed: Any = import_module("distributed")
    try:
        run(_call(address))
        client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise TurnusError(text("study.dask_silent", address=address)) from error
    executor = client.get_executor(pure=False)
    try:
        yield Workers(lambda job: (executor, client.scatter(job, broadcast=True)))
    except (distributed.KilledWorker, CancelledError, OSError) as error:
        raise TurnusError(text("study.broken")) from error
    finally:
        client.close()
