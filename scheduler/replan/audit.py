"""Audit of a replan against a roster, without the solver: every rule, every reported value, nothing forgotten."""

from collections import Counter

from constraints.audit import audit_view, measure_view, overstated, view_of
from constraints.rule import Violation
from constraints.rules import REPLAN_RULES
from scheduler.findings import ROW, Finding
from scheduler.replan.promised import Promised
from scheduler.replan.replanning import problem_beside
from scheduler.replan.result import Held, Replan, plans_of
from scheduler.texts import text


def audit_replan(promised: Promised, replan: Replan) -> list[Finding]:
    """Return everything that is wrong with a replan.

    Args:
        promised: the week with the disruption in it, looked at anew.
        replan: who holds what.
    """
    plans = plans_of(promised, replan)
    found = _row_findings(promised, replan, sum(map(len, plans.values())))
    proofs = {proof.specialists: proof for proof in replan.proofs}
    for team, plan in plans.items():
        view = view_of(problem_beside(promised, team, plans), plan, REPLAN_RULES)
        staff = tuple(worker.worker_id for worker in view.problem.workers)
        measured = measure_view(view, REPLAN_RULES)
        violations = audit_view(view, REPLAN_RULES)
        proof = proofs.pop(staff, None)
        if proof is None or [name for name, *_ in proof.stages] != list(measured):
            found.append(Finding(ROW, "", "", None, text("audit.week", columns="stages")))
        elif not violations:
            violations = overstated(measured, [(name, value) for name, value, *_ in proof.stages])
        found += [_from_violation(promised, violation) for violation in violations]
    return found + [Finding(ROW, " ".join(staff), "", None, text("audit.week", columns="proofs")) for staff in proofs]


def _row_findings(promised: Promised, replan: Replan, placed: int) -> list[Finding]:
    """Return the rows that stand twice, that name no appointment that could change, or nobody or no time that could hold it."""
    customer_of = {booking.booking_id: booking.customer_id for booking in promised.booking_of.values()}
    times = Counter(row.booking_id for row in replan.held)
    strangers = [row for row in replan.held if row.booking_id not in customer_of or times[row.booking_id] > 1]
    if not strangers and placed < len(replan.held):
        strangers = [row for row in replan.held if not _can_hold(promised, row)]
    return [
        Finding(ROW, row.specialist_id, customer_of.get(row.booking_id, row.booking_id), row.start, text("replan.error.row"))
        for row in strangers
    ]


def _can_hold(promised: Promised, row: Held) -> bool:
    return any(
        promised.booking_of[talk.talk_id].booking_id == row.booking_id
        and problem.workers[talk.worker].worker_id == row.specialist_id
        and (promised.cell(row.start) is not None or row.start == promised.booking_of[talk.talk_id].start)
        for problem in promised.problems.values()
        for talk in problem.talks
    )


def _from_violation(promised: Promised, violation: Violation) -> Finding:
    words = text("audit.violation", rule=text(f"rule.{violation.rule}"), amount=violation.amount)
    booking = promised.booking_of.get(violation.talk_id)
    specialist, customer = (booking.specialist_id, booking.customer_id) if booking else ("", violation.talk_id)
    return Finding(violation.rule, specialist, customer, booking.start if booking else None, words)
