"""How well `turnus forecast` names the weeks in which deadlines break, measured against the exact plan of the same weeks.

    python benchmarks/forecast_quality.py [--rosters 20] [--first 0]

The rosters are samples with thinner hours, leave, closed days and waves of deadlines (tests/helpers/overload.py). Exact is what
`turnus plan --weeks 8` plans: needs of the ladder without a seat in a week of a team, expected returns included. A week with
three or more of them must be named; a named week with fewer is a false alarm. Prints a line a roster and the totals.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers.overload import MONDAY, WEEKS, exact, variant
from scheduler.ahead.forecast import forecast, is_named
from scheduler.ahead.horizon import Horizon
from scheduler.ahead.outlook import Outlook
from scheduler.sample import TODAY

LEAST = 3


def counts(expected: Sequence[Outlook], planned: Sequence[Outlook], *, by_name: bool) -> tuple[int, int, int, int]:
    """Return team-weeks that break, of these named, all named ones, and false alarms.

    Args:
        expected: the forecast.
        planned: the exact plan, in the same order.
        by_name: count what the exact plan leaves out by name only, without expected returns.
    """
    pairs = [
        (is_named(quick, LEAST), (plan.left_out if by_name else plan.broken) >= LEAST)
        for quick, plan in zip(expected, planned, strict=True)
    ]
    named = sum(name for name, _ in pairs)
    return sum(breaks for _, breaks in pairs), sum(n and b for n, b in pairs), named, sum(n and not b for n, b in pairs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rosters", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    totals, strict = [0, 0, 0, 0], [0, 0, 0, 0]
    print("roster  people  breaks  found  named  false  forecast s  plan s")
    for number in range(options.first, options.first + options.rosters):
        roster = variant(number)
        began = time.process_time()
        quick = forecast(roster, Horizon(MONDAY, WEEKS, TODAY))
        halfway = time.process_time()
        planned = exact(roster)
        seconds = halfway - began, time.process_time() - halfway
        found = counts(quick, planned, by_name=False)
        totals = [a + b for a, b in zip(totals, found, strict=True)]
        strict = [a + b for a, b in zip(strict, counts(quick, planned, by_name=True), strict=True)]
        print(
            f"{number:>6}  {len(roster.specialists):>6}  "
            + "".join(f"{n:>6} " for n in found)
            + f"{seconds[0]:>9.1f}  {seconds[1]:>8.1f}"
        )
        for name, rows in (("forecast", quick), ("plan", planned)):
            print(f"        {name:<9}" + " ".join(f"{row.left_out}+{row.returns_left_out:.1f}" for row in rows), flush=True)
    for name, (breaks, found_ones, named, false) in (("with expected returns", totals), ("by name only", strict)):
        share = 100 * false / named if named else 0.0
        print(f"{name}: {found_ones} of {breaks} weeks found, {false} of {named} alarms false ({share:.0f} %)")


if __name__ == "__main__":
    main()
