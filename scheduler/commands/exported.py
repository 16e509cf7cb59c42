"""What the export commands share: the folder they write, whether a plan or a roster is meant, and whose calendars."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, chosen
from scheduler.errors import PlanError
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.export.icsfiles import Calendars
    from scheduler.roster import Roster

export_folder_option = option("-o", "--output", "export_folder", type=FOLDER, required=True)


def is_plan(source: Path) -> bool:
    """Tell whether a plan folder is meant; one of `turnus replan` has to be approved first."""
    from scheduler.planplace import is_plan_folder, is_replan_folder

    if is_replan_folder(source):
        raise PlanError(text("export.replan", folder=source))
    return is_plan_folder(source)


def calendars_of_plan(folder: Path, team: str | None, specialist: str | None) -> "Calendars":
    """Return the calendars of a plan folder; wrong names are wrong usage."""
    from scheduler.export.plancalendars import plan_calendars_of, teams_of_plan

    teams = teams_of_plan(folder)
    if team is not None and team not in teams.values():
        raise click.UsageError(text("error.team", value=team, values=", ".join(dict.fromkeys(teams.values()))))
    if specialist is not None and specialist not in teams:
        raise click.UsageError(text("error.specialist", value=specialist))
    return plan_calendars_of(folder, [n for n, of in teams.items() if team in (None, of) and specialist in (None, n)])


def owners(roster: "Roster", team: str | None, specialist: str | None) -> set[str] | None:
    """Return whose calendars are meant, None = everybody's; who has left the roster and was told before can be named too.

    Of those who left nobody knows the team any more: what they are still owed belongs to every team.
    """
    from scheduler.revision import CALENDAR

    left = {row.specialist_id for row in roster.calendar if row.audience == CALENDAR} - roster.specialist_by_id.keys()
    if team is None and specialist in left:
        return {specialist}
    found = chosen(roster, team, specialist)
    return found if found is None or specialist is not None else found | left


def nameless_line(customers: Sequence[str]) -> list[str]:
    """Return who stands with a pseudonym where names were asked for, as one line or none."""
    return [counted("export.nameless", len(customers), people=", ".join(customers))] if customers else []


def number_of(calendars: "Calendars") -> int:
    """Return how many appointments there are in all."""
    return sum(map(len, calendars.entries.values()))
