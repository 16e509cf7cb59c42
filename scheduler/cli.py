"""The command `turnus`: thin commands over the library, heavy imports only where they are needed."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Day, TextGroup, Week, choose_language, option
from scheduler.errors import PlanError
from scheduler.texts import LANGUAGES, text

if TYPE_CHECKING:
    from scheduler.plan import Plan
    from scheduler.planaudit import Finding
    from scheduler.roster import Roster
    from scheduler.week_to_plan import WeekToPlan


FOLDER = click.Path(path_type=Path)
today_option = option("--today", type=Day(), default=None)
week_option = option("--week", type=Week(), default=None)


@click.group(cls=TextGroup)
@option("--lang", type=click.Choice(LANGUAGES), default=None, is_eager=True, expose_value=False, callback=choose_language)
@click.version_option(package_name="turnus")
def main() -> None:
    """Run turnus."""


@main.command()
@click.argument("roster", type=FOLDER)
@today_option
def check(roster: Path, today: date | None) -> None:
    from scheduler.oddities import oddities

    found = _read(roster)
    odd = oddities(found, today or date.today())
    for fault in odd:
        click.echo(text("check.odd", file=fault.file, column=fault.column, value=fault.value, words=fault.wanted))
    numbers = {"specialists": len(found.specialists), "customers": len(found.customers), "odd": len(odd)}
    click.echo(text("check.fine", **numbers))


@main.command()
@click.argument("roster", type=FOLDER)
@week_option
@today_option
@option("--all", "everybody", is_flag=True)
@option("--format", "layout", type=click.Choice(("table", "csv", "json")), default="table")
def due(roster: Path, week: date | None, today: date | None, everybody: bool, layout: str) -> None:
    from scheduler.duelist import due_output
    from scheduler.needs import needs_of_week
    from scheduler.week_to_plan import first_week_reached

    found, on = _read(roster), today or date.today()
    monday = _not_past(week or first_week_reached(found, on), on)
    click.echo(due_output(needs_of_week(found, monday, on), layout, everybody=everybody), nl=False)


@main.command()
@click.argument("roster", type=FOLDER)
@week_option
@today_option
@option("-o", "--output", type=FOLDER, required=True)
@option("--team", default=None)
@option("--specialist", default=None)
def plan(roster: Path, week: date | None, today: date | None, output: Path, team: str | None, specialist: str | None) -> None:
    from scheduler.pseudonyms import ensure_key
    from scheduler.week_to_plan import first_week_reached, prepare_week

    found, on = _read(roster), today or date.today()
    monday = _not_past(week or first_week_reached(found, on), on)
    to_plan = prepare_week(found, monday, on, _chosen(found, team, specialist))
    key = ensure_key(roster)
    made = _plan_with_progress(to_plan, key)
    _refuse_faulty(to_plan, made, key)
    to_plan = to_plan.covered(made.holders)
    _write(output, to_plan, made)
    _print_plan(to_plan, made, output)


@main.command()
@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
def verify(roster: Path, plan_folder: Path) -> None:
    from scheduler.planaudit import audit_plan
    from scheduler.planfiles import read_plan_folder
    from scheduler.planfolder import file_findings
    from scheduler.pseudonyms import read_key
    from scheduler.week_to_plan import prepare_week

    found, made = _read(roster), read_plan_folder(plan_folder)
    planned = {week.specialist_id for week in made.weeks}
    to_plan = prepare_week(found, made.monday, made.today, planned)
    key = read_key(roster)
    if key is None:
        raise PlanError(text("error.no_key", folder=roster))
    findings = audit_plan(to_plan, made, key)
    findings = findings or file_findings(plan_folder, to_plan, made, key)
    changed = sorted(name for name in {**made.inputs, **found.digests} if made.inputs.get(name) != found.digests.get(name))
    if changed:
        click.echo(text("verify.changed", files=", ".join(changed)))
    _print_findings(findings)
    if findings:
        raise PlanError(text("verify.faulty", number=len(findings)))
    click.echo(text("verify.fine", appointments=len(made.appointments), weeks=len(made.weeks)))


@main.command()
@click.argument("name", required=False)
@option("--roster", type=FOLDER, default=None)
def concepts(name: str | None, roster: Path | None) -> None:
    from scheduler.conceptlist import concept_lines, concept_overview

    lines = concept_lines(name, roster) if name else concept_overview(roster)
    click.echo("\n".join(lines))


@main.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@option("--specialists", type=click.IntRange(1, 1000), required=True)
@option("--seed", type=click.IntRange(min=0), required=True)
@option("--concept", default="aa90-2021")
@option("--today", type=Day(), default=None)
def sample(folder: Path, specialists: int, seed: int, concept: str, today: date | None) -> None:
    from scheduler.sample import TODAY, write_sample
    from scheduler.week_to_plan import first_week_reached
    from scheduler.workdays import week_name

    on = today or TODAY
    write_sample(folder, specialists=specialists, seed=seed, concept=concept, today=on)
    week = week_name(first_week_reached(_read(folder), on))
    click.echo(text("sample.done", folder=folder, specialists=specialists, today=on, week=week))


def _read(folder: Path) -> "Roster":
    from scheduler.rosterfiles import read_roster

    return read_roster(folder)


def _not_past(monday: date, today: date) -> date:
    from scheduler.workdays import monday_of, week_name

    if monday < monday_of(today):
        raise click.UsageError(text("error.past_week", week=week_name(monday), today=f"{today:%d.%m.%Y}"))
    return monday


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


def _plan_with_progress(to_plan: "WeekToPlan", key: bytes) -> "Plan":
    from scheduler.planner import plan_week

    if not sys.stderr.isatty():
        return plan_week(to_plan, key)
    with click.progressbar(length=len(to_plan.everyone), label=text("plan.progress"), file=sys.stderr) as bar:
        return plan_week(to_plan, key, progress=lambda: bar.update(1))


def _refuse_faulty(to_plan: "WeekToPlan", made: "Plan", key: bytes) -> None:
    """Never write a plan that its own audit rejects."""
    from scheduler.planaudit import audit_plan

    findings = audit_plan(to_plan, made, key)
    if findings:
        _print_findings(findings)
        raise PlanError(text("error.audit", number=len(findings)))


def _print_findings(findings: "list[Finding]") -> None:
    for finding in findings:
        when = f"{finding.start:%d.%m. %H:%M}" if finding.start else ""
        who = " ".join(filter(None, (finding.specialist_id, finding.customer_id, when)))
        click.echo(text("verify.finding", rule=finding.rule, who=who, words=finding.words), err=True)


def _write(output: Path, to_plan: "WeekToPlan", made: "Plan") -> None:
    from scheduler.planfiles import write_plan_folder
    from scheduler.planfolder import folder_files

    write_plan_folder(output, folder_files(to_plan, made))


def _print_plan(to_plan: "WeekToPlan", made: "Plan", output: Path) -> None:
    from scheduler.summary import promise_lines, stage_table, summary_lines, title_line, unreached_line

    lines = [title_line(made), *summary_lines(to_plan, made), *unreached_line(to_plan), *promise_lines(to_plan, made), ""]
    click.echo("\n".join([*lines, *stage_table(made.stage_totals()), "", text("plan.written", folder=output)]))
