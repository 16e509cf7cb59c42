"""The planning problem as plain integers: workers, bookings, talks that may be held, and a plan as an assignment.

Nothing here knows files, dates or law; nothing here imports the solver. Time is cells of the planned week
(see `cells.py`); cell 0 is Monday 00:00. A day has one cell more than the grid has steps: the last one is never open, so
nothing runs past midnight. Minutes appear only where a concept counts minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec import Struct, structs

from constraints import cells
from constraints.talk import LADDER as LADDER
from constraints.talk import Key as Key
from constraints.talk import Talk as Talk

DAYS = 7


@dataclass(frozen=True, slots=True)
class Booking:
    """A promised or held talk, or an internal block: a fact that takes its cells and is never moved.

    Attributes:
        worker: index of the worker.
        start: first cell.
        stop: cell after the last.
        is_talk: False for an internal block.
        rate: probability that the customer comes, per mille.
        is_protected: as of a talk.
        counts: whether it can still make up the weekly number.
    """

    worker: int
    start: int
    stop: int
    is_talk: bool = True
    rate: int = 1000
    is_protected: bool = False
    counts: bool = True

    @property
    def mask(self) -> int:
        """The cells that the booking takes."""
        return cells.block(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that several talks share: a room, an interpreter, a video seat.

    Attributes:
        name: its name.
        left: masks of cells; in `left[k]` more than k units are free (windows and bookings deducted).
    """

    name: str
    left: tuple[int, ...]

    @property
    def in_hours(self) -> int:
        """The cells in which any unit is free."""
        return self.left[0] if self.left else 0

    def units(self, cell: int) -> int:
        """Return how many units are free in a cell."""
        return sum(mask >> cell & 1 for mask in self.left)

    def with_one_less(self, cells_used: int) -> "Resource":
        """Return the resource with one unit less in some cells, as far as there is one."""
        left = list(self.left)
        for level in reversed(range(len(left))):
            left[level], cells_used = left[level] & ~cells_used, cells_used & ~left[level]
        return replace(self, left=tuple(left))

    def with_one_more(self, cells: int) -> "Resource":
        """Return the resource with one unit more in some cells."""
        left = []
        for level in (*self.left, 0):
            left.append(level | cells)
            cells &= level
        return replace(self, left=tuple(left) if left[-1] else tuple(left[:-1]))


@dataclass(frozen=True, slots=True)
class DoubleLimits:
    """When two people may be invited to one seat (docs/model.md, Double seats); waits and overtime in talks of that seat.

    Attributes:
        a_day: double seats on one day.
        rate: highest show rate among those who could be invited, per mille; all waits are worked out with it.
        is_first: the first seat of a gap is doubled, else the last one.
        most_wait: expected wait of anybody.
        most_overtime: expected time after the end.
        most_overtime_chance: probability of an end after the planned one.
    """

    a_day: int
    rate: int
    is_first: bool
    most_wait: float
    most_overtime: float
    most_overtime_chance: float


@dataclass(frozen=True, slots=True)
class Worker:
    """One specialist in the planned week.

    Attributes:
        worker_id: id of the specialist.
        open_cells: mask of the cells in which the specialist holds consultations (windows without closed days, absences).
        invitations_wanted: N of the weekly number: how many counting talks to add; None when there is no weekly number.
        minutes_left: consulting minutes left by the share of working time (bookings deducted; may be negative).
        fill_seats: whether free seats are filled with due customers past N (office setting, or no weekly number).
        skills: what the specialist knows and which languages they speak.
        cover_weight: what a talk for an absent colleague weighs: the more, the fewer seats the specialist has left.
        doubles: limits of double seats; None = no double seats.
    """

    worker_id: str
    open_cells: int
    invitations_wanted: int | None
    minutes_left: int
    fill_seats: bool = False
    skills: frozenset[str] = frozenset()
    cover_weight: int = 0
    doubles: DoubleLimits | None = None


