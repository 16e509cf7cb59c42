"""What a study compares: shares, means and weekly numbers made of the figures of the simulation. Sums of teams only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from scheduler.simulation.figures import FIGURES
from scheduler.study.statistics import Band, Estimate, band, estimate, paired
from scheduler.study.store import Figures

PLACE = {name: number for number, name in enumerate(FIGURES)}


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the comparison: a sum of figures, over another where there is one, else a mean over the weeks.

    Attributes:
        name: key of its texts, `measure.<name>`.
        top: figures that are added up.
        bottom: figures by whose sum that is divided; empty = weeks.
        unit: share (0 to 1), number, days.
    """

    name: str
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    unit: str = "number"


MEASURES = (
    Measure("deadlines_kept", ("kept",), ("kept", "broken"), "share"),
    Measure("broken", ("broken",)),
    Measure("overdue", ("overdue",)),
    Measure("days_overdue", ("overdue_days",), ("overdue",), "days"),
    Measure("left_out", ("left_out",)),
    Measure("held", ("held",)),
    Measure("target", ("target",)),
    Measure("held_of_target", ("held",), ("target",), "share"),
    Measure("shortfall", ("shortfall",)),
    Measure("came", ("held",), ("held", "missed", "excused"), "share"),
    Measure("time_planned", ("minutes_planned",), ("minutes_available",), "share"),
    Measure("time_used", ("minutes_held",), ("minutes_available",), "share"),
    Measure("cover", ("cover",)),
    Measure("cancelled", ("cancelled",)),
    Measure("double_seats", ("double_seats",)),
    Measure("first_wait", ("first_wait_days",), ("first_talks",), "days"),
    Measure("waiting_first", ("waiting_first",)),
    Measure("caseload", ("caseload",)),
    Measure("posts", ("posts",)),
    Measure("posts_present", ("posts_present",)),
    Measure("caseload_a_post", ("caseload",), ("posts",)),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


def is_part(measure: Measure) -> bool:
    """Tell whether a measure is a part of a whole: it lies between 0 and 1."""
    return measure.unit == "share" and set(measure.top) < set(measure.bottom)


def mean_of(measure: Measure, figures: Figures) -> float:
    """Return a measure of the weeks and groups of one replication; nan where it is not defined."""
    top = _sum(figures, measure.top)
    bottom = _sum(figures, measure.bottom) if measure.bottom else float(len(figures))
    return top / bottom if bottom else float("nan")


def _sum(figures: Figures, names: tuple[str, ...]) -> float:
    return float(sum(figures[..., PLACE[name]].sum() for name in names))


@dataclass(frozen=True)
class Results:
    """The figures of a study, as far as they are there.

    Attributes:
        done: scenario and replication → weeks × groups × figures.
        warm_up: weeks at the begin that do not count.
        groups: how many groups there are.
    """

    done: Mapping[tuple[str, int], Figures]
    warm_up: int
    groups: int

    @property
    def parts(self) -> list[int | None]:
        """What is looked at: all groups together (None), and each by itself where there are several."""
        return [None, *range(self.groups)] if self.groups > 1 else [None]

    def replications(self, scenario: str) -> list[int]:
        """Return the numbers of the replications of a scenario that are there."""
        return sorted(number for name, number in self.done if name == scenario)

    def counted(self, scenario: str, replication: int, part: int | None) -> Figures:
        """Return the weeks that count of one replication, of one group or all."""
        figures = self.done[scenario, replication][self.warm_up :]
        return figures if part is None else figures[:, part : part + 1]

    def values(self, measure: Measure, scenario: str, part: int | None) -> dict[int, float]:
        """Return replication → value."""
        return {n: mean_of(measure, self.counted(scenario, n, part)) for n in self.replications(scenario)}

    def estimate(self, measure: Measure, scenario: str, part: int | None = None) -> Estimate:
        """Return the mean of a measure with its interval, cut off where no value can be: below nothing, above everything."""
        found = estimate(list(self.values(measure, scenario, part).values()))
        most = 1.0 if is_part(measure) else inf
        return replace(found, low=max(found.low, 0.0), high=min(found.high, most)) if isfinite(found.low) else found

    def difference(self, measure: Measure, scenario: str, base: str, part: int | None = None) -> Estimate:
        """Return by how much a scenario differs from another, over the replications that both have."""
        mine, others = self.values(measure, scenario, part), self.values(measure, base, part)
        both = [number for number in mine if number in others]
        found = paired([mine[number] for number in both], [others[number] for number in both])
        most = 1.0 if is_part(measure) else inf
        return replace(found, low=max(found.low, -most), high=min(found.high, most)) if isfinite(found.low) else found

    def band(self, measure: Measure, scenario: str, part: int | None = None) -> Band:
        """Return a measure over the weeks that count, with the band in which nine of ten replications lie."""
        weeks = [self._by_week(measure, scenario, number, part) for number in self.replications(scenario)]
        return band(np.array(weeks)) if weeks else Band([], [], [])

    def _by_week(self, measure: Measure, scenario: str, replication: int, part: int | None) -> NDArray[np.float64]:
        figures = self.counted(scenario, replication, part).sum(axis=1)
        top = figures[:, [PLACE[name] for name in measure.top]].sum(axis=1)
        if not measure.bottom:
            return np.asarray(top, dtype=np.float64)
        bottom = figures[:, [PLACE[name] for name in measure.bottom]].sum(axis=1)
        return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom != 0), dtype=np.float64)
