"""A talk that may be held this week, as the model sees it: lengths in cells, times as masks of cells (`cells.py`)."""

from msgspec import Struct

LADDER = ("first", "graduate", "wish", "strategy", "legal", "binding", "orientation", "recommendation")
"""The steps of the ladder, first wins (docs/model.md, Stages): four classes of talks, then the others by force."""
Key = tuple[str, int]
"""(talk id, worker): one talk may have several entries, one for every worker who may hold it."""


class Talk(Struct, frozen=True):
    """One need that could become an appointment this week.

    Attributes:
        talk_id: id of the customer (at most one talk a customer and week).
        worker: index of the specialist who would hold it.
        is_cover: the worker would hold it for an absent colleague.
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
        household: members of one household with the same name would rather come one after the other; "" = none.
        resources: names of the resources that the talk needs, in order.
        skills: what a colleague must know or speak to hold it.
        is_protected: nobody else is ever invited at the same time or before it in the same half-day.
        burden: in how many double seats the customer has been of late.
        promised: cell of the start that the customer was promised, which is allowed whatever lead time or hours say;
            -1 = nothing is promised.
        stays: the promise is kept by the same worker, at another time only where the ladder demands it.

    Raises:
        ValueError: a length below one, an unknown step, an urgency outside 1 to 9, nothing promised that could stay.
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
    is_cover: bool = False
    household: str = ""
    resources: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()
    is_protected: bool = False
    burden: int = 0
    promised: int = -1
    stays: bool = False

    @property
    def key(self) -> Key:
        """The entry: who, held by whom."""
        return self.talk_id, self.worker

    @property
    def is_due(self) -> bool:
        """Whether the talk stands above the weekly number: on the ladder or demanded by a pin."""
        return self.step is not None or self.must

    @property
    def is_choice(self) -> bool:
        """Whether the talk is only there to make up the weekly number (not due now, not soon)."""
        return not self.is_due and not self.is_soon

    @property
    def kept_start(self) -> int:
        """The mask of the promised start; 0 = nothing is promised."""
        return 1 << self.promised if self.promised >= 0 else 0

    def __post_init__(self) -> None:
        """Refuse talks that no rule could read."""
        if self.cells < 1 or self.minutes < 1:
            raise ValueError(f"talk {self.talk_id}: length must be positive, got {self.cells} cells, {self.minutes} minutes")
        if self.step is not None and self.step not in LADDER:
            raise ValueError(f"talk {self.talk_id}: unknown step {self.step!r}, expected one of {', '.join(LADDER)}")
        if self.stays and self.promised < 0:
            raise ValueError(f"talk {self.talk_id}: nothing is promised that could stay")
        if not 1 <= self.urgency <= 9:
            raise ValueError(f"talk {self.talk_id}: urgency must be 1 to 9, got {self.urgency}")
