"""`turnus why`: why somebody is invited in a planned week, or not, and what it would take."""

from pathlib import Path

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, read


@click.argument("roster", type=FOLDER)
@click.argument("plan_folder", metavar="PLAN", type=FOLDER)
@click.argument("customer")
@option("--all", "everything", is_flag=True)
def why(roster: Path, plan_folder: Path, customer: str, everything: bool) -> None:
    from scheduler.ahead.assume import looked_at
    from scheduler.daily.why import why as answer_for
    from scheduler.daily.whywords import answer_lines
    from scheduler.planfiles import read_plan_folder
    from scheduler.pseudonyms import read_key

    found, made = read(roster), read_plan_folder(plan_folder)
    to_plan = looked_at(found, made)
    answer = answer_for(to_plan, made, customer, read_key(roster), everything=everything)
    click.echo("\n".join(answer_lines(answer, everything=everything)))
