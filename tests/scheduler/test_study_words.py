"""Numbers as people read them."""

from math import nan

import pytest

from scheduler.study.numberwords import number, share_span, span
from scheduler.study.statistics import Estimate


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (2.75, "number", "2,75"),
        (31.25, "number", "31,2"),
        (266.4, "number", "266"),
        (0.9281, "share", "92,8"),
        (16.04, "days", "16,0"),
        (nan, "number", "–"),
        (-0.001, "number", "0,00"),
        (-3.5, "number", "−3,50"),
    ],
)
def test_decimals_follow_the_size(value: float, unit: str, words: str) -> None:
    assert number(value, unit) == words


def test_differences_have_a_sign_unless_they_are_nothing() -> None:
    assert [number(value, "share", signed=True) for value in (0.012, -0.012, -0.0001)] == ["+1,2", "−1,2", "0,0"]


def test_an_interval_stands_in_brackets_where_there_is_one() -> None:
    assert span(Estimate(0.012, -0.001, 0.025, 5), "share", signed=True) == "+1,2 (−0,1 bis +2,5)"
    assert share_span(Estimate(0.9, 0.85, 0.95, 5)) == "90,0 % (85,0 bis 95,0)"
    assert share_span(Estimate(0.9, nan, nan, 1)) == "90,0 %"
    assert share_span(Estimate(nan, nan, nan, 0)) == "–"
