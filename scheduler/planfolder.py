"""The whole plan folder as bytes: tables, calendars and page of one plan; written by `plan`, rebuilt and compared by `verify`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scheduler import workbook
from scheduler.calendars import plan_calendars
from scheduler.findings import Finding
from scheduler.plan import Plan
from scheduler.planaudit import rebuilt
from scheduler.planfiles import table_files
from scheduler.texts import language, text, use_language
from scheduler.week_to_plan import WeekToPlan
from scheduler.weekpage import week_page

XLSX = "xlsx"
"""Setting of a plan that has a workbook too."""
FILE = "file"
"""Name under which findings about files are reported."""


def folder_files(to_plan: WeekToPlan, plan: Plan) -> dict[str, bytes]:
    """Return every file of the plan folder: relative path → bytes."""
    found = {**table_files(plan), **plan_calendars(to_plan, plan), "week.html": week_page(to_plan, plan)}
    return {**found, workbook.FILE: workbook.plan_workbook(plan)} if plan.settings.get(XLSX) else found


def file_findings(folder: Path, to_plan: WeekToPlan, plan: Plan, key: bytes) -> list[Finding]:
    """Return the files that are missing, not ours, or otherwise than turnus writes them for the appointments of the plan.

    Args:
        folder: the plan folder.
        to_plan: the roster looked at for the plan's week.
        plan: the plan as read from the folder.
        key: key of the pseudonyms.
    """
    current = language()
    use_language(str(plan.settings.get("language", current)))
    try:
        wanted = folder_files(to_plan.covered(plan.holders), replace(rebuilt(to_plan, plan, key), settings=plan.settings))
    finally:
        use_language(current)
    return differing_files(folder, wanted)


def differing_files(folder: Path, wanted: Mapping[str, bytes]) -> list[Finding]:
    """Return the files of a folder that are missing, not ours, or other than wanted (relative path → bytes)."""
    there = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    found = [("missing_file", name) for name in wanted.keys() - there.keys()]
    found += [("unknown_file", name) for name in there.keys() - wanted.keys()]
    found += [("changed_file", name) for name in wanted.keys() & there.keys() if there[name].read_bytes() != wanted[name]]
    return [Finding(FILE, "", "", None, text(f"audit.{what}", file=name)) for what, name in sorted(found)]
