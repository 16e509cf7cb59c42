"""Half-days by their pattern: so many people invited to each seat."""

from collections.abc import Iterator, Sequence
from math import fsum

from constraints.waiting import BlockFigures, Visit, visit

Pattern = tuple[int, ...]


def total_wait(visits: Sequence[Visit], figures: BlockFigures) -> float:
    """Return the cells that all people together are expected to wait; who does not come does not wait."""
    return fsum(visit.comes * wait for visit, wait in zip(visits, figures.waits, strict=True))


def row(pattern: Pattern, rate: int, cells: int = 1) -> list[Visit]:
    """Return a half-day of talks as long as a seat, `pattern[t]` people invited to seat t, all with one rate."""
    return [visit(seat * cells, cells, rate) for seat, people in enumerate(pattern) for _ in range(people)]


def patterns(people: int, seats: int) -> Iterator[Pattern]:
    """Yield all ways to spread people over seats."""
    if seats == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *others) for others in patterns(people - first, seats - 1))
