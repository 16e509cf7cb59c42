"""A finished plan as the solver-free side of the rules sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from constraints import cells, clock
from constraints.problem import Assignment, Problem, Talk


@dataclass(frozen=True)
class PlanView:
    """A problem, a plan for it, and the starts that the start rules leave to every talk.

    Attributes:
        problem: the planned week.
        assignment: the plan.
        allowed_starts: talk id → mask of allowed start cells.
    """

    problem: Problem
    assignment: Assignment
    allowed_starts: Mapping[str, int]

    @cached_property
    def placed(self) -> list[tuple[Talk, int]]:
        """(talk, start cell) of every placement whose talk the problem knows."""
        known = self.problem.by_id
        return [(known[p.talk_id], p.start) for p in self.assignment if p.talk_id in known]

    @cached_property
    def left_out(self) -> list[Talk]:
        """The talks without a start, in the order of the problem."""
        invited = {p.talk_id for p in self.assignment}
        return [talk for talk in self.problem.talks if talk.talk_id not in invited]

    def of_worker(self, worker: int) -> list[tuple[Talk, int]]:
        """Return (talk, start cell) of one worker."""
        return [(talk, start) for talk, start in self.placed if talk.worker == worker]

    def has_place(self, talk: Talk, starts: int | None = None) -> bool:
        """Tell whether a left-out talk would fit beside the plan, the others of its half-day shifted if need be.

        Args:
            talk: a talk that got no start.
            starts: mask of start cells to try; None = the allowed ones.
        """
        candidates = self.allowed_starts.get(talk.talk_id, 0) if starts is None else starts
        free = self.free_cells(talk.worker)
        if cells.starts_that_fit(free, talk.cells) & candidates:
            return True
        return any(self._fits_into(talk, candidates, gap) for gap in self._gaps(talk.worker))

    def free_cells(self, worker: int) -> int:
        """Return the mask of open cells that neither a booking nor a planned talk takes."""
        free = self._open_cells(worker)
        for talk, start in self.of_worker(worker):
            free &= ~cells.block(start, start + talk.cells)
        return free

    def free_starts(self, talk: Talk) -> int:
        """Return the allowed starts to which a planned talk could move with all others where they are."""
        free = self.free_cells(talk.worker)
        for other, start in self.placed:
            if other is talk:
                free |= cells.block(start, start + talk.cells)
        return cells.starts_that_fit(free, talk.cells) & self.allowed_starts[talk.talk_id]

    def day_mask(self, cell: int) -> int:
        """Return the mask of the day of a cell."""
        size = self.problem.cells_per_day
        first = self.problem.day_of(cell) * size
        return cells.block(first, first + size)

    def _open_cells(self, worker: int) -> int:
        return self.problem.workers[worker].open_cells & ~self.problem.taken[worker]

    def _gaps(self, worker: int) -> list[tuple[int, int]]:
        return cells.runs(self._open_cells(worker))

    def _fits_into(self, talk: Talk, candidates: int, gap: tuple[int, int]) -> bool:
        inside = cells.block(*gap)
        if not candidates & inside:
            return False
        others = [other for other, start in self.of_worker(talk.worker) if gap[0] <= start < gap[1]]
        kinds = [(other.cells, self.allowed_starts[other.talk_id] & inside) for other in others]
        kinds.append((talk.cells, candidates & inside))
        return clock.place_one_each(kinds)
