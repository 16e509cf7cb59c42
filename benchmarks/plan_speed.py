"""How long the main job takes: whole commands from outside, and what is spent on model and solving inside.

    python benchmarks/plan_speed.py [--sizes 12 285] [--runs 3]

Prints a table with medians over the runs; the targets stand beside them. Nothing is asserted: machines differ, compare ratios in
one run. Needs turnus to be installed in the Python that runs it.
"""

import argparse
import csv
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from commands import compile_modules, run

from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.rostersource import SOUND
from scheduler.sample import TODAY, write_sample
from scheduler.week_to_plan import WeekToPlan, first_week_reached, prepare_week
from scheduler.workdays import week_name

TARGETS = {
    "turnus --help": 0.3,
    "read and check 50,000 customers": 2.0,
    "12: model and solve": 1.3,
    "12: whole command": 3.9,
    "285: whole command": 39.0,
    "285: peak memory, MB": 1500.0,
}
KEY = bytes(32)


def timed_plan(to_plan: WeekToPlan) -> tuple[float, bool]:
    """Return the seconds of model and solve, and whether every stage is proved."""
    began = time.perf_counter()
    plan = plan_week(to_plan, KEY)
    return time.perf_counter() - began, plan.is_proved


def plan_figures(folder: Path, size: int, runs: int) -> list[tuple[str, float]]:
    """Return the figures of planning a sample of one size."""
    sample = folder / f"sample-{size}"
    write_sample(sample, specialists=size, seed=1)
    roster = read_roster(sample)
    monday = first_week_reached(roster, TODAY)
    to_plan = prepare_week(roster, monday, TODAY)
    inside = [timed_plan(to_plan) for _ in range(runs)]
    command = ["plan", str(sample), "--today", str(TODAY), "--week", week_name(monday), "-o", str(folder / f"plan-{size}")]
    outside = [run(command) for _ in range(runs)]
    return [
        (f"{size}: customers", float(len(roster.customers))),
        (f"{size}: every stage proved (1 = yes)", float(all(proved for _, proved in inside))),
        (f"{size}: model and solve", statistics.median(seconds for seconds, _ in inside)),
        (f"{size}: whole command", statistics.median(seconds for seconds, _ in outside)),
        (f"{size}: peak memory, MB", max(memory for _, memory in outside)),
    ]


def reading_figure(folder: Path, runs: int) -> tuple[str, float]:
    """Return the time to read and check 50,000 customers with a full set of columns."""
    target = folder / "reading"
    write_sample(target, specialists=2, seed=1)
    rows = list(csv.DictReader((target / "customers.csv").read_text(encoding="utf-8").splitlines()))
    for table in target.glob("*.csv"):
        if table.name not in ("customers.csv", "specialists.csv"):
            table.unlink()
    with (target / "customers.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows({**rows[n % len(rows)], "customer_id": f"C{n:06}"} for n in range(50_000))
    seconds = []
    for _ in range(runs):
        SOUND.clear()  # a command reads each table for the first time
        began = time.perf_counter()
        assert len(read_roster(target).customers) == 50_000
        seconds.append(time.perf_counter() - began)
    return "read and check 50,000 customers", statistics.median(seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[12, 285])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {options.runs} runs")
    compile_modules()
    with tempfile.TemporaryDirectory() as scratch:
        figures = [("turnus --help", statistics.median(run(["--help"])[0] for _ in range(options.runs)))]
        figures.append(reading_figure(Path(scratch), options.runs))
        for size in options.sizes:
            figures += plan_figures(Path(scratch), size, options.runs)
    for name, value in figures:
        target = f"   target <= {TARGETS[name]:g}" if name in TARGETS else ""
        print(f"{name:<40} {value:>10.2f}{target}")


if __name__ == "__main__":
    main()
