"""A finished plan as the solver-free side of the rules sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from constraints import cells, clock
from constraints.problem import DAYS, Assignment, Key, Problem, Talk


@dataclass(frozen=True)
class PlanView:
    """A problem, a plan for it, and the starts that the start rules leave to every talk.

    Attributes:
        problem: the planned week.
        assignment: the plan.
        allowed_starts: entry → mask of allowed start cells.
    """

    problem: Problem
    assignment: Assignment
    allowed_starts: Mapping[Key, int]

    @cached_property
    def placed(self) -> list[tuple[Talk, int]]:
        """(talk, start cell) of every placement of the problem's entries that has a seat of its own."""
        return self._entries(is_double=False)

    @cached_property
    def doubled(self) -> list[tuple[Talk, int]]:
        """(talk, start cell) of those invited in addition to somebody else at the same time."""
        return self._entries(is_double=True)

    def _entries(self, *, is_double: bool) -> list[tuple[Talk, int]]:
        known = self.problem.by_key
        chosen = (p for p in self.assignment if p.is_double is is_double and (p.talk_id, p.worker) in known)
        return [(known[p.talk_id, p.worker], p.start) for p in chosen]

    @cached_property
    def entries_left_out(self) -> list[Talk]:
        """Every entry of the talks that nobody holds, in the order of the problem."""
        invited = {p.talk_id for p in self.assignment}
        return [talk for talk in self.problem.talks if talk.talk_id not in invited]

    @cached_property
    def left_out(self) -> list[Talk]:
        """The talks that nobody holds (the first entry of each), in the order of the problem."""
        first = self.problem.by_id
        return [talk for talk in self.entries_left_out if first[talk.talk_id] is talk]

    def of_worker(self, worker: int) -> Sequence[tuple[Talk, int]]:
        """Return (talk, start cell) of one worker."""
        return self._by_worker.get(worker, [])

    @cached_property
    def _by_worker(self) -> dict[int, list[tuple[Talk, int]]]:
        found: dict[int, list[tuple[Talk, int]]] = {}
        for talk, start in self.placed:
            found.setdefault(talk.worker, []).append((talk, start))
        return found

    def has_place(self, talk: Talk, starts: int | None = None) -> bool:
        """Tell whether a left-out talk would fit beside the plan, the others of its day shifted if need be.

        Args:
            talk: a talk that got no start.
            starts: mask of start cells to try; None = the allowed ones.
        """
        candidates = self.allowed_starts.get(talk.key, 0) if starts is None else starts
        if talk.resources:
            candidates &= cells.starts_that_fit(self.free_of_resources(talk), talk.cells)
        taken = self.planned_cells(talk.worker)
        if candidates & ~cells.starts_touching(taken, talk.cells):
            return True
        size = self.problem.cells_per_day
        return any(self._fits_into_day(talk, candidates, cells.block(d * size, (d + 1) * size)) for d in range(DAYS))

    def _fits_into_day(self, talk: Talk, candidates: int, day: int) -> bool:
        if not candidates & day:
            return False
        others = [(other, start) for other, start in self.of_worker(talk.worker) if day >> start & 1]
        # whoever needs something that others use too, or was promised a time, stays where they are
        stays = {other.key: 1 << start for other, start in others if other.resources or other.promised >= 0}
        kinds = [(other.cells, stays.get(other.key, self.allowed_starts[other.key] & day)) for other, _ in others]
        kinds.append((talk.cells, candidates & day))
        usable = 0
        for length, starts in kinds:
            usable |= cells.cells_from(starts, length)
        fits_by_length = sum(length for length, _ in kinds) <= usable.bit_count()
        return fits_by_length and clock.starts_one_each(kinds) is not None

    def free_of_resources(self, talk: Talk) -> int:
        """Return the cells in which a unit of everything that a talk needs is left beside the other planned talks."""
        free = (1 << self.problem.cells_per_day * DAYS) - 1
        for name in talk.resources:
            used = [0] * len(self.problem.resource_by_name[name].left)
            for other, start in self.placed:
                if other is not talk and name in other.resources:
                    _add_level(used, cells.block(start, start + other.cells))
            levels = zip(self.problem.resource_by_name[name].left, used, strict=True)
            free &= _union(left & ~taken for left, taken in levels)
        return free

    def planned_cells(self, worker: int) -> int:
        """Return the mask of the cells that the planned talks of a worker take."""
        if worker not in self._planned_cells:
            blocks = (cells.block(start, start + talk.cells) for talk, start in self.of_worker(worker))
            self._planned_cells[worker] = _union(blocks)
        return self._planned_cells[worker]

    @cached_property
    def _planned_cells(self) -> dict[int, int]:
        return {}

    def free_starts(self, talk: Talk) -> int:
        """Return the allowed starts to which a planned talk could move with all others where they are.

        A talk before its deadline stays before it.
        """
        placements = [start for other, start in self.placed if other is talk]
        own = sum(cells.block(start, start + talk.cells) for start in placements)
        taken = self.planned_cells(talk.worker) & ~own
        free = self.allowed_starts[talk.key] & ~cells.starts_touching(taken, talk.cells)
        if talk.resources:
            free &= cells.starts_that_fit(self.free_of_resources(talk), talk.cells)
        is_in_time = all(start < talk.in_time_before for start in placements)
        return free & cells.block(0, talk.in_time_before) if is_in_time else free

    def as_timely(self, entry: Talk, start: int) -> int:
        """Return the allowed starts of an entry that keep the deadline, or what was promised, if the given start does."""
        if start == entry.promised:
            return self.allowed_starts[entry.key] & entry.kept_start
        is_in_time = start < entry.in_time_before
        return self.allowed_starts[entry.key] & (cells.block(0, entry.in_time_before) if is_in_time else -1)

    def day_mask(self, cell: int) -> int:
        """Return the mask of the day of a cell."""
        size = self.problem.cells_per_day
        first = self.problem.day_of(cell) * size
        return cells.block(first, first + size)


def _add_level(levels: list[int], mask: int) -> None:
    """Count one more use of some cells: level k holds the cells that are used more than k times."""
    for level, used in enumerate(levels):
        levels[level], mask = used | mask, used & mask


def _union(masks: Iterable[int]) -> int:
    joined = 0
    for mask in masks:
        joined |= mask
    return joined
