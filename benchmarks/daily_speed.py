"""How long the commands of daily life take, each as a process of its own, on a made-up team and its plan.

    python benchmarks/daily_speed.py [--specialists 12] [--runs 3]

Prints the median over the runs with the target beside it. Nothing is asserted: machines differ. Needs turnus to be installed in
the Python that runs it. A command is added by a line in `cases`.
"""

import argparse
import csv
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commands import compile_modules, seconds

from scheduler.planfiles import read_plan_folder
from scheduler.rosterfiles import read_roster
from scheduler.sample import TODAY, write_sample
from scheduler.week_to_plan import first_week_reached
from scheduler.workdays import week_name


@dataclass(frozen=True)
class Case:
    """One command: its name in the table, its arguments, the seconds that it may take."""

    name: str
    arguments: Sequence[str]
    target: float


def first_not_invited(plan: Path) -> dict[str, str]:
    """Return the first customer for every obstacle that the plan names."""
    with (plan / "not_invited.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["why"]: row["customer_id"] for row in reversed(rows)}


def cases(roster: Path, plan: Path) -> list[Case]:
    """Return the commands to measure on a roster and its plan."""
    with (plan / "appointments.csv").open(encoding="utf-8", newline="") as stream:
        invited = next(csv.DictReader(stream))["customer_id"]
    asked = {"invited": invited, **dict(sorted(first_not_invited(plan).items()))}
    return [Case(f"why, {what}", ["why", str(roster), str(plan), name], 2.0) for what, name in asked.items()]


def approved(roster: Path, plan: Path) -> Path:
    """Return a copy of the roster with the plan approved, every third appointment agreed instead of by letter."""
    house, edited = roster.parent / "approved", plan.parent / "edited.csv"
    shutil.copytree(roster, house)
    with (plan / "appointments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with edited.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "invited_by": row["invited_by"] if n % 3 else "agreed"} for n, row in enumerate(rows))
    seconds(["approve", str(house), str(plan), "--from", str(edited), "--today", str(TODAY)])
    return house


def sick_calls(roster: Path, plan: Path) -> list[Case]:
    """Return the replans of a Monday morning on which one specialist after the other is ill."""
    house, monday = approved(roster, plan), str(read_plan_folder(plan).monday)
    found = []
    for specialist in [row.specialist_id for row in read_roster(house).specialists][1::4]:
        sick = ["--absent", specialist, "--from", monday, "--today", monday, "-o", str(plan.parent / "replan")]
        found.append(Case(f"replan, {specialist} is ill", ["replan", str(house), str(plan), *sick], 2.0))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--specialists", type=int, default=12)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {options.runs} runs")
    compile_modules()
    with tempfile.TemporaryDirectory() as scratch:
        roster, plan = Path(scratch) / "roster", Path(scratch) / "plan"
        write_sample(roster, specialists=options.specialists, seed=1)
        week = week_name(first_week_reached(read_roster(roster), TODAY))
        seconds(["plan", str(roster), "--today", str(TODAY), "--week", week, "-o", str(plan)])
        for case in [*cases(roster, plan), *sick_calls(roster, plan)]:
            median = statistics.median(seconds(case.arguments) for _ in range(options.runs))
            print(f"{case.name:<50} {median:>8.2f}   target <= {case.target:g}")


if __name__ == "__main__":
    main()
