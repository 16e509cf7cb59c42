"""The rows of a plan: an assignment in cells becomes appointments, names of obstacles, and what a week promises. No solver.

The planner writes plans with it, the audit rebuilds them with it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from constraints import Assignment, Talk
from constraints.audit import view_of
from constraints.view import PlanView
from constraints.weekly_number import missing
from scheduler.attendance import PER_MILLE
from scheduler.obstacles import obstacle
from scheduler.plan import Appointment, NotInvited, SpecialistWeek
from scheduler.prepare import Prepared
from scheduler.pseudonyms import pseudonym
from scheduler.reasons import reason_of, would_need
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import week_name


class PlanRows:
    """Turns cells back into times, and assignments into rows."""

    def __init__(self, to_plan: WeekToPlan, key: bytes) -> None:
        self.to_plan = to_plan
        self.key = key

    def moment(self, cell: int) -> datetime:
        """Return the local time of a cell, with offset."""
        day, step = divmod(cell, self.to_plan.presence.cells_per_day)
        midnight = datetime.combine(self.to_plan.week.monday + timedelta(days=day), datetime.min.time(), self.to_plan.zone)
        return midnight + timedelta(minutes=step * self.to_plan.presence.grid_minutes)

    def appointments(self, prepared: Prepared, assignment: Assignment) -> Iterator[Appointment]:
        """Yield the appointments of a specialist in the order of the assignment."""
        for placement in assignment:
            yield self.appointment(prepared, placement.talk_id, placement.start)

    def appointment(self, prepared: Prepared, customer_id: str, cell: int) -> Appointment:
        """Return the appointment of a customer at a start cell.

        Raises:
            KeyError: the customer needs no talk of this specialist this week.
        """
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
        )

    def not_invited(self, prepared: Prepared, assignment: Assignment) -> Iterator[NotInvited]:
        """Yield the needs of the ladder (and the pins) that got no seat, in order of customer."""
        view = view_of(prepared.problem, assignment)
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

    def specialist_week(
        self, prepared: Prepared, assignment: Assignment, stages: tuple[tuple[str, int, int, bool], ...], cuts: int
    ) -> SpecialistWeek:
        """Return what a specialist's week promises. It only looks ahead: once the week has begun it names no number to reach."""
        problem, number = prepared.problem, prepared.number
        counting = [p.talk_id for p in assignment if problem.by_id[p.talk_id].counts]
        has_begun = self.to_plan.week.has_begun
        return SpecialistWeek(
            specialist_id=prepared.specialist.specialist_id,
            team=prepared.specialist.team,
            target=None if number.target is None or has_begun else float(number.target),
            booked=prepared.booked_ahead,
            invitations_wanted=None if has_begun else number.invitations,
            invited=len(assignment),
            expected_per_mille=prepared.ahead_per_mille + sum(prepared.rates[talk_id] for talk_id in counting),
            exhausted=number.exhausted,
            short_of=_short_of(prepared, assignment),
            is_away=not problem.workers[0].open_cells,
            stages=stages,
            cuts=cuts,
        )


def _short_of(prepared: Prepared, assignment: Assignment) -> str:
    """Return what stands in the way of more invitations where some are missing."""
    view = view_of(prepared.problem, assignment)
    if not missing(view, 0):
        return ""
    left = prepared.problem.workers[0].minutes_left - sum(talk.minutes for talk, _ in view.placed)
    waiting = [talk.minutes for talk in view.left_out if talk.counts and view.allowed_starts[talk.talk_id]]
    return "share" if waiting and left < min(waiting) else "seats"
