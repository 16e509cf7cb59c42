"""Random choices that fall the same on every machine and Python version: everything goes through `Random.random()`."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of choices that depends on its labels only; different labels give independent streams."""

    def __init__(self, *labels: object) -> None:
        digest = hashlib.sha256("/".join(map(str, labels)).encode()).digest()
        self._random = random.Random(int.from_bytes(digest, "big")).random

    def chance(self, share: float) -> bool:
        """Tell yes with a probability."""
        return self._random() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included; `low` where there is nothing between."""
        return low + int(self._random() * (high - low + 1)) if high > low else low

    def low(self, low: int, high: int) -> int:
        """Return a whole number, both ends included, small ones more often."""
        draw = self._random()
        return low + int(draw * draw * (high - low + 1)) if high > low else low

    def pick(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[int(self._random() * len(options))]

    def weighted(self, shares: Mapping[T, float]) -> T:
        """Return one of several by shares that add up to 1; the last one takes what is left."""
        draw = self._random()
        for option, share in shares.items():
            draw -= share
            if draw < 0:
                return option
        return option

    def some(self, options: Sequence[T], number: int) -> list[T]:
        """Return so many different ones (all, if there are fewer) in random order."""
        left = list(options)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(number, len(left)))]
