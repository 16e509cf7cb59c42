"""What `verify` and `approve` do with a folder that `turnus replan` has written."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.shared import print_findings, read
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.replan.promised import Promised
    from scheduler.replan.result import Replan
    from scheduler.roster import Roster
    from scheduler.store.changes import Change


def verify_replan(roster: Path, folder: Path) -> None:
    """Audit a replan folder against a roster without the solver, every file in it included."""
    from scheduler.planfolder import differing_files
    from scheduler.replan.files import read_replan, replan_files

    found, made = read(roster), read_replan(folder)
    promised = _audited(found, made, made.today, "verify.faulty")
    findings = differing_files(folder, replan_files(promised, made))
    print_findings(findings)
    if findings:
        raise PlanError(text("verify.faulty", number=len(findings)))
    click.echo(text("replan.verified", number=len(promised.booking_of), teams=len(promised.problems)))


def _audited(roster: "Roster", made: "Replan", today: date, refusal: str) -> "Promised":
    """Return the week looked at anew; whatever is wrong with the replan ends the command."""
    from scheduler.replan.audit import audit_replan
    from scheduler.replan.look import promised_week

    promised = promised_week(roster, made.disruption, made.monday, today)
    findings = audit_replan(promised, made)
    if findings:
        print_findings(findings)
        raise PlanError(text(refusal, number=len(findings)))
    return promised


def approve_replan(roster: Path, folder: Path, today: date, by: str, *, dry_run: bool) -> None:
    """Take over a replan: absences and appointments as they are now."""
    from scheduler.replan.files import read_replan
    from scheduler.store.store import open_store

    made = read_replan(folder)
    if dry_run:
        _told(read(roster), made, today)
        click.echo(text("replan.dry_run"))
        return
    with open_store(roster, command="approve", who=by) as store:
        store.write(_told(read(roster), made, today))


def _told(roster: "Roster", made: "Replan", today: date) -> "list[Change]":
    """Return what has to be written; print it in numbers."""
    from scheduler.replan.approval import replan_changes
    from scheduler.replan.fates import KEPT, Fates
    from scheduler.replan.result import plans_of
    from scheduler.replan.summary import summary_lines, title

    promised = _audited(roster, made, today, "replan.error.stale")
    fates = Fates(promised, plans_of(promised, made)).rows()
    number = sum(fate.what != KEPT for fate in fates)
    absences = len(made.disruption.added) + len(made.disruption.removed)
    click.echo("\n".join([title(made), *summary_lines(promised, made, fates)]))
    click.echo(text("replan.approved", number=number, absences=absences))
    return replan_changes(roster, made, fates, today)
