"""How long calendars and invitations of a big house take: whole commands from outside, and writing and checking from inside.

    python benchmarks/calendar_speed.py [--events 10000] [--runs 3]

Prints the median over the runs with the target beside it. Nothing is asserted: machines differ. Needs turnus to be installed in
the Python that runs it.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from commands import compile_modules, seconds

from scheduler.ical.calendarfile import calendar_bytes
from scheduler.ical.entry import Entry
from scheduler.ical.rawcheck import faults_of
from scheduler.roster import Booking
from scheduler.rosterfiles import read_roster
from scheduler.sample import TODAY, write_sample
from scheduler.sample.files import table_texts

SECONDS = 5.0
"""Target for ten thousand events."""
A_DAY = 10


def entries(number: int) -> list[Entry]:
    """Return so many appointments, three quarters of an hour each."""
    first = datetime(2026, 7, 1, 8)
    starts = [first + timedelta(days=n // A_DAY, minutes=45 * (n % A_DAY)) for n in range(number)]
    return [
        Entry(f"{n:016x}@turnus.invalid", 0, first, start, start + timedelta(minutes=45), f"Termin T-{n:06X} (45)", "Raum 2.14")
        for n, start in enumerate(starts)
    ]


def timed(action: Callable[[], object]) -> float:
    """Return the wall seconds of an action."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def write_house(folder: Path, number: int) -> None:
    """Write a made-up house with so many appointments ahead, all of customers who have none yet."""
    write_sample(folder, specialists=max(1, number // 100), seed=1)
    roster = read_roster(folder)
    people = roster.customers[:number]
    bookings = []
    for n, customer in enumerate(people):
        start = datetime(TODAY.year, TODAY.month, TODAY.day, 8) + timedelta(days=3 + n % 40, minutes=45 * (n // 40 % A_DAY))
        end = start + timedelta(minutes=45)
        bookings.append(Booking(f"B{n:05}", customer.specialist_id, customer.customer_id, start, end, "sent"))
    (folder / "bookings.csv").write_text(table_texts(replace(roster, bookings=tuple(bookings)))["bookings.csv"], encoding="utf-8")


def figures(scratch: Path, number: int, runs: int) -> list[tuple[str, float, bool]]:
    """Return name, median seconds, and whether the target holds for it."""
    found = entries(number)
    data = calendar_bytes(found)
    inside = [
        ("write one file", statistics.median(timed(lambda: calendar_bytes(found)) for _ in range(runs)), False),
        ("raw check of it", statistics.median(timed(lambda: faults_of(data)) for _ in range(runs)), False),
    ]
    house = scratch / "roster"
    write_house(house, number)
    export = ["export", "ics", str(house), "-o", str(scratch / "out"), "--today", str(TODAY)]
    first = seconds(export)
    again = statistics.median(seconds(export) for _ in range(runs))
    return [*inside, ("export ics, all of them new", first, True), ("export ics, nothing new", again, True)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {options.runs} runs")
    compile_modules()
    with tempfile.TemporaryDirectory() as scratch:
        for name, value, has_target in figures(Path(scratch), options.events, options.runs):
            target = f"   target <= {SECONDS:g}" if has_target else ""
            print(f"{options.events:,} events: {name:<30} {value:>6.2f}{target}")


if __name__ == "__main__":
    main()
