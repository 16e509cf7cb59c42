"""Who runs the tasks: processes or threads here, or a Dask cluster. Any executor gives the same numbers."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import active_children, get_context
from os import cpu_count
from typing import Any

from scheduler.errors import TurnusError
from scheduler.extras import need
from scheduler.memory import collect_rarely
from scheduler.texts import text

SECONDS_TO_ANSWER = 10


@dataclass(frozen=True, slots=True)
class Workers:
    """Who runs tasks.

    Attributes:
        executor: takes them.
        number: how many it can run at the same time.
        share: brings bytes that all tasks need to where they run; what it returns stands for them as an argument.
        stop: ends what still runs, at once where that is possible.
    """

    executor: Executor
    number: int
    share: Callable[[bytes], Any] = lambda content: content
    stop: Callable[[], object] = lambda: None


@contextmanager
def workers(*, threads: bool = False, dask: str | None = None) -> Iterator[Workers]:
    """Give somebody to run tasks, and end it; what still runs when something goes wrong is given up.

    Args:
        threads: threads instead of processes.
        dask: address of the scheduler of a Dask cluster, `tcp://host:port`.

    Raises:
        TurnusError: the package for Dask is missing, nobody answers at the address, or the cluster is gone.
    """
    if dask is not None:
        with _dask(dask) as cluster:
            yield cluster
        return
    number = cpu_count() or 1
    pool = ThreadPoolExecutor(number) if threads else _processes(number)
    found = Workers(pool, number, stop=lambda: _stop(pool))
    try:
        yield found
    except BaseException:
        found.stop()
        raise
    pool.shutdown()


def _stop(pool: Executor) -> None:
    """End a pool and its processes, whatever they are at; threads end what they have begun."""
    pool.shutdown(wait=False, cancel_futures=True)
    for child in active_children():
        child.terminate()


def _processes(number: int) -> Executor:
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Begin a process: whoever interrupts the command interrupts the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()


@contextmanager
def _dask(address: str) -> Iterator[Workers]:
    need("distributed", "study.no_dask")
    distributed: Any = import_module("distributed")
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise TurnusError(text("study.dask_silent", address=address)) from error
    try:
        number = sum(client.nthreads().values())
        yield Workers(client.get_executor(pure=False), max(1, number), lambda content: client.scatter(content, broadcast=True))
    except (distributed.KilledWorker, CancelledError, OSError) as error:
        raise TurnusError(text("study.broken")) from error
    finally:
        client.close()
