"""The audit of a plan against its roster: whatever a hand changes in a row is found, under the right name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.rosters import KEY, booking, customer, planned, specialist, write_roster
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan
from scheduler.week_to_plan import WeekToPlan


@pytest.fixture
def made(tmp_path: Path) -> tuple[WeekToPlan, Plan]:
    people = [customer(f"K{n:02}") for n in range(8)] + [customer("B1"), customer("U1", unavailable="Fri")]
    rows = [booking("X1", "2026-12-04T10:00", "2026-12-04T11:00", customer_id="B1")]
    return planned(write_roster(tmp_path, people, [specialist()], bookings=rows))


def findings(made: tuple[WeekToPlan, Plan], change: Callable[[Appointment], Appointment], customer_id: str = "K00") -> set[str]:
    to_plan, plan = made
    rows = tuple(change(a) if a.customer_id == customer_id else a for a in plan.appointments)
    assert rows != plan.appointments
    return {finding.rule for finding in audit_plan(to_plan, replace(plan, appointments=rows), KEY)}


def at(hours: float, weekday: int) -> Callable[[Appointment], Appointment]:
    def change(a: Appointment) -> Appointment:
        midnight = a.start.replace(hour=0, minute=0) + timedelta(days=weekday - a.start.weekday())
        start = midnight + timedelta(hours=hours)
        return replace(a, start=start, end=start + timedelta(minutes=a.minutes))

    return change


def test_the_plan_itself_is_fine(made: tuple[WeekToPlan, Plan]) -> None:
    assert audit_plan(*made, KEY) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (at(12.5, 4), {"consulting_hours"}),
        (at(9.5, 4), {"bookings_stay"}),
        (lambda a: replace(a, minutes=30, end=a.start + timedelta(minutes=30)), {ROW}),
        (lambda a: replace(a, kind="wish"), {ROW}),
        (lambda a: replace(a, channel="phone"), {ROW}),
        (lambda a: replace(a, deadline=a.deadline + timedelta(days=1)), {ROW}),
        (lambda a: replace(a, rule_id="other"), {ROW}),
        (lambda a: replace(a, end=a.end + timedelta(minutes=15)), {ROW}),
        (lambda a: replace(a, appointment_id="0" * 16), {ROW}),
        (lambda a: replace(a, also_meets=("first-talk",)), {ROW}),
        (lambda a: replace(a, covers_for="S2"), {ROW}),
        (lambda a: replace(a, double_booked=True), {"double_seats"}),
        (lambda a: replace(a, show_rate=0.99), {ROW}),
        (lambda a: replace(a, invited_by="agreed"), {ROW}),
        (lambda a: replace(a, specialist_id="S9"), {ROW, "ladder"}),
        (lambda a: replace(a, customer_id="NOBODY"), {ROW, "ladder"}),
        (lambda a: replace(a, start=a.start + timedelta(minutes=7), end=a.end + timedelta(minutes=7)), {ROW, "ladder"}),
    ],
)
def test_a_changed_row(made: tuple[WeekToPlan, Plan], change: Callable[[Appointment], Appointment], rules: set[str]) -> None:
    assert findings(made, change) - {"even_load"} >= rules
    assert findings(made, change)


def test_a_talk_at_a_time_at_which_the_customer_cannot_come(made: tuple[WeekToPlan, Plan]) -> None:
    assert findings(made, at(8, 4), "U1") >= {"customer_hours"}


def test_two_talks_at_once(made: tuple[WeekToPlan, Plan]) -> None:
    to_plan, plan = made
    first = plan.appointments[0]
    rows = (first, *(replace(a, start=first.start, end=first.end) for a in plan.appointments[1:2]), *plan.appointments[2:])
    assert "no_overlap" in {f.rule for f in audit_plan(to_plan, replace(plan, appointments=rows), KEY)}


def test_a_struck_row_leaves_somebody_out(made: tuple[WeekToPlan, Plan]) -> None:
    to_plan, plan = made
    assert {f.rule for f in audit_plan(to_plan, replace(plan, appointments=plan.appointments[1:]), KEY)} == {"ladder", ROW}


def test_a_value_that_is_better_than_the_plan(made: tuple[WeekToPlan, Plan]) -> None:
    to_plan, plan = made
    (proof,) = plan.proofs
    stages = tuple(
        (name, value - 1 if name == "even_load" else value, bound, proved) for name, value, bound, proved in proof.stages
    )
    found = audit_plan(to_plan, replace(plan, proofs=(replace(proof, stages=stages),)), KEY)
    assert [(finding.rule, finding.specialist_id) for finding in found] == [("even_load", "S1")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", 1.0),
        ("booked", 7),
        ("invitations_wanted", 0),
        ("invited", 99),
        ("expected_per_mille", 20_000),
        ("exhausted", False),
        ("short_of", "seats"),
        ("is_away", True),
        ("team", "other"),
        ("chance_per_mille", 999),
        ("standby", 3),
        ("fits", False),
    ],
)
def test_what_plan_json_says_about_a_week(made: tuple[WeekToPlan, Plan], field: str, value: Any) -> None:
    to_plan, plan = made
    week = replace(plan.weeks[0], **{field: value})
    assert week != plan.weeks[0]
    assert {f.rule for f in audit_plan(to_plan, replace(plan, weeks=(week,)), KEY)} == {ROW}
    assert {f.rule for f in audit_plan(to_plan, replace(plan, weeks=()), KEY)} == {ROW}


def test_a_proof_that_leaves_a_stage_out_or_stands_twice(made: tuple[WeekToPlan, Plan]) -> None:
    to_plan, plan = made
    (proof,) = plan.proofs
    for proofs in ((), (replace(proof, stages=proof.stages[1:]),), (proof, proof)):
        assert {f.rule for f in audit_plan(to_plan, replace(plan, proofs=proofs), KEY)} == {ROW}


def test_not_invited_names_everybody_once_with_the_right_reason(tmp_path: Path) -> None:
    to_plan, plan = planned(write_roster(tmp_path, [customer(f"K{n:02}") for n in range(40)]))
    (row, *others) = plan.not_invited
    for rows in (
        (),
        tuple(others),
        (row, row, *others),
        (replace(row, why="pins"), *others),
        (replace(row, customer_id="K99"), *others),
    ):
        assert {f.rule for f in audit_plan(to_plan, replace(plan, not_invited=rows), KEY)} == {ROW}
