"""What several commands share: their options, reading the roster, refusing a week that is over."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cliparts import Day, Week, option
from scheduler.errors import PlanError, RosterError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.findings import Finding
    from scheduler.roster import Roster

FOLDER = click.Path(path_type=Path)
today_option = option("--today", type=Day(), default=None)
week_option = option("--week", type=Week(), default=None)
MOST_WEEKS = 26
output_option = option("-o", "--output", type=FOLDER, required=True)


def login_name() -> str:
    """Return the login name, "?" where the system knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


by_option = option("--by", default=login_name, envvar="TURNUS_USER")
"""Who makes a change; the parameter is called `by`."""


def read(folder: Path) -> "Roster":
    """Return the roster of a folder; its faults end the command.

    Raises:
        RosterError: it has faults.
        PlanError: the folder is a plan.
    """
    from scheduler.planplace import is_plan_folder
    from scheduler.rosterfiles import read_roster

    try:
        return read_roster(folder)
    except RosterError:
        is_there = os.path.isdir(folder)  # noqa: PTH112 - a name too long for the system is no folder either
        if is_there and is_plan_folder(folder) and not (folder / "office.toml").exists():
            raise PlanError(text("error.plan_not_roster", folder=folder)) from None
        raise


def not_past(monday: date, today: date) -> date:
    """Return a Monday whose week is not over; else wrong usage."""
    from scheduler.workdays import monday_of, week_name

    if monday < monday_of(today):
        raise click.UsageError(text("error.past_week", week=week_name(monday), today=f"{today:%d.%m.%Y}"))
    return monday


def print_findings(findings: "list[Finding]") -> None:
    """Print what is wrong with a plan, one a line, on the error stream."""
    for finding in findings:
        when = f"{finding.start:%d.%m. %H:%M}" if finding.start else ""
        who = " ".join(filter(None, (finding.specialist_id, finding.customer_id, when)))
        click.echo(text("verify.finding", rule=text(f"rule.{finding.rule}"), who=who, words=finding.words), err=True)


def chosen(roster: "Roster", team: str | None, specialist: str | None) -> set[str] | None:
    """Return the ids of the specialists to be planned, None = all."""
    if team is not None and team not in roster.office.teams:
        raise click.UsageError(text("error.team", value=team, values=", ".join(roster.office.teams)))
    if specialist is not None and specialist not in roster.specialist_by_id:
        raise click.UsageError(text("error.specialist", value=specialist))
    if team is None and specialist is None:
        return None
    people = roster.specialists
    chosen = {s.specialist_id for s in people if team in (None, s.team) and specialist in (None, s.specialist_id)}
    if not chosen:
        raise click.UsageError(text("error.nobody_chosen", chosen=", ".join(filter(None, (team, specialist)))))
    return chosen


def weeks_option(default: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option of how many weeks in a row."""
    return option("--weeks", type=click.IntRange(1, MOST_WEEKS), default=default, show_default=True)
