"""Dice: every drawn number is a function of the seed, the replication and what it is drawn for.

The order of drawing does not matter, so that two scenarios meet the same luck: the same person falls ill on the same day, the
same invitation is missed (common random numbers).
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import exp, log
from typing import TypeVar

Choice = TypeVar("Choice")
BITS = 64
STEP = 2.0**-53
"""Between two numbers that can be drawn."""
MOST_AT_ONCE = 100
from_bytes = int.from_bytes


def waiting_time(luck: float, rate_per_day: float) -> float:
    """Return after how many days something happens that happens at a rate, by a number between 0 and 1 (1 excluded)."""
    return -log(1.0 - luck) / rate_per_day


class Dice:
    """The numbers of one replication.

    Args:
        seed: of the study.
        replication: number of the replication.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self._start = blake2b(f"{seed}/{replication}/".encode(), digest_size=BITS // 8)

    def uniform(self, purpose: str) -> float:
        """Return the number between 0 and 1 (1 excluded) that belongs to a purpose."""
        hashed = self._start.copy()
        hashed.update(purpose.encode())
        return (from_bytes(hashed.digest()) >> 11) * STEP

    def uniforms(self, purposes: Iterable[bytes]) -> list[float]:
        """Return the numbers of many purposes, as `uniform` gives them one by one."""
        found, copy = list[float](), self._start.copy
        for purpose in purposes:
            hashed = copy()
            hashed.update(purpose)
            found.append((from_bytes(hashed.digest()) >> 11) * STEP)
        return found

    def days_until(self, purpose: str, rate_per_day: float) -> float:
        """Return after how many days something happens that happens at a rate; infinite for rate 0."""
        return waiting_time(self.uniform(purpose), rate_per_day) if rate_per_day > 0 else float("inf")

    def poisson(self, purpose: str, mean: float) -> int:
        """Return how often something happens that happens so often on average."""
        if mean > MOST_AT_ONCE:  # two halves, because exp(-mean) would vanish
            return self.poisson(f"{purpose}/0", mean / 2) + self.poisson(f"{purpose}/1", mean / 2)
        left, number, term = self.uniform(purpose), 0, exp(-mean)
        while left >= term and term > 0:
            left -= term
            number += 1
            term *= mean / number
        return number

    def choice(self, purpose: str, options: Sequence[Choice], weights: Sequence[float] | None = None) -> Choice:
        """Return one of some options, with equal or given weights."""
        if weights is None:
            return options[int(self.uniform(purpose) * len(options))]
        left = self.uniform(purpose) * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]
