"""A plan laid beside the roster again: whose talk starts in which cell, who stays invited, what others leave."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from constraints import Assignment, Placement, Problem
from scheduler.need import Need
from scheduler.needs import needs_of_week
from scheduler.plan import Plan
from scheduler.planrows import PlanRows
from scheduler.prepare import Preparation, Prepared
from scheduler.presence import Presence
from scheduler.roster import Roster
from scheduler.teamweek import TeamWeek, team_week
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import minute_of_day


@dataclass(frozen=True)
class PlannedWeek:
    """A roster looked at for one week, and the plan that was made for it.

    Attributes:
        to_plan: the week, with who covers what as in the plan.
        plan: the plan.
    """

    to_plan: WeekToPlan
    plan: Plan

    @classmethod
    def of(cls, to_plan: WeekToPlan, plan: Plan) -> "PlannedWeek":
        """Lay a plan beside a roster that was looked at for its week."""
        return cls(to_plan.covered(plan.holders), plan)

    @cached_property
    def plans(self) -> dict[str, Assignment]:
        """Specialist id → plan of this week, worker 0; a row that the roster does not ask for is left out."""
        return {week.specialist.specialist_id: self._placements(week) for week in self.to_plan.prepared}

    @cached_property
    def rows(self) -> PlanRows:
        """The plan as the rules see it; without the key of the pseudonyms, which only appointments need."""
        return PlanRows(self.to_plan, b"", self.plans, self.plan.elsewhere)

    def problem_of(self, specialist_id: str) -> Problem:
        """Return a specialist's week with what the plans of all others leave of the resources."""
        return self.rows.with_resources_left([specialist_id], self.to_plan.week_of[specialist_id].problem)

    def due_of(self, specialist_id: str) -> frozenset[str]:
        """Return the customers with a talk of the ladder, or a wish, who have a seat with a specialist."""
        due = {talk.talk_id for talk in self.to_plan.week_of[specialist_id].problem.talks if talk.is_due}
        return frozenset(p.talk_id for p in self.plans[specialist_id] if p.talk_id in due and not p.is_double)

    def team_of(self, specialist_id: str) -> TeamWeek:
        """Return the team of a specialist who is planned."""
        return next(t for t in self.to_plan.teams if specialist_id in {m.specialist.specialist_id for m in t.members})

    def _placements(self, week: Prepared) -> Assignment:
        """Return the starts of a specialist's rows as cells, in order of time."""
        found = []
        for row in self.plan.of(week.specialist.specialist_id):
            local = row.start.astimezone(self.to_plan.zone)
            day = (local.date() - self.to_plan.week.monday).days
            step = minute_of_day(local) // self.to_plan.presence.grid_minutes
            cell = day * self.to_plan.presence.cells_per_day + step
            if row.customer_id in week.needs:
                found.append(Placement(row.customer_id, cell, 0, row.double_booked))
        return tuple(sorted(found, key=lambda p: (p.start, p.is_double, p.talk_id)))

    def with_roster(self, roster: Roster, customers: Collection[str] | None, holders: Collection[str] = ()) -> "PlannedWeek":
        """Return the same plan beside a changed roster.

        Args:
            roster: the roster with the change.
            customers: ids of those whose needs the change can touch; None = anybody's.
            holders: specialists whose weeks are asked for, all others stay as they were; empty = everybody's.
        """
        old = self.to_plan
        presence = Presence(roster)
        if customers is None:
            week = needs_of_week(roster, old.week.monday, old.today, presence)
        else:
            part = replace(roster, customers=tuple(c for c in roster.customers if c.customer_id in customers))
            seen = needs_of_week(part, old.week.monday, old.today, presence).needs
            others = [need for need in old.week.needs if need.customer.customer_id not in customers]
            week = replace(old.week, needs=tuple(sorted([*others, *seen], key=_customer_id)))
        preparation = Preparation(roster, week, old.today, presence)
        fresh = replace(old, roster=roster, week=week, presence=presence, preparation=preparation)
        if holders:
            return PlannedWeek(replace(fresh, everyone=tuple(self._weeks_again(preparation, holders))), self.plan)
        teams = tuple(_team_again(preparation, roster, team) for team in old.teams)
        return PlannedWeek(replace(fresh, teams=teams, everyone=()).covered(self.plan.holders), self.plan)

    def _weeks_again(self, preparation: Preparation, holders: Collection[str]) -> Iterator[Prepared]:
        """Yield everybody's week, those of some specialists prepared again; who covers what stays as it is."""
        again: dict[str, Prepared] = {}
        for team in self.to_plan.teams:
            names = [m.specialist.specialist_id for m in team.members if m.specialist.specialist_id in holders]
            members = tuple(preparation.of(preparation.roster.specialist_by_id[name]) for name in names)
            weeks = replace(team, members=members).covered(preparation, self.plan.holders) if members else []
            again |= {week.specialist.specialist_id: self.to_plan.sharing.alone(week) for week in weeks}
        for week in self.to_plan.everyone:
            yield again.get(week.specialist.specialist_id, week)


def _customer_id(need: Need) -> str:
    return need.customer.customer_id


def _team_again(preparation: Preparation, roster: Roster, team: TeamWeek) -> TeamWeek:
    members = [roster.specialist_by_id[member.specialist.specialist_id] for member in team.members]
    return team_week(preparation, team.team, members)
