"""How long 500 letters take: the whole command from outside, with a PDF each, the bundle and the register; and printed weeks.

    python benchmarks/letter_speed.py [--letters 500] [--runs 3]

Prints the median over the runs with the target beside it. Nothing is asserted: machines differ. Needs turnus to be installed with
the extra `letters` in the Python that runs it.
"""

import argparse
import csv
import os
import shutil
import statistics
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from commands import compile_modules, run

from scheduler.rosterfiles import read_roster
from scheduler.sample import TODAY, write_sample
from scheduler.workdays import week_name

SECONDS = 5.0
"""Target for 500 letters."""
SPECIALISTS = 12
LETTERHEAD = '\n[letterhead]\naddress = ["Musterallee 1", "10315 Berlin"]\nphone = "030 5555 0"\nemail = "termine@example.org"\n'
COLUMNS = ("booking_id", "specialist_id", "customer_id", "start", "end", "state", "kind", "channel", "invited_by", "sequence")
KINDS = ("regular", "regular", "regular", "first", "strategy", "graduate", "wish", "follow_up")


def write_input(folder: Path, number: int) -> None:
    """Write a made-up roster with so many approved invitations by letter, and addresses."""
    write_sample(folder, specialists=SPECIALISTS, seed=1)
    with (folder / "office.toml").open("a", encoding="utf-8") as stream:
        stream.write(LETTERHEAD)
    roster = read_roster(folder)
    first = datetime(TODAY.year, TODAY.month, TODAY.day, 8) + timedelta(days=14)
    with (folder / "bookings.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for n, customer in enumerate(roster.customers[:number]):
            start = first + timedelta(days=n % 5, hours=n // 5 % 8)
            end = start + timedelta(minutes=45)
            what = (KINDS[n % len(KINDS)], "in_person", "letter", 0)
            when = (start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes"))
            writer.writerow([f"B{n}", customer.specialist_id, customer.customer_id, *when, "approved", *what])
    with (folder.parent / "addresses.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["customer_id", "name", "address"])
        for n, customer in enumerate(roster.customers):
            writer.writerow([customer.customer_id, f"Alexandra Mustermann {n}", f"Musterweg {n}|10315 Berlin"])


def measured(scratch: Path, number: int) -> dict[str, float]:
    """Return the figures of one run on a fresh copy."""
    roster, people = scratch / "copy", scratch / "addresses.csv"
    shutil.copytree(scratch / "roster", roster)
    today = ("--today", str(TODAY))
    call = ["export", "letters", str(roster), "--addresses", str(people), "-o", str(scratch / "out"), "--with-sample", *today]
    letters, memory = run(call)
    size = (scratch / "out" / "bundle.pdf").stat().st_size / 1024**2
    week = week_name(TODAY + timedelta(days=14))
    weeks, _ = run(["export", "week", str(roster), "--week", week, "-o", str(scratch / "weeks"), *today])
    for folder in (roster, scratch / "out", scratch / "weeks"):
        shutil.rmtree(folder)
    return {
        f"{number} letters": letters,
        "peak memory, MB": memory,
        "bundle, MB": size,
        f"{SPECIALISTS} weeks": weeks,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {options.runs} runs")
    compile_modules()
    with tempfile.TemporaryDirectory() as name:
        write_input(Path(name) / "roster", options.letters)
        runs = [measured(Path(name), options.letters) for _ in range(options.runs)]
    for figure in runs[0]:
        target = f"   target <= {SECONDS:g}" if figure == "500 letters" else ""
        print(f"{figure:<40} {statistics.median(values[figure] for values in runs):>8.2f}{target}")


if __name__ == "__main__":
    main()
