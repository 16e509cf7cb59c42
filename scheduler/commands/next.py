"""`turnus next`: ranked free slots for the next talk, at the end of this one."""

from pathlib import Path
from typing import Any

import click

from scheduler.cliparts import Day, option
from scheduler.commands.desk_options import desk_of, options_of, with_talk_options
from scheduler.commands.shared import FOLDER, read


@click.argument("roster", type=FOLDER)
@click.argument("customer")
@with_talk_options
@option("--after", type=Day(), default=None)
@option("--until", type=Day(), default=None)
@option("--number", "slots_number", type=click.IntRange(1, 100), default=5)
@option("--format", "slots_layout", type=click.Choice(("table", "json")), default="table")
def next_(roster: Path, customer: str, slots_number: int, slots_layout: str, **wanted: Any) -> None:
    from scheduler.daily.desk_words import offers_json, offers_text

    desk = desk_of(read(roster), customer, wanted)
    offers = desk.offers(slots_number)
    click.echo(
        offers_json(desk, offers) if slots_layout == "json" else offers_text(desk, offers, roster, options_of(wanted)), nl=False
    )
