"""The calendars of a plan folder as entries: tentative, as `turnus plan` wrote them; no ledger, for nobody has approved them."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from scheduler.calendars import calendar_path
from scheduler.errors import PlanError, TurnusError
from scheduler.export.icsfiles import Calendars, checked
from scheduler.ical.entry import Entry
from scheduler.ical.timezone import BERLIN
from scheduler.planfiles import read_plan_folder
from scheduler.planplace import PLAN_JSON, week_folders
from scheduler.texts import text


def teams_of_plan(folder: Path) -> dict[str, str]:
    """Return specialist → team of a plan of one or several weeks.

    Raises:
        PlanError: no plan folder, or one that this version cannot read.
    """
    return {week.specialist_id: week.team for place in _weeks(folder) for week in read_plan_folder(place).weeks}


def plan_calendars_of(folder: Path, chosen: Collection[str]) -> Calendars:
    """Return the calendars of some specialists in a plan of one or several weeks.

    Raises:
        PlanError: a calendar is missing, or was changed so that it cannot be read.
    """
    entries: dict[str, tuple[Entry, ...]] = dict.fromkeys(chosen, ())
    organizers, zones = {""}, set()
    for place in _weeks(folder):
        for name in chosen:
            for event in _events(place / calendar_path(name)):
                entries[name] += (_entry(event),)
                organizers.add(str(event["ORGANIZER"]))
                zones.add(str(event["DTSTART"].dt.tzinfo))
    return Calendars(entries, {}, max(organizers), max(zones, default=BERLIN))


def _weeks(folder: Path) -> list[Path]:
    return [folder] if (folder / PLAN_JSON).is_file() else week_folders(folder)


def _events(file: Path) -> list[Any]:
    from icalendar import Calendar

    try:
        return list(Calendar.from_ical(checked(file.read_bytes())).walk("VEVENT"))
    except (OSError, ValueError, TurnusError) as error:
        raise PlanError(text("export.no_calendar", file=file)) from error


def _entry(event: Any) -> Entry:
    """Return an event that turnus has written as an entry; the times are those of its zone."""
    return Entry(
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        stamp=event["DTSTAMP"].dt.replace(tzinfo=None),
        start=event["DTSTART"].dt.replace(tzinfo=None),
        end=event["DTEND"].dt.replace(tzinfo=None),
        summary=str(event["SUMMARY"]),
        location=str(event.get("LOCATION", "")),
        status=str(event["STATUS"]),
    )
