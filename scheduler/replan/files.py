"""The replan folder: what was decided, the list of changes, the week as it is now, a page to look at. Columns: docs/files.md."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scheduler.cellvalues import day
from scheduler.errors import PlanError, TurnusError
from scheduler.plan import Proof
from scheduler.planfiles import of_type, read_plan_folder, to_csv
from scheduler.planplace import APPOINTMENTS, DIFF, REPLAN_JSON, REPLAN_PAGE, is_replan_folder
from scheduler.replan.disruption import Disruption
from scheduler.replan.fates import PUT_BACK, Fate, fates_of
from scheduler.replan.page import replan_page
from scheduler.replan.promised import Promised
from scheduler.replan.result import Held, Replan
from scheduler.roster import Absence
from scheduler.texts import LANGUAGES, language, text, use_language
from scheduler.workdays import minutes_between, parse_week, week_name

FORMAT = 1
APPOINTMENT_COLUMNS = (
    "appointment_id",
    "specialist_id",
    "customer_id",
    "start",
    "end",
    "minutes",
    "kind",
    "channel",
    "invited_by",
    "covers_for",
)


def replan_files(promised: Promised, replan: Replan, fates: Sequence[Fate] | None = None) -> dict[str, bytes]:
    """Return every file of the replan folder: relative path → bytes, in the language in which it was planned.

    Args:
        promised: the week.
        replan: what was decided.
        fates: its rows in that language, where they are at hand.
    """
    current = language()
    use_language(str(replan.settings.get("language", current)))
    try:
        fates = fates_of(promised, replan) if fates is None else fates
        return {
            REPLAN_JSON: (json.dumps(_json(replan), ensure_ascii=False, indent=1) + "\n").encode(),
            DIFF: to_csv([_row(fate) for fate in fates], [field.name for field in fields(Fate)]),
            APPOINTMENTS: to_csv([_appointment(fate) for fate in fates if fate.what != PUT_BACK], APPOINTMENT_COLUMNS),
            REPLAN_PAGE: replan_page(promised, replan, fates),
        }
    finally:
        use_language(current)


def _row(fate: Fate) -> dict[str, object]:
    return {field.name: _cell(getattr(fate, field.name)) for field in fields(fate)}


def _cell(value: object) -> object:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


def _appointment(fate: Fate) -> dict[str, object]:
    assert fate.new_start is not None and fate.new_end is not None
    return {
        "appointment_id": fate.booking_id,
        "specialist_id": fate.new_specialist_id,
        "customer_id": fate.customer_id,
        "start": _cell(fate.new_start),
        "end": _cell(fate.new_end),
        "minutes": minutes_between(fate.new_start, fate.new_end),
        "kind": fate.kind,
        "channel": fate.channel,
        "invited_by": fate.invited_by,
        "covers_for": fate.covers_for,
    }


def _json(replan: Replan) -> dict[str, object]:
    disruption = replan.disruption
    return {
        "format": FORMAT,
        "week": week_name(replan.monday),
        "today": replan.today.isoformat(),
        "people": sorted(disruption.people),
        "added": [_absence_json(absence) for absence in disruption.added],
        "removed": [_absence_json(absence) for absence in disruption.removed],
        "held": [{**asdict(row), "start": row.start.isoformat(timespec="minutes")} for row in replan.held],
        "proofs": [asdict(proof) for proof in replan.proofs],
        "settings": replan.settings,
        "inputs": replan.inputs,
        "versions": replan.versions,
    }


def _absence_json(absence: Absence) -> dict[str, object]:
    return {**asdict(absence), "first_day": absence.first_day.isoformat(), "last_day": absence.last_day.isoformat()}


def read_week(folder: Path) -> date:
    """Return the Monday of the week of a plan or replan folder.

    Raises:
        PlanError: neither of them, or one that cannot be read.
    """
    return read_replan(folder).monday if is_replan_folder(folder) else read_plan_folder(folder).monday


def read_replan(folder: Path) -> Replan:
    """Read what was decided back from a replan folder.

    Raises:
        PlanError: no replan folder, or one that this version cannot read.
    """
    try:
        data = json.loads((folder / REPLAN_JSON).read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise PlanError(text("error.plan_format", folder=folder, number=data["format"]))
        if data["settings"]["language"] not in LANGUAGES:
            raise ValueError(data["settings"]["language"])
        return Replan(
            monday=parse_week(data["week"]),
            today=day(data["today"]),
            disruption=Disruption(frozenset(_texts(data["people"])), _absences(data["added"]), _absences(data["removed"])),
            held=tuple(map(_held, data["held"])),
            proofs=tuple(map(_proof, data["proofs"])),
            settings=dict(data["settings"]),
            inputs=dict(data["inputs"]),
            versions=dict(data["versions"]),
        )
    except PlanError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, TurnusError) as error:
        raise PlanError(text("replan.error.no_folder", folder=folder)) from error


def _absences(rows: Sequence[Mapping[str, Any]]) -> tuple[Absence, ...]:
    return tuple(
        Absence(
            of_type(row["person_id"], str),
            date.fromisoformat(row["first_day"]),
            date.fromisoformat(row["last_day"]),
            of_type(row["from_time"], int),
            of_type(row["to_time"], int),
            of_type(row["reason"], str),
        )
        for row in rows
    )


def _held(row: Mapping[str, Any]) -> Held:
    start = datetime.fromisoformat(row["start"])
    if start.tzinfo is not None:
        raise ValueError(row["start"])
    return Held(of_type(row["booking_id"], str), of_type(row["specialist_id"], str), start)


def _proof(row: Mapping[str, Any]) -> Proof:
    stages = tuple((of_type(n, str), of_type(v, int), of_type(b, int), of_type(p, bool)) for n, v, b, p in row["stages"])
    return Proof(tuple(_texts(row["specialists"])), stages, of_type(row["cuts"], int))


def _texts(values: Sequence[object]) -> list[str]:
    return [of_type(value, str) for value in values]
