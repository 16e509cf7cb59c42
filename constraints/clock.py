"""The clock: can the talks given to one gap be put one after the other, each at a start it allows, and when?

Exact by dynamic programming over how many talks of each kind are already placed: the earliest end of a set of talks is all
that matters for the talks after it, because waiting is always allowed. Talks with equal length and starts are one kind, so a
half-day has some dozens of states.
"""

from collections.abc import Sequence

Kind = tuple[int, int]
"""(cells, mask of allowed start cells)."""


def place(kinds: Sequence[Kind], counts: Sequence[int]) -> list[tuple[int, int]] | None:
    """Return (kind index, start cell) in order of time for `counts[i]` talks of `kinds[i]`, or None when they do not fit."""
    target = tuple(counts)
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


def place_one_each(talks: Sequence[Kind]) -> bool:
    """Tell whether single talks, some of them of the same kind, can be put one after the other."""
    kinds = sorted(set(talks))
    return place(kinds, [talks.count(kind) for kind in kinds]) is not None


def smallest_conflict(kinds: Sequence[Kind], counts: Sequence[int]) -> list[int]:
    """Return counts that still do not fit, none of which can be lowered without making them fit.

    Args:
        kinds: the kinds of talks.
        counts: numbers that `place` refuses.
    """
    conflict = list(counts)
    for index in range(len(conflict)):
        while conflict[index] > 0:
            conflict[index] -= 1
            if place(kinds, conflict) is not None:
                conflict[index] += 1
                break
    return conflict
