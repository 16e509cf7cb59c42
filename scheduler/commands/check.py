"""`turnus check`: every fault of the files at once, and what is possible but odd."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Week, option
from scheduler.commands.shared import FOLDER, not_past, read, today_option
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.roster import Roster


@click.argument("roster", type=FOLDER)
@today_option
@option("--week", "wishes_week", type=Week(), default=None)
def check(roster: Path, today: date | None, wishes_week: date | None) -> None:
    from scheduler.oddities import oddities

    found, on = read(roster), today or date.today()
    odd = oddities(found, on)
    for fault in odd:
        click.echo(text("check.odd", file=fault.file, column=fault.column, value=fault.value, words=fault.wanted))
    wishes = _contradictions(found, not_past(wishes_week, on), on) if wishes_week else []
    for line in wishes:
        click.echo(text("pins.odd", words=line))
    numbers = {"specialists": len(found.specialists), "customers": len(found.customers), "odd": len(odd) + len(wishes)}
    click.echo(text("check.fine", **numbers))


def _contradictions(roster: "Roster", monday: date, today: date) -> list[str]:
    """Return the wishes of a week that contradict each other or the house, each looked at without the solver."""
    from scheduler.daily.pin_conflicts import static_conflicts
    from scheduler.daily.pinwords import conflict_line
    from scheduler.week_to_plan import prepare_week

    return [conflict_line(conflict) for conflict in static_conflicts(prepare_week(roster, monday, today))]
