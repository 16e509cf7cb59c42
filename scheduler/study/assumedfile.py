"""The assumptions of a scenario: what a file says over what is assumed otherwise."""

from collections.abc import Mapping
from dataclasses import fields, replace
from math import isclose

from scheduler.concept import STATUSES
from scheduler.simulation.scenario import Assumptions
from scheduler.texts import text
from scheduler.tomltable import TomlTable
from scheduler.workdays import MONTHS_A_YEAR

LIMITS: Mapping[str, tuple[float, float]] = {
    "presence": (0.05, 1),
    "leave_days": (0, 200),
    "sick_days": (1, 366),
    "arrivals": (0, 10),
    "departures": (0, 10),
    "growth": (-1, 5),
    "measures": (0, 10),
    "measure_days": (1, 1000),
    "wishes": (0, 50),
    "agreed": (0, 1),
    "excused": (0, 1),
}
MOST_CHANGES = 24.0
LEAVE_BY_MONTH, STATUS_CHANGES = "leave_by_month", "status_changes"


def read_assumptions(scenario: TomlTable, base: Assumptions) -> Assumptions:
    """Return the assumptions of a scenario: the base with what its table `assumptions` says."""
    table = scenario.table("assumptions")
    found: dict[str, object] = {}
    for name, (low, high) in LIMITS.items():
        value = table.whole(name, int(low), int(high)) if name == "measure_days" else table.number(name, low, high)
        found |= {} if value is None else {name: value}
    before, months = len(table.faults), table.numbers(LEAVE_BY_MONTH, 0, 1)
    are_shares = len(months) == MONTHS_A_YEAR and isclose(sum(months), 1, abs_tol=0.01)
    if table.has(LEAVE_BY_MONTH) and len(table.faults) == before and not are_shares:
        table.fault(LEAVE_BY_MONTH, list(months), text("wanted.shares_of_months"))
    found |= {LEAVE_BY_MONTH: tuple(month / sum(months) for month in months)} if are_shares else {}
    found |= _status_changes(table, base)
    table.finish()
    return replace(base, **found)  # type: ignore[arg-type]  # names and types are those of the fields


def changed(assumptions: Assumptions, base: Assumptions) -> dict[str, object]:
    """Return name → value of what is assumed otherwise than in another scenario."""
    values = {field.name: getattr(assumptions, field.name) for field in fields(Assumptions)}
    return {name: value for name, value in values.items() if value != getattr(base, name)}


def _status_changes(table: TomlTable, base: Assumptions) -> dict[str, object]:
    if not table.has(STATUS_CHANGES):
        table.table(STATUS_CHANGES)
        return {}
    part = table.table(STATUS_CHANGES)
    known = [f"{old}>{new}" for old in STATUSES for new in STATUSES if old != new]
    found = {name: part.number(name, 0, MOST_CHANGES) for name in part.names()}
    for name in found:
        if name not in known:
            part.fault(name, name, text("wanted.status_change", values=", ".join(STATUSES)))
    return {STATUS_CHANGES: {**base.status_changes, **{name: value for name, value in found.items() if value is not None}}}
