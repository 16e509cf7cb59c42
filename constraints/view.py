"""A finished plan as the solver-free side of the rules sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from constraints import cells, clock
from constraints.problem import DAYS, Assignment, Problem, Talk


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
        """Tell whether a left-out talk would fit beside the plan, the others of its day shifted if need be.

        Args:
            talk: a talk that got no start.
            starts: mask of start cells to try; None = the allowed ones.
        """
        candidates = self.allowed_starts.get(talk.talk_id, 0) if starts is None else starts
        taken = self.planned_cells(talk.worker)
        if candidates & ~cells.starts_touching(taken, talk.cells):
            return True
        size = self.problem.cells_per_day
        return any(self._fits_into_day(talk, candidates, cells.block(d * size, (d + 1) * size)) for d in range(DAYS))

    def _fits_into_day(self, talk: Talk, candidates: int, day: int) -> bool:
        if not candidates & day:
            return False
        others = [other for other, start in self.of_worker(talk.worker) if day >> start & 1]
        kinds = [(other.cells, self.allowed_starts[other.talk_id] & day) for other in others]
        kinds.append((talk.cells, candidates & day))
        usable = 0
        for length, starts in kinds:
            usable |= cells.cells_from(starts, length)
        fits_by_length = sum(length for length, _ in kinds) <= usable.bit_count()
        return fits_by_length and clock.place_one_each(kinds)

    def planned_cells(self, worker: int) -> int:
        """Return the mask of the cells that the planned talks of a worker take."""
        taken = 0
        for talk, start in self.of_worker(worker):
            taken |= cells.block(start, start + talk.cells)
        return taken

    def free_starts(self, talk: Talk) -> int:
        """Return the allowed starts to which a planned talk could move with all others where they are.

        A talk before its deadline stays before it.
        """
        placements = [start for other, start in self.placed if other is talk]
        own = sum(cells.block(start, start + talk.cells) for start in placements)
        taken = self.planned_cells(talk.worker) & ~own
        free = self.allowed_starts[talk.talk_id] & ~cells.starts_touching(taken, talk.cells)
        is_in_time = all(start < talk.in_time_before for start in placements)
        return free & cells.block(0, talk.in_time_before) if is_in_time else free

    def day_mask(self, cell: int) -> int:
        """Return the mask of the day of a cell."""
        size = self.problem.cells_per_day
        first = self.problem.day_of(cell) * size
        return cells.block(first, first + size)
