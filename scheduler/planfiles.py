"""The plan folder: written whole or not at all, read back strictly. Files and columns: docs/files.md."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from math import isnan
from pathlib import Path
from typing import Any, TypeVar

from scheduler.assumed import Ahead, Assumed, Returns
from scheduler.cellvalues import day, identifier
from scheduler.errors import Fault, PlanError, RosterError, TurnusError, shown
from scheduler.neutral import neutral, plain
from scheduler.plan import (
    NOTHING_ELSEWHERE,
    Appointment,
    DoubleSeat,
    Elsewhere,
    NotInvited,
    Plan,
    Proof,
    SpecialistWeek,
    StandbyName,
)
from scheduler.planplace import APPOINTMENTS, ASSUMED, NOT_INVITED, PLAN_JSON, STANDBY, foreign_names, is_plan_folder
from scheduler.systemwords import why
from scheduler.texts import LANGUAGES, text
from scheduler.workdays import FIRST_YEAR, LAST_YEAR, parse_week, week_name

Row = TypeVar("Row", Appointment, NotInvited, StandbyName, Assumed)

FORMAT, FORMAT_AHEAD = 2, 3
"""A week that stands on the roster alone, and one that takes earlier weeks for granted."""
APPOINTMENT_COLUMNS = (
    "appointment_id",
    "specialist_id",
    "customer_id",
    "start",
    "end",
    "minutes",
    "kind",
    "also_meets",
    "channel",
    "invited_by",
    "covers_for",
    "double_booked",
    "show_rate",
    "deadline",
    "rule_id",
    "reason",
)


def write_plan_folder(
    folder: Path,
    files: Mapping[str, bytes],
    is_ours: Callable[[Path], bool] = is_plan_folder,
    foreign_to: Callable[[Path], list[str]] = foreign_names,
) -> None:
    """Write a plan folder: everything into a folder beside it, then renamed; an older plan there is replaced.

    Args:
        folder: where the plan shall lie.
        files: relative path → bytes.
        is_ours: tells whether an older folder may be replaced.
        foreign_to: names what lies in it and is not ours.

    Raises:
        PlanError: the folder exists and is no plan folder, or cannot be written.
    """
    try:
        if folder.exists() and not is_ours(folder) and (not folder.is_dir() or any(folder.iterdir())):
            raise PlanError(text("error.plan_folder_taken", folder=folder))
        foreign = foreign_to(folder)
        if foreign:
            raise PlanError(text("error.plan_folder_foreign", folder=folder, file=shown(foreign[0])))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
            new = Path(scratch) / "new"
            for name, content in files.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_bytes(content)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
    except OSError as error:
        raise PlanError(text("error.not_written", folder=folder, why=why(error))) from error


def table_files(plan: Plan) -> dict[str, bytes]:
    """Return plan.json and the tables of a plan: name → bytes."""
    ahead = {ASSUMED: to_csv([_row(a) for a in plan.ahead.assumed], [f.name for f in fields(Assumed)])} if plan.ahead else {}
    return {
        PLAN_JSON: (json.dumps(_plan_json(plan), ensure_ascii=False, indent=1) + "\n").encode(),
        APPOINTMENTS: to_csv([_row(a) for a in plan.appointments], APPOINTMENT_COLUMNS),
        NOT_INVITED: to_csv([_row(n) for n in plan.not_invited], [f.name for f in fields(NotInvited)]),
        STANDBY: to_csv([_row(s) for s in plan.standby], [f.name for f in fields(StandbyName)]),
        **ahead,
    }


def to_csv(rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> bytes:
    """Return rows as CSV: UTF-8, comma, LF; no text is a formula for a spreadsheet, and what is missing or no number is empty."""
    names = list(columns)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_safe(row.get(name)) for name in names] for row in rows)
    return stream.getvalue().encode()


def _safe(cell: object) -> object:
    if isinstance(cell, str):
        return neutral(cell)
    return "" if isinstance(cell, float) and isnan(cell) else cell


def _row(item: Appointment | NotInvited | StandbyName | Assumed) -> dict[str, object]:
    return {field.name: _cell(getattr(item, field.name)) for field in fields(item)}


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return value


def _plan_json(plan: Plan) -> dict[str, object]:
    returns = [asdict(entry) for entry in plan.ahead.returns] if plan.ahead else []
    ahead = {"ahead": {"planned_on": plan.planned_on.isoformat(), "returns": returns}} if plan.ahead else {}
    return {
        "format": FORMAT_AHEAD if plan.ahead else FORMAT,
        "week": week_name(plan.monday),
        "today": plan.today.isoformat(),
        "proved": plan.is_proved,
        "stages": [asdict(total) for total in plan.stage_totals()],
        "specialists": [asdict(week) for week in plan.weeks],
        "proofs": [asdict(proof) for proof in plan.proofs],
        "elsewhere": asdict(plan.elsewhere),
        **ahead,
        "settings": plan.settings,
        "inputs": plan.inputs,
        "versions": plan.versions,
    }


def read_plan_folder(folder: Path) -> Plan:
    """Read a plan folder back.

    Raises:
        PlanError: no plan folder, or one that this version cannot read.
        RosterError: rows of appointments.csv or not_invited.csv with faults, all of them.
    """
    try:
        data = json.loads((folder / PLAN_JSON).read_text(encoding="utf-8"), parse_constant=_no_number)
        is_known = data["format"] in (FORMAT, FORMAT_AHEAD)
        weeks = tuple(_week(entry) for entry in data["specialists"]) if is_known else ()
        proofs = tuple(_proof(entry) for entry in data["proofs"]) if is_known else ()
        elsewhere = _elsewhere(data["elsewhere"]) if is_known else NOTHING_ELSEWHERE
        ahead = _ahead(data["ahead"]) if data["format"] == FORMAT_AHEAD else None
        monday, today = parse_week(data["week"]), day(data["today"])
        settings, inputs, versions = dict(data["settings"]), dict(data["inputs"]), dict(data["versions"])
        if settings["language"] not in LANGUAGES:
            raise ValueError(settings["language"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, TurnusError) as error:
        raise PlanError(text("error.no_plan", folder=folder)) from error
    if not is_known:
        raise PlanError(text("error.plan_format", folder=folder, number=data["format"]))
    faults: list[Fault] = []
    appointments = _read_rows(folder / APPOINTMENTS, Appointment, faults)
    not_invited = _read_rows(folder / NOT_INVITED, NotInvited, faults)
    standby = _read_rows(folder / STANDBY, StandbyName, faults)
    if ahead is not None:
        ahead = replace(ahead, assumed=tuple(_read_rows(folder / ASSUMED, Assumed, faults)))
    if faults:
        raise RosterError(faults)
    return Plan(
        monday,
        today,
        tuple(appointments),
        tuple(not_invited),
        tuple(standby),
        weeks,
        proofs,
        elsewhere,
        settings,
        inputs,
        versions,
        ahead,
    )


def _no_number(name: str) -> float:
    raise ValueError(name)


def _week(entry: dict[str, Any]) -> SpecialistWeek:
    values = {
        field.name: of_type(entry[field.name], field.type) for field in fields(SpecialistWeek) if field.name != "double_seats"
    }
    identifier(values["specialist_id"])  # it becomes a file name
    return SpecialistWeek(**values, double_seats=tuple(map(_double_seat, entry["double_seats"])))


def _double_seat(entry: dict[str, Any]) -> DoubleSeat:
    return DoubleSeat(**{field.name: of_type(entry[field.name], field.type) for field in fields(DoubleSeat)})


def _proof(entry: dict[str, Any]) -> Proof:
    stages = tuple((of_type(n, str), of_type(v, int), of_type(b, int), of_type(p, bool)) for n, v, b, p in entry["stages"])
    return Proof(tuple(of_type(name, str) for name in entry["specialists"]), stages, of_type(entry["cuts"], int))


def _elsewhere(entry: dict[str, Any]) -> Elsewhere:
    return Elsewhere(
        covers=tuple((of_type(customer, str), of_type(holder, str)) for customer, holder in entry["covers"]),
        resources=tuple((of_type(r, str), of_type(first, int), of_type(stop, int)) for r, first, stop in entry["resources"]),
    )


def _ahead(entry: dict[str, Any]) -> Ahead:
    """Read what a later week takes for granted; its appointments stand in a table of their own."""
    names = {field.name: field.type for field in fields(Returns)}
    rows = [Returns(**{name: of_type(row[name], kind) for name, kind in names.items()}) for row in entry["returns"]]
    return Ahead(day(entry["planned_on"]), tuple(rows), ())


def of_type(value: Any, kind: Any) -> Any:
    """Return a value of a type; yes and no are no numbers."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(value)
    return value


