"""A roster looked at for one week: everybody's needs and every specialist's problem. No solver in here."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from constraints import Talk
from scheduler.attendance import ShowRates
from scheduler.need import WeekNeeds
from scheduler.needs import needs_of_week
from scheduler.post import LETTER, first_day_reached
from scheduler.prepare import Preparation, Prepared
from scheduler.presence import Presence
from scheduler.roster import Roster, Specialist
from scheduler.sharing import Sharing
from scheduler.teamweek import TeamWeek, team_week
from scheduler.workdays import monday_of


@dataclass(frozen=True)
class WeekToPlan:
    """A roster looked at for one week: the needs and every specialist's problem.

    Attributes:
        roster: the roster.
        today: day of planning.
        week: the needs of everybody.
        presence: presence of everybody.
        preparation: makes the weeks of the specialists.
        teams: the teams that are planned, each with all its members.
        everyone: the week of every member of these teams, as far as it is decided who covers what.
        sharing: the households that several of them look after.
        written: ids of the specialists whose rows are written.
    """

    roster: Roster
    today: date
    week: WeekNeeds
    presence: Presence
    preparation: Preparation
    teams: tuple[TeamWeek, ...]
    everyone: tuple[Prepared, ...]
    sharing: Sharing
    written: frozenset[str]

    @cached_property
    def prepared(self) -> tuple[Prepared, ...]:
        """The weeks that are written, in order of specialist."""
        return tuple(prepared for prepared in self.everyone if prepared.specialist.specialist_id in self.written)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the office."""
        return ZoneInfo(self.roster.office.timezone)

    def offers_of(self, customer_id: str) -> list[tuple[Prepared, Talk]]:
        """Return the colleagues whose rows are written and who could hold a talk, each with the entry it would be."""
        return [(self.week_of[name], entry) for name, entry in self._offers.get(customer_id, ()) if name in self.written]

    @cached_property
    def week_of(self) -> dict[str, Prepared]:
        """The weeks by specialist."""
        return {week.specialist.specialist_id: week for week in self.everyone}

    @cached_property
    def _offers(self) -> dict[str, list[tuple[str, Talk]]]:
        found: defaultdict[str, list[tuple[str, Talk]]] = defaultdict(list)
        for team in self.teams:
            for name, pairs in team.offers.items():
                for _, entry in pairs:
                    found[entry.talk_id].append((name, entry))
        return found

    def covered(self, holders: Mapping[str, str]) -> "WeekToPlan":
        """Return the same week once it is decided who covers what.

        Args:
            holders: customer id → specialist who holds the talk for the one who is away.
        """
        key = tuple(sorted(holders.items()))
        if key not in self._covered:
            self._covered[key] = self._with_cover(holders)
        return self._covered[key]

    @cached_property
    def _covered(self) -> dict[tuple[tuple[str, str], ...], "WeekToPlan"]:
        """What was worked out already: planning, audit and page ask for the same."""
        return {}

    def _with_cover(self, holders: Mapping[str, str]) -> "WeekToPlan":
        weeks = [week for team in self.teams for week in team.covered(self.preparation, holders)]
        sharing = Sharing.of(weeks)
        alone = sorted(map(sharing.alone, weeks), key=lambda week: week.specialist.specialist_id)
        return replace(self, everyone=tuple(alone), sharing=sharing)


def first_week_reached(roster: Roster, today: date) -> date:
    """Return the Monday of the first week that a letter sent today reaches."""
    calendar = roster.office.calendar
    earliest = max((first_day_reached(concept, calendar, LETTER, today) for concept in roster.concepts.values()), default=today)
    monday = monday_of(earliest)
    return monday if monday == earliest else monday + timedelta(days=7)


def prepare_week(
    roster: Roster,
    monday: date,
    today: date,
    specialists: Collection[str] | None = None,
    customers: Collection[str] | None = None,
    rates: ShowRates | None = None,
) -> WeekToPlan:
    """Look at a roster for one week.

    Args:
        roster: the roster.
        monday: first day of the week.
        today: day of planning.
        specialists: ids of those whose rows are written; None = everybody. Their teams are looked at as a whole.
        customers: ids of those whose needs matter; None = everybody's.
        rates: show rates; None = what the roster says on the day of planning.
    """
    presence = Presence(roster)
    concerned = tuple(c for c in roster.customers if customers is None or c.customer_id in customers)
    week = needs_of_week(replace(roster, customers=concerned), monday, today, presence)
    return week_of_needs(Preparation(roster, week, today, presence, rates), specialists)


def week_of_needs(preparation: Preparation, specialists: Collection[str] | None = None) -> WeekToPlan:
    """Look at a week whose needs are known.

    Args:
        preparation: makes the weeks of the specialists.
        specialists: as for `prepare_week`.
    """
    roster, week = preparation.roster, preparation.week
    written = frozenset(s.specialist_id for s in roster.specialists if specialists is None or s.specialist_id in specialists)
    members: defaultdict[str, list[Specialist]] = defaultdict(list)
    for specialist in sorted(roster.specialists, key=lambda s: s.specialist_id):
        members[specialist.team].append(specialist)
    planned = {s.team for s in roster.specialists if s.specialist_id in written}
    teams = tuple(team_week(preparation, name, people) for name, people in sorted(members.items()) if name in planned)
    look = WeekToPlan(roster, preparation.today, week, preparation.presence, preparation, teams, (), Sharing({}, {}), written)
    return look.covered({})
