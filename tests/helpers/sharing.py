"""Houses in which specialists share households, interpreters and rooms."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from helpers.rosters import OFFICE, customer, planned, sound, specialist, write_roster
from scheduler.plan import Appointment, Plan

TWO_TEAMS = f'{OFFICE}\n[teams.other]\nconcept = "aa90-2021"\n'


def member(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody of household H who agreed to joint talks."""
    return customer(customer_id, **{"household_id": "H", "flags": "joint_ok", **values})


def needing(name: str, customer_id: str, specialist_id: str = "S1", **values: str) -> dict[str, str]:
    return customer(customer_id, needs=name, specialist_id=specialist_id, **values)


def shared(name: str, capacity: int = 1, **hours: str) -> dict[str, str]:
    return {"resource": name, "capacity": str(capacity), **hours}


def solved(folder: Path, people: Sequence[Mapping[str, str]], team: Sequence[Mapping[str, str]] = (), **tables: Any) -> Plan:
    return sound(planned(write_roster(folder, people, team or [specialist()], **tables)))


def rows_of(plan: Plan, *names: str) -> list[Appointment]:
    return sorted((a for a in plan.appointments if a.customer_id in names), key=lambda a: a.start)


def is_together(plan: Plan, *names: str) -> bool:
    """Tell whether all of some people are invited, one after the other."""
    rows = rows_of(plan, *names)
    assert len(rows) == len(names)
    return all(one.end == other.start for one, other in pairwise(rows))
