"""A folder or workbook → `Roster`: all tables read and checked, every fault reported in one run, nothing dropped in silence."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from inspect import signature
from itertools import repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from scheduler import columns
from scheduler.concept import Concept
from scheduler.conceptfiles import load_concept
from scheduler.crosschecks import check_all
from scheduler.errors import Fault, RosterError
from scheduler.officefile import read_office
from scheduler.register import REGISTER, SentLetter
from scheduler.revision import LEDGER, Revision
from scheduler.roster import (
    Absence,
    Booking,
    Contact,
    Customer,
    Deviation,
    Hours,
    Measure,
    Occasion,
    Office,
    Resource,
    Roster,
    Specialist,
    Wish,
)
from scheduler.rostersource import Source, open_source
from scheduler.tables import Rows

Row = TypeVar("Row", Absence, Booking, Contact, Customer, Deviation, Measure, Occasion, Revision, SentLetter)


def read_roster(path: Path, changed: Mapping[str, bytes] = MappingProxyType({})) -> Roster:
    """Read and check a roster.

    Args:
        path: the folder with office.toml, specialists.csv, customers.csv and the optional tables, or a workbook (.xlsx) with
            sheets of the same names.
        changed: file name → content that counts instead of what the table (or the workbook) holds now.

    Raises:
        RosterError: with every fault of every file.
        TurnusError: it is a workbook and openpyxl is missing.
    """
    source = open_source(path, changed)
    office, concepts, tables = _checked(source)
    return _roster(path, office, concepts, tables, source.digests(concepts))


def check_roster(path: Path, changed: Mapping[str, bytes]) -> None:
    """Check a roster as `read_roster` does, without making one.

    Raises:
        RosterError: with every fault of every file.
        TurnusError: it is a workbook and openpyxl is missing.
    """
    _checked(open_source(path, changed))


def _checked(source: Source) -> tuple[Office, dict[str, Concept], dict[str, Rows]]:
    """Return what a roster holds, all of it sound."""
    faults: list[Fault] = []
    said = source.office(faults)
    office = Office("", {}) if said is None else read_office(said)
    concepts = _concepts(source.home, office, faults)
    tables = {table.file: source.rows(table, faults) for table in columns.TABLES}
    zone = ZoneInfo(office.timezone)
    for name in ("start", "end"):
        moments = tables["bookings.csv"].values[name]
        tables["bookings.csv"].values[name] = [_local(value, zone) for value in moments]
    check_all(tables, office)
    if faults:
        raise RosterError(faults)
    return office, concepts, tables


def _concepts(folder: Path, office: Office, faults: list[Fault]) -> dict[str, Concept]:
    found = {}
    for name in sorted({team.concept for team in office.teams.values() if team.concept}):
        try:
            found[name] = load_concept(name, folder, office)
        except RosterError as error:
            faults += error.faults
    return found


def _local(value: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return a time as local time of the office, without offset."""
    if value is not None and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return value


def _roster(path: Path, office: Office, concepts: dict[str, Concept], tables: dict[str, Rows], digests: dict[str, str]) -> Roster:
    return Roster(
        folder=path,
        office=office,
        concepts=concepts,
        specialists=tuple(Specialist(**_with_windows(row)) for row in _records(tables["specialists.csv"])),
        customers=_made(Customer, tables["customers.csv"]),
        absences=_made(Absence, tables["absences.csv"]),
        measures=_made(Measure, tables["measures.csv"]),
        occasions=_made(Occasion, tables["occasions.csv"]),
        deviations=_made(Deviation, tables["deviations.csv"]),
        contacts=_made(Contact, tables["contacts.csv"]),
        bookings=_made(Booking, tables["bookings.csv"], customer_id=""),
        resources=tuple(Resource(**_with_windows(row)) for row in _records(tables["resources.csv"])),
        wishes=tuple(map(_wish, _records(tables["wishes.csv"]), tables["wishes.csv"].lines)),
        letters=_made(SentLetter, tables[REGISTER]),
        calendar=_made(Revision, tables[LEDGER]),
        digests=digests,
    )


def _made(kind: type[Row], rows: Rows, **defaults: object) -> tuple[Row, ...]:
    """Return the rows as objects, a column at a time; where a cell is empty, the field has its default."""
    columns: list[Iterable[Any]] = []
    for name, place in signature(kind).parameters.items():
        default = defaults.get(name, place.default)
        values = rows.values.get(name)
        if values is None:
            assert default is not place.empty
            columns.append(repeat(default))
        elif default is None or default is place.empty:
            columns.append(values)
        else:
            columns.append([default if value is None else value for value in values])
    return tuple(map(kind, *columns))


def _records(rows: Rows) -> Iterator[dict[str, Any]]:
    """Yield the rows as field → value; empty cells are left out, so that the field's default holds."""
    names = [column.name for column in rows.table.columns]
    for values in zip(*(rows.values[name] for name in names), strict=True):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _with_windows(row: dict[str, Any]) -> dict[str, Any]:
    """Gather the five columns mon … fri into one tuple of hours."""
    windows = []
    for weekday, (name, _) in enumerate(columns.DAYS):
        spans = row.pop(name, ())
        windows += [Hours(weekday, start, stop) for start, stop in spans]
    return {**row, "windows": tuple(windows)}


def _wish(row: dict[str, Any], line: int) -> Wish:
    day = row.get("day")
    return Wish(
        specialist_id=str(row["specialist_id"]),
        customer_id=str(row["customer_id"]),
        day=None if isinstance(day, int) else day,
        weekday=day if isinstance(day, int) else None,
        half_day=str(row.get("half_day", "")),
        must=bool(row["must"]),
        line=line,
    )
