"""Statistics of replications: means with 95 % t-intervals, paired differences, bands over time.

The quantile of Student's t comes from its distribution function, which for whole degrees of freedom is a finite sum
(Abramowitz and Stegun 1964, 26.7.3 and 26.7.4), by halving an interval: exact to the last digits, without another package.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, isfinite, nan, pi, sin, sqrt
from statistics import NormalDist, fmean, stdev

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
LOW, HIGH = 0.05, 0.95
"""Quantiles of the bands."""
LIKE_NORMAL = 2000
"""From so many degrees of freedom on, t is taken as normal: it differs by less than 0.1 %."""
HALVINGS = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with the ends of its interval; nan where there are too few of them.

    Attributes:
        mean: over the replications in which the figure is defined.
        low: lower end of the 95 % interval.
        high: upper end.
        number: replications that count.
    """

    mean: float
    low: float
    high: float
    number: int


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors an interval of a confidence reaches to each side, for whole degrees of freedom."""
    if freedom >= LIKE_NORMAL:
        return NormalDist().inv_cdf((1 + confidence) / 2)
    return _t_quantile(freedom, confidence)


@cache
def _t_quantile(freedom: int, confidence: float) -> float:
    low, high = 0.0, pi / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(freedom, middle) < confidence else (low, middle)
    return sqrt(freedom) * sin(low) / cos(low)


def _inside(freedom: int, angle: float) -> float:
    """Return the chance of |t| < sqrt(freedom) × tan(angle)."""
    sine, cosine = sin(angle), cos(angle)
    term = total = cosine if freedom % 2 else 1.0
    for n in range(3 if freedom % 2 else 2, freedom - 1, 2):
        term *= cosine * cosine * (n - 1) / n
        total += term
    if freedom % 2 == 0:
        return sine * total
    return 2 / pi * (angle + (sine * total if freedom > 1 else 0.0))


def estimate(values: Sequence[float]) -> Estimate:
    """Return mean and interval of values; those that are not defined (nan) are left out."""
    good = [value for value in values if isfinite(value)]
    if not good:
        return Estimate(nan, nan, nan, 0)
    mean = fmean(good)
    if len(good) == 1:
        return Estimate(mean, nan, nan, 1)
    reach = t_quantile(len(good) - 1) * stdev(good) / sqrt(len(good))
    return Estimate(mean, mean - reach, mean + reach, len(good))


def paired(values: Sequence[float], base: Sequence[float]) -> Estimate:
    """Return mean and interval of the differences of values that met the same luck."""
    return estimate([value - other for value, other in zip(values, base, strict=True)])


@dataclass(frozen=True, slots=True)
class Band:
    """A figure over the weeks: mean over the replications, and between which ends nine of ten lie. One value a week."""

    mean: list[float]
    low: list[float]
    high: list[float]


def band(values: NDArray[np.float64]) -> Band:
    """Return the band of replications × weeks; a week in which nothing is defined is nan."""
    weeks = [[float(value) for value in column if isfinite(value)] for column in values.T]
    ends = [np.quantile(week, (LOW, HIGH)) if week else (nan, nan) for week in weeks]
    means = [fmean(week) if week else nan for week in weeks]
    return Band(means, [float(low) for low, _ in ends], [float(high) for _, high in ends])
