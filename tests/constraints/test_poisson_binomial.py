"""How many letters a target needs: the exact distribution, the tables of the literature, and a bound that no mix breaks."""

from fractions import Fraction
from functools import reduce
from itertools import product
from math import exp, fsum, log, prod
from operator import add
from random import Random

import pytest

from constraints.poisson_binomial import (
    fewest_certain,
    fewest_expected,
    fewest_safe,
    one_more,
    pmf,
    safe_need_per_mille,
    tail,
    tail_of,
)

MANY = 80
"""More people than any target of the tables needs."""


def by_enumeration(rates: list[int]) -> list[float]:
    """Add up all 2^n ways in which people come or stay away."""
    chances = [Fraction(0)] * (len(rates) + 1)
    for outcome in product((True, False), repeat=len(rates)):
        chances[sum(outcome)] += prod((Fraction(r if come else 1000 - r, 1000) for r, come in zip(rates, outcome, strict=True)))
    return [float(chance) for chance in chances]


def exact(rates: list[int]) -> list[Fraction]:
    """The same with fractions, one person after the other."""
    found = [Fraction(1)]
    for rate in rates:
        p = Fraction(rate, 1000)
        found = [(1 - p) * a + p * b for a, b in zip([*found, Fraction(0)], [Fraction(0), *found], strict=True)]
    return found


# The distribution


def test_nobody_invited_nobody_comes() -> None:
    assert pmf([]) == [1.0]
    assert tail([], 0) == 1.0
    assert tail([], 1) == 0.0


def test_who_surely_comes_and_who_never_comes_are_counted_without_rounding() -> None:
    assert pmf([1000, 0, 1000]) == [0.0, 0.0, 1.0, 0.0]
    assert pmf([1000] * 30)[-1] == 1.0
    assert tail([1000] * 30 + [0] * 10, 30) == 1.0
    assert tail([1000] * 30 + [0] * 10, 31) == 0.0


@pytest.mark.parametrize(
    "rates", [[700], [1, 999], [500, 500, 500], [416, 334, 969], [0, 300, 1000, 720], [10, 950, 333, 700, 250, 600, 801, 42]]
)
def test_the_distribution_is_what_counting_all_outcomes_gives(rates: list[int]) -> None:
    assert pmf(rates) == pytest.approx(by_enumeration(rates), abs=1e-15)


def test_forty_people_are_exact_to_the_last_digits() -> None:
    chosen = Random(1956)
    for _ in range(5):
        rates = [chosen.randint(0, 1000) for _ in range(40)]
        assert pmf(rates) == pytest.approx([float(chance) for chance in exact(rates)], abs=1e-15)
        assert tail(rates, 20) == pytest.approx(float(sum(exact(rates)[20:])), abs=2e-15)


def test_the_order_of_the_people_does_not_matter_to_how_many_come() -> None:
    rates = [100, 950, 700, 420, 333]
    assert pmf(rates) == pytest.approx(pmf(sorted(rates)), abs=1e-15)


def test_the_package_poibin_gives_the_same_numbers() -> None:
    """Rates with seven digits, which no letter needs: only the single step takes them."""
    found: list[float] = reduce(one_more, [416.3448, 334.0270, 968.9613], [1.0])
    assert found == pytest.approx([0.0120647, 0.39129134, 0.46189012, 0.13475384], abs=5e-8)


def test_a_tail_is_a_probability_for_any_number() -> None:
    rates = [700] * 44
    assert tail(rates, -3) == tail(rates, 0) == 1.0
    assert tail(rates, 45) == 0.0
    tails = [tail(rates, number) for number in range(46)]
    assert tails == sorted(tails, reverse=True)
    assert all(0.0 <= chance <= 1.0 for chance in tails)
    assert tail_of([0.5, 0.5000001], 0) == tail_of([0.5, 1.5], 1) == 1.0


def test_overbooking_an_airplane_of_thirty_seats() -> None:
    """A published notebook: 40 letters at 0.75 overflow with 0.4395397; but for at most 5 % it names 34 where 35 still hold."""
    assert tail([750] * 40, 31) == pytest.approx(0.4395397, abs=5e-8)
    assert max(number for number in range(30, 41) if tail([750] * number, 31) <= 0.05) == 35
    assert tail([750] * 35, 31) == pytest.approx(0.041, abs=5e-4)


@pytest.mark.parametrize(("rate", "mean", "reached"), [(650, 23.4, 0.36), (700, 25.2, 0.61), (750, 27.0, 0.83)])
def test_thirty_six_letters_when_the_rate_is_not_what_was_assumed(rate: int, mean: float, reached: float) -> None:
    rates = [rate] * 36
    assert fsum(n * chance for n, chance in enumerate(pmf(rates))) == pytest.approx(mean, abs=1e-12)
    assert tail(rates, 25) == pytest.approx(reached, abs=5e-3)


