"""A roster folder → `Roster`: all tables read and checked, every fault reported in one run, nothing dropped in silence."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from scheduler import columns
from scheduler.concept import Concept
from scheduler.conceptfiles import load_concept
from scheduler.crosschecks import check_all
from scheduler.errors import Fault, RosterError
from scheduler.journal import snapshot
from scheduler.officefile import FILE as OFFICE_FILE
from scheduler.officefile import read_office
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
from scheduler.tables import Rows, read_table
from scheduler.texts import text


def read_roster(folder: Path, changed: Mapping[str, bytes] = MappingProxyType({})) -> Roster:
    """Read and check a roster folder.

    Args:
        folder: the folder with office.toml, specialists.csv, customers.csv and the optional tables.
        changed: file name → content that counts instead of what the table holds now.

    Raises:
        RosterError: with every fault of every file.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 - a name too long for the system is no folder either
        raise RosterError([Fault(str(folder), 0, "", "", text("wanted.folder"))])
    faults: list[Fault] = []
    office = read_office(folder, faults)
    concepts = _concepts(folder, office, faults)
    contents = {**snapshot(folder, [table.file for table in columns.TABLES]), **changed}
    tables = {table.file: read_table(table, folder / table.file, faults, contents) for table in columns.TABLES}
    zone = ZoneInfo(office.timezone)
    for name in ("start", "end"):
        moments = tables["bookings.csv"].values[name]
        tables["bookings.csv"].values[name] = [_local(value, zone) for value in moments]
    check_all(tables, office)
    if faults:
        raise RosterError(faults)
    return _roster(folder, office, concepts, tables, _digests(folder, concepts, contents))


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


def _roster(
    folder: Path, office: Office, concepts: dict[str, Concept], tables: dict[str, Rows], digests: dict[str, str]
) -> Roster:
    return Roster(
        folder=folder,
        office=office,
        concepts=concepts,
        specialists=tuple(Specialist(**_with_windows(row)) for row in _records(tables["specialists.csv"])),
        customers=tuple(Customer(**row) for row in _records(tables["customers.csv"])),
        absences=tuple(Absence(**row) for row in _records(tables["absences.csv"])),
        measures=tuple(Measure(**row) for row in _records(tables["measures.csv"])),
        occasions=tuple(Occasion(**row) for row in _records(tables["occasions.csv"])),
        deviations=tuple(Deviation(**row) for row in _records(tables["deviations.csv"])),
        contacts=tuple(Contact(**row) for row in _records(tables["contacts.csv"])),
        bookings=tuple(Booking(**{"customer_id": "", **row}) for row in _records(tables["bookings.csv"])),
        resources=tuple(Resource(**_with_windows(row)) for row in _records(tables["resources.csv"])),
        wishes=tuple(_wish(row) for row in _records(tables["wishes.csv"])),
        digests=digests,
    )


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


def _wish(row: dict[str, Any]) -> Wish:
    day = row.get("day")
    return Wish(
        specialist_id=str(row["specialist_id"]),
        customer_id=str(row["customer_id"]),
        day=None if isinstance(day, int) else day,
        weekday=day if isinstance(day, int) else None,
        half_day=str(row.get("half_day", "")),
        must=bool(row["must"]),
    )


def _digests(folder: Path, concepts: dict[str, Concept], contents: Mapping[str, bytes | None]) -> dict[str, str]:
    """Return the sha256 of every file of the roster that was read, in order of name."""
    files = [folder / OFFICE_FILE, *(folder / f"{name}.toml" for name in concepts)]
    found = {**contents, **{file.name: file.read_bytes() for file in files if file.is_file()}}
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items()) if data is not None}
