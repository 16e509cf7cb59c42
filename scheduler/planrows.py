"""The rows of a plan: an assignment in cells becomes appointments, names of obstacles, and what a week promises. No solver.

The planner writes plans with it, the audit rebuilds them with it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from constraints import Assignment, Placement, Problem, Talk
from constraints.audit import view_of
from constraints.double_seats import Chance, figures_of, half_days
from constraints.rules import RULES
from constraints.view import PlanView
from constraints.weekly_number import missing
from scheduler.attendance import PER_MILLE
from scheduler.instruments import Instruments, guests_of, suits
from scheduler.obstacles import easiest, obstacle
from scheduler.plan import (
    DAY_NAMES,
    NOTHING_ELSEWHERE,
    Appointment,
    DoubleSeat,
    Elsewhere,
    NotInvited,
    SpecialistWeek,
    StandbyName,
)
from scheduler.prepare import Prepared
from scheduler.pseudonyms import pseudonym
from scheduler.reasons import reason_of, standby_reason, would_need
from scheduler.resourceuse import ResourceUse
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import week_name

NOON_HOUR = 12


class PlanRows:
    """Turns cells back into times, and the plans of all weeks into rows.

    Args:
        to_plan: the week, with who covers what.
        key: key of the pseudonyms.
        plans: specialist id → plan of this week, of those whose rows are written.
        elsewhere: what team-mates hold whose rows are not written.
    """

    def __init__(
        self, to_plan: WeekToPlan, key: bytes, plans: Mapping[str, Assignment], elsewhere: Elsewhere = NOTHING_ELSEWHERE
    ) -> None:
        self.to_plan = to_plan
        self.key = key
        self.plans = plans
        self._elsewhere = elsewhere
        self._views: dict[str, PlanView] = {}
        self._instruments: dict[str, Instruments] = {}
        self._use = ResourceUse(to_plan.prepared, plans, elsewhere)

    def with_plans(self, plans: Mapping[str, Assignment]) -> "PlanRows":
        """Return the rows of other plans that differ in double seats only, so that all else that was worked out still holds."""
        rows = PlanRows(self.to_plan, self.key, plans, self._elsewhere)
        for name, view in self._views.items():
            is_same = plans.get(name, ()) == view.assignment
            rows._views[name] = view if is_same else replace(view, assignment=plans.get(name, ()))
            if is_same and name in self._instruments:
                rows._instruments[name] = self._instruments[name]
        return rows

    def view(self, prepared: Prepared) -> PlanView:
        """Return a specialist's plan as the rules see it: resources as far as nobody else uses them."""
        name = prepared.specialist.specialist_id
        if name not in self._views:
            self._views[name] = view_of(self.with_resources_left([name], prepared.problem), self.plans.get(name, ()))
        return self._views[name]

    def _with_entry(self, prepared: Prepared, entry: Talk) -> PlanView:
        """Return a specialist's plan with the starts of one more talk that could be held."""
        view = self.view(prepared)
        starts = {**view.allowed_starts, entry.key: RULES.starts_of(view.problem, entry)}
        return replace(view, allowed_starts=starts)

    def with_resources_left(self, specialists: Collection[str], problem: Problem) -> Problem:
        """Return a problem of some specialists with what all others leave of the resources."""
        return replace(problem, resources=self._use.left_for(specialists, problem))

    def moment(self, cell: int) -> datetime:
        """Return the local time of a cell, with offset."""
        day, step = divmod(cell, self.to_plan.presence.cells_per_day)
        midnight = datetime.combine(self.to_plan.week.monday + timedelta(days=day), datetime.min.time(), self.to_plan.zone)
        return midnight + timedelta(minutes=step * self.to_plan.presence.grid_minutes)

    def appointments(self, prepared: Prepared) -> Iterator[Appointment]:
        """Yield the appointments of a specialist in the order of the plan."""
        for placement in self.plans.get(prepared.specialist.specialist_id, ()):
            yield self.appointment(prepared, placement)

    def appointment(self, prepared: Prepared, placement: Placement) -> Appointment:
        """Return the appointment of a placement.

        Raises:
            KeyError: the customer needs no talk of this specialist this week.
        """
        customer_id, cell = placement.talk_id, placement.start
        need = prepared.needs[customer_id]
        start = self.moment(cell)
        return Appointment(
            appointment_id=pseudonym(self.key, customer_id, need.rule.rule_id, week_name(self.to_plan.week.monday)),
            specialist_id=prepared.specialist.specialist_id,
            customer_id=customer_id,
            start=start,
            end=start + timedelta(minutes=need.minutes),
            minutes=need.minutes,
            kind=need.kind,
            also_meets=need.also_meets,
            channel=need.channel,
            invited_by=need.delivery,
            show_rate=prepared.rates[customer_id] / PER_MILLE,
            deadline=need.deadline,
            rule_id=need.rule.rule_id,
            reason=reason_of(need, prepared.problem.by_id[customer_id], cell, self.to_plan.week.first_day),
            covers_for=prepared.covers_for(customer_id),
            double_booked=placement.is_double,
        )

    def not_invited(self, prepared: Prepared) -> Iterator[NotInvited]:
        """Yield the needs of the ladder (and the pins) that got no seat, in order of customer."""
        view = self.view(prepared)
        for talk in view.left_out:
            if talk.is_due:
                yield self._not_invited(prepared, view, talk)

    def _not_invited(self, prepared: Prepared, view: PlanView, talk: Talk) -> NotInvited:
        need = prepared.needs[talk.talk_id]
        rules = self._obstacle(view, talk)
        return NotInvited(
            customer_id=talk.talk_id,
            specialist_id=prepared.specialist.specialist_id,
            deadline=need.deadline,
            rule_id=need.rule.rule_id,
            why="+".join(rules),
            would_need=would_need(rules, need, in_team=bool(self.to_plan.offers_of(talk.talk_id))),
        )

    def _obstacle(self, view: PlanView, talk: Talk) -> tuple[str, ...]:
        """Return what stood in the way: with a colleague where one could cover, else with the own specialist."""
        offers = self.to_plan.offers_of(talk.talk_id)
        found = [obstacle(self._with_entry(colleague, entry), entry) for colleague, entry in offers]
        return easiest([obstacle(view, talk), *found])

    def instruments(self, prepared: Prepared) -> Instruments:
        """Return the telephone list and the double seats of a specialist's plan."""
        name = prepared.specialist.specialist_id
        if name not in self._instruments:
            roster = self.to_plan.roster
            concept = roster.concepts[roster.office.teams[prepared.specialist.team].concept]
            reach = self.to_plan.preparation.rates.reach_per_mille(prepared.specialist.team)
            self._instruments[name] = Instruments(guests_of(prepared), concept, reach, self.view(prepared))
        return self._instruments[name]

    def standby(self, prepared: Prepared) -> Iterator[StandbyName]:
        """Yield the telephone list of a specialist; nobody once the week has begun, since it follows from what is expected."""
        if self.to_plan.week.has_begun:
            return
        for rank, talk in enumerate(self.instruments(prepared).names, 1):
            need = prepared.needs[talk.talk_id]
            name = prepared.specialist.specialist_id
            yield StandbyName(name, rank, talk.talk_id, self._half_days(prepared, talk), standby_reason(need))

    def _half_days(self, prepared: Prepared, talk: Talk) -> tuple[str, ...]:
        """Return the half-days with planned talks in which somebody has time, as `mon-am`."""
        found = []
        for half_day in half_days(self.view(prepared), 0):
            free = [seated for seated in half_day if suits(seated, talk)]
            if free:
                moment = self.moment(free[0].start)
                found.append(f"{DAY_NAMES[moment.weekday()]}-{'am' if moment.hour < NOON_HOUR else 'pm'}")
        return tuple(dict.fromkeys(found))

    def specialist_week(self, prepared: Prepared) -> SpecialistWeek:
        """Return what a specialist's week promises. It only looks ahead: once the week has begun it names no number to reach."""
        problem, number = prepared.problem, prepared.number
        has_begun = self.to_plan.week.has_begun
        instruments = self.instruments(prepared)
        expected, reached, names = self._expected(prepared), None, 0
        if number.target is not None and not has_begun:
            promise = instruments.promise()
            expected, reached, names = promise.expected_per_mille, promise.chance_per_mille, len(instruments.names)
        target = None if number.target is None or has_begun else float(number.target)
        return SpecialistWeek(
            specialist_id=prepared.specialist.specialist_id,
            team=prepared.specialist.team,
            target=target,
            booked=prepared.booked_ahead,
            invitations_wanted=None if has_begun else number.invitations,
            invited=len(self.plans.get(prepared.specialist.specialist_id, ())),
            expected_per_mille=expected,
            chance_per_mille=reached,
            standby=names,
            double_seats=tuple(self._double_seat(instruments, *double) for double in instruments.double_seats()),
            fits=target is None or target * prepared.talk_minutes <= prepared.share_minutes,
            exhausted=number.exhausted,
            short_of=_short_of(prepared, self.view(prepared)),
            is_away=not problem.workers[0].open_cells,
        )

    def _expected(self, prepared: Prepared) -> int:
        """Return the expected talks of the week without a telephone list, per mille."""
        view = self.view(prepared)
        counting = [talk.talk_id for talk, _ in (*view.placed, *view.doubled) if talk.counts]
        return prepared.ahead_per_mille + sum(prepared.rates[talk_id] for talk_id in counting)

    def _double_seat(self, instruments: Instruments, chance: Chance, second: Talk) -> DoubleSeat:
        """Return what a double seat means, with the rates of the people who are invited."""
        rates = instruments.rates_in(chance.half_day)
        second_rate = instruments.guests.rates[second.talk_id]
        figures = figures_of(chance, rates, second_rate)
        own = rates[chance.half_day.index(chance.seat)]
        return DoubleSeat(
            start=self.moment(chance.seat.start).isoformat(timespec="minutes"),
            both_per_mille=round(own * second_rate / PER_MILLE),
            wait_minutes=ceil(max(figures.waits) * self.to_plan.presence.grid_minutes),
            overtime_per_mille=round(PER_MILLE * figures.overtime_chance),
        )


def with_doubles(rows: PlanRows) -> dict[str, Assignment]:
    """Return the plans with double seats; none once the week has begun, since nobody's talks held so far may be a figure."""
    if rows.to_plan.week.has_begun:
        return dict(rows.plans)
    weeks = rows.to_plan.prepared
    return {prepared.specialist.specialist_id: rows.instruments(prepared).with_doubles() for prepared in weeks}


def _short_of(prepared: Prepared, view: PlanView) -> str:
    """Return what stands in the way of more invitations where some are missing."""
    if missing(view, 0) <= len(view.doubled):
        return ""
    left = prepared.problem.workers[0].minutes_left - sum(talk.minutes for talk, _ in view.placed)
    waiting = [talk.minutes for talk in view.left_out if talk.counts and view.allowed_starts[talk.key]]
    return "share" if waiting and left < min(waiting) else "seats"
