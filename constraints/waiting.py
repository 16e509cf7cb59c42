"""What a half-day costs: who waits how long, how long the desk stands idle, and how late it closes.

People come on time or not at all and are served one after the other in the given order. Followed is the moment at which the desk
becomes free, as a distribution over whole cells of time: exact, as in Kaandorp and Koole 2007 (Optimal outpatient appointment
scheduling), but with a rate and a length of everybody's own. Nobody's wait depends on whether they themselves come.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import fsum

from constraints.poisson_binomial import PER_MILLE


@dataclass(frozen=True, slots=True)
class Visit:
    """Someone who is invited: when they are due, and how long the desk is busy with them.

    Attributes:
        start: cell at which the person is due.
        service: (cells, probability) of the time at the desk; 0 cells for somebody who does not come.
    """

    start: int
    service: tuple[tuple[int, float], ...]

    @property
    def comes(self) -> float:
        """The probability that the desk is busy with this person at all."""
        return fsum(chance for cells, chance in self.service if cells > 0)

    @property
    def work(self) -> float:
        """The cells expected at the desk."""
        return fsum(cells * chance for cells, chance in self.service)


@dataclass(frozen=True, slots=True)
class BlockFigures:
    """What is expected of a half-day.

    Attributes:
        waits: per visit, the cells that person waits if they come.
        idle: cells without anybody at the desk, from the first start (of somebody who may not come) to the end of the block.
        overtime: cells the desk works on after the end.
        overtime_chance: probability that it does.
    """

    waits: tuple[float, ...]
    idle: float
    overtime: float
    overtime_chance: float


def visit(start: int, cells: int, rate_per_mille: int) -> Visit:
    """Return a visit of a fixed length by someone with a show rate.

    Args:
        start: cell at which the person is due.
        cells: length of the talk, at least 1.
        rate_per_mille: show rate, 0 to 1000.
    """
    both = ((0, (PER_MILLE - rate_per_mille) / PER_MILLE), (cells, rate_per_mille / PER_MILLE))
    return Visit(start, tuple((length, chance) for length, chance in both if chance > 0))


def evaluate(visits: Sequence[Visit], end: int) -> BlockFigures:
    """Return the figures of a half-day whose people are served in the given order.

    Args:
        visits: the people invited, in the order in which they are served.
        end: cell at which the block should be over.

    Returns:
        The figures; all 0 without visits, since then nothing has started.
    """
    if not visits:
        return BlockFigures((), 0.0, 0.0, 0.0)
    free: Mapping[int, float] = {min(end, *(visit.start for visit in visits)): 1.0}
    waits, idle = [], []
    for coming in visits:
        waits.append(_beyond(free, coming.start))
        idle.append(coming.comes * _short_of(free, min(coming.start, end)))
        free = _served(free, coming)
    idle.append(_short_of(free, end))
    late = fsum(chance for cell, chance in free.items() if cell > end)
    return BlockFigures(tuple(waits), fsum(idle), _beyond(free, end), min(1.0, late))


def _served(free: Mapping[int, float], coming: Visit) -> dict[int, float]:
    """Return when the desk is free after a visit: not later than before when nobody comes."""
    after: defaultdict[int, float] = defaultdict(float)
    for cell, reached in free.items():
        for cells, chance in coming.service:
            after[max(cell, coming.start) + cells if cells else cell] += reached * chance
    return dict(after)


def _beyond(free: Mapping[int, float], limit: int) -> float:
    """Return the expected cells from `limit` until the desk is free."""
    return fsum((cell - limit) * chance for cell, chance in free.items() if cell > limit)


def _short_of(free: Mapping[int, float], limit: int) -> float:
    """Return the expected cells from the desk being free until `limit`."""
    return fsum((limit - cell) * chance for cell, chance in free.items() if cell < limit)


def waits_random_order(visits: Sequence[Visit], end: int) -> BlockFigures:
    """Return the figures when people due at the same time are served in random order, and otherwise by their starts.

    The order among them changes nobody else's wait, and each of the others is served first in half of the orders. So everybody
    waits for the people from before and for half of the work that the others of the same start are expected to bring: the mean
    over all orders, without listing them.

    Args:
        visits: the people invited, in any order; the waits are returned in the same.
        end: cell at which the block should be over.
    """
    order = sorted(range(len(visits)), key=lambda index: visits[index].start)
    figures = evaluate([visits[index] for index in order], end)
    waits = dict(zip(order, figures.waits, strict=True))
    for _, same in groupby(order, key=lambda index: visits[index].start):
        group = list(same)
        before, work = waits[group[0]], fsum(visits[index].work for index in group)
        waits.update({index: before + (work - visits[index].work) / 2 for index in group})
    return replace(figures, waits=tuple(waits[index] for index in range(len(visits))))


def first_is_better(rate: int, wait_weight: float, idle_weight: float, overtime_weight: float) -> bool:
    """Tell whether the one double booking of a half-day belongs in its first seat, or else in its last.

    One seat earlier, everybody between waits for it; one seat later, it more likely runs over the end. With equal rates p and
    talks as long as a seat, each step to the front changes the cost by a positive multiple of wait · p - (idle + overtime) ·
    (1 - p), so an end is always best (own derivation; the tests compare all seats). Where both are equal, any seat is as good.

    Args:
        rate: show rate of everybody, per mille.
        wait_weight: cost of a cell of somebody's waiting.
        idle_weight: cost of an idle cell.
        overtime_weight: cost of a cell after the end.
    """
    return rate * wait_weight < (PER_MILLE - rate) * (idle_weight + overtime_weight)
