"""What both engines have in common: a week of a world is planned, and the plan becomes appointments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scheduler.needs import WeekLook
from scheduler.roster import Booking
from scheduler.simulation.records import Records
from scheduler.simulation.world import World


@dataclass(frozen=True, slots=True)
class Week:
    """What a week asks of one specialist; only ever summed over a team.

    Attributes:
        team: the team.
        shortfall: invitations that are missing to the number that would make the weekly number probable.
    """

    team: str
    shortfall: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What an engine decides about a week.

    Attributes:
        bookings: the new appointments.
        weeks: what the week asks of every specialist.
        left_out: customers without an open appointment whose last chance is the week and who are not invited.
    """

    bookings: tuple[Booking, ...]
    weeks: tuple[Week, ...]
    left_out: tuple[str, ...]


Engine = Callable[[World, Records, WeekLook, date], Planned]
"""Plans a week: the world, what its customers need, the week, the day of planning."""
