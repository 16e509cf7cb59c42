"""Who is away: leave, known from the start, and illness, known from its first day. Holidays and closed days are the office's."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from scheduler.cellvalues import DAY_MINUTES
from scheduler.roster import Absence, Specialist
from scheduler.simulation.dice import Dice
from scheduler.simulation.scenario import Assumptions
from scheduler.workdays import DAYS_A_WEEK, WorkCalendar

WORKING_DAYS_A_WEEK = 5
LEAVE, ILLNESS = "leave", "illness"


def leave_of(
    specialist: Specialist, mondays: Sequence[date], assumptions: Assumptions, dice: Dice, known_days: float = 0
) -> list[Absence]:
    """Return the weeks of leave of a specialist among some weeks; more leave adds weeks to those of less.

    Args:
        specialist: who.
        mondays: first days of the weeks.
        assumptions: days a year and the months in which they are taken.
        dice: of the replication.
        known_days: working days within these weeks on which they are known to be away; drawn leave comes on top up to the sum.
    """
    weights = {monday: _weeks_of_leave(monday, assumptions) for monday in mondays}
    number = max(0.0, sum(weights.values()) - known_days / WORKING_DAYS_A_WEEK)
    whole = int(number) + (dice.uniform(f"leave/{specialist.specialist_id}/part") < number % 1)

    def rank(monday: date) -> float:
        u = dice.uniform(f"leave/{specialist.specialist_id}/{monday}")
        return u ** (1 / weights[monday]) if weights[monday] > 0 else -1.0

    chosen = sorted(sorted(mondays, key=rank, reverse=True)[:whole])
    return [
        Absence(specialist.specialist_id, monday, monday + timedelta(days=DAYS_A_WEEK - 1), reason=LEAVE) for monday in chosen
    ]


def _weeks_of_leave(monday: date, assumptions: Assumptions) -> float:
    """Return which part of a week is on leave on average, by the share of its month."""
    weeks_of_month = monthrange(monday.year, monday.month)[1] / DAYS_A_WEEK
    return assumptions.leave_days / WORKING_DAYS_A_WEEK * assumptions.leave_by_month[monday.month - 1] / weeks_of_month


def known_days_away(specialist: Specialist, absences: Iterable[Absence], mondays: Sequence[date], calendar: WorkCalendar) -> int:
    """Return on how many working days of some weeks somebody is known to be away all day."""
    first, last = mondays[0], mondays[-1] + timedelta(days=DAYS_A_WEEK - 1)
    days = {
        max(absence.first_day, first) + timedelta(days=number)
        for absence in absences
        if absence.person_id == specialist.specialist_id and not absence.from_time and absence.to_time >= DAY_MINUTES
        for number in range((min(absence.last_day, last) - max(absence.first_day, first)).days + 1)
    }
    return sum(calendar.is_working_day(day) for day in days)


def illness_share(assumptions: Assumptions, calendar: WorkCalendar, year: int) -> float:
    """Return the share of the days not on leave on which somebody is ill or in training, by the presence that is assumed."""
    first = date(year, 1, 1)
    working_days = sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - first).days))
    on_leave = assumptions.leave_days / working_days
    return max(0.0, 1 - assumptions.presence - on_leave) / (1 - on_leave)


class Illness:
    """When specialists fall ill, and for how long.

    Args:
        assumptions: presence, leave, mean length of an illness.
        calendar: working days of the office.
        dice: of the replication.
    """

    def __init__(self, assumptions: Assumptions, calendar: WorkCalendar, dice: Dice) -> None:
        self._assumptions = assumptions
        self._calendar = calendar
        self._dice = dice
        self._chances: dict[int, float] = {}
        self._until: dict[str, date] = {}

    def begins(self, specialists: tuple[Specialist, ...], day: date) -> Iterator[Absence]:
        """Yield the illnesses that begin on a working day."""
        chance = self._chance(day.year)
        for specialist in specialists:
            name = specialist.specialist_id
            if self._until.get(name, date.min) < day and self._dice.uniform(f"ill/{name}/{day}") < chance:
                self._until[name] = self._last_day(name, day)
                yield Absence(name, day, self._until[name], reason=ILLNESS)

    def _chance(self, year: int) -> float:
        """Return the chance that somebody well falls ill on a day, so that the share of days ill comes out."""
        if year not in self._chances:
            share = illness_share(self._assumptions, self._calendar, year)
            self._chances[year] = share / (share + (1 - share) * self._assumptions.sick_days)
        return self._chances[year]

    def _last_day(self, name: str, day: date) -> date:
        """Return the last day of an illness: its working days are geometric with the mean that is assumed."""
        ends = 1 / self._assumptions.sick_days
        last, number = day, 0
        while self._dice.uniform(f"well/{name}/{day}/{number}") >= ends:
            last, number = self._calendar.next_working_day(last + timedelta(days=1)), number + 1
        return last
