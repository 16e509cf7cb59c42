"""Which files in a folder are from turnus: only these are replaced. What stands in them tells it, for a name proves nothing."""

from pathlib import Path

from scheduler.errors import TurnusError
from scheduler.export.outlookcsv import headers
from scheduler.ical.calendarfile import PRODUCT
from scheduler.planplace import is_plan_folder, is_replan_folder
from scheduler.systemwords import why
from scheduler.texts import LANGUAGES, text

MARK = b"<pdf:Keywords>turnus</pdf:Keywords>"
"""Stands in the metadata of every printed week (week.typ)."""
BOUNDARY = b'boundary="turnus-'
WITH_NAMES = "+names"
"""Ends the name of a calendar or sheet with names, which a folder keeps beside the pseudonymous one; no id has a plus."""


def is_own(name: str, content: bytes) -> bool:
    """Tell whether a file is one that an export has written."""
    match Path(name).suffix:
        case ".ics":
            return f"PRODID:{PRODUCT}".encode() in content
        case ".csv":
            return any(content.startswith(headers(language)) for language in LANGUAGES)
        case ".pdf":
            return MARK in content
        case ".eml":
            return BOUNDARY in content
    return False


def refuse_folder(folder: Path) -> None:
    """Refuse a folder into which nothing may be exported: a file, a roster, what belongs to a plan.

    Raises:
        TurnusError: it is one, or it cannot be looked at.
    """
    try:
        _refuse_folder(folder)
    except OSError as error:
        raise TurnusError(text("export.not_written", folder=folder, why=why(error))) from error


def _refuse_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise TurnusError(text("export.no_folder", folder=folder))
    if (folder / "office.toml").exists():
        raise TurnusError(text("export.into_roster", folder=folder))
    places = (folder, *folder.absolute().parents)
    if any(is_plan_folder(place) or is_replan_folder(place) for place in places[:2]):
        raise TurnusError(text("export.into_plan", folder=folder))


def refuse_names(folder: Path, names: list[str]) -> None:
    """Refuse names that some systems take for one, and files of others where ours should be.

    Raises:
        TurnusError: nothing may be written.
    """
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise TurnusError(text("export.same_name", first=other, second=name))
    foreign = [name for name in names if (folder / name).exists() and not _is_own_file(folder / name)]
    if foreign:
        raise TurnusError(text("export.foreign", folder=folder, files=", ".join(sorted(foreign))))


def _is_own_file(file: Path) -> bool:
    return file.is_file() and is_own(file.name, file.read_bytes())
