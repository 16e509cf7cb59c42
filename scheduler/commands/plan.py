"""`turnus plan`: next week's plan with its proof, audited before it is written."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import (
    FOLDER,
    chosen,
    not_past,
    output_option,
    print_findings,
    read,
    today_option,
    week_option,
    weeks_option,
)
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.ahead.horizon import Horizon
    from scheduler.plan import Plan
    from scheduler.roster import Roster
    from scheduler.week_to_plan import WeekToPlan


@click.argument("roster", type=FOLDER)
@week_option
@today_option
@output_option
@weeks_option(1)
@option("--team", default=None)
@option("--specialist", default=None)
@option("--xlsx", is_flag=True)
def plan(roster: Path, week: date | None, today: date | None, output: Path, weeks: int, xlsx: bool, **only: str | None) -> None:
    from scheduler.ahead.horizon import Horizon
    from scheduler.week_to_plan import first_week_reached
    from scheduler.xlsx import need_openpyxl

    if xlsx:
        need_openpyxl()
    found, on = read(roster), today or date.today()
    monday = not_past(week or first_week_reached(found, on), on)
    horizon = Horizon(monday, weeks, on, chosen(found, only["team"], only["specialist"]))
    if weeks == 1:
        _plan_week(found, horizon, output, xlsx=xlsx)
    elif only["specialist"] is None:
        _plan_weeks(found, horizon, output, xlsx=xlsx)
    else:
        raise click.UsageError(text("ahead.no_specialist"))


def _plan_week(roster: "Roster", horizon: "Horizon", output: Path, *, xlsx: bool) -> None:
    """Plan one week and write its folder."""
    from scheduler.pseudonyms import ensure_key
    from scheduler.week_to_plan import prepare_week

    to_plan = prepare_week(roster, horizon.monday, horizon.today, horizon.specialists)
    key = ensure_key(roster.folder)
    made = _plan_with_progress(to_plan, key, xlsx=xlsx)
    _refuse_faulty(to_plan, made, key)
    to_plan = to_plan.covered(made.holders)
    _write(output, to_plan, made)
    _print_plan(to_plan, made, output)


def _plan_with_progress(to_plan: "WeekToPlan", key: bytes, *, xlsx: bool) -> "Plan":
    from scheduler.planfolder import XLSX
    from scheduler.planner import plan_week

    if not sys.stderr.isatty():
        made = plan_week(to_plan, key)
    else:
        with click.progressbar(length=len(to_plan.everyone), label=text("plan.progress"), file=sys.stderr) as bar:
            made = plan_week(to_plan, key, progress=lambda: bar.update(1))
    return replace(made, settings={**made.settings, XLSX: True}) if xlsx else made


def _refuse_faulty(to_plan: "WeekToPlan", made: "Plan", key: bytes) -> None:
    """Never write a plan that its own audit rejects."""
    from scheduler.planaudit import audit_plan

    findings = audit_plan(to_plan, made, key)
    if findings:
        print_findings(findings)
        raise PlanError(text("error.audit", number=len(findings)))


def _write(output: Path, to_plan: "WeekToPlan", made: "Plan") -> None:
    from scheduler.planfiles import write_plan_folder
    from scheduler.planfolder import folder_files

    write_plan_folder(output, folder_files(to_plan, made))


def _print_plan(to_plan: "WeekToPlan", made: "Plan", output: Path) -> None:
    from scheduler.daily.pinwords import plan_conflict_lines
    from scheduler.summary import promise_lines, stage_table, summary_lines, title_line, unreached_line

    lines = [title_line(made), *summary_lines(to_plan, made), *unreached_line(to_plan), *plan_conflict_lines(to_plan, made)]
    lines += [*promise_lines(to_plan, made), ""]
    click.echo("\n".join([*lines, *stage_table(made.stage_totals()), "", text("plan.written", folder=output)]))


def _plan_weeks(roster: "Roster", horizon: "Horizon", output: Path, *, xlsx: bool) -> None:
    """Plan several weeks in a row and write them as one folder: all of them or none."""
    from scheduler.ahead.full import decided, on_top
    from scheduler.ahead.horizon import Decided, roll
    from scheduler.ahead.weeksfolder import overview_files, overview_lines
    from scheduler.assumed import Ahead
    from scheduler.planfiles import write_plan_folder
    from scheduler.planfolder import folder_files
    from scheduler.pseudonyms import ensure_key
    from scheduler.workdays import week_name

    key = ensure_key(roster.folder)
    plans: list[Plan] = []

    def decide(to_plan: "WeekToPlan", ahead: Ahead | None) -> Decided:
        made = on_top(_plan_with_progress(to_plan, key, xlsx=xlsx), ahead)
        _refuse_faulty(to_plan, made, key)
        plans.append(made)
        return decided(to_plan, made)

    outlooks, files = [], {}
    for week in roll(roster, horizon, decide):
        outlooks.append(week.outlooks)
        inside = folder_files(week.decided.to_plan, plans[-1])
        files.update({f"{week_name(plans[-1].monday)}/{name}": content for name, content in inside.items()})
    weeks = list(zip(plans, outlooks, strict=True))
    write_plan_folder(output, {**files, **overview_files(weeks, roster.office.name)})
    click.echo("\n".join([*overview_lines(weeks), "", text("ahead.written", folder=output)]))
