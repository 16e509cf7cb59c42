"""Audit of a plan against a roster, without the solver: every rule, every reported value, every row and column.

Runs on every plan before it is written, and on a plan folder by `turnus verify`, which compares the files as well
(`planfolder.py`). What a plan says is rebuilt from nothing but its starts: who, when. Everything else follows from the roster
and must be the same.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime

from constraints import Assignment
from constraints.audit import audit, measure, overstated
from constraints.problem import Placement
from constraints.rule import Violation
from scheduler.plan import Appointment, NotInvited, Plan, SpecialistWeek
from scheduler.planrows import PlanRows
from scheduler.prepare import Prepared
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan

ROW = "plan_row"
"""Name under which findings about rows (not about a rule of the model) are reported."""
WORDS = ("reason", "would_need")
"""Columns in the language of the output; compared with the files only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a plan: under which rule, where, in words."""

    rule: str
    specialist_id: str
    customer_id: str
    start: datetime | None
    words: str


def audit_plan(to_plan: WeekToPlan, plan: Plan, key: bytes) -> list[Finding]:
    """Return everything that is wrong with a plan.

    Args:
        to_plan: the roster looked at for the plan's week and day of planning.
        plan: the plan.
        key: key of the pseudonyms.
    """
    auditor = _Audit(to_plan, plan, key)
    strangers = [a for a in plan.appointments if a.specialist_id not in to_plan.specialist_ids]
    found = [_finding(a, "specialist") for a in strangers]
    for prepared in to_plan.prepared:
        found += auditor.findings(prepared)
    return found + auditor.refusals()


def rebuilt(to_plan: WeekToPlan, plan: Plan, key: bytes) -> Plan:
    """Return the plan as it would be written for the starts of its appointments; stages and cuts as the plan reports them."""
    auditor = _Audit(to_plan, plan, key)
    parts = [auditor.rebuilt(prepared) for prepared in to_plan.prepared]
    return replace(
        plan,
        appointments=tuple(row for rows, _, _ in parts for row in rows),
        not_invited=tuple(row for _, rows, _ in parts for row in rows),
        weeks=tuple(week for _, _, week in parts),
    )


def _finding(appointment: Appointment, what: str, **values: str) -> Finding:
    words = text(f"audit.{what}", customer=appointment.customer_id, **values)
    return Finding(ROW, appointment.specialist_id, appointment.customer_id, appointment.start, words)


def _differing(said: object, wanted: object) -> list[str]:
    """Return the names of the fields in which two rows of a kind differ, words left out."""
    names = [field.name for field in fields(wanted)]  # type: ignore[arg-type]
    return [name for name in names if name not in WORDS and getattr(said, name) != getattr(wanted, name)]


class _Audit:
    """The audit of one plan."""

    def __init__(self, to_plan: WeekToPlan, plan: Plan, key: bytes) -> None:
        self.to_plan = to_plan
        self.plan = plan
        self.rows = PlanRows(to_plan, key)
        self.weeks = {week.specialist_id: week for week in plan.weeks}
        self.appointments: defaultdict[str, list[Appointment]] = defaultdict(list)
        for appointment in plan.appointments:
            self.appointments[appointment.specialist_id].append(appointment)

    def findings(self, prepared: Prepared) -> list[Finding]:
        """Return what is wrong with one specialist's week: rows, rules, reported values."""
        specialist_id = prepared.specialist.specialist_id
        own = self.appointments[specialist_id]
        found = [finding for a in own for finding in self._row_findings(prepared, a)]
        placements = self._placements(prepared, own)
        reported = self.weeks.get(specialist_id)
        violations = audit(prepared.problem, placements)
        if not violations and reported is not None:
            measured = measure(prepared.problem, placements)
            violations = overstated(measured, [(name, value) for name, value, *_ in reported.stages])
            found += self._week_findings(prepared, placements, reported, list(measured))
        elif reported is None:
            found.append(Finding(ROW, specialist_id, "", None, text("audit.no_week")))
        starts = {a.customer_id: a.start for a in own}
        return found + [_from_violation(specialist_id, violation, starts) for violation in violations]

    def _row_findings(self, prepared: Prepared, appointment: Appointment) -> list[Finding]:
        """Return what a row says otherwise than the roster."""
        cell = self._cell(appointment.start)
        if cell is None:
            return [_finding(appointment, "grid")]
        if appointment.customer_id not in prepared.needs:
            return [_finding(appointment, "no_need")]
        columns = _differing(appointment, self.rows.appointment(prepared, appointment.customer_id, cell))
        return [_finding(appointment, "columns", columns=", ".join(columns))] if columns else []

    def _week_findings(
        self, prepared: Prepared, placements: Assignment, reported: SpecialistWeek, stages: list[str]
    ) -> list[Finding]:
        """Return what plan.json says otherwise about a week than follows from its appointments."""
        wanted = self.rows.specialist_week(prepared, placements, reported.stages, reported.cuts)
        columns = _differing(reported, wanted)
        columns += [] if [name for name, *_ in reported.stages] == stages else ["stages"]
        words = text("audit.week", columns=", ".join(columns))
        return [Finding(ROW, reported.specialist_id, "", None, words)] if columns else []

    def refusals(self) -> list[Finding]:
        """Return the rows of not_invited.csv that are missing, too many or say something else."""
        times = Counter((row.specialist_id, row.customer_id) for row in self.plan.not_invited)
        said = {(row.specialist_id, row.customer_id): row for row in self.plan.not_invited}
        wanted: dict[tuple[str, str], NotInvited] = {}
        for prepared in self.to_plan.prepared:
            placements = self._placements(prepared, self.appointments[prepared.specialist.specialist_id])
            for row in self.rows.not_invited(prepared, placements):
                wanted[row.specialist_id, row.customer_id] = row
        names = sorted(said.keys() | wanted.keys())
        wrong = [name for name in names if times[name] > 1 or not _same(said.get(name), wanted.get(name))]
        return [Finding(ROW, *name, None, text("audit.not_invited")) for name in wrong]

    def rebuilt(self, prepared: Prepared) -> tuple[list[Appointment], list[NotInvited], SpecialistWeek]:
        """Return the rows of one specialist as they would be written."""
        specialist_id = prepared.specialist.specialist_id
        placements = self._placements(prepared, self.appointments[specialist_id])
        reported = self.weeks[specialist_id]
        return (
            list(self.rows.appointments(prepared, placements)),
            list(self.rows.not_invited(prepared, placements)),
            self.rows.specialist_week(prepared, placements, reported.stages, reported.cuts),
        )

    def _placements(self, prepared: Prepared, appointments: list[Appointment]) -> Assignment:
        """Return the starts of a specialist's rows as cells, in order of time; rows that no cell or need fits are left out."""
        cells = [(self._cell(a.start), a.customer_id) for a in appointments]
        known = [(cell, name) for cell, name in cells if cell is not None and name in prepared.needs]
        return tuple(Placement(name, cell) for cell, name in sorted(known))

    def _cell(self, start: datetime) -> int | None:
        """Return the cell of a start, None when it is not on the grid of the week."""
        presence = self.to_plan.presence
        local = start.astimezone(self.to_plan.zone)
        day = (local.date() - self.to_plan.week.monday).days
        step, rest = divmod(local.hour * 60 + local.minute, presence.grid_minutes)
        if rest or local.second or not 0 <= day < 7:
            return None
        return day * presence.cells_per_day + step


def _same(said: NotInvited | None, wanted: NotInvited | None) -> bool:
    return said is not None and wanted is not None and not _differing(said, wanted)


def _from_violation(specialist_id: str, violation: Violation, starts: dict[str, datetime]) -> Finding:
    words = text("audit.violation", rule=text(f"rule.{violation.rule}"), amount=violation.amount)
    return Finding(violation.rule, specialist_id, violation.talk_id, starts.get(violation.talk_id), words)
