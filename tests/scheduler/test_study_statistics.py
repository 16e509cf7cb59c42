"""Intervals and bands: known quantiles, known examples, and a coverage that is what it says."""

from math import isnan
from random import Random

import numpy as np
import pytest

from scheduler.study.statistics import band, estimate, paired, t_quantile


@pytest.mark.parametrize(
    ("freedom", "wanted"),
    [
        *((1, 12.7062047362), (2, 4.3026527297), (3, 3.1824463053), (4, 2.7764451052), (9, 2.2621571628)),
        *((10, 2.2281388520), (19, 2.0930240544), (30, 2.0422724563), (99, 1.9842169516), (1000, 1.9623390808)),
    ],
)
def test_quantiles_are_those_of_the_tables(freedom: int, wanted: float) -> None:
    assert t_quantile(freedom) == pytest.approx(wanted, abs=1e-9)


def test_other_confidences_and_many_degrees() -> None:
    assert t_quantile(7, 0.99) == pytest.approx(3.4994832974, abs=1e-9)
    assert t_quantile(5000) == pytest.approx(1.9604, abs=1e-3)


def test_an_interval_by_hand() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0])
    assert (found.mean, found.number) == (2.5, 4)
    assert found.high - found.mean == pytest.approx(3.1824463053 * (5 / 3) ** 0.5 / 2)


def test_too_few_values_have_no_interval() -> None:
    assert isnan(estimate([]).mean)
    one = estimate([3.0, float("nan")])
    assert one.mean == 3.0
    assert isnan(one.low)


def test_the_interval_holds_the_truth_in_nineteen_of_twenty_studies() -> None:
    luck = Random(1)
    studies = [estimate([luck.gauss(10, 2) for _ in range(5)]) for _ in range(2000)]
    assert sum(study.low <= 10 <= study.high for study in studies) == pytest.approx(1900, abs=40)


def test_the_same_luck_makes_differences_narrow() -> None:
    luck = Random(2)
    base = [luck.gauss(50, 10) for _ in range(20)]
    other = [value + 1 + luck.gauss(0, 0.1) for value in base]
    apart, together = estimate(other), paired(other, base)
    assert together.low < 1 < together.high
    assert together.high - together.low < (apart.high - apart.low) / 20


def test_a_band_by_week() -> None:
    values = np.array([[float(n), 7.0, np.nan] for n in range(101)])
    found = band(values)
    assert (found.mean[:2], found.low[:2], found.high[:2]) == ([50, 7], [5, 7], [95, 7])
    assert isnan(found.mean[2])
