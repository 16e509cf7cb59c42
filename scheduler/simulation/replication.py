"""One replication: a roster lived through week by week, everything drawn from the seed and the number of the replication."""

from collections.abc import Mapping
from datetime import date, timedelta

from scheduler.attendance import ShowRates, show_rate_per_mille
from scheduler.needs import WeekLook
from scheduler.post import last_posting_day
from scheduler.roster import Roster
from scheduler.simulation.away import Illness, leave_of
from scheduler.simulation.days import Days
from scheduler.simulation.dice import Dice
from scheduler.simulation.engine import Engine
from scheduler.simulation.exact import exact_week
from scheduler.simulation.fast import fast_week
from scheduler.simulation.figures import Observation
from scheduler.simulation.people import People
from scheduler.simulation.records import Memory, Records
from scheduler.simulation.scenario import Run, Scenario
from scheduler.simulation.staffing import scenario_roster
from scheduler.simulation.tally import Tally
from scheduler.simulation.world import World
from scheduler.week_to_plan import first_week_reached
from scheduler.workdays import DAYS_A_WEEK

ENGINES: Mapping[str, Engine] = {"exact": exact_week, "fast": fast_week}


class ScenarioRates(ShowRates):
    """The show rates of a scenario: those that it names, else those of the roster and its history on the first day."""

    def __init__(self, roster: Roster, scenario: Scenario, today: date) -> None:
        super().__init__(roster, today)
        self._named = scenario.show_rates
        self._known: dict[tuple[str, str, str, str], int] = {}

    def per_mille(self, team: str, kind: str, channel: str, delivery: str) -> int:
        """Return the show rate of a group of a team, in per mille."""
        key = (team, kind, channel, delivery)
        if key not in self._known:
            own = super().per_mille(*key)
            self._known[key] = show_rate_per_mille({"default": own / 1000, **self._named}, kind, channel, delivery)
        return self._known[key]


def replicate(roster: Roster, scenario: Scenario, run: Run, replication: int, today: date) -> tuple[Observation, ...]:
    """Return the figures of every week and team of one replication.

    Pure: the same arguments give the same result, in whatever process; all scenarios of a seed meet the same luck.

    Args:
        roster: the roster as it is.
        scenario: what is changed.
        run: weeks, seed, engine.
        replication: its number.
        today: the last day that is known; everything after it is drawn.
    """
    return _Replication(scenario_roster(roster, scenario), scenario, run, replication, today).observations()


class _Replication:
    """The state of one replication."""

    def __init__(self, roster: Roster, scenario: Scenario, run: Run, replication: int, today: date) -> None:
        dice = Dice(run.seed, replication)
        first = first_week_reached(roster, today)
        self._mondays = [first + timedelta(days=DAYS_A_WEEK * number) for number in range(run.weeks)]
        self._today = today
        self._decide = ENGINES[run.engine]
        rates = ScenarioRates(roster, scenario, today)
        self.world = World(roster, rates, today)
        weeks = self._weeks_from(today)
        for specialist in roster.specialists:
            for absence in leave_of(specialist, weeks, scenario.assumptions, dice):
                self.world.add_absence(absence)
        self._records = Records(self.world, Memory(roster, rates))
        self._tally = Tally(self.world, self._records, weeks[0])
        people = People(roster, scenario.assumptions, dice, today)
        illness = Illness(scenario.assumptions, roster.office.calendar, dice)
        self._days = Days(self.world, people, illness, scenario.assumptions, dice, self._tally)

    def _weeks_from(self, today: date) -> list[date]:
        monday = today - timedelta(days=today.weekday())
        weeks = (self._mondays[-1] - monday).days // DAYS_A_WEEK + 1
        return [monday + timedelta(days=DAYS_A_WEEK * number) for number in range(weeks)]

    def observations(self) -> tuple[Observation, ...]:
        """Live through all weeks."""
        planned_on = self._planning_days()
        found: list[Observation] = []
        days = (self._mondays[-1] - self._today).days + DAYS_A_WEEK
        for day in (self._today + timedelta(days=number) for number in range(days)):
            self._days.live(day)
            for monday in planned_on.get(day, ()):
                self._plan(monday, day)
            if day.weekday() == DAYS_A_WEEK - 1:
                self._records.update(WeekLook(self.world.setting, self._look.monday, day, self.world.presence))
                week = (day - self._mondays[0]).days // DAYS_A_WEEK
                found += [row for row in self._tally.close(week) if week >= 0]
        return tuple(found)

    def _planning_days(self) -> dict[date, list[date]]:
        """Return day → Mondays of the weeks that are planned on its evening."""
        setting = self.world.setting
        days: dict[date, list[date]] = {self._today: [self._mondays[0]]}
        for monday in self._mondays[1:]:
            day = last_posting_day(setting.concepts.values(), setting.office.calendar, monday, self._today)
            days.setdefault(day, []).append(monday)
        return days

    def _plan(self, monday: date, today: date) -> None:
        world = self.world
        self._look = WeekLook(world.setting, monday, today, world.presence)
        self._records.update(self._look)
        planned = self._decide(world, self._records, self._look, today)
        self._tally.planned(planned, monday)
        for booking in planned.bookings:
            world.invite(booking)
