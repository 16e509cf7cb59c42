"""`turnus check`: every fault of the files at once, and what is possible but odd."""

from datetime import date
from pathlib import Path

import click

from scheduler.commands.shared import FOLDER, read, today_option
from scheduler.texts import text


@click.argument("roster", type=FOLDER)
@today_option
def check(roster: Path, today: date | None) -> None:
    from scheduler.oddities import oddities

    found = read(roster)
    odd = oddities(found, today or date.today())
    for fault in odd:
        click.echo(text("check.odd", file=fault.file, column=fault.column, value=fault.value, words=fault.wanted))
    numbers = {"specialists": len(found.specialists), "customers": len(found.customers), "odd": len(odd)}
    click.echo(text("check.fine", **numbers))
