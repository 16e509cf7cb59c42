"""What lies in a plan folder, in a folder of several weeks and in a replan folder; one with anything else is never replaced."""

import re
from pathlib import Path

PLAN_JSON = "plan.json"
APPOINTMENTS = "appointments.csv"
STANDBY = "standby.csv"
NOT_INVITED = "not_invited.csv"
ASSUMED = "assumed.csv"
OWN_NAMES = frozenset({PLAN_JSON, APPOINTMENTS, STANDBY, NOT_INVITED, ASSUMED, "plan.xlsx", "week.html", "calendars"})
REPLAN_JSON = "replan.json"
DIFF = "diff.csv"
REPLAN_PAGE = "replan.html"
REPLAN_NAMES = frozenset({REPLAN_JSON, DIFF, APPOINTMENTS, REPLAN_PAGE})
WEEKS_CSV = "weeks.csv"
INDEX = "index.html"
WEEK_FOLDER = re.compile(r"\d{4}-W\d{2}")


def is_plan_folder(folder: Path) -> bool:
    """Tell whether a folder is a plan, of one week or of several."""
    return (folder / PLAN_JSON).is_file() or (folder / WEEKS_CSV).is_file()


def week_folders(folder: Path) -> list[Path]:
    """Return the folders of the single weeks, in order of time."""
    return sorted(path for path in folder.iterdir() if WEEK_FOLDER.fullmatch(path.name) and path.is_dir())


def foreign_names(folder: Path) -> list[str]:
    """Return what lies in a plan folder and belongs to no plan, in order."""
    if not folder.is_dir():
        return []
    if not (folder / WEEKS_CSV).is_file():
        return sorted(path.name for path in folder.iterdir() if path.name not in OWN_NAMES)
    weeks = week_folders(folder)
    known = {WEEKS_CSV, INDEX, *(week.name for week in weeks)}
    inside = [f"{week.name}/{path.name}" for week in weeks for path in week.iterdir() if path.name not in OWN_NAMES]
    return sorted([*(path.name for path in folder.iterdir() if path.name not in known), *inside])


def is_replan_folder(folder: Path) -> bool:
    """Tell whether a folder was written by `turnus replan`."""
    return (folder / REPLAN_JSON).is_file()


def foreign_to_replan(folder: Path) -> list[str]:
    """Return what lies in a replan folder and does not belong to it, in order."""
    return sorted(path.name for path in folder.iterdir() if path.name not in REPLAN_NAMES) if folder.is_dir() else []
