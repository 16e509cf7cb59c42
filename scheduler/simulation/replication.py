"""One replication: a roster lived through week by week, everything drawn from the seed and the number of the replication."""

from dataclasses import replace
from datetime import date, timedelta

from scheduler.attendance import PER_MILLE, ShowRates, show_rate_per_mille
from scheduler.needs import WeekLook
from scheduler.post import last_posting_day
from scheduler.roster import Roster
from scheduler.simulation.away import Illness, known_days_away, leave_of
from scheduler.simulation.days import Days
from scheduler.simulation.dice import Dice
from scheduler.simulation.engine import Engine
from scheduler.simulation.fast import fast_week
from scheduler.simulation.figures import Observation
from scheduler.simulation.people import Lives, People
from scheduler.simulation.record import Memory
from scheduler.simulation.records import Records
from scheduler.simulation.scenario import Run, Scenario
from scheduler.simulation.staffing import scenario_roster
from scheduler.simulation.tally import Tally
from scheduler.simulation.world import World
from scheduler.week_to_plan import first_week_reached
from scheduler.workdays import DAYS_A_WEEK, monday_of

EXACT, FAST = "exact", "fast"
PHONE = "phone"


def engine_of(name: str) -> Engine:
    """Return an engine; only the exact one needs the solver.

    Raises:
        KeyError: there is none of that name.
    """
    if name == EXACT:
        from scheduler.simulation.exact import exact_week

        return exact_week
    return {FAST: fast_week}[name]


class ScenarioRates(ShowRates):
    """The show rates of a scenario: those that it names, else those of the roster as it is and its history on the first day.

    Where a scenario names nothing for the phone, the phone keeps the rates of today.
    """

    def __init__(self, roster: Roster, changed: Roster, scenario: Scenario, today: date) -> None:
        super().__init__(changed, today)
        self.by_team = ShowRates(roster, today).by_team
        phone = {key: rate for key, rate in scenario.show_rates.items() if PHONE in key.split(".")}
        self._named = {True: phone, False: {key: r for key, r in scenario.show_rates.items() if key not in phone}}
        self._known: dict[tuple[str, str, str, str], int] = {}

    def per_mille(self, team: str, kind: str, channel: str, delivery: str) -> int:
        """Return the show rate of a group of a team, in per mille."""
        key = (team, kind, channel, delivery)
        if key not in self._known:
            named = {"default": super().per_mille(*key) / PER_MILLE, **self._named[channel == PHONE]}
            self._known[key] = show_rate_per_mille(named, kind, channel, delivery)
        return self._known[key]


class Simulator:
    """Makes the replications of one scenario; what they have in common is worked out once.

    Args:
        roster: the roster as it is.
        scenario: what is changed.
        run: weeks, seed, engine.
        today: the first day that is lived through; on its evening the first week is planned.
    """

    def __init__(self, roster: Roster, scenario: Scenario, run: Run, today: date) -> None:
        changed = scenario_roster(roster, scenario)
        named = {team.concept for team in changed.office.teams.values()}
        self.roster = replace(changed, concepts={name: changed.concepts[name] for name in sorted(named)})
        self.scenario = scenario
        self.run = run
        self.today = today
        self.memory = Memory(self.roster, ScenarioRates(roster, self.roster, scenario, today))
        first = first_week_reached(self.roster, today)
        self.mondays = [first + timedelta(days=DAYS_A_WEEK * number) for number in range(run.weeks)]
        self.planned_on = self._planning_days()
        self.beginning = World(self.roster, self.memory.rates, today)
        self.lives = Lives(self.roster, scenario.assumptions, today, self.last_day)

    @property
    def last_day(self) -> date:
        """The last day that is lived through."""
        return self.mondays[-1] + timedelta(days=DAYS_A_WEEK - 1)

    def _planning_days(self) -> dict[date, list[date]]:
        """Return day → Mondays of the weeks that are planned on its evening."""
        concepts, calendar = self.roster.concepts.values(), self.roster.office.calendar
        days: dict[date, list[date]] = {self.today: [self.mondays[0]]}
        for monday in self.mondays[1:]:
            days.setdefault(last_posting_day(concepts, calendar, monday, self.today), []).append(monday)
        return days

    def replicate(self, number: int) -> tuple[Observation, ...]:
        """Return the figures of every week and team of one replication; the order in which they are made does not matter."""
        return _Replication(self, number).observations()


def replicate(roster: Roster, scenario: Scenario, run: Run, replication: int, today: date) -> tuple[Observation, ...]:
    """Return the figures of every week and team of one replication.

    Pure: the same arguments give the same result, in whatever process; all scenarios of a seed meet the same luck.
    For several replications of one scenario a `Simulator` is faster.
    """
    return Simulator(roster, scenario, run, today).replicate(replication)


class _Replication:
    """The state of one replication."""

    def __init__(self, simulator: Simulator, number: int) -> None:
        roster, assumptions, today = simulator.roster, simulator.scenario.assumptions, simulator.today
        dice = Dice(simulator.run.seed, number)
        self._simulator = simulator
        self._decide = engine_of(simulator.run.engine)
        self._world = simulator.beginning.fresh()
        weeks = self._weeks()
        for specialist in roster.specialists:
            known = known_days_away(specialist, roster.absences, weeks, roster.office.calendar)
            for absence in leave_of(specialist, weeks, assumptions, dice, known):
                self._world.add_absence(absence)
        self._records = Records(self._world, simulator.memory)
        self._tally = Tally(self._world, self._records, weeks[0])
        people = People(simulator.lives, dice)
        illness = Illness(assumptions, roster.office.calendar, dice)
        self._days = Days(self._world, people, illness, assumptions, dice, self._tally)
        self._look = WeekLook(self._world.setting, simulator.mondays[0], today, self._world.presence)
        self._records.update(self._look)

    def _weeks(self) -> list[date]:
        """Return the Mondays from the running week to the last that is simulated."""
        monday, last = monday_of(self._simulator.today), self._simulator.mondays[-1]
        number = (last - monday).days // DAYS_A_WEEK + 1
        return [monday + timedelta(days=DAYS_A_WEEK * week) for week in range(number)]

    def observations(self) -> tuple[Observation, ...]:
        """Live through all weeks."""
        simulator, found = self._simulator, list[Observation]()
        days = (simulator.mondays[-1] - simulator.today).days + DAYS_A_WEEK
        for day in (simulator.today + timedelta(days=number) for number in range(days)):
            self._days.live(day)
            for monday in simulator.planned_on.get(day, ()):
                self._plan(monday, day)
            if day.weekday() == DAYS_A_WEEK - 1:
                self._records.update(WeekLook(self._world.setting, self._look.monday, day, self._world.presence))
                week = (day - simulator.mondays[0]).days // DAYS_A_WEEK
                found += [row for row in self._tally.close(week) if week >= 0]
        return tuple(found)

    def _plan(self, monday: date, today: date) -> None:
        self._look = WeekLook(self._world.setting, monday, today, self._world.presence)
        self._records.update(self._look)
        planned = self._decide(self._world, self._records, self._look, today)
        self._tally.planned(planned, monday)
        for booking in planned.bookings:
            self._world.invite(booking)
