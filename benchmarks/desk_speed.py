"""How long a specialist waits at the desk: whole commands `next` and `book` from outside, as processes of their own.

    python benchmarks/desk_speed.py [--sizes 12 285] [--runs 3]

Prints the median over the runs with the target beside it. Nothing is asserted: machines differ. Needs turnus to be installed in
the Python that runs it.
"""

import argparse
import os
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

from commands import compile_modules, seconds

from scheduler.daily.desk import Desk
from scheduler.daily.followup import Request
from scheduler.rosterfiles import read_roster
from scheduler.sample import TODAY, write_sample

SECONDS = 1.0
"""Target for a team of twelve."""
ASKED = {
    "next, at the end of a talk": ("--held",),
    "next, a wish of today": ("--held", "--kind", "wish"),
    "next, whoever is due": (),
}


def figures(folder: Path, size: int, runs: int) -> list[tuple[str, float]]:
    """Return the figures for a made-up house: several customers, each asked for in every way."""
    write_sample(folder, specialists=size, seed=1)
    roster = read_roster(folder)
    booked = {booking.customer_id for booking in roster.bookings if booking.start.date() >= TODAY}
    free = [customer.customer_id for customer in roster.customers if customer.customer_id not in booked]
    asked = free[:: len(free) // runs][:runs]
    today = ("--today", str(TODAY))
    found = []
    for name, options in ASKED.items():
        times = [seconds(["next", str(folder), customer_id, *today, *options]) for customer_id in asked]
        found.append((f"{size}: {name}", statistics.median(times)))
    times = []
    for customer_id in asked:
        offer = Desk(roster, Request(customer_id, TODAY, held=True)).offers(1)[0]
        times.append(seconds(["book", str(folder), customer_id, offer.start.isoformat(), *today, "--held"]))
    return [*found, (f"{size}: book", statistics.median(times))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[12, 285])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {options.runs} customers")
    compile_modules()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            for name, value in figures(Path(scratch) / "roster", size, options.runs):
                target = f"   target <= {SECONDS:g}" if size <= 12 and "next" in name else ""
                print(f"{name:<40} {value:>8.2f}{target}")


if __name__ == "__main__":
    main()
