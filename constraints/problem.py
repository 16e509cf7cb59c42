"""The planning problem as plain integers: workers, bookings, talks that may be held, and a plan as an assignment.

Nothing here knows files, dates or law; nothing here imports the solver. Time is cells of the planned week
(see `cells.py`); cell 0 is Monday 00:00. A day has one cell more than the grid has steps: the last one is never open, so
nothing runs past midnight. Minutes appear only where a concept counts minutes.
"""

from dataclasses import dataclass
from functools import cached_property

from constraints import cells

LADDER = ("first", "graduate", "wish", "strategy", "legal", "binding", "orientation", "recommendation")
"""The steps of the ladder, first wins (docs/model.md, Stages): four classes of talks, then the others by force."""

DAYS = 7


@dataclass(frozen=True, slots=True)
class Booking:
    """A promised or held talk, or an internal block: a fact that takes its cells and is never moved."""

    worker: int
    start: int
    stop: int
    is_talk: bool = True

    @property
    def mask(self) -> int:
        """The cells that the booking takes."""
        return cells.block(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Worker:
    """One specialist in the planned week.

    Attributes:
        worker_id: id of the specialist.
        open_cells: mask of the cells in which the specialist holds consultations (windows without closed days, absences).
        invitations_wanted: N of the weekly number: how many counting talks to add; None when there is no weekly number.
        minutes_left: consulting minutes left by the share of working time (bookings deducted; may be negative).
        fill_seats: whether free seats are filled with due customers past N (office setting, or no weekly number).
    """

    worker_id: str
    open_cells: int
    invitations_wanted: int | None
    minutes_left: int
    fill_seats: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """One need that could become an appointment this week.

    Attributes:
        talk_id: id of the customer (at most one talk a customer and week).
        worker: index of the specialist.
        cells: length on the grid.
        minutes: length in minutes.
        step: step of the ladder when the last chance is this week, else None.
        urgency: 1 + weeks late, at most 9 (only on the ladder).
        slack_days: days from the end of the week to the last chance (0 on the ladder), orders the fill.
        is_soon: last chance in the next two weeks.
        may_fill: past the concept's share of the interval, may make up the weekly number.
        counts: whether a held talk counts towards the weekly number.
        customer_busy: cells in which the customer cannot come.
        not_before: first cell from which the talk meets the need (windows that open within the week).
        reached_from: first cell that the invitation reaches in time.
        comfortable_from: first cell from which the lead time is comfortable (first cell of a day).
        in_time_before: first cell after the deadline (first cell of a day); 0 = the deadline is not in this week.
        preferred: cells that the customer prefers; 0 = no preference.
        has_open_invitation: an appointment with the customer is already open.
        letter_too_soon: the last letter went out less than the required days ago.
        pinned_cells: cells to which a pin restricts the talk (all bits set = none); 0 = never this week.
        must: a pin demands the talk this week.

    Raises:
        ValueError: a length below one, an unknown step, an urgency outside 1 to 9.
    """

    talk_id: str
    worker: int
    cells: int
    minutes: int
    step: str | None = None
    urgency: int = 1
    slack_days: int = 0
    is_soon: bool = False
    may_fill: bool = True
    counts: bool = True
    customer_busy: int = 0
    not_before: int = 0
    reached_from: int = 0
    comfortable_from: int = 0
    in_time_before: int = 0
    preferred: int = 0
    has_open_invitation: bool = False
    letter_too_soon: bool = False
    pinned_cells: int = -1
    must: bool = False

    @property
    def is_due(self) -> bool:
        """Whether the talk stands above the weekly number: on the ladder or demanded by a pin."""
        return self.step is not None or self.must

    @property
    def is_choice(self) -> bool:
        """Whether the talk is only there to make up the weekly number (not due now, not soon)."""
        return not self.is_due and not self.is_soon

    def __post_init__(self) -> None:
        """Refuse talks that no rule could read."""
        if self.cells < 1 or self.minutes < 1:
            raise ValueError(f"talk {self.talk_id}: length must be positive, got {self.cells} cells, {self.minutes} minutes")
        if self.step is not None and self.step not in LADDER:
            raise ValueError(f"talk {self.talk_id}: unknown step {self.step!r}, expected one of {', '.join(LADDER)}")
        if not 1 <= self.urgency <= 9:
            raise ValueError(f"talk {self.talk_id}: urgency must be 1 to 9, got {self.urgency}")


@dataclass(frozen=True)
class Problem:
    """A week to be planned for one or several specialists.

    Raises:
        ValueError: a talk or booking names a worker that is not there, a talk id stands twice, cells lie outside the week.
    """

    workers: tuple[Worker, ...]
    talks: tuple[Talk, ...]
    bookings: tuple[Booking, ...] = ()
    cells_per_day: int = 97

    def __post_init__(self) -> None:
        """Check the cross-references once for the whole."""
        week = self.cells_per_day * DAYS
        seen: set[str] = set()
        for talk in self.talks:
            if not 0 <= talk.worker < len(self.workers):
                raise ValueError(f"talk {talk.talk_id}: no worker {talk.worker}")
            if talk.talk_id in seen:
                raise ValueError(f"talk {talk.talk_id} stands twice")
            if talk.comfortable_from % self.cells_per_day or talk.in_time_before % self.cells_per_day:
                raise ValueError(f"talk {talk.talk_id}: comfortable lead time and deadline must begin with a day")
            seen.add(talk.talk_id)
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

    @cached_property
    def taken(self) -> tuple[int, ...]:
        """Per worker the mask of the cells that bookings take."""
        masks = [0] * len(self.workers)
        for booking in self.bookings:
            masks[booking.worker] |= booking.mask
        return tuple(masks)

    @cached_property
    def by_id(self) -> dict[str, Talk]:
        """The talks by their id."""
        return {talk.talk_id: talk for talk in self.talks}

    def day_of(self, cell: int) -> int:
        """Return the weekday (0 = Monday) of a cell."""
        return cell // self.cells_per_day

    def booked_talks_on(self, worker: int, day: int) -> int:
        """Return how many talks of a worker already stand on a day."""
        return sum(1 for b in self.bookings if b.worker == worker and b.is_talk and self.day_of(b.start) == day)


@dataclass(frozen=True, slots=True)
class Placement:
    """A talk and the cell at which it starts."""

    talk_id: str
    start: int


Assignment = tuple[Placement, ...]
"""A plan for a problem: every invited talk with its start, in any order."""
