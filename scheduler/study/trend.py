"""Do the overdue people still become fewer, or more, within the weeks that count? Then the warm-up was short, or work grows."""

from dataclasses import dataclass
from math import isnan, nan

from scheduler.study.measures import BY_NAME, Results, mean_of
from scheduler.study.statistics import Estimate, estimate, paired

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Trend:
    """The overdue people at the begin and at the end of the weeks that count.

    Attributes:
        before: mean of the first quarter of the weeks; nan where there are too few weeks.
        after: mean of the last quarter.
        difference: of the one to the other, replication by replication.
    """

    before: float
    after: float
    difference: Estimate

    def is_clear(self, share: float) -> bool:
        """Tell whether they differ by more than a share of the larger one, and by more than chance."""
        by_chance = not isnan(self.difference.low) and self.difference.low <= 0 <= self.difference.high
        return not by_chance and abs(self.after - self.before) > share * max(self.before, self.after)


def trend(results: Results, scenario: str) -> Trend:
    """Return how the overdue people of a scenario change."""
    replications = results.replications(scenario)
    weeks = [results.counted(scenario, number, None) for number in replications]
    quarter = len(weeks[0]) // QUARTERS if weeks else 0
    if not quarter:
        return Trend(nan, nan, estimate([]))
    measure = BY_NAME["overdue"]
    first = [mean_of(measure, own[:quarter]) for own in weeks]
    last = [mean_of(measure, own[-quarter:]) for own in weeks]
    return Trend(estimate(first).mean, estimate(last).mean, paired(last, first))
