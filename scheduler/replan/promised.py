"""Promised: which appointments of a week cannot be held as promised, which may move for them, and who could hold them.

Only what is promised takes part: appointments that nobody has approved are proposals, and are planned anew by `turnus plan`.
Meaning: docs/model.md, Replanning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from constraints import Problem
from scheduler.need import Need
from scheduler.post import first_day_reached
from scheduler.presence import DAYS
from scheduler.roster import Booking, Roster
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import minute_of_day

SENT = "sent"
LETTER = "letter"


def talk_id_of(booking: Booking) -> str:
    """Return the id of a promised talk in the model; no customer's id looks like it."""
    return f"#{booking.booking_id}"


@dataclass(frozen=True)
class Promised:
    """A week in which promises cannot be kept.

    Attributes:
        roster: the roster with the absences as they are now, all bookings in it.
        people: the specialists whose absences changed.
        to_plan: the week without the appointments below: who is there, what is due.
        displaced: open appointments whose specialist is away.
        movable: open appointments of the same teams that may move where the ladder demands it.
        fixed: all other open appointments of these teams in the week, from today on.
        later: how many appointments after the week lie in the same absences.
        problems: team → what it decides in one piece (`teamproblem.py`).
    """

    roster: Roster
    people: frozenset[str]
    to_plan: WeekToPlan
    displaced: tuple[Booking, ...]
    movable: tuple[Booking, ...]
    fixed: tuple[Booking, ...]
    later: int
    problems: Mapping[str, Problem] = field(default_factory=dict)

    @cached_property
    def need_of(self) -> dict[str, Need]:
        """Customer id → need, as it is without the appointments that cannot be held."""
        return {need.customer.customer_id: need for need in self.to_plan.week.needs}

    @cached_property
    def booking_of(self) -> dict[str, Booking]:
        """Talk id → promised appointment."""
        return {talk_id_of(booking): booking for booking in (*self.displaced, *self.movable)}

    def moment(self, cell: int) -> datetime:
        """Return the time of a cell, local to the office, without offset."""
        day, step = divmod(cell, self.to_plan.presence.cells_per_day)
        midnight = datetime.combine(self.to_plan.week.monday + timedelta(days=day), datetime.min.time())
        return midnight + timedelta(minutes=step * self.to_plan.presence.grid_minutes)

    def cell(self, moment: datetime) -> int | None:
        """Return the cell of a time, None when it is not on the grid of the week."""
        day = (moment.date() - self.to_plan.week.monday).days
        step, rest = divmod(minute_of_day(moment), self.to_plan.presence.grid_minutes)
        if rest or moment.second or not 0 <= day < DAYS:
            return None
        return day * self.to_plan.presence.cells_per_day + step

    def is_due(self, booking: Booking) -> bool:
        """Tell whether this week is the last chance of a customer whose appointment cannot be held (the first of several)."""
        need = self.need_of.get(booking.customer_id)
        first = next(b for b in self.displaced if b.customer_id == booking.customer_id)
        return booking == first and need is not None and self.to_plan.week.is_on_ladder(need)


def reached_on(roster: Roster, booking: Booking, today: date) -> date | None:
    """Return the first day of which the customer can still be told, None = of none: a letter that was sent stands."""
    delivery = booking.invited_by or LETTER
    if delivery == LETTER and booking.state == SENT:
        return None
    concept = roster.concepts[roster.team_of(roster.customer_by_id[booking.customer_id]).concept]
    return first_day_reached(concept, roster.office.calendar, delivery, today)
