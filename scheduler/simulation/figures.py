"""What a simulated week is measured by. Teams only, never a person: every figure is a sum, so that small teams can be merged."""

from dataclasses import dataclass
from datetime import date

FLOWS = (
    "kept",
    "broken",
    "invited",
    "held",
    "missed",
    "excused",
    "cancelled",
    "target",
    "shortfall",
    "left_out",
    "minutes_available",
    "minutes_planned",
    "minutes_held",
    "cover",
    "double_seats",
    "arrivals",
    "departures",
    "first_talks",
    "first_wait_days",
    "posts_present",
)
"""Figures of what happened in the week.

kept, broken: deadlines met by a talk held in time; deadlines that passed without one (each counted once, when it passes).
invited, held, missed, excused: talks of the week. cancelled: taken back because the specialist was away and nobody covered.
target: held talks that the concept asks of those who were there.
shortfall: invitations missing to the number that would make it probable.
left_out: needs whose last chance was the week and that found no seat.
minutes_available: consulting minutes of those present by the share of working time; minutes_planned, minutes_held: of talks.
cover: talks held for absent colleagues. double_seats: people invited in addition to another at the same time.
arrivals, departures: customers. first_talks: first talks held with people who registered during the study;
first_wait_days: calendar days from registration to them, summed.
posts_present: full-time posts that were there, days away deducted.
"""
LEVELS = ("caseload", "overdue", "overdue_days", "waiting_first", "posts")
"""Figures of how things stand on the evening of the week's Sunday.

caseload: customers with a contact density. overdue: customers whose deadline has passed; overdue_days: by how many days, summed.
waiting_first: customers without a first talk. posts: full-time posts of the team.
"""
FIGURES = (*FLOWS, *LEVELS)


@dataclass(frozen=True, slots=True)
class Observation:
    """One simulated week of one team.

    Attributes:
        week: number of the week, from 0.
        monday: first day of the week.
        team: name of the team.
        values: one number for each of `FIGURES`, in their order.
    """

    week: int
    monday: date
    team: str
    values: tuple[float, ...]
