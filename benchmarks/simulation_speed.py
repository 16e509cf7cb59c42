"""How long a study takes with the fast engine: the whole command, 12 specialists × 52 weeks × 100 replications of one scenario.

    python benchmarks/simulation_speed.py [--replications 100] [--runs 1]

Prints seconds with the target beside it, and weeks of a team a second. Nothing is asserted: machines differ. Needs turnus to be
installed in the Python that runs it.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from commands import compile_modules, seconds

from scheduler.sample import TODAY, write_sample

SECONDS = 60.0
"""Target for 100 replications on two processors."""
SPECIALISTS, WEEKS = 12, 52
STUDY = """
[study]
title = "Messung (erfunden)"
weeks = {weeks}
warm_up = 0
replications = {replications}
engine = "fast"

[base]
title = "Wie heute"
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    compile_modules()
    with tempfile.TemporaryDirectory() as scratch:
        roster, file = Path(scratch, "roster"), Path(scratch, "scenarios.toml")
        write_sample(roster, specialists=SPECIALISTS, seed=1)
        file.write_text(STUDY.format(weeks=WEEKS, replications=options.replications), encoding="utf-8")
        command = ["simulate", str(roster), str(file), "--today", str(TODAY), "-o"]
        took = [seconds([*command, str(Path(scratch, f"study-{number}"))]) for number in range(options.runs)]
    name = f"{SPECIALISTS} specialists, {WEEKS} weeks, {options.replications} replications"
    print(f"{name:<55} {statistics.median(took):>8.2f}   target <= {SECONDS * options.replications / 100:g}")
    print(f"{'weeks of the team a second':<55} {WEEKS * options.replications / statistics.median(took):>8.1f}")


if __name__ == "__main__":
    main()
