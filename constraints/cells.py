"""Time as cells: the planned week is a row of grid cells, a set of cells is one Python integer (bit i = cell i).

A talk occupies whole cells; it starts on the grid. Masks make every question about time one or two integer operations.
"""

from collections.abc import Iterator


def block(start: int, stop: int) -> int:
    """Return the mask of the cells start … stop-1 (empty when stop <= start)."""
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def starts_that_fit(free: int, cells: int) -> int:
    """Return the mask of start cells from which `cells` cells in a row are all in `free`."""
    starts = free
    for shift in range(1, cells):
        starts &= free >> shift
    return starts


def starts_touching(taken: int, cells: int) -> int:
    """Return the mask of start cells from which a talk of `cells` cells would touch a cell of `taken`."""
    starts = taken
    for shift in range(1, cells):
        starts |= taken >> shift
    return starts


def cells_from(starts: int, cells: int) -> int:
    """Return the mask of the cells that a talk of `cells` cells takes from any of the start cells."""
    taken = starts
    for shift in range(1, cells):
        taken |= starts << shift
    return taken


def runs(mask: int) -> list[tuple[int, int]]:
    """Return the maximal runs of set cells as (start, stop), stop excluded, in order of time."""
    found = []
    position = 0
    while mask:
        zeros = (mask & -mask).bit_length() - 1
        mask >>= zeros
        position += zeros
        ones = (mask ^ (mask + 1)).bit_length() - 1
        found.append((position, position + ones))
        mask >>= ones
        position += ones
    return found


def members(mask: int) -> Iterator[int]:
    """Yield the cells of a mask in order of time."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
