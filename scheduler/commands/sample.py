"""`turnus sample`: a made-up roster of any size."""

from datetime import date
from pathlib import Path

import click

from scheduler.cliparts import Day, option
from scheduler.commands.shared import FOLDER, read
from scheduler.texts import text


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
    week = week_name(first_week_reached(read(folder), on))
    click.echo(text("sample.done", folder=folder, specialists=specialists, today=on, week=week))
