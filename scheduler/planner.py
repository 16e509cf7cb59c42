"""plan_week: roster → needs → problem → model → plan, one specialist's week after the other, several at a time.

The weeks of the specialists do not touch one another, so they are solved in parallel; each solve has one worker and a
deterministic limit, so the plan does not depend on how many run at a time.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib.metadata import version
from os import cpu_count

from constraints.audit import view_of
from constraints.problem import Talk
from constraints.solve import Outcome, SolverSettings, solve
from constraints.view import PlanView
from constraints.weekly_number import NAME as WEEKLY_NUMBER
from scheduler.attendance import PER_MILLE
from scheduler.errors import PlanError
from scheduler.need import Need
from scheduler.obstacles import obstacle
from scheduler.plan import Appointment, NotInvited, Plan, SpecialistWeek
from scheduler.prepare import Prepared
from scheduler.pseudonyms import pseudonym
from scheduler.reasons import reason_of, would_need
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import week_name

PACKAGES = ("turnus", "ortools")


def plan_week(
    to_plan: WeekToPlan,
    key: bytes,
    settings: SolverSettings | None = None,
    executor: Executor | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Plan:
    """Plan a week.

    Args:
        to_plan: the roster looked at for the week.
        key: key of the pseudonyms.
        settings: limits and seed of the solver.
        executor: runs the specialists' weeks; None = threads, one a processor.
        progress: called after each specialist's week.
    """
    settings = settings or SolverSettings()
    results = list(_solve_all(to_plan, settings, executor, progress))
    writer = _Writer(to_plan, key)
    return Plan(
        monday=to_plan.week.monday,
        today=to_plan.today,
        appointments=tuple(a for prepared, outcome in results for a in writer.appointments(prepared, outcome)),
        not_invited=tuple(n for prepared, outcome in results for n in writer.not_invited(prepared, outcome)),
        weeks=tuple(writer.specialist_week(prepared, outcome) for prepared, outcome in results),
        settings={**asdict(settings), "grid_minutes": to_plan.presence.grid_minutes},
        inputs=dict(to_plan.roster.digests),
        versions={package: version(package) for package in PACKAGES},
    )


def _solve_all(
    to_plan: WeekToPlan, settings: SolverSettings, executor: Executor | None, progress: Callable[[], object]
) -> Iterator[tuple[Prepared, Outcome]]:
    """Solve every specialist's week, in order; a search without any plan within its limit ends the planning."""
    with nullcontext(executor) if executor else ThreadPoolExecutor(cpu_count()) as pool:
        futures = [pool.submit(solve, prepared.problem, settings) for prepared in to_plan.prepared]
        for prepared, future in zip(to_plan.prepared, futures, strict=True):
            try:
                outcome = future.result()
            except RuntimeError as error:
                raise PlanError(text("error.no_time", specialist=prepared.specialist.specialist_id)) from error
            yield prepared, outcome
            progress()


def _short_of(prepared: Prepared, outcome: Outcome) -> str:
    """Return what stands in the way of more invitations where some are missing."""
    if not any(stage.value for stage in outcome.stages if stage.name == WEEKLY_NUMBER):
        return ""
    invited = {placement.talk_id for placement in outcome.assignment}
    left = prepared.problem.workers[0].minutes_left - sum(t.minutes for t in prepared.problem.talks if t.talk_id in invited)
    waiting = [t.minutes for t in prepared.problem.talks if t.counts and t.talk_id not in invited]
    return "share" if waiting and left < min(waiting) else "seats"


class _Writer:
    """Turns cells back into times, and outcomes into rows of the plan."""

    def __init__(self, to_plan: WeekToPlan, key: bytes) -> None:
        self.to_plan = to_plan
        self.key = key

    def moment(self, cell: int) -> datetime:
        """Return the local time of a cell, with offset."""
        day, step = divmod(cell, self.to_plan.presence.cells_per_day)
        midnight = datetime.combine(self.to_plan.week.monday + timedelta(days=day), datetime.min.time(), self.to_plan.zone)
        return midnight + timedelta(minutes=step * self.to_plan.presence.grid_minutes)

    def appointments(self, prepared: Prepared, outcome: Outcome) -> Iterator[Appointment]:
        """Yield the appointments of a specialist in order of time."""
        for placement in outcome.assignment:
            need, talk = prepared.needs[placement.talk_id], prepared.problem.by_id[placement.talk_id]
            yield self._appointment(prepared, need, talk, placement.start)

    def _appointment(self, prepared: Prepared, need: Need, talk: Talk, cell: int) -> Appointment:
        start = self.moment(cell)
        customer_id = need.customer.customer_id
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
            reason=reason_of(need, talk, cell, self.to_plan.week.first_day),
        )

    def not_invited(self, prepared: Prepared, outcome: Outcome) -> Iterator[NotInvited]:
        """Yield the needs of the ladder (and the pins) that got no seat, in order of customer."""
        view = view_of(prepared.problem, outcome.assignment)
        for talk in view.left_out:
            if talk.is_due:
                yield self._not_invited(prepared, view, talk)

    def _not_invited(self, prepared: Prepared, view: PlanView, talk: Talk) -> NotInvited:
        need = prepared.needs[talk.talk_id]
        rules = obstacle(view, talk)
        return NotInvited(
            customer_id=talk.talk_id,
            specialist_id=prepared.specialist.specialist_id,
            deadline=need.deadline,
            rule_id=need.rule.rule_id,
            why="+".join(rules),
            would_need=would_need(rules, need),
        )

    def specialist_week(self, prepared: Prepared, outcome: Outcome) -> SpecialistWeek:
        """Return what a specialist's week promises."""
        problem, number = prepared.problem, prepared.number
        counting = [p.talk_id for p in outcome.assignment if problem.by_id[p.talk_id].counts]
        return SpecialistWeek(
            specialist_id=prepared.specialist.specialist_id,
            team=prepared.specialist.team,
            target=None if number.target is None else float(number.target),
            booked=sum(booking.is_talk for booking in problem.bookings),
            invitations_wanted=number.invitations,
            invited=len(outcome.assignment),
            expected_per_mille=number.booked_per_mille + sum(prepared.rates[talk_id] for talk_id in counting),
            exhausted=number.exhausted,
            short_of=_short_of(prepared, outcome),
            is_away=not problem.workers[0].open_cells,
            stages=tuple((stage.name, stage.value, stage.bound, stage.proved) for stage in outcome.stages),
            cuts=outcome.cuts,
        )
