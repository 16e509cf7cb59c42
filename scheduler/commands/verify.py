"""`turnus verify`: a plan folder against the roster, without the solver."""

from pathlib import Path

import click

from scheduler.commands.shared import FOLDER, print_findings, read
from scheduler.errors import PlanError
from scheduler.texts import text


@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
def verify(roster: Path, plan_folder: Path) -> None:
    from scheduler.planaudit import audit_plan
    from scheduler.planfiles import read_plan_folder
    from scheduler.planfolder import file_findings
    from scheduler.pseudonyms import key_file, read_key
    from scheduler.week_to_plan import prepare_week

    found, made = read(roster), read_plan_folder(plan_folder)
    planned = {week.specialist_id for week in made.weeks}
    to_plan = prepare_week(found, made.monday, made.today, planned)
    key = read_key(roster)
    if key is None:
        raise PlanError(text("error.no_key", file=key_file(roster)))
    findings = audit_plan(to_plan, made, key)
    findings = findings or file_findings(plan_folder, to_plan, made, key)
    changed = sorted(name for name in {**made.inputs, **found.digests} if made.inputs.get(name) != found.digests.get(name))
    if changed:
        click.echo(text("verify.changed", files=", ".join(changed)))
    print_findings(findings)
    if findings:
        raise PlanError(text("verify.faulty", number=len(findings)))
    click.echo(text("verify.fine", appointments=len(made.appointments), weeks=len(made.weeks)))
