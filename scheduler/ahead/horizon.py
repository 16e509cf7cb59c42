"""Several weeks in a row: each is planned on what the weeks before it promise.

Used twice: with the full planner for `plan --weeks`, with the quick one (`quick.py`) for `forecast`.
Source: docs/model.md, Weeks ahead.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from constraints import Assignment
from scheduler.ahead.assume import assumed_roster
from scheduler.ahead.outlook import Outlook, found_seats, outlooks
from scheduler.ahead.returns import Missing, reserve
from scheduler.assumed import Ahead, Assumed
from scheduler.attendance import ShowRates
from scheduler.plan import Appointment
from scheduler.post import last_posting_day
from scheduler.roster import Roster
from scheduler.week_to_plan import WeekToPlan, prepare_week
from scheduler.workdays import DAYS_A_WEEK, FRIDAY


@dataclass(frozen=True)
class Decided:
    """What a planner makes of one week.

    Attributes:
        to_plan: the week, with who covers what.
        plans: specialist id → plan of this week, for those whose rows are written.
        appointments: the same as rows.
    """

    to_plan: WeekToPlan
    plans: Mapping[str, Assignment]
    appointments: tuple[Appointment, ...]


Decide = Callable[[WeekToPlan, Ahead | None], Decided]
"""A planner: gets a week and what it takes for granted (None = nothing)."""


@dataclass(frozen=True)
class WeekAhead:
    """One week of a horizon.

    Attributes:
        decided: what was planned.
        ahead: what the week takes for granted; None in the first.
        outlooks: what it means for the deadlines of each team.
    """

    decided: Decided
    ahead: Ahead | None
    outlooks: tuple[Outlook, ...]


@dataclass(frozen=True, slots=True)
class Horizon:
    """Which weeks are planned for whom.

    Attributes:
        monday: first day of the first week.
        weeks: number of weeks.
        today: day of planning.
        specialists: ids of those whose rows are written; None = everybody.
    """

    monday: date
    weeks: int
    today: date
    specialists: Collection[str] | None = None

    def mondays(self) -> list[date]:
        """Return the Mondays of all weeks."""
        return [self.monday + timedelta(days=DAYS_A_WEEK * number) for number in range(self.weeks)]


def roll(roster: Roster, horizon: Horizon, decide: Decide) -> Iterator[WeekAhead]:
    """Plan the weeks of a horizon one after the other.

    Args:
        roster: the roster.
        horizon: which weeks.
        decide: the planner.
    """
    written = horizon.specialists
    names = {s.specialist_id for s in roster.specialists if written is None or s.specialist_id in written}
    missing = Missing(roster, ShowRates(roster, horizon.today), horizon.today, names)
    assumed: tuple[Assumed, ...] = ()
    for number, monday in enumerate(horizon.mondays()):
        sent_on = sent_for(roster, monday, horizon.today) if number else horizon.today
        seen = assumed_roster(roster, Ahead(horizon.today, (), assumed) if number else None, sent_on)
        back = missing.back_in(seen, monday, sent_on) if number else []
        ahead = Ahead(horizon.today, reserve(back), assumed) if number else None
        to_plan = prepare_week(assumed_roster(roster, ahead, sent_on), monday, sent_on, horizon.specialists)
        decided = decide(to_plan, ahead)
        found = found_seats(decided.to_plan, decided.plans, back)
        yield WeekAhead(decided, ahead, tuple(outlooks(decided.to_plan, decided.plans, back, found)))
        missing.after(back, found, sent_on, monday + timedelta(days=FRIDAY))
        assumed += tuple(_assumed(appointment, sent_on) for appointment in decided.appointments)


def sent_for(roster: Roster, monday: date, today: date) -> date:
    """Return the day on which the letters of a later week go out: the last that reaches its Monday with time to spare."""
    return last_posting_day(roster.concepts.values(), roster.office.calendar, monday, today)


def _assumed(appointment: Appointment, sent_on: date) -> Assumed:
    values = {f.name: getattr(appointment, f.name) for f in fields(Assumed) if f.name != "invited_on"}
    return Assumed(**values, invited_on=sent_on)