def test_a_rate_that_the_whole_team_shares_by_chance_costs_one_more_letter() -> None:
    """Beta with mean 0.7 and sd 0.046: 39 letters for four out of five weeks become 40."""
    a, b = 0.7 * 99, 0.3 * 99
    rates = range(5, 1000, 5)
    weights = [exp((a - 1) * log(rate / 1000) + (b - 1) * log(1 - rate / 1000)) for rate in rates]

    def reached(number: int) -> float:
        return fsum(w * tail([rate] * number, 25) for w, rate in zip(weights, rates, strict=True)) / fsum(weights)

    assert tail([700] * 39, 25) >= 0.8
    assert reached(39) < 0.8 <= reached(40)


# How many letters

LETTERS = {
    20: {600: "34/37/40/42", 650: "31/34/36/38", 700: "29/31/33/35", 750: "27/29/31/32", 800: "25/27/28/29"},
    25: {600: "42/46/49/51", 650: "39/42/44/46", 700: "36/39/41/43", 750: "34/36/38/39", 800: "32/34/35/36"},
    13: {600: "22/25/27/28", 650: "20/23/24/26", 700: "19/21/22/24", 750: "18/19/21/22", 800: "17/18/19/20"},
}
"""Per target and equal rate: letters needed to expect it, and to reach it with 0.8, 0.9, 0.95."""
ROWS = [(target, rate, letters) for target, row in LETTERS.items() for rate, letters in row.items()]


@pytest.mark.parametrize(("target", "rate", "letters"), ROWS)
def test_letters_needed_with_equal_rates(target: int, rate: int, letters: str) -> None:
    expecting, *with_chance = map(int, letters.split("/"))
    rates, wanted = [rate] * MANY, Fraction(target)
    assert fewest_expected(wanted, [], rates) == expecting
    assert [fewest_certain(wanted, [], rates, alpha) for alpha in (0.8, 0.9, 0.95)] == with_chance
    assert [fewest_safe(wanted, [], rates, alpha) for alpha in (0.8, 0.9, 0.95)] == with_chance, "the bound is tight"


def test_twenty_times_seven_tenths_are_fourteen() -> None:
    assert reduce(add, [0.7] * 20) < 14, "floats, one after the other, say 13.999…"
    assert fewest_expected(Fraction(14), [], [700] * 30) == 20
    assert fewest_expected(Fraction(7), [], [700] * 20) == 10
    assert fewest_expected(Fraction(7001, 1000), [], [700] * 20) == 11


def test_a_target_need_not_be_whole() -> None:
    """Half a person is expected as such; but whether it is reached is decided by people, so with a chance it counts as one."""
    rates = [500] * MANY
    assert fewest_expected(Fraction(41, 2), [], rates) == 41
    assert fewest_certain(Fraction(41, 2), [], rates, 0.8) == fewest_certain(Fraction(21), [], rates, 0.8)
    assert fewest_safe(Fraction(41, 2), [], rates, 0.8) == fewest_safe(Fraction(21), [], rates, 0.8)


def test_bookings_count_first_and_may_be_enough() -> None:
    booked = [950] * 10
    assert fewest_expected(Fraction(19, 2), booked, [700]) == 0
    assert fewest_expected(Fraction(10), booked, [700]) == 1
    assert fewest_certain(Fraction(9), booked, [700], 0.9) == 0
    assert fewest_certain(Fraction(9), booked, [700], 0.95) == 1
    assert fewest_safe(Fraction(8), booked, [700], 0.9) == 0
    assert fewest_safe(Fraction(10), booked, [700, 700], 0.8) == 1
    assert fewest_safe(Fraction(10), booked, [700, 700], 0.9) == 2


def test_no_target_needs_no_letter() -> None:
    for target in (Fraction(0), Fraction(-3)):
        assert fewest_expected(target, [], []) == fewest_certain(target, [], [], 1.0) == fewest_safe(target, [], [], 1.0) == 0


def test_where_all_together_are_not_enough_there_is_no_answer() -> None:
    rates = [700] * 10
    assert fewest_expected(Fraction(8), [], rates) is None
    assert fewest_certain(Fraction(7), [], rates, 0.8) is None
    assert fewest_safe(Fraction(7), [], rates, 0.8) is None
    assert fewest_certain(Fraction(12), [1000], rates, 0.01) is None
    assert fewest_safe(Fraction(12), [1000], rates, 0.01) is None


def test_people_are_taken_in_the_given_order_not_by_their_rates() -> None:
    """By rates it would be two letters, and the first two people would never get one."""
    rates = [100, 100, 900, 900]
    assert fewest_expected(Fraction(9, 5), [], rates) == 4
    assert fewest_expected(Fraction(9, 5), [], rates[::-1]) == 2


def test_each_prefix_is_the_shortest_one() -> None:
    chosen = Random(7)
    for _ in range(40):
        rates = [chosen.randint(200, 950) for _ in range(30)]
        booked = [chosen.randint(600, 1000) for _ in range(5)]
        target = chosen.randint(3, 14)
        expecting, certain = (
            fewest_expected(Fraction(target), booked, rates),
            fewest_certain(Fraction(target), booked, rates, 0.8),
        )
        assert expecting is not None
        assert certain is not None
        assert sum(booked + rates[:expecting]) >= 1000 * target
        assert expecting == 0 or sum(booked + rates[: expecting - 1]) < 1000 * target
        assert tail(booked + rates[:certain], target) >= 0.8
        assert certain == 0 or tail(booked + rates[: certain - 1], target) < 0.8


