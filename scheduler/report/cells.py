"""Small cells of the appointments: not shown, and others with them, so that nobody can work them out from what else is shown.

Two sums are known to the reader: all outcomes together are the appointments; the talks held at an appointment and the talks held
without one are what the capacity and the weekly number count. A small cell stays unknown if it may still hold every small
number, even for a reader who knows of each hidden cell whether it is empty, small or large.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

SMALL, HIDDEN = "small", "hidden"
"""What stands in place of a number: "fewer than …", or nothing."""

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hiding:
    """What is hidden of the appointments of a unit.

    Attributes:
        outcomes: for each outcome `SMALL`, `HIDDEN` or empty.
        uninvited: the same for the talks without an appointment.
        is_sum_hidden: the figures that count all talks held must not be shown.
    """

    outcomes: tuple[str, ...]
    uninvited: str
    is_sum_hidden: bool


def protect(outcomes: Sequence[int], uninvited: int, least: int) -> Hiding:
    """Return what to hide: the sum of talks held only where it must be, then as few cells as possible, small ones first.

    Where no choice protects the small cells all is hidden, and it is not told which of them are small.

    Args:
        outcomes: counts of appointments by outcome, those held first.
        uninvited: talks held without an appointment.
        least: a cell is small if it holds anybody, but fewer.
    """
    cells = (*outcomes, uninvited)
    small = frozenset(number for number, count in enumerate(cells) if 0 < count < least)
    if not small:
        return Hiding(("",) * len(outcomes), "", is_sum_hidden=False)
    for is_sum_hidden, more in _choices(cells, least):
        hidden = small | more
        if all(_is_possible(cells, hidden, least, is_sum_hidden, c, n) for c in small for n in range(1, least)):
            masks = tuple(SMALL if c in small else HIDDEN if c in hidden else "" for c in range(len(cells)))
            return Hiding(masks[:-1], masks[-1], is_sum_hidden)
    return Hiding((HIDDEN,) * len(outcomes), HIDDEN, is_sum_hidden=True)


def _choices(cells: Sequence[int], least: int) -> Iterator[tuple[bool, frozenset[int]]]:
    """Yield whether the sum is hidden, and which large cells are; the best first. Talks held are the last to go."""
    large = [number for number, count in enumerate(cells) if count >= least]
    sets = [frozenset(chosen) for size in range(len(large) + 1) for chosen in combinations(large, size)]
    sets.sort(key=lambda chosen: (0 in chosen, len(chosen), sum(cells[c] for c in chosen), sorted(chosen)))
    return ((is_sum_hidden, chosen) for is_sum_hidden in (False, True) for chosen in sets)


def _is_possible(cells: Sequence[int], hidden: Collection[int], least: int, is_sum_hidden: bool, place: int, number: int) -> bool:
    """Tell whether a cell may hold a number: whether the other hidden ones can make up for it in both sums."""
    bounds = [_bounds(count, c in hidden, least) for c, count in enumerate(cells)]
    bounds[place] = (number, number)
    low, high = bounds[0]
    ranges = [(low, high), _rest(sum(cells[:-1]), bounds[1:-1])]
    if not is_sum_hidden:
        ranges.append(_rest(cells[0] + cells[-1], bounds[-1:]))
    return max(low for low, _ in ranges) <= min(high for _, high in ranges)


def _rest(total: int, bounds: Sequence[Bounds]) -> Bounds:
    """Return between what numbers the talks held lie if all the others of a sum lie within their bounds."""
    return total - sum(high for _, high in bounds), total - sum(low for low, _ in bounds)


def _bounds(count: int, is_hidden: bool, least: int) -> Bounds:
    """Return between what numbers a cell lies for a reader who knows more than we tell."""
    if not is_hidden or count == 0:
        return count, count
    return (1, least - 1) if count < least else (least, float("inf"))
