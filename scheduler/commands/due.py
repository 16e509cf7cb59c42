"""`turnus due`: who is due, by when, by which rule."""

from datetime import date
from pathlib import Path

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, not_past, read, today_option, week_option


@click.argument("roster", type=FOLDER)
@week_option
@today_option
@option("--all", "everybody", is_flag=True)
@option("--format", "layout", type=click.Choice(("table", "csv", "json")), default="table")
def due(roster: Path, week: date | None, today: date | None, everybody: bool, layout: str) -> None:
    from scheduler.duelist import due_output
    from scheduler.needs import needs_of_week
    from scheduler.week_to_plan import first_week_reached

    found, on = read(roster), today or date.today()
    monday = not_past(week or first_week_reached(found, on), on)
    click.echo(due_output(needs_of_week(found, monday, on), layout, everybody=everybody), nl=False)
