"""How many come: the exact distribution of a number of arrivals, and the shortest list of invitations that reaches a target.

Everybody comes, or does not, independently of the others, with a rate of their own in whole per mille; the number of those who
come is Poisson-binomial. Its distribution is built exactly, one person after the other (Hong 2013 compares the methods). Letters
go out in a given order, so the answer is always a prefix of that order: who comes rarely is not passed over for who comes often.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil, comb, fsum

PER_MILLE = 1000
"""Rates are whole numbers of this part, so that twenty people with seven tenths are fourteen, not 13.999…"""
TOLERANCE = 1e-9
"""What rounding of floats may take from a probability or an expectation before it counts as missed."""


def pmf(rates: Iterable[int]) -> list[float]:
    """Return the probabilities that 0, 1, …, n people come.

    Args:
        rates: show rate of each of the n people, per mille, 0 to 1000.
    """
    found = [1.0]
    for rate in rates:
        found = one_more(found, rate)
    return found


def one_more(before: Sequence[float], rate: float) -> list[float]:
    """Return the distribution of a number of people after one more is invited, one entry longer.

    Args:
        before: probabilities of 0, 1, …, n.
        rate: show rate of the one who is added, per mille.
    """
    come, stay = rate / PER_MILLE, (PER_MILLE - rate) / PER_MILLE
    return [stay * same + come * fewer for same, fewer in zip([*before, 0.0], [0.0, *before], strict=True)]


def tail(rates: Iterable[int], at_least: int) -> float:
    """Return the probability that at least so many come, within 0 and 1.

    Args:
        rates: show rates per mille.
        at_least: number of people; 0 or less is certain.
    """
    return tail_of(pmf(rates), at_least)


def tail_of(distribution: Sequence[float], at_least: int) -> float:
    """Return the probability of `at_least` or more under probabilities of 0, 1, …, n, within 0 and 1."""
    if at_least <= 0:
        return 1.0
    return min(1.0, max(0.0, fsum(distribution[at_least:])))


@lru_cache(maxsize=1 << 14)
def safe_need_per_mille(number: int, target: int, alpha: float) -> int:
    """Return the sum of rates, per mille, with which `number` people reach the target with probability `alpha`, in any mix.

    Of all mixes with the same sum of rates, equal rates reach the target least likely, provided that the target is not above the
    sum (Hoeffding 1956, On the distribution of the number of successes in independent trials, theorem 4). So it is enough that
    equal rates reach it, with a sum that is not below the target: 25 people with 0.992 each, 24.8 in sum, all come with
    probability 0.82, but 24 who surely come and one with 0.8 only with 0.8.

    Args:
        number: people invited, those with bookings among them.
        target: how many have to come; whole.
        alpha: probability, 0 to 1.

    Returns:
        The smallest whole per mille that is enough; 1000 · target, out of reach, when there are fewer people than that.
    """
    if target <= 0:
        return 0
    least, most = PER_MILLE * target, PER_MILLE * number
    return least + bisect_left(range(least, most), alpha, key=lambda total: _binomial_tail(number, total / most, target))


def _binomial_tail(number: int, chance: float, at_least: int) -> float:
    """Return the probability that at least so many of `number` people come, all with the same chance (0 to 1)."""
    stay = 1.0 - chance
    return fsum(comb(number, k) * chance**k * stay ** (number - k) for k in range(at_least, number + 1))


def fewest_expected(target: Fraction, certain: Sequence[int], rates: Sequence[int]) -> int | None:
    """Return how many of `rates`, from the first on, make the expected number reach the target; exact.

    Args:
        target: people who should come.
        certain: rates of those who are booked already, per mille.
        rates: rates of those who may be invited, in the order in which they are, per mille.

    Returns:
        The length of the shortest prefix, 0 when the bookings are enough, None when all together are not.
    """
    sums = list(accumulate(rates, initial=sum(certain)))
    return _within(bisect_left(sums, ceil(PER_MILLE * target)), rates)


def fewest_certain(target: Fraction, certain: Sequence[int], rates: Sequence[int], alpha: float) -> int | None:
    """Return how many of `rates`, from the first on, make the target be reached with probability `alpha`; exact tail.

    Args:
        target: people who should come; a part of a person counts as one.
        certain: rates of those who are booked already, per mille.
        rates: rates of those who may be invited, in order, per mille.
        alpha: probability, 0 to 1.

    Returns:
        The length of the shortest prefix, None when all together are not enough.
    """
    distributions = accumulate(rates, one_more, initial=pmf(certain))
    enough = (tail_of(distribution, ceil(target)) >= alpha - TOLERANCE for distribution in distributions)
    return next((length for length, reached in enumerate(enough) if reached), None)


def fewest_safe(target: Fraction, certain: Sequence[int], rates: Sequence[int], alpha: float) -> int | None:
    """Return how many of `rates`, from the first on, have a sum that is safe for any mix (`safe_need_per_mille`).

    It is never fewer than `fewest_certain` says, and the same when all rates are equal. Where someone with a low rate follows,
    a longer prefix may miss the sum again although it reaches the target as likely; the shortest one still holds.

    Args:
        target: people who should come; a part of a person counts as one.
        certain: rates of those who are booked already, per mille.
        rates: rates of those who may be invited, in order, per mille.
        alpha: probability, 0 to 1.

    Returns:
        The length of the shortest prefix, None when no prefix is safe.
    """
    sums = accumulate(rates, initial=sum(certain))
    enough = (total >= safe_need_per_mille(n, ceil(target), alpha) for n, total in enumerate(sums, len(certain)))
    return next((length for length, reached in enumerate(enough) if reached), None)


def _within(length: int, rates: Sequence[int]) -> int | None:
    """Return the length of a prefix, None when it is longer than the list."""
    return length if length <= len(rates) else None
