"""The clock: can the talks given to one gap be put one after the other, each at a start it allows, and when?

Exact by dynamic programming over how many talks of each kind are already placed: the earliest end of a set of talks is all
that matters for the talks after it, because waiting is always allowed. Talks with equal length and starts are one kind, so a
half-day has some dozens of states.
"""

from collections.abc import Sequence
from math import prod

Kind = tuple[int, int]
"""(cells, mask of allowed start cells)."""
MANY_STATES = 1 << 12
"""More than any half-day of people without hours of their own has; from here on it is searched in depth."""
MOST_STATES = 1 << 15
"""Where the clock gives up: a dozen and more talks in one piece of open hours, each with other starts."""


class UndecidedError(RuntimeError):
    """So many different talks in one gap that the clock gives up before it knows."""


def place(kinds: Sequence[Kind], counts: Sequence[int]) -> list[tuple[int, int]] | None:
    """Return (kind index, start cell) in order of time for `counts[i]` talks of `kinds[i]`, or None when they do not fit.

    Raises:
        UndecidedError: too many different talks.
    """
    target = tuple(counts)
    if prod(number + 1 for number in target) > MANY_STATES:
        search = _Search(kinds, target)
        return search.order if search.fits(0) else None
    first = tuple(0 for _ in kinds)
    earliest: dict[tuple[int, ...], tuple[int, tuple[int, int] | None]] = {first: (0, None)}
    layer = [first]
    for _ in range(sum(target)):
        following: dict[tuple[int, ...], tuple[int, tuple[int, int] | None]] = {}
        for state in layer:
            end = earliest[state][0]
            for index, (length, starts) in enumerate(kinds):
                later = starts >> end
                if state[index] == target[index] or not later:
                    continue
                start = end + (later & -later).bit_length() - 1
                reached = (*state[:index], state[index] + 1, *state[index + 1 :])
                if reached not in following or start + length < following[reached][0]:
                    following[reached] = (start + length, (index, start))
        earliest.update(following)
        layer = list(following)
    return _walk_back(earliest, target)


class _Search:
    """Depth first, the talk with the earliest last start first: for gaps with more different talks than a table could hold."""

    def __init__(self, kinds: Sequence[Kind], counts: Sequence[int]) -> None:
        self.kinds = kinds
        self.left = list(counts)
        self.order: list[tuple[int, int]] = []
        self.hopeless: dict[tuple[int, ...], int] = {}
        self.stop = max((starts.bit_length() - 1 + length for length, starts in kinds), default=0)

    def fits(self, end: int) -> bool:
        """Tell whether the talks left can follow from a cell on; the order found is kept."""
        if not any(self.left):
            return True
        key = tuple(self.left)
        if end >= self.hopeless.get(key, end + 1):
            return False
        if len(self.hopeless) > MOST_STATES:
            raise UndecidedError
        for index, start in self._next(end):
            self.left[index] -= 1
            self.order.append((index, start))
            if self.fits(start + self.kinds[index][0]):
                return True
            self.order.pop()
            self.left[index] += 1
        self.hopeless[key] = end
        return False

    def _next(self, end: int) -> list[tuple[int, int]]:
        """Return (kind index, start) of what may come next, nothing where no way leads on.

        Of talks that are alike from here on one is enough, and none needs to wait so long that another fits in before it.
        """
        likes: dict[Kind, int] = {}
        for index, number in enumerate(self.left):
            if number:
                length, starts = self.kinds[index]
                likes.setdefault((length, starts >> end), index)
        if any(not later for _, later in likes):
            return []
        starts_of = {index: end + (later & -later).bit_length() - 1 for (_, later), index in likes.items()}
        latest = self.stop - sum(number * self.kinds[index][0] for index, number in enumerate(self.left))
        first_end = min(start + self.kinds[index][0] for index, start in starts_of.items())
        found = [(index, start) for index, start in starts_of.items() if start < first_end and start <= latest]
        return sorted(found, key=lambda choice: (self.kinds[choice[0]][1].bit_length(), choice))


def _walk_back(
    earliest: dict[tuple[int, ...], tuple[int, tuple[int, int] | None]], target: tuple[int, ...]
) -> list[tuple[int, int]] | None:
    if target not in earliest:
        return None
    order = []
    state = target
    step = earliest[state][1]
    while step is not None:
        order.append(step)
        state = (*state[: step[0]], state[step[0]] - 1, *state[step[0] + 1 :])
        step = earliest[state][1]
    return order[::-1]


def starts_one_each(talks: Sequence[Kind]) -> list[int] | None:
    """Return the first cell of each of some talks one after the other; None where there surely is no place or none was found."""
    kinds = sorted(set(talks))
    try:
        found = place(kinds, [talks.count(kind) for kind in kinds])
    except UndecidedError:
        return None
    if found is None:
        return None
    waiting = {kind: [start for index, start in found if kinds[index] == kind] for kind in kinds}
    return [waiting[talk].pop() for talk in talks]


def _may_fit(kinds: Sequence[Kind], counts: Sequence[int]) -> bool:
    try:
        return place(kinds, counts) is not None
    except UndecidedError:
        return True


def smallest_conflict(kinds: Sequence[Kind], counts: Sequence[int]) -> list[int]:
    """Return counts that still do not fit, none of which can be lowered without making them fit (as far as the clock can tell).

    Args:
        kinds: the kinds of talks.
        counts: numbers that `place` refuses.
    """
    conflict = list(counts)
    for index in range(len(conflict)):
        while conflict[index] > 0:
            conflict[index] -= 1
            if _may_fit(kinds, conflict):
                conflict[index] += 1
                break
    return conflict
