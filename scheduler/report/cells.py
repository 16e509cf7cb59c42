"""Small cells of a table: not shown, and others with them, so that nobody can work them out from the totals.

A row's total is always known to the reader, that of a column where it says so. In each of these lines either nothing is hidden,
or so much that every small number is still possible for a small cell.
"""

from collections.abc import Collection, Sequence

SMALL, HIDDEN = "small", "hidden"
"""What stands in place of a number: "fewer than …", or nothing."""

Place = tuple[int, int]


def protect(counts: Sequence[Sequence[int]], least: int, known_columns: Collection[int] = ()) -> dict[Place, str]:
    """Return which cells must not be shown: (row, column) → `SMALL` or `HIDDEN`.

    Args:
        counts: rows of counts of different people, as many in each.
        least: a cell is small if it holds anybody, but fewer.
        known_columns: columns whose total the reader knows.
    """
    width = len(counts[0]) if counts else 0
    hidden = {(r, c): SMALL for r, row in enumerate(counts) for c, count in enumerate(row) if 0 < count < least}
    lines = [[(r, c) for c in range(width)] for r in range(len(counts))]
    lines += [[(r, c) for r in range(len(counts))] for c in known_columns]
    while more := next((place for line in lines if (place := _next(line, counts, hidden, least)) is not None), None):
        hidden[more] = HIDDEN
    for line in lines:
        if not _is_safe(line, counts, hidden, least):  # all of it is hidden; how small it is would tell
            hidden.update(dict.fromkeys((place for place in line if place in hidden), HIDDEN))
    return hidden


def _next(line: Sequence[Place], counts: Sequence[Sequence[int]], hidden: dict[Place, str], least: int) -> Place | None:
    """Return the cell of a line to hide next: the smallest that holds anybody, then an empty one; None where that does it."""
    if _is_safe(line, counts, hidden, least):
        return None
    shown = [place for place in line if place not in hidden]
    return min(shown, key=lambda place: (counts[place[0]][place[1]] == 0, counts[place[0]][place[1]], place), default=None)


def _is_safe(line: Sequence[Place], counts: Sequence[Sequence[int]], hidden: dict[Place, str], least: int) -> bool:
    """Tell whether what is hidden in a line can be worked out from its total.

    With k small cells and others that the reader knows to hold `least` or more, each small cell may be anything from 1 to
    least - 1 if together they hold 2 (least - 1) + k or more.
    """
    mine = [place for place in line if place in hidden]
    small = sum(hidden[place] == SMALL for place in mine)
    if not mine:
        return True
    total = sum(counts[r][c] for r, c in mine)
    return len(mine) > 1 and (small == 0 or (small < len(mine) and total >= 2 * (least - 1) + small))