@dataclass(frozen=True)
class Problem:
    """A week to be planned for one or several specialists.

    Attributes:
        workers: the specialists.
        talks: every talk with an entry for each worker who may hold it, the own specialist's first.
        bookings: what stands.
        cells_per_day: cells of a day, the last of them never open.
        ladder: the steps of the ladder in their order.
        resources: what talks share.
        is_timed: every start is a seat of its own in the model, needed where it matters at what time single talks start.

    Raises:
        ValueError: a talk or booking names a worker or resource that is not there, an entry stands twice, cells lie outside the
            week, the ladder has other steps, something is promised in a week that is not timed.
    """

    workers: tuple[Worker, ...]
    talks: tuple[Talk, ...]
    bookings: tuple[Booking, ...] = ()
    cells_per_day: int = 97
    ladder: tuple[str, ...] = LADDER
    resources: tuple[Resource, ...] = ()
    is_timed: bool = False

    def __post_init__(self) -> None:
        """Check the cross-references once for the whole."""
        week = self.cells_per_day * DAYS
        if sorted(self.ladder) != sorted(LADDER):
            raise ValueError(f"the ladder needs each step once: {', '.join(LADDER)}")
        self._check_talks()
        for booking in self.bookings:
            if not 0 <= booking.worker < len(self.workers):
                raise ValueError(f"booking at cell {booking.start}: no worker {booking.worker}")
            if not 0 <= booking.start < booking.stop <= week:
                raise ValueError(f"booking at cells {booking.start} to {booking.stop} lies outside the week")
        midnights = sum(1 << (day + 1) * self.cells_per_day - 1 for day in range(DAYS))
        for worker in self.workers:
            if worker.open_cells & midnights:
                raise ValueError(f"worker {worker.worker_id}: the last cell of a day is never open")
            if not 0 <= worker.open_cells < 1 << week:
                raise ValueError(f"worker {worker.worker_id}: open cells lie outside the week")

    def _check_talks(self) -> None:
        seen: set[Key] = set()
        for talk in self.talks:
            if not 0 <= talk.worker < len(self.workers):
                raise ValueError(f"talk {talk.talk_id}: no worker {talk.worker}")
            if talk.key in seen:
                raise ValueError(f"talk {talk.talk_id} stands twice")
            if talk.comfortable_from % self.cells_per_day or talk.in_time_before % self.cells_per_day:
                raise ValueError(f"talk {talk.talk_id}: comfortable lead time and deadline must begin with a day")
            if talk.resources and not set(talk.resources) <= self.resource_by_name.keys():
                raise ValueError(f"talk {talk.talk_id}: no such resource among {', '.join(talk.resources)}")
            if talk.promised >= 0 and not self.is_timed:
                raise ValueError(f"talk {talk.talk_id}: promised times need a week that is timed")
            seen.add(talk.key)

    @cached_property
    def resource_by_name(self) -> dict[str, Resource]:
        """The resources by their name."""
        return {resource.name: resource for resource in self.resources}

    @cached_property
    def taken(self) -> tuple[int, ...]:
        """Per worker the mask of the cells that bookings take."""
        masks = [0] * len(self.workers)
        for booking in self.bookings:
            masks[booking.worker] |= booking.mask
        return tuple(masks)

    @cached_property
    def by_id(self) -> dict[str, Talk]:
        """The first entry of every talk by its id."""
        return {talk.talk_id: talk for talk in reversed(self.talks)}

    @cached_property
    def by_key(self) -> dict[Key, Talk]:
        """The entries by talk id and worker."""
        return {talk.key: talk for talk in self.talks}

    def day_of(self, cell: int) -> int:
        """Return the weekday (0 = Monday) of a cell."""
        return cell // self.cells_per_day

    def booked_talks_on(self, worker: int, day: int) -> int:
        """Return how many talks of a worker already stand on a day."""
        return sum(1 for b in self.bookings if b.worker == worker and b.is_talk and self.day_of(b.start) == day)


class Placement(Struct, frozen=True):
    """A talk, the cell at which it starts, and who holds it.

    Attributes:
        talk_id: who comes.
        start: first cell.
        worker: index of the worker.
        is_double: invited in addition to somebody else at the same time (`double_seats.py`).
    """

    talk_id: str
    start: int
    worker: int = 0
    is_double: bool = False


Assignment = tuple[Placement, ...]
"""A plan for a problem: every invited talk with its start, in any order."""


def join(weeks: Sequence[Problem], ladder: tuple[str, ...] = LADDER) -> Problem:
    """Return the weeks of single workers as one problem; talks that stand in several of them become entries of one talk.

    Args:
        weeks: problems of one worker each, with the same resources and cells.
        ladder: the steps of the ladder in their order.
    """
    entries = [
        talk if talk.worker == number else structs.replace(talk, worker=number)
        for number, week in enumerate(weeks)
        for talk in week.talks
    ]
    return Problem(
        workers=tuple(week.workers[0] for week in weeks),
        talks=tuple(sorted(entries, key=lambda talk: talk.is_cover)),
        bookings=tuple(replace(booking, worker=number) for number, week in enumerate(weeks) for booking in week.bookings),
        cells_per_day=weeks[0].cells_per_day,
        ladder=ladder,
        resources=weeks[0].resources,
        is_timed=weeks[0].is_timed,
    )
