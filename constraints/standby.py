"""The telephone list: talks by telephone fill the seats that stay empty.

A week is a number of half-days, a half-day a row of seats of one talk each, a seat the one or two people invited to it. Who finds
the desk busy moves on to the next seat of the half-day. With A people who come, I idle seats and R people of the list who answer,
A + min(I, R) talks take place. Seats and overtime are conserved: A + I = seats + talks after the end, so as long as the target
is not above the number of seats, the people of the list count like people invited: P(contacts >= T) = P(A + R >= T).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil, fsum

from constraints.poisson_binomial import PER_MILLE, TOLERANCE, one_more, pmf, tail_of

Block = Sequence[Sequence[int]]
"""The seats of a half-day in order of time; each the show rates (per mille) of the people invited to it, none for a free seat."""
AttendedIdle = dict[tuple[int, int], float]
"""Probability of (people who come, idle seats)."""


def attended_and_idle(blocks: Sequence[Block]) -> AttendedIdle:
    """Return the joint distribution of people who come and seats that stay idle, over the independent half-days of a week."""
    week: AttendedIdle = {(0, 0): 1.0}
    for block in blocks:
        week = _together(week, _of_block(tuple(map(tuple, block))))
    return week


@lru_cache(maxsize=1024)
def _of_block(block: tuple[tuple[int, ...], ...]) -> Mapping[tuple[int, int], float]:
    """Follow (people who came, idle seats, people still in line) from seat to seat."""
    states: Mapping[tuple[int, int, int], float] = {(0, 0, 0): 1.0}
    for seat in block:
        after: defaultdict[tuple[int, int, int], float] = defaultdict(float)
        arrivals = pmf(seat)
        for (came, idle, line), reached in states.items():
            for more, weight in enumerate(arrivals):
                empty = line + more == 0
                after[came + more, idle + empty, max(line + more - 1, 0)] += reached * weight
        states = after
    found: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (came, idle, _), weight in states.items():
        found[came, idle] += weight
    return dict(found)


def _together(left: AttendedIdle, right: Mapping[tuple[int, int], float]) -> AttendedIdle:
    """Return the distribution of the sums of two independent parts of a week."""
    found: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (came, idle), reached in left.items():
        for (more, free), weight in right.items():
            found[came + more, idle + free] += reached * weight
    return dict(found)


def contacts_pmf(blocks: Sequence[Block], reach: Sequence[int]) -> list[float]:
    """Return the probabilities of 0, 1, … talks in a week, those by telephone included.

    Args:
        blocks: the half-days of the week.
        reach: per person of the telephone list, the rate of being reached, per mille.
    """
    answers = pmf(reach)
    at_least = [1.0, *_tails(answers)]
    week = attended_and_idle(blocks)
    found = [0.0] * (1 + max(came + min(idle, len(reach)) for came, idle in week))
    for (came, idle), weight in week.items():
        for number, answer in enumerate(answers[:idle]):
            found[came + number] += weight * answer
        if idle <= len(reach):
            found[came + idle] += weight * at_least[idle]
    return found


def _tails(distribution: Sequence[float]) -> list[float]:
    """Return the probabilities of at least 1, 2, …, n under probabilities of 0, 1, …, n."""
    return list(accumulate(reversed(distribution)))[-2::-1]


def expected(distribution: Sequence[float]) -> float:
    """Return the mean of a number with probabilities of 0, 1, …, n."""
    return fsum(number * weight for number, weight in enumerate(distribution))


def chance(distribution: Sequence[float], at_least: int) -> float:
    """Return the probability of `at_least` or more under probabilities of 0, 1, …, n, within 0 and 1."""
    return tail_of(distribution, at_least)


def names_needed(target: Fraction, blocks: Sequence[Block], reach: Sequence[int], alpha: float | None) -> int | None:
    """Return how many names of the telephone list, from the first on, make the week reach its target.

    Args:
        target: talks; with `alpha`, a part of a talk counts as one.
        blocks: the half-days of the week.
        reach: rates of being reached, in the order of the list, per mille.
        alpha: probability with which the target is to be reached; None when it is enough to expect it.

    Returns:
        The length of the shortest prefix, 0 when the seats are enough, None when the whole list is not.
    """
    if alpha is None:
        enough = float(target) - TOLERANCE
        if _most_expected(blocks, reach) < enough - TOLERANCE:
            return None
        without, gains = _expected_gains(blocks)
    else:
        without, gains = _chance_gains(attended_and_idle(blocks), ceil(target))
        enough = alpha - TOLERANCE
    for length, answers in enumerate(accumulate(reach, one_more, initial=[1.0])):
        if without + fsum(gain * likely for gain, likely in zip(gains, _tails(answers), strict=False)) >= enough:
            return length
    return None


def _most_expected(blocks: Sequence[Block], reach: Sequence[int]) -> float:
    """Return what the talks expected cannot exceed: E A + E min(I, R) <= E A + min(E I, E R); quickly known."""
    parts = [_came_and_free(tuple(map(tuple, block))) for block in blocks]
    return fsum(came for came, _ in parts) + min(fsum(expected(free) for _, free in parts), sum(reach) / PER_MILLE)


def _expected_gains(blocks: Sequence[Block]) -> tuple[float, list[float]]:
    """Return the people expected to come, and by how much the first, second, … answer on the telephone adds to them.

    The k-th answer is worth a talk when at least k seats are idle: E min(I, R) = Σ P(I >= k) · P(R >= k). Who comes and which
    seats are idle need not be known together.
    """
    parts = [_came_and_free(tuple(map(tuple, block))) for block in blocks]
    idle = [1.0]
    for _, free in parts:
        idle = _sum_of(idle, free)
    return fsum(came for came, _ in parts), [fsum(idle[number:]) for number in range(1, len(idle))]


@lru_cache(maxsize=1024)
def _came_and_free(block: tuple[tuple[int, ...], ...]) -> tuple[float, list[float]]:
    """Return the people expected in a half-day, and the probabilities of 0, 1, … idle seats."""
    joint = _of_block(block)
    free = [0.0] * (1 + max(idle for _, idle in joint))
    for (_, idle), weight in joint.items():
        free[idle] += weight
    return fsum(came * weight for (came, _), weight in joint.items()), free


def _sum_of(left: Sequence[float], right: Sequence[float]) -> list[float]:
    """Return the probabilities of the sum of two independent numbers."""
    found = [0.0] * (len(left) + len(right) - 1)
    for one, likely in enumerate(left):
        for other, weight in enumerate(right):
            found[one + other] += likely * weight
    return found


def _chance_gains(week: AttendedIdle, target: int) -> tuple[float, list[float]]:
    """Return the probability that enough come, and that exactly 1, 2, … are missing while so many seats are idle."""
    gains = [0.0] * max(target, 0)
    for (came, idle), weight in week.items():
        if 0 < target - came <= idle:
            gains[target - came - 1] += weight
    return fsum(weight for (came, _), weight in week.items() if came >= target), gains
