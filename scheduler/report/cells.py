"""Small cells of a table: not shown, and others with them, so that nobody can work them out from the totals.

The reader knows the total of every row, and that of one column where it says so. A small cell stays unknown if it may still hold
every small number, even for a reader who knows of each hidden cell whether it is empty, small or large. Where no more can be
hidden to reach that, a whole row goes dark: not even which of its cells are small is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SMALL, HIDDEN = "small", "hidden"
"""What stands in place of a number: "fewer than …", or nothing."""

Place = tuple[int, int]
Bounds = tuple[float, float]


def protect(counts: Sequence[Sequence[int]], least: int, known_column: int | None = None) -> dict[Place, str]:
    """Return which cells must not be shown: (row, column) → `SMALL` or `HIDDEN`.

    Args:
        counts: rows of counts of different people, as many in each.
        least: a cell is small if it holds anybody, but fewer.
        known_column: the column whose total the reader knows.
    """
    small = {(r, c): SMALL for r, row in enumerate(counts) for c, count in enumerate(row) if 0 < count < least}
    table = _Table(counts, least, known_column, dict(small))
    while exposed := next((place for place in small if table.is_exposed(place)), None):
        if not table.hide_more(exposed[0]):
            break
    return table.hidden


@dataclass
class _Table:
    """A table whose cells are hidden one after the other."""

    counts: Sequence[Sequence[int]]
    least: int
    known_column: int | None
    hidden: dict[Place, str]
    dark: set[int] = field(default_factory=set)

    def hide_more(self, row: int) -> bool:
        """Hide one more cell for the sake of a row, else the whole row, else another whole one; tell whether any was left."""
        more = next(self._candidates(row), None) if row not in self.dark else None
        if more is not None:
            self.hidden[more] = HIDDEN
            return True
        left = [r for r in sorted(range(len(self.counts)), key=self._size) if r not in self.dark]
        for dark in ([row] if row in left else left)[:1]:
            self.dark.add(dark)
            self.hidden.update({(dark, c): HIDDEN for c in range(len(self.counts[dark]))})
            return True
        return False

    def is_exposed(self, place: Place) -> bool:
        """Tell whether some small number can be ruled out for a cell; of one in a dark row, all but the right one."""
        row, column = place
        if row in self.dark:
            others = set(range(sum(self.counts[row]) + 1)) - {self.counts[row][column]}
            return not any(self._is_possible(place, number) for number in others)
        return not all(self._is_possible(place, number) for number in range(1, self.least))

    def _size(self, row: int) -> tuple[int, int]:
        return sum(self.counts[row]), row

    def _candidates(self, row: int) -> Iterator[Place]:
        """Yield what may be hidden for the sake of a row: the smallest of its own cells, then those of other rows.

        Another row helps by its cell in the known column, together with a second one of its own. Empty cells help nobody.
        """
        others = [r for r in sorted(range(len(self.counts)), key=self._size) if r != row and self.known_column is not None]
        for r in [row, *others]:
            cells = [c for c, count in enumerate(self.counts[r]) if count and (r, c) not in self.hidden]
            known = self.known_column if r != row else None
            yield from ((r, c) for c in sorted(cells, key=lambda c: (c != known, self.counts[r][c])))

    def _is_possible(self, place: Place, number: int) -> bool:
        """Tell whether a cell may hold a number: whether the other hidden cells can make up for it in all known totals."""
        low, high, known = 0.0, 0.0, 0
        for r, row in enumerate(self.counts):
            mine = {c: self._bounds(r, c) for c in range(len(row)) if (r, c) in self.hidden}
            if place[0] == r:
                mine[place[1]] = (number, number)
            left = sum(row[c] for c in mine)
            if not _fits(left, mine):
                return False
            if self.known_column in mine:
                first, last = mine.pop(self.known_column)
                known += row[self.known_column]
                low += max(first, left - sum(most for _, most in mine.values()))
                high += min(last, left - sum(fewest for fewest, _ in mine.values()))
        return low <= known <= high

    def _bounds(self, row: int, column: int) -> Bounds:
        """Return between what numbers a hidden cell lies for a reader who knows more than we tell."""
        count = self.counts[row][column]
        if row in self.dark:
            return 0, float("inf")
        if count == 0:
            return 0, 0
        return (1, self.least - 1) if count < self.least else (self.least, float("inf"))


def _fits(total: int, bounds: Mapping[int, Bounds]) -> bool:
    return sum(low for low, _ in bounds.values()) <= total <= sum(high for _, high in bounds.values())
