"""Audit of a plan against a roster, without the solver: every rule, every reported value, every row against its need.

Runs on every plan before it is written, and on a plan folder by `turnus verify`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from constraints.audit import audit, measure, overstated
from constraints.problem import Placement
from constraints.rule import Violation
from scheduler.plan import Appointment, Plan, SpecialistWeek
from scheduler.prepare import Prepared
from scheduler.pseudonyms import pseudonym
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import week_name

ROW = "appointment_row"
"""Name under which findings about a row itself (not a rule of the model) are reported."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a plan: under which rule, where, in words."""

    rule: str
    specialist_id: str
    customer_id: str
    start: datetime | None
    words: str


def audit_plan(to_plan: WeekToPlan, plan: Plan, key: bytes | None) -> list[Finding]:
    """Return everything that is wrong with a plan.

    Args:
        to_plan: the roster looked at for the plan's week and day of planning.
        plan: the plan.
        key: key of the pseudonyms; None = the ids of the appointments are not checked.
    """
    by_specialist: defaultdict[str, list[Appointment]] = defaultdict(list)
    for appointment in plan.appointments:
        by_specialist[appointment.specialist_id].append(appointment)
    reported = {week.specialist_id: week for week in plan.weeks}
    findings = [
        _finding(a, "specialist") for s, rows in sorted(by_specialist.items()) if s not in to_plan.specialist_ids for a in rows
    ]
    for prepared in to_plan.prepared:
        specialist_id = prepared.specialist.specialist_id
        auditor = _WeekAudit(to_plan, prepared, key)
        findings += auditor.findings(by_specialist[specialist_id], reported.get(specialist_id))
    return findings


def _finding(appointment: Appointment, what: str) -> Finding:
    words = text(f"audit.{what}", customer=appointment.customer_id)
    return Finding(ROW, appointment.specialist_id, appointment.customer_id, appointment.start, words)


class _WeekAudit:
    """The audit of one specialist's week."""

    def __init__(self, to_plan: WeekToPlan, prepared: Prepared, key: bytes | None) -> None:
        self.to_plan = to_plan
        self.prepared = prepared
        self.key = key

    def findings(self, appointments: list[Appointment], reported: SpecialistWeek | None) -> list[Finding]:
        """Return the findings of rows, rules and stages."""
        found = [_finding(a, what) for a in appointments for what in self._row_faults(a)]
        placements = tuple(Placement(a.customer_id, cell) for a in appointments if (cell := self._cell(a.start)) is not None)
        violations = audit(self.prepared.problem, placements)
        if reported is not None and not violations:
            claimed = [(name, value) for name, value, *_ in reported.stages]
            violations = overstated(measure(self.prepared.problem, placements), claimed)
        starts = {a.customer_id: a.start for a in appointments}
        return found + [self._from_violation(violation, starts) for violation in violations]

    def _from_violation(self, violation: Violation, starts: dict[str, datetime]) -> Finding:
        words = text("audit.violation", rule=text(f"rule.{violation.rule}"), amount=violation.amount)
        specialist_id = self.prepared.specialist.specialist_id
        return Finding(violation.rule, specialist_id, violation.talk_id, starts.get(violation.talk_id), words)

    def _row_faults(self, appointment: Appointment) -> list[str]:
        """Return what a row says otherwise than the roster."""
        need = self.prepared.needs.get(appointment.customer_id)
        faults = [] if self._cell(appointment.start) is not None else ["grid"]
        if need is None:
            return [*faults, "no_need"]
        said = (appointment.kind, appointment.minutes, appointment.channel, appointment.invited_by, appointment.rule_id)
        if (
            said != (need.kind, need.minutes, need.channel, need.delivery, need.rule.rule_id)
            or appointment.deadline != need.deadline
        ):
            faults.append("need_changed")
        if appointment.end - appointment.start != timedelta(minutes=appointment.minutes):
            faults.append("end")
        week = week_name(self.to_plan.week.monday)
        if self.key and appointment.appointment_id != pseudonym(self.key, need.customer.customer_id, need.rule.rule_id, week):
            faults.append("id")
        return faults

    def _cell(self, start: datetime) -> int | None:
        """Return the cell of a start, None when it is not on the grid of the week."""
        presence = self.to_plan.presence
        local = start.astimezone(self.to_plan.zone)
        day = (local.date() - self.to_plan.week.monday).days
        step, rest = divmod(local.hour * 60 + local.minute, presence.grid_minutes)
        if rest or local.second or not 0 <= day < 7:
            return None
        return day * presence.cells_per_day + step