# The safe sum

SAFE_SUMS = [(26, 25.17), (30, 26.02), (34, 26.50), (36, 26.69), (38, 26.84), (40, 26.98), (45, 27.25), (60, 27.76)]


@pytest.mark.parametrize(("number", "needed"), SAFE_SUMS)
def test_sum_with_which_25_come_in_four_of_five_weeks(number: int, needed: float) -> None:
    assert safe_need_per_mille(number, 25, 0.8) / 1000 == pytest.approx(needed, abs=6e-3)


def test_of_many_people_the_safe_sum_is_nearly_that_of_a_poisson_number() -> None:
    assert safe_need_per_mille(200, 25, 0.8) / 1000 == pytest.approx(28.7, abs=0.05)


def binomial_tail(number: int, total: int, at_least: int) -> Fraction:
    """`number` people with equal shares of a sum per mille, as fractions."""
    return sum(exact_equal(number, Fraction(total, 1000 * number))[at_least:], Fraction(0))


def exact_equal(number: int, p: Fraction) -> list[Fraction]:
    found = [Fraction(1)]
    for _ in range(number):
        found = [(1 - p) * a + p * b for a, b in zip([*found, Fraction(0)], [Fraction(0), *found], strict=True)]
    return found


@pytest.mark.parametrize(("number", "target", "alpha"), [(26, 25, 0.8), (12, 7, 0.95), (20, 9, 0.9), (3, 1, 0.99)])
def test_it_is_the_smallest_sum_with_which_equal_rates_reach_the_target(number: int, target: int, alpha: float) -> None:
    needed = safe_need_per_mille(number, target, alpha)
    assert binomial_tail(number, needed, target) >= Fraction(alpha)
    assert binomial_tail(number, needed - 1, target) < Fraction(alpha)


def test_fewer_people_than_the_target_can_never_have_the_sum() -> None:
    for number in range(25):
        assert safe_need_per_mille(number, 25, 0.8) == 25000 > 1000 * number
    assert safe_need_per_mille(25, 25, 0.8) == 25000, "all of them, and surely"


def test_below_the_target_equal_rates_are_the_best_mix_and_not_the_worst() -> None:
    """So the sum may not be below the target, even where equal rates would reach it."""
    equal, mixed = [992] * 25, [1000] * 24 + [800]
    assert sum(equal) == sum(mixed) == 24800
    assert tail(equal, 25) > 0.81 > tail(mixed, 25)
    assert safe_need_per_mille(25, 25, 0.81) == 25000
    assert tail([1000] * 24 + [400] + [0] * 5, 25) < 0.45 < binomial_tail(30, 24400, 25)
    assert safe_need_per_mille(30, 25, 0.45) == 25000


@pytest.mark.parametrize("alpha", [0.45, 0.8, 0.95])
def test_no_mix_with_the_safe_sum_breaks_it(alpha: float) -> None:
    """Hoeffding's bound on random mixes, each brought to exactly the sum that is called safe."""
    chosen = Random(int(100 * alpha))
    for _ in range(60):
        target = chosen.randint(5, 25)
        number = target + chosen.randint(1, 20)
        needed = safe_need_per_mille(number, target, alpha)
        rates = mix_with_sum(chosen, number, needed)
        assert sum(rates) == needed
        assert tail(rates, target) >= alpha - 1e-12, rates


def mix_with_sum(chosen: Random, number: int, total: int) -> list[int]:
    """Return random rates, from nearly equal to nearly all certain, with a given sum."""
    spread = chosen.choice([30, 300, 1000])
    middle = total // number
    rates = [min(1000, max(0, chosen.randint(middle - spread, middle + spread))) for _ in range(number)]
    while (missing := total - sum(rates)) != 0:
        one = chosen.randrange(number)
        rates[one] = min(1000, max(0, rates[one] + missing))
    return rates


def test_the_safe_prefix_is_never_shorter_than_the_exact_one() -> None:
    chosen = Random(36)
    longer = 0
    for _ in range(30):
        rates = [chosen.randint(300, 950) for _ in range(60)]
        safe, certain = fewest_safe(Fraction(20), [], rates, 0.8), fewest_certain(Fraction(20), [], rates, 0.8)
        assert safe is not None
        assert certain is not None
        assert certain <= safe <= certain + 2
        longer += safe > certain
    assert longer, "safe for every mix is more than this one needs"


def test_someone_unlikely_may_undo_the_safe_sum_but_not_what_was_reached() -> None:
    rates = [1000, 1000, 1]
    assert fewest_safe(Fraction(2), [], rates, 0.8) == 2
    assert sum(rates) < safe_need_per_mille(3, 2, 0.8)
    assert tail(rates, 2) == 1.0
