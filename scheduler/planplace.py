"""What lies in a plan folder, and in a folder of several weeks; a folder with anything else is never replaced."""

import re
from pathlib import Path

PLAN_JSON = "plan.json"
APPOINTMENTS = "appointments.csv"
STANDBY = "standby.csv"
NOT_INVITED = "not_invited.csv"
ASSUMED = "assumed.csv"
OWN_NAMES = frozenset({PLAN_JSON, APPOINTMENTS, STANDBY, NOT_INVITED, ASSUMED, "week.html", "calendars"})
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
