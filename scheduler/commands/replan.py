"""`turnus replan`: what becomes of a week's appointments when somebody is ill, is back, or the house is closed."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Day, option
from scheduler.commands.shared import FOLDER, not_past, output_option, print_findings, read, today_option
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.replan.disruption import Disruption
    from scheduler.replan.fates import Fate
    from scheduler.replan.promised import Promised
    from scheduler.replan.result import Replan
    from scheduler.roster import Roster


@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
@option("--absent", metavar="S", default=None)
@option("--returned", metavar="S", default=None)
@option("--closed", type=Day(), default=None)
@option("--from", "first", type=Day(), default=None)
@option("--to", "last", type=Day(), default=None)
@option("--hours", metavar="HH:MM-HH:MM", default=None)
@today_option
@output_option
def replan(roster: Path, plan_folder: Path, today: date | None, output: Path, **what: "str | date | None") -> None:
    from scheduler.planfiles import write_plan_folder
    from scheduler.planplace import foreign_to_replan, is_replan_folder
    from scheduler.replan.audit import audit_replan
    from scheduler.replan.fates import fates_of
    from scheduler.replan.files import read_week, replan_files
    from scheduler.replan.look import promised_week
    from scheduler.replan.result import replan_week

    found, on = read(roster), today or date.today()
    monday = not_past(read_week(plan_folder), on)
    disruption = _disruption(found, monday, on, what)
    promised = promised_week(found, disruption, monday, on)
    made = replan_week(promised, disruption)
    findings = audit_replan(promised, made)
    if findings:
        print_findings(findings)
        raise PlanError(text("error.audit", number=len(findings)))
    fates = fates_of(promised, made)
    write_plan_folder(output, replan_files(promised, made, fates), is_replan_folder, foreign_to_replan)
    click.echo("\n".join([*_lines(promised, made, fates), "", text("replan.written", folder=output)]))


def _lines(promised: "Promised", made: "Replan", fates: "Sequence[Fate]") -> list[str]:
    from scheduler.plan import stage_totals
    from scheduler.replan.summary import change_lines, summary_lines, title
    from scheduler.summary import stage_table

    changes = change_lines(fates)
    return [
        title(made),
        *summary_lines(promised, made, fates),
        *(["", *changes] if changes else []),
        "",
        *stage_table(stage_totals(made.proofs)),
    ]


def _disruption(roster: "Roster", monday: date, today: date, what: "dict[str, str | date | None]") -> "Disruption":
    """Return what happened, as the options say; wrong usage where they do not fit together."""
    from scheduler.replan.disruption import absent, closed, returned

    match [what[name] for name in ("absent", "returned", "closed")]:
        case [str() as name, None, None]:
            return absent(roster, name, *_days(what, monday, today), _hours(what["hours"]))
        case [None, str() as name, None]:
            return returned(roster, name, _first(what))
        case [None, None, date() as day]:
            _require_in_week(day, day, monday, today)
            return closed(roster, day)
    raise click.UsageError(text("replan.error.which"))


def _first(what: "dict[str, str | date | None]") -> date:
    if not isinstance(what["first"], date):
        raise click.UsageError(text("replan.error.needs_from"))
    return what["first"]


def _days(what: "dict[str, str | date | None]", monday: date, today: date) -> tuple[date, date]:
    """Return the first and the last day; without an end the absence ends with the week."""
    first = _first(what)
    last = what["last"] if isinstance(what["last"], date) else max(first, monday + timedelta(days=6))
    if first <= last:
        _require_in_week(first, last, monday, today)
    return first, last


def _require_in_week(first: date, last: date, monday: date, today: date) -> None:
    from scheduler.workdays import week_name

    if last < max(monday, today) or first > monday + timedelta(days=6):
        days = {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}", "today": f"{today:%d.%m.%Y}"}
        raise click.UsageError(text("replan.error.outside", week=week_name(monday), **days))


def _hours(value: "str | date | None") -> tuple[int, int]:
    """Return from and to in minutes; all day where nothing is said."""
    from scheduler.cellvalues import DAY_MINUTES, clock_time

    if value is None:
        return 0, DAY_MINUTES
    parts = re.split(r"\s*[-–]\s*", str(value).strip())
    try:
        start, stop = map(clock_time, parts)
    except ValueError as error:
        raise click.UsageError(text("replan.error.hours", value=value)) from error
    if start >= stop:
        raise click.UsageError(text("replan.error.hours", value=value))
    return start, stop
