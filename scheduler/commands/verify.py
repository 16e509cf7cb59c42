"""`turnus verify`: a plan folder against the roster, without the solver."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.shared import FOLDER, print_findings, read
from scheduler.errors import PlanError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.findings import Finding
    from scheduler.plan import Plan
    from scheduler.roster import Roster


@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
def verify(roster: Path, plan_folder: Path) -> None:
    from scheduler.commands.replanned import verify_replan
    from scheduler.planfiles import read_plan_folder
    from scheduler.planplace import WEEKS_CSV, is_replan_folder, week_folders
    from scheduler.pseudonyms import key_file, read_key

    if is_replan_folder(plan_folder):
        verify_replan(roster, plan_folder)
        return
    found = read(roster)
    is_several = (plan_folder / WEEKS_CSV).is_file()
    plans = {folder: read_plan_folder(folder) for folder in (week_folders(plan_folder) if is_several else [plan_folder])}
    key = read_key(roster)
    if key is None:
        raise PlanError(text("error.no_key", file=key_file(roster)))
    findings = [finding for folder, made in plans.items() for finding in _findings(found, folder, made, key)]
    if is_several and not findings:
        from scheduler.ahead.weekscheck import weeks_findings

        findings = weeks_findings(plan_folder, found, list(plans.values()))
    inputs = {name: digest for made in plans.values() for name, digest in made.inputs.items()}
    changed = sorted(name for name in {**inputs, **found.digests} if inputs.get(name) != found.digests.get(name))
    if changed:
        click.echo(text("verify.changed", files=", ".join(changed)))
    print_findings(findings)
    if findings:
        raise PlanError(text("verify.faulty", number=len(findings)))
    appointments, weeks = (sum(map(len, rows)) for rows in zip(*((p.appointments, p.weeks) for p in plans.values()), strict=True))
    click.echo(text("verify.fine", appointments=appointments, weeks=weeks))


def _findings(roster: "Roster", folder: Path, made: "Plan", key: bytes) -> "list[Finding]":
    from scheduler.ahead.assume import looked_at
    from scheduler.planaudit import audit_plan
    from scheduler.planfolder import file_findings

    to_plan = looked_at(roster, made)
    return audit_plan(to_plan, made, key) or file_findings(folder, to_plan, made, key)
