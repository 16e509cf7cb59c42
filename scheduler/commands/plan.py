"""`turnus plan`: next week's plan with its proof, audited before it is written."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, not_past, output_option, print_findings, read, today_option, week_option
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.plan import Plan
    from scheduler.roster import Roster
    from scheduler.week_to_plan import WeekToPlan


@click.argument("roster", type=FOLDER)
@week_option
@today_option
@output_option
@option("--team", default=None)
@option("--specialist", default=None)
@option("--xlsx", is_flag=True)
def plan(roster: Path, week: date | None, today: date | None, output: Path, xlsx: bool, **only: str | None) -> None:
    from scheduler.pseudonyms import ensure_key
    from scheduler.week_to_plan import first_week_reached, prepare_week

    found, on = read(roster), today or date.today()
    monday = not_past(week or first_week_reached(found, on), on)
    to_plan = prepare_week(found, monday, on, _chosen(found, only["team"], only["specialist"]))
    key = ensure_key(roster)
    made = _plan_with_progress(to_plan, key, xlsx=xlsx)
    _refuse_faulty(to_plan, made, key)
    to_plan = to_plan.covered(made.holders)
    _write(output, to_plan, made)
    _print_plan(to_plan, made, output)


def _chosen(roster: "Roster", team: str | None, specialist: str | None) -> set[str] | None:
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


def _plan_with_progress(to_plan: "WeekToPlan", key: bytes, *, xlsx: bool) -> "Plan":
    from scheduler.planfolder import XLSX
    from scheduler.planner import plan_week
    from scheduler.xlsx import need_openpyxl

    if xlsx:
        need_openpyxl()
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
    from scheduler.summary import promise_lines, stage_table, summary_lines, title_line, unreached_line

    lines = [title_line(made), *summary_lines(to_plan, made), *unreached_line(to_plan), *promise_lines(to_plan, made), ""]
    click.echo("\n".join([*lines, *stage_table(made.stage_totals()), "", text("plan.written", folder=output)]))
