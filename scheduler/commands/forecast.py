"""`turnus forecast`: the weeks in which deadlines will break, before they do."""

from datetime import date
from pathlib import Path

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, not_past, read, today_option, week_option, weeks_option


@click.argument("roster", type=FOLDER)
@weeks_option(8)
@week_option
@today_option
@option("--team", default=None)
@option("--at-least", type=click.IntRange(min=1), default=3, show_default=True)
@option("--format", "layout", type=click.Choice(("table", "csv", "json")), default="table")
def forecast(
    roster: Path, weeks: int, week: date | None, today: date | None, team: str | None, at_least: int, layout: str
) -> None:
    from scheduler.ahead.forecast import forecast as look_ahead
    from scheduler.ahead.forecast import forecast_output
    from scheduler.ahead.horizon import Horizon
    from scheduler.commands.shared import chosen
    from scheduler.week_to_plan import first_week_reached

    found, on = read(roster), today or date.today()
    monday = not_past(week or first_week_reached(found, on), on)
    rows = look_ahead(found, Horizon(monday, weeks, on, chosen(found, team, None)))
    click.echo(forecast_output(rows, layout, at_least, on), nl=False)
