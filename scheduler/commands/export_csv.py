"""`turnus export csv`: the same appointments as tables that Outlook imports."""

from datetime import date
from pathlib import Path

import click

from scheduler.cliparts import option
from scheduler.commands.exported import calendars_of_plan, export_folder_option, is_plan, number_of
from scheduler.commands.shared import FOLDER, chosen, read, today_option
from scheduler.texts import counted


@click.argument("source", type=FOLDER)
@option("--specialist", default=None)
@option("--team", default=None)
@export_folder_option
@today_option
def export_csv(source: Path, export_folder: Path, specialist: str | None, team: str | None, today: date | None) -> None:
    from scheduler.export.outfolder import write_files
    from scheduler.export.outlookcsv import outlook_csv
    from scheduler.export.rostercalendars import roster_calendars
    from scheduler.pseudonyms import ensure_key

    if is_plan(source):
        calendars = calendars_of_plan(source, team, specialist)
    else:
        roster = read(source)
        key = ensure_key(source)
        calendars = roster_calendars(roster, today or date.today(), key, chosen(roster, team, specialist)).calendars
    write_files(export_folder, {f"{name}.csv": outlook_csv(entries) for name, entries in calendars.entries.items()})
    click.echo(counted("export.calendars", number_of(calendars), folder=export_folder))
