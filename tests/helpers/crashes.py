"""Writers that die: a process that forks writers and kills them at every step, then looks at what they leave.

Run as a program of its own (`python crashes.py steps|kills|writers|readers FOLDER`), so that it may fork whatever the test runner does;
it prints what it saw as JSON.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from scheduler import journal
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Change
from scheduler.store.store import open_store

NOW = datetime(2026, 11, 20, 9, 0).astimezone()
STEPS = ("open", "write", "fsync", "replace", "unlink", "chmod", "close")
KILLED = 9


def changes(number: int) -> list[Change]:
    """A booking with its contact, as `turnus outcome` writes them."""
    start, end = datetime(2026, 11, 19, 9, 0), datetime(2026, 11, 19, 9, 45)
    named = {"specialist_id": "S1", "customer_id": "K1", "state": "held", "channel": "in_person"}
    return [
        Added("bookings.csv", {"booking_id": f"N{number}", "start": start, "end": end, **named}),
        Added("contacts.csv", {"customer_id": "K1", "on": date(2026, 11, 19), "channel": "in_person", "outcome": "held"}),
    ]


def write(folder: Path, number: int, who: str = "test") -> None:
    """One change of two tables."""
    with open_store(folder, command="outcome", who=who, now=NOW) as store:
        store.write(changes(number))


def write_another(folder: Path) -> None:
    """A change of another table."""
    with open_store(folder, command="book", who="test", now=NOW) as store:
        store.write([Added("wishes.csv", {"specialist_id": "S1", "customer_id": "K1", "must": True})])


def seen(folder: Path) -> tuple[int, int, int]:
    """Bookings, contacts and lines of the log that a reader sees."""
    roster = read_roster(folder)
    log = journal.snapshot(folder, ["changes.csv"]).get("changes.csv") or b"\n"
    return len(roster.bookings), len(roster.contacts), log.count(b"\n") - 1


def in_child(action: Callable[[], object]) -> int:
    """Run something in a process of its own; 0 = it came to its end."""
    child = os.fork()
    if child:
        return child
    try:
        action()
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """Wait for a process; the exit code, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(step: int) -> None:
    """Let this process die at the n-th operation on files; of a write half of the bytes still arrive."""
    left = [step]

    def wrapped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*args: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                if name == "write":
                    function(args[0], bytes(args[1])[: len(args[1]) // 2])
                os._exit(KILLED)
            return function(*args, **named)

        return dying

    for name in STEPS:
        setattr(os, name, wrapped(name, getattr(os, name)))


def write_dying(folder: Path, step: int) -> None:
    """One change, in a process that dies at a step."""
    die_at(step)
    write(folder, 1)


def write_many(folder: Path, numbers: range, who: str = "test") -> None:
    """Several changes, one after the other."""
    for number in numbers:
        write(folder, number, who)


def steps(folder: Path) -> Iterator[dict[str, Any]]:
    """A writer dies at the first operation, the next one at the second, until one comes to its end."""
    for step in range(1, 1000):
        copy = folder.with_name(f"step{step}")
        shutil.copytree(folder, copy)
        code = ended(in_child(partial(write_dying, copy, step)))
        scene = {"code": code, "seen": seen(copy)}
        if step % 5 == 0 or code != KILLED:
            write_another(copy)
            scene |= {"next": seen(copy), "strays": sorted(file.name for file in copy.glob(".turnus-*"))}
        yield scene
        if code != KILLED:
            return


def kills(folder: Path) -> Iterator[dict[str, Any]]:
    """Writers that write again and again are killed by the system at random times."""
    dice = random.Random(1)
    written, rounds = 0, 0
    while rounds < 8 or (written < 3 and rounds < 60):
        child = in_child(partial(write_many, folder, range(written, written + 1000)))
        time.sleep(dice.uniform(0.02, 0.2) * (1 + rounds / 8))
        os.kill(child, signal.SIGKILL)
        code = ended(child)
        bookings, contacts, lines = seen(folder)
        written, rounds = bookings, rounds + 1
        yield {"code": code, "seen": (bookings, contacts, lines)}


def writers(folder: Path) -> Iterator[dict[str, Any]]:
    """Three writers at the same time, three changes each."""
    children = [in_child(partial(write_many, folder, range(10 * n, 10 * n + 3), f"w{n}")) for n in range(3)]
    yield {"codes": [ended(child) for child in children], "seen": seen(folder)}


def readers(folder: Path) -> Iterator[dict[str, Any]]:
    """One writes, one reads all the while."""
    child = in_child(partial(write_many, folder, range(15)))
    looks: set[tuple[int, int]] = set()
    while not looks or max(looks)[0] < 15:
        roster = read_roster(folder)
        looks.add((len(roster.bookings), len(roster.contacts)))
    yield {"code": ended(child), "looks": sorted(looks)}


if __name__ == "__main__":
    mode = {"steps": steps, "kills": kills, "writers": writers, "readers": readers}[sys.argv[1]]
    print(json.dumps(list(mode(Path(sys.argv[2])))))
