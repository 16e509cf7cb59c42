"""What a later week of a horizon takes for granted: the appointments of the weeks before it, and who probably misses them.

How many people come back is a number of each specialist's week, never a name. Source: docs/model.md, Weeks ahead.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Returns:
    """How much of a week planned ahead is kept free for people who probably miss an earlier talk.

    Attributes:
        specialist_id: whose week.
        talks_per_mille: expected talks, per mille.
        held_per_mille: how many of them can be expected to be held, per mille.
        minutes: expected minutes.
    """

    specialist_id: str
    talks_per_mille: int
    held_per_mille: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Assumed:
    """An appointment of an earlier week of the same horizon. Columns of `assumed.csv`: docs/files.md."""

    appointment_id: str
    specialist_id: str
    customer_id: str
    start: datetime
    end: datetime
    kind: str
    channel: str
    invited_by: str
    invited_on: date
    show_rate: float
    covers_for: str
    double_booked: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a later week of a horizon takes for granted.

    Attributes:
        planned_on: day of planning.
        returns: what is kept free for people who probably miss an earlier talk, in order of specialist.
        assumed: the appointments of the earlier weeks, in order of week, specialist and time.
    """

    planned_on: date
    returns: tuple[Returns, ...]
    assumed: tuple[Assumed, ...]