def _moment(cell: str) -> datetime:
    """Read a time with its offset; without one nobody knows when it is."""
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR + 1:
        raise ValueError(cell)
    return moment


CELL_READERS: dict[str, Callable[[str], object]] = {
    "start": _moment,
    "end": _moment,
    "minutes": int,
    "rank": int,
    "half_day": lambda cell: tuple(cell.split()),
    "also_meets": lambda cell: tuple(cell.split()),
    "double_booked": {"yes": True, "no": False}.__getitem__,
    "show_rate": float,
    "deadline": date.fromisoformat,
    "invited_on": date.fromisoformat,
}
"""Columns that are not plain text."""


def _read_rows(file: Path, kind: type[Row], faults: list[Fault]) -> list[Row]:
    """Read the rows of a table of the plan; every cell that cannot be read is a fault."""
    try:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except OSError as error:
        faults.append(Fault(file.name, 0, "", why(error), text("wanted.readable")))
        return []
    except (UnicodeDecodeError, csv.Error):
        faults.append(Fault(file.name, 0, "", "", text("wanted.csv", most=csv.field_size_limit())))
        return []
    names = [field.name for field in fields(kind)]
    header = rows[0] if rows else []
    missing = [name for name in names if name not in header]
    faults += [Fault(file.name, 1, name, shown(" | ".join(header)), text("wanted.column", name=name)) for name in missing]
    if missing:
        return []
    found = [
        _read_row(file.name, line, dict(zip(header, row, strict=False)), names, faults) for line, row in enumerate(rows[1:], 2)
    ]
    return [kind(**values) for values in found if values is not None]


def _read_row(file: str, line: int, cells: dict[str, str], names: list[str], faults: list[Fault]) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for name in names:
        cell = plain(cells.get(name, ""))
        try:
            values[name] = CELL_READERS.get(name, str)(cell)
        except (ValueError, KeyError):
            faults.append(Fault(file, line, name, shown(cell), text(f"wanted.plan_cell.{name}")))
    return values if len(values) == len(names) else None
