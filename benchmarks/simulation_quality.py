"""How near the fast engine of the simulation comes to the constraint model, on the same states and over a year.

    python benchmarks/simulation_quality.py [--states 200] [--pairs 8]

States: made-up teams of every concept live through a year with the fast engine; every fifth week the model plans the same state.
Prints for each stage its value with either engine, summed over the states, the difference, and in how many states they are equal.
Pairs: replications of a year of a small team with both engines and the same luck; prints the mean of each figure, and the paired
difference with its 95 % interval.
"""

import argparse
import sys
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers.engines import Compared, compared
from helpers.simulations import USUAL, series, simulator
from scheduler.sample import TODAY
from scheduler.sample.sample import sample_roster
from scheduler.simulation.figures import FIGURES, LEVELS
from scheduler.study.statistics import t_quantile

CONCEPTS = ("aa90-2021", "lichtenberg-2013", "ba-2010", "ivm-ue25", "lichtenberg-2022")
WEEKS, EVERY, SPECIALISTS = 52, 5, 4


def states(number: int) -> None:
    """Compare stage values on so many states."""
    found, seed = Compared(), 0
    while found.states < number:
        roster = sample_roster(specialists=SPECIALISTS, seed=1 + seed // len(CONCEPTS), concept=CONCEPTS[seed % 5], today=TODAY)
        compared(simulator(roster, WEEKS, TODAY, assumptions=USUAL), seed, found, every=EVERY)
        seed += 1
    print(f"{found.states} states; invited {found.invited[0]} and {found.invited[1]}; left out by one only: {found.left_out}")
    print(f"hard rules broken: {', '.join(sorted(found.broken_rules)) or 'none'}")
    print(f"{'stage':<28}{'model':>10}{'fast':>10}{'differs':>10}{'equal in':>10}")
    for stage in found.exact:
        model, fast = found.exact[stage], found.fast[stage]
        if not model and not fast:
            continue
        share = f"{100 * (fast - model) / model:.2f} %" if model else ("0" if fast == model else "-")
        print(f"{stage:<28}{model:>10}{fast:>10}{share:>10}{found.equal[stage]:>10}")


def pairs(number: int) -> None:
    """Compare the means of a year, replication by replication."""
    roster = sample_roster(specialists=2, seed=2, today=TODAY)
    engines = {engine: simulator(roster, WEEKS, TODAY, engine, assumptions=USUAL) for engine in ("exact", "fast")}
    rows = {engine: [series(made.replicate(n)) for n in range(number)] for engine, made in engines.items()}
    print(f"{number} pairs of a year: mean with the model, with the fast engine, paired difference with its 95 % interval")
    for figure in FIGURES:
        exact, fast = ([_year(row[figure], figure) for row in rows[engine]] for engine in ("exact", "fast"))
        differences = [b - a for a, b in zip(exact, fast, strict=True)]
        half = t_quantile(number - 1) * stdev(differences) / sqrt(number)
        inside = "" if abs(mean(differences)) <= half or not any(differences) else "  outside"
        print(f"{figure:<20}{mean(exact):>10.2f}{mean(fast):>10.2f}{mean(differences):>10.2f} ± {half:.2f}{inside}")


def _year(values: list[float], figure: str) -> float:
    return mean(values) if figure in LEVELS else sum(values)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=8)
    options = parser.parse_args()
    states(options.states)
    pairs(options.pairs)


if __name__ == "__main__":
    main()
