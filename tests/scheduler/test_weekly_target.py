"""The weekly number: target pro rata, and how many invitations it takes."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.attendance import show_rate_per_mille
from scheduler.conceptfiles import load_concept
from scheduler.weekly_target import booking_per_mille, invitations_needed, week_target

EXPECTED = load_concept("aa90-2021").overbooking
NEEDED = {  # invitations needed in expectation for target T and equal show rate: ceil(T / rate)
    (20, 600): 34,
    (20, 650): 31,
    (20, 700): 29,
    (20, 750): 27,
    (20, 800): 25,
    (25, 600): 42,
    (25, 650): 39,
    (25, 700): 36,
    (25, 750): 34,
    (25, 800): 32,
    (13, 600): 22,
    (13, 650): 20,
    (13, 700): 19,
    (13, 750): 18,
    (13, 800): 17,
}


@pytest.mark.parametrize(("target", "rate"), NEEDED)
def test_invitations_for_equal_rates(target: int, rate: int) -> None:
    number = invitations_needed(Fraction(target), [], [rate] * 60, EXPECTED)
    assert (number.invitations, number.exhausted) == (NEEDED[target, rate], False)


def test_ten_at_seventy_per_cent_are_seven_not_less() -> None:
    assert invitations_needed(Fraction(7), [], [700] * 20, EXPECTED).invitations == 10


def test_bookings_count_before_invitations() -> None:
    assert invitations_needed(Fraction(20), [1000] * 20, [650] * 60, EXPECTED).invitations == 0
    assert invitations_needed(Fraction(20), [1000] * 5 + [500] * 4, [650] * 60, EXPECTED).invitations == 20


@pytest.mark.parametrize(("number", "invitations"), [("expected", 36), ("certain", 39), ("safe", 39)])
def test_twenty_five_talks_at_seventy_per_cent(number: str, invitations: int) -> None:
    policy = replace(EXPECTED, number=number, certainty=0.8)
    assert invitations_needed(Fraction(25), [], [700] * 60, policy).invitations == invitations


def test_half_a_talk_is_reached_with_a_whole_one() -> None:
    policy = replace(EXPECTED, number="certain", certainty=0.8)
    whole, half = (invitations_needed(target, [], [700] * 60, policy) for target in (Fraction(13), Fraction(25, 2)))
    assert (half.invitations, half.invitations) == (whole.invitations, 21)


def test_too_few_people() -> None:
    number = invitations_needed(Fraction(20), [], [650] * 10, EXPECTED)
    assert (number.invitations, number.exhausted) == (10, True)


def test_no_weekly_number() -> None:
    assert invitations_needed(None, [], [650] * 10, EXPECTED).invitations is None
    assert week_target(None, 1.0, [1.0], 1) is None


@pytest.mark.parametrize(
    ("full_time", "fte", "shares", "days", "expected"),
    [
        (25, 0.5, [1.0] * 5, 5, Fraction(25, 2)),  # halves stay halves
        (20, 1.0, [1.0, 1.0, 0.0, 1.0], 4, Fraction(15)),  # a holiday
        (20, 0.75, [1.0, 0.5, 1.0, 1.0], 4, Fraction(105, 8)),  # half a day away
        (20, 1.0, [0.0] * 4, 4, Fraction(0)),
    ],
)
def test_target_pro_rata(full_time: float, fte: float, shares: list[float], days: int, expected: Fraction) -> None:
    assert week_target(full_time, fte, shares, days) == expected


@pytest.mark.parametrize(
    ("state", "expected"), [("approved", 650), ("sent", 650), ("held", 1000), ("late", 1000), ("missed", 0), ("excused", 0)]
)
def test_what_a_booking_adds(state: str, expected: int) -> None:
    assert booking_per_mille(state, 650) == expected


def test_the_longest_key_of_the_show_rates_counts() -> None:
    rates = {"default": 0.65, "phone": 0.5, "wish": 0.8, "regular": 0.65, "wish.phone": 0.85, "wish.phone.agreed": 0.9}
    assert show_rate_per_mille(rates, "regular", "in_person", "letter") == 650
    assert show_rate_per_mille(rates, "regular", "phone", "letter") == 500
    assert show_rate_per_mille(rates, "wish", "in_person", "letter") == 800
    assert show_rate_per_mille(rates, "wish", "phone", "letter") == 850
    assert show_rate_per_mille(rates, "wish", "phone", "agreed") == 900
