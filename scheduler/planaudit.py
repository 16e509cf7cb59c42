"""Audit of a plan against a roster, without the solver: every rule, every reported value, every row and column.

Runs on every plan before it is written, and on a plan folder by `turnus verify`, which compares the files as well
(`planfolder.py`). What a plan says is rebuilt from nothing but its starts: who, when. Everything else follows from the roster
and must be the same.
"""

from collections import Counter, defaultdict
from dataclasses import fields, replace
from datetime import datetime

from constraints import Assignment, Placement, Problem
from constraints.audit import audit, audit_view, measure, measure_view, overstated
from constraints.double_seats import NAME as DOUBLE_SEATS
from constraints.households import NAME as HOUSEHOLDS
from constraints.rule import Violation
from constraints.rules import TEAM_RULES
from scheduler.findings import ROW, Finding
from scheduler.plan import Appointment, NotInvited, Plan, Proof
from scheduler.planrows import PlanRows, with_doubles
from scheduler.prepare import Prepared
from scheduler.sharing import joined_plan
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import minute_of_day

EMPTY = Problem((), ())
WORDS = ("reason", "would_need")
"""Columns in the language of the output; compared with the files only."""


def audit_plan(to_plan: WeekToPlan, plan: Plan, key: bytes) -> list[Finding]:
    """Return everything that is wrong with a plan.

    Args:
        to_plan: the roster looked at for the plan's week and day of planning.
        plan: the plan; it also says who covers what.
        key: key of the pseudonyms.
    """
    auditor = _Audit(to_plan.covered(plan.holders), plan, key)
    strangers = [a for a in plan.appointments if a.specialist_id not in to_plan.written]
    found = [_finding(a, "specialist") for a in strangers]
    for prepared in auditor.to_plan.prepared:
        found += auditor.findings(prepared)
    found = found or auditor.team_findings() or auditor.double_findings() or auditor.proof_findings()
    return found + auditor.refusals() + auditor.standby_findings()


def rebuilt(to_plan: WeekToPlan, plan: Plan, key: bytes) -> Plan:
    """Return the plan as it would be written for the starts of its appointments; proofs as the plan reports them."""
    auditor = _Audit(to_plan.covered(plan.holders), plan, key)
    rows, weeks = auditor.rows, auditor.to_plan.prepared
    return replace(
        plan,
        appointments=tuple(row for prepared in weeks for row in rows.appointments(prepared)),
        not_invited=tuple(row for prepared in weeks for row in rows.not_invited(prepared)),
        standby=tuple(row for prepared in weeks for row in rows.standby(prepared)),
        weeks=tuple(rows.specialist_week(prepared) for prepared in weeks),
    )


def _finding(appointment: Appointment, what: str, **values: str) -> Finding:
    words = text(f"audit.{what}", customer=appointment.customer_id, **values)
    return Finding(ROW, appointment.specialist_id, appointment.customer_id, appointment.start, words)


def _differing(said: object, wanted: object) -> list[str]:
    """Return the names of the fields in which two rows of a kind differ, words left out."""
    names = [field.name for field in fields(wanted)]  # type: ignore[arg-type]  # rows are dataclasses
    return [name for name in names if name not in WORDS and getattr(said, name) != getattr(wanted, name)]


