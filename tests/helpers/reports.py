"""Small houses for the monthly figures: five specialists, a few people, figures counted by hand."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path

from helpers.rosters import Rows, customer, specialist, write_roster
from scheduler.report.figure import Row as Figure
from scheduler.report.month import month_of
from scheduler.report.reporting import Report, report_of
from scheduler.rosterfiles import read_roster

OCTOBER = date(2026, 10, 1)
LATER = date(2026, 11, 20)
HOUSE = """name = "Jobcenter Musterstadt (erfunden)"
subdivision = "DE-BE"

[teams.mitte]
concept = "lichtenberg-2022"
"""
FIVE = [specialist(f"S{n}", team="mitte") for n in range(1, 6)]
FORGOTTEN = date(2020, 1, 1)


def teams(sizes: dict[str, int], concept: str = "lichtenberg-2022") -> tuple[str, list[dict[str, str]]]:
    """Return office.toml and specialists `<team>-S<i>` of teams of these sizes."""
    office = HOUSE.partition("[teams")[0] + "".join(f'\n[teams.{name}]\nconcept = "{concept}"\n' for name in sizes)
    return office, [specialist(f"{name}-S{n}", team=name) for name, size in sizes.items() for n in range(size)]


def person(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody long known, of S1, without any contact unless it is said."""
    return {**customer(customer_id), "last_contact_on": "", **values}


def talk(customer_id: str, on: str, outcome: str = "held", **values: str) -> dict[str, str]:
    """A row of contacts.csv: a talk in person that was held."""
    return {"customer_id": customer_id, "on": on, "channel": "in_person", "outcome": outcome, "kind": "regular", **values}


def report(
    folder: Path,
    customers: Rows = (),
    *,
    specialists: Rows = FIVE,
    office: str = HOUSE,
    month: date = OCTOBER,
    today: date = LATER,
    **tables: Rows,
) -> Report:
    """Write a house and return its figures."""
    people = customers or [person("K0")]
    roster = read_roster(write_roster(folder, people, specialists, office, **tables))
    return report_of(roster, month_of(month, today), FORGOTTEN)


def head(made: Report, figure: str, unit: int = 0) -> Figure:
    """Return a figure of a unit."""
    found = made.units[unit].head(figure)
    assert found is not None
    return found


def counted(made: Report, figure: str) -> tuple[float, float]:
    """Return numerator and denominator of a figure of the first unit."""
    row = head(made, figure)
    assert row.numerator is not None
    assert row.denominator is not None
    assert row.value == row.numerator / row.denominator
    return row.numerator, row.denominator


def parts(made: Report, figure: str, unit: int = 0) -> dict[str, Figure]:
    """Return the parts of a figure by group and band."""
    return {".".join(filter(None, (row.group, row.part))): row for row in made.units[unit].of(figure) if not row.is_head}


def people_with(days: Sequence[str], **values: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return a person for each day, and the talk that was held with them on it."""
    numbers = count()
    named: list[tuple[str, str]] = [(f"K{next(numbers)}", day) for day in days]
    return [person(name, **values) for name, _ in named], [talk(name, day) for name, day in named]
