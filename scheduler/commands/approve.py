"""`turnus approve`: rows of a plan become bookings, after a look at today's roster."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.daily.approve import Approval, Selection
    from scheduler.daily.rowchecks import RowFinding
    from scheduler.plan import Plan
    from scheduler.roster import Roster

RULES = ("lead_time", "letter_spacing", "consulting_hours", "customer_hours", "skills", "pins", "fill")


@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
@option("--specialist", "approved_specialists", multiple=True)
@option("--customer", "approved_customers", multiple=True)
@option("--from", "edited", type=FOLDER, default=None)
@option("--accept", multiple=True, type=click.Choice(RULES))
@today_option
@by_option
@option("--dry-run", is_flag=True)
def approve(
    roster: Path,
    plan_folder: Path,
    *,
    approved_specialists: tuple[str, ...],
    approved_customers: tuple[str, ...],
    edited: Path | None,
    accept: tuple[str, ...],
    today: date | None,
    by: str,
    dry_run: bool,
) -> None:
    from scheduler.commands.replanned import approve_replan
    from scheduler.planplace import is_replan_folder
    from scheduler.store.store import open_store

    if is_replan_folder(plan_folder):
        if approved_specialists or approved_customers or edited or accept:
            raise click.UsageError(text("replan.error.whole"))
        approve_replan(roster, plan_folder, today or date.today(), by, dry_run=dry_run)
        return
    plan = _read_plan(plan_folder)

    def look() -> "Approval":
        found = read(roster)
        chosen = _selection(found, approved_specialists, approved_customers)
        return _look(found, plan, edited, chosen, accept, today or date.today())

    if dry_run:
        _told(look(), plan)
        click.echo(text("approve.dry_run"))
        return
    with open_store(roster, command="approve", who=by) as store:
        approval = look()
        store.write(approval.changes)
    _told(approval, plan)


def _read_plan(folder: Path) -> "Plan":
    """Return the plan of a folder; where the folder holds several weeks, say which."""
    from scheduler.planfiles import read_plan_folder
    from scheduler.planplace import PLAN_JSON, week_folders

    if folder.is_dir() and not (folder / PLAN_JSON).is_file() and (weeks := week_folders(folder)):
        raise PlanError(text("approve.several_weeks", folder=folder, weeks=", ".join(week.name for week in weeks)))
    return read_plan_folder(folder)


def _selection(roster: "Roster", specialists: tuple[str, ...], customers: tuple[str, ...]) -> "Selection":
    from scheduler.daily.approve import Selection

    for name in specialists:
        if name not in roster.specialist_by_id:
            raise click.UsageError(text("error.specialist", value=name))
    for name in customers:
        if name not in roster.customer_by_id:
            raise click.UsageError(text("approve.unknown_customer", value=name))
    return Selection(frozenset(specialists), frozenset(customers))


def _look(
    roster: "Roster", plan: "Plan", edited: Path | None, chosen: "Selection", accept: tuple[str, ...], today: date
) -> "Approval":
    """Return what comes of approving; what hinders ends the command, with nothing written."""
    from scheduler.daily.approve import PlanToApprove
    from scheduler.daily.editedfile import read_edited
    from scheduler.pseudonyms import key_file, read_key

    key = read_key(roster.folder)
    if key is None:
        raise PlanError(text("error.no_key", file=key_file(roster.folder)))
    to_approve = PlanToApprove(roster, plan, key, today, others=edited is not None)
    rows = to_approve.rows if edited is None else read_edited(edited, to_approve.planned)
    approval = to_approve.approved(rows, chosen, accept)
    for finding in approval.refused:
        click.echo(_line(finding), err=True)
    if approval.refused:
        can = sorted({finding.rule for finding in approval.refused if finding.is_policy})
        is_hopeless = any(not finding.is_policy for finding in approval.refused)
        how = text("approve.change_rows") if is_hopeless else text("approve.how", rules=" ".join(f"--accept {r}" for r in can))
        raise PlanError(f"{text('approve.refused', number=len(approval.refused))} {how}")
    return approval


def _line(finding: "RowFinding") -> str:
    row = finding.row
    where = text("approve.line", line=row.line) if row.line else ""
    who = " ".join(filter(None, (row.specialist_id, row.customer_id, f"{row.start:%d.%m.%Y %H:%M}", where)))
    return text("verify.finding", rule=text(f"rule.{finding.rule}"), who=who, words=finding.words)


def _told(approval: "Approval", plan: "Plan") -> None:
    """Print what was approved and what is worth knowing."""
    from scheduler.daily.approve import delivered
    from scheduler.workdays import week_name

    rows = approval.rows
    lines = [text("approve.done", number=len(rows), week=week_name(plan.monday))]
    for key, number in (
        ("moved", sum(row.is_moved for row in rows)),
        ("added", sum(row.is_added for row in rows)),
        ("already", approval.already),
        ("struck", approval.struck),
    ):
        lines += [text(f"approve.{key}", number=number)] if number else []
    ways = ", ".join(f"{text(f'delivery.{way}')} {number}" for way, number in delivered(rows).items())
    lines += [text("approve.delivery", ways=ways)] if ways else []
    lines += [text("approve.accepted", finding=_line(finding)) for finding in approval.accepted]
    click.echo("\n".join([*lines, *approval.notes]))