class _Audit:
    """The audit of one plan."""

    def __init__(self, to_plan: WeekToPlan, plan: Plan, key: bytes) -> None:
        self.to_plan = to_plan
        self.plan = plan
        self.weeks = {week.specialist_id: week for week in plan.weeks}
        self.appointments: defaultdict[str, list[Appointment]] = defaultdict(list)
        for appointment in plan.appointments:
            self.appointments[appointment.specialist_id].append(appointment)
        self.plans = {prepared.specialist.specialist_id: self._placements(prepared) for prepared in to_plan.prepared}
        self.rows = PlanRows(to_plan, key, self.plans, plan.elsewhere)

    def findings(self, prepared: Prepared) -> list[Finding]:
        """Return what is wrong with one specialist's week: rows, rules, what it promises."""
        specialist_id = prepared.specialist.specialist_id
        own = self.appointments[specialist_id]
        found = [finding for a in own for finding in self._row_findings(prepared, a)]
        view = self.rows.view(prepared)
        violations = audit_view(view)
        reported = self.weeks.get(specialist_id)
        if reported is None:
            found.append(Finding(ROW, specialist_id, "", None, text("audit.no_week")))
        elif not violations:
            columns = _differing(reported, self.rows.specialist_week(prepared))
            found += [Finding(ROW, specialist_id, "", None, text("audit.week", columns=", ".join(columns)))] if columns else []
        return found + [self._from_violation(specialist_id, violation) for violation in violations]

    def team_findings(self) -> list[Finding]:
        """Return what teams give away that decide in one piece: talks of absent colleagues that somebody could hold."""
        found = []
        for team in self.to_plan.teams:
            names = [member.specialist.specialist_id for member in team.members]
            if team.needs_cover and self.to_plan.written.issuperset(names):
                problem = self.rows.with_resources_left(names, team.problem)
                plans = [tuple(p for p in self.plans[name] if (p.talk_id, n) in problem.by_key) for n, name in enumerate(names)]
                due = [p for p in joined_plan(plans) if not p.is_double]
                found += [self._from_violation("", violation) for violation in audit(problem, tuple(due), TEAM_RULES)]
        return found

    def proof_findings(self) -> list[Finding]:
        """Return the proofs that claim a better value than the plan has, and stages that are missing or stand twice."""
        stages: Counter[tuple[str, str]] = Counter()
        for proof in self.plan.proofs:
            stages.update((specialist, name) for specialist in proof.specialists for name, *_ in proof.stages)
        names = list(measure(EMPTY, ()))
        wanted = Counter((specialist, name) for specialist in self.to_plan.written for name in names)
        if {key: n for key, n in stages.items() if key[0] in self.to_plan.written} != wanted:
            return [Finding(ROW, "", "", None, text("audit.week", columns="stages"))]
        return [finding for proof in self.plan.proofs for finding in self._overstated(proof)] + self._torn_apart()

    def _overstated(self, proof: Proof) -> list[Finding]:
        if not self.to_plan.written.issuperset(proof.specialists):
            return []
        weeks = [self.to_plan.week_of[name] for name in proof.specialists]
        if len(weeks) == 1:
            measured = measure_view(self.rows.view(weeks[0]))
        else:
            plan = joined_plan([self.plans[name] for name in proof.specialists])
            measured = measure(self.to_plan.sharing.joined(weeks), plan)
        violations = overstated(measured, [(name, value) for name, value, *_ in proof.stages])
        return [self._from_violation(" ".join(proof.specialists), violation) for violation in violations]

    def _torn_apart(self) -> list[Finding]:
        """Return the households that are not together although their specialists were not even planned together."""
        sharing = self.to_plan.sharing
        together = [set(proof.specialists) for proof in self.plan.proofs if any(name == HOUSEHOLDS for name, *_ in proof.stages)]
        apart = [
            names
            for label, names in sharing.specialists_of.items()
            if names <= self.to_plan.written
            and not any(names <= group for group in together)
            and sharing.is_apart(label, names, self.to_plan.week_of, self.plans)
        ]
        return [self._from_violation(" ".join(sorted(names)), Violation(HOUSEHOLDS)) for names in apart]

    def _from_violation(self, specialists: str, violation: Violation) -> Finding:
        words = text("audit.violation", rule=text(f"rule.{violation.rule}"), amount=violation.amount)
        starts = {
            a.customer_id: a.start for a in self.plan.appointments if not specialists or a.specialist_id in specialists.split()
        }
        return Finding(violation.rule, specialists, violation.talk_id, starts.get(violation.talk_id), words)

    def _row_findings(self, prepared: Prepared, appointment: Appointment) -> list[Finding]:
        """Return what a row says otherwise than the roster."""
        cell = self._cell(appointment.start)
        if cell is None:
            return [_finding(appointment, "grid")]
        if appointment.customer_id not in prepared.needs:
            return [_finding(appointment, "no_need")]
        placement = Placement(appointment.customer_id, cell, is_double=appointment.double_booked)
        columns = _differing(appointment, self.rows.appointment(prepared, placement))
        return [_finding(appointment, "columns", columns=", ".join(columns))] if columns else []

    def double_findings(self) -> list[Finding]:
        """Return the specialists whose double seats are others than follow from their single seats."""
        single = {name: tuple(p for p in plan if not p.is_double) for name, plan in self.plans.items()}
        wanted = with_doubles(self.rows.with_plans(single))
        return [
            self._from_violation(name, Violation(DOUBLE_SEATS)) for name in sorted(wanted) if wanted[name] != self.plans[name]
        ]

    def standby_findings(self) -> list[Finding]:
        """Return the specialists whose telephone list is another than follows from the plan."""
        found = []
        for prepared in self.to_plan.prepared:
            name = prepared.specialist.specialist_id
            said = [replace(row, reason="") for row in self.plan.standby if row.specialist_id == name]
            if said != [replace(row, reason="") for row in self.rows.standby(prepared)]:
                found.append(Finding(ROW, name, "", None, text("audit.standby")))
        return found

    def refusals(self) -> list[Finding]:
        """Return the rows of not_invited.csv that are missing, too many or say something else."""
        times = Counter((row.specialist_id, row.customer_id) for row in self.plan.not_invited)
        said = {(row.specialist_id, row.customer_id): row for row in self.plan.not_invited}
        wanted: dict[tuple[str, str], NotInvited] = {}
        for prepared in self.to_plan.prepared:
            for row in self.rows.not_invited(prepared):
                wanted[row.specialist_id, row.customer_id] = row
        names = sorted(said.keys() | wanted.keys())
        wrong = [name for name in names if times[name] > 1 or not _same(said.get(name), wanted.get(name))]
        return [Finding(ROW, *name, None, text("audit.not_invited")) for name in wrong]

    def _placements(self, prepared: Prepared) -> Assignment:
        """Return the starts of a specialist's rows as cells, in order of time; rows that no cell or need fits are left out."""
        cells = [(self._cell(a.start), a) for a in self.appointments[prepared.specialist.specialist_id]]
        known = [Placement(a.customer_id, cell, 0, a.double_booked) for cell, a in cells if cell is not None]
        return tuple(sorted((p for p in known if p.talk_id in prepared.needs), key=lambda p: (p.start, p.is_double, p.talk_id)))

    def _cell(self, start: datetime) -> int | None:
        """Return the cell of a start, None when it is not on the grid of the week."""
        presence = self.to_plan.presence
        local = start.astimezone(self.to_plan.zone)
        day = (local.date() - self.to_plan.week.monday).days
        step, rest = divmod(minute_of_day(local), presence.grid_minutes)
        if rest or local.second or not 0 <= day < 7:
            return None
        return day * presence.cells_per_day + step


def _same(said: NotInvited | None, wanted: NotInvited | None) -> bool:
    return said is not None and wanted is not None and not _differing(said, wanted)
