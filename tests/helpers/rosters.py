"""Small roster folders for tests: a few rows as dictionaries, written as the CSV files that users have."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.plan import Plan
from scheduler.planaudit import audit_plan
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 30)
KEY = bytes(range(32))

OFFICE = """name = "Jobcenter Musterstadt (erfunden)"
subdivision = "DE-BE"

[teams.basis]
concept = "aa90-2021"
"""

NO_HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "")
FULL_WEEK = dict.fromkeys(("mon", "tue", "thu"), "08:00-12:30 13:00-15:30") | {"wed": "", "fri": "08:00-12:30"}

LETTER = {
    "customer_id": "K1",
    "on": "2026-11-12",
    "channel": "in_person",
    "outcome": "missed",
    "invited_by": "letter",
    "invited_on": "2026-11-10",
}
"""A letter of ten days ago that K1 did not follow: the next one has to wait."""

Row = Mapping[str, str]
Rows = Sequence[Row]


def specialist(specialist_id: str = "S1", **values: str) -> dict[str, str]:
    """A full-time specialist with four days of consulting hours (a holiday of none)."""
    return {"specialist_id": specialist_id, "team": "basis", "fte": "1", **FULL_WEEK, **values}


def staff(**windows: str) -> list[dict[str, str]]:
    """Return specialists with hours on Mondays (`S1="08:00-09:30"`) or on several days (`"mon 08:00-09:30; tue 08:00-09:30"`)."""
    found = []
    for name, words in windows.items():
        days = dict(part.strip().split(" ", 1) for part in words.split(";")) if words[:3].isalpha() else {"mon": words}
        found.append(specialist(name, **NO_HOURS | days))
    return found


def customer(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody of 36, alo, of S1, seen long ago: overdue under every concept."""
    return {
        "customer_id": customer_id,
        "specialist_id": "S1",
        "birth_date": "1990-05-17",
        "status": "alo",
        "registered_on": "2020-01-01",
        "last_contact_on": "2026-03-02",
        **values,
    }


def write_table(file: Path, rows: Sequence[Row]) -> None:
    """Write rows as CSV; the columns are all keys in the order of their first appearance."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_tables(folder: Path, tables: Mapping[str, Sequence[Row]], office: str = OFFICE) -> Path:
    """Write a roster folder from tables by their name without .csv; one specialist and one customer where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "office.toml").write_text(office, encoding="utf-8")
    for name, rows in {"specialists": [specialist()], "customers": [customer("K1")], **tables}.items():
        write_table(folder / f"{name}.csv", rows)
    return folder


def write_roster(
    folder: Path,
    customers: Sequence[Row] = (),
    specialists: Sequence[Row] = (),
    office: str = OFFICE,
    **tables: Sequence[Row],
) -> Path:
    """Write a roster folder from rows; `tables` are further files by their name without .csv."""
    people = {name: rows for name, rows in (("customers", customers), ("specialists", specialists)) if rows}
    return write_tables(folder, {**people, **tables}, office)


def look_at(folder: Path, monday: date = MONDAY, today: date = TODAY) -> WeekToPlan:
    """Read a roster and prepare a week."""
    return prepare_week(read_roster(folder), monday, today)


def planned(folder: Path, monday: date = MONDAY, today: date = TODAY) -> tuple[WeekToPlan, Plan]:
    """Read a roster and plan a week."""
    to_plan = look_at(folder, monday, today)
    return to_plan, plan_week(to_plan, KEY)


def sound(made: tuple[WeekToPlan, Plan]) -> Plan:
    """Return a plan that is proved and passes its audit."""
    to_plan, plan = made
    assert audit_plan(to_plan, plan, KEY) == []
    assert plan.is_proved
    return plan


def stages(plan: Plan) -> dict[str, int]:
    """Return stage → value."""
    return {total.name: total.value for total in plan.stage_totals()}


def booking(booking_id: str, start: str, end: str, **values: Any) -> dict[str, str]:
    """An approved in-person talk of S1 with K1."""
    return {
        "booking_id": booking_id,
        "specialist_id": "S1",
        "customer_id": "K1",
        "start": start,
        "end": end,
        "state": "approved",
        "channel": "in_person",
        **values,
    }
