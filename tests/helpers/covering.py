"""Teams in which somebody is away, and who holds their talks."""

from datetime import date

from helpers.rosters import MONDAY, customer
from scheduler.plan import Plan

FRIDAY = date(2026, 12, 4)


def away(person: str = "S1", first: date = MONDAY, last: date = FRIDAY, **times: str) -> dict[str, str]:
    return {"person_id": person, "first_day": first.isoformat(), "last_day": last.isoformat(), **times}


def crowd(number: int, prefix: str = "K", **values: str) -> list[dict[str, str]]:
    return [customer(f"{prefix}{n}", **values) for n in range(number)]


def cover_of(plan: Plan) -> dict[str, str]:
    """Return customer → who holds the talk for whom."""
    return {a.customer_id: f"{a.specialist_id} for {a.covers_for}" for a in plan.appointments if a.covers_for}
