"""`turnus export ics`: calendar files of a roster or a plan, pseudonymous unless a specialist asks for the own names."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.exported import calendars_of_plan, export_folder_option, is_plan, nameless_line, number_of, owners
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.export.icsfiles import Calendars

    Files = dict[str, bytes]


@click.argument("source", type=FOLDER)
@option("--specialist", default=None)
@option("--team", "calendar_team", default=None)
@export_folder_option
@option("--with-names", is_flag=True)
@option("--addresses", type=FOLDER, default=None)
@today_option
@by_option
def export_ics(
    source: Path,
    export_folder: Path,
    specialist: str | None,
    calendar_team: str | None,
    *,
    with_names: bool,
    addresses: Path | None,
    today: date | None,
    by: str,
) -> None:
    if with_names != (addresses is not None) or (with_names and specialist is None):
        raise click.UsageError(text("export.names_alone"))
    if calendar_team and (specialist or with_names):
        raise click.UsageError(text("export.team_alone"))
    from scheduler.export.ownfiles import refuse_folder

    only = (calendar_team, specialist)
    refuse_folder(export_folder)  # before the ledger says that something was told
    if is_plan(source):
        if with_names:
            raise click.UsageError(text("export.names_of_roster"))
        calendars = calendars_of_plan(source, *only)
        files, unnamed = _files(calendars, calendar_team), list[str]()
    else:
        calendars, files, unnamed = _from_roster(source, today or date.today(), by, only, addresses)
    _write(export_folder, files, private=with_names)
    gone = sum(map(len, calendars.cancelled.values()))
    lines = [counted("export.calendars", number_of(calendars), folder=export_folder), *nameless_line(unnamed)]
    click.echo("\n".join([*lines, counted("export.cancelled", gone)] if gone else lines))


def _from_roster(
    source: Path, today: date, by: str, only: tuple[str | None, str | None], addresses: Path | None
) -> "tuple[Calendars, Files, list[str]]":
    """Return calendars and files once the ledger knows them, so that no revision ever stands for two different entries.

    Last come the customers who have no name in the addresses file.
    """
    from scheduler.addresses import read_addresses
    from scheduler.export.rostercalendars import nameless, roster_calendars, with_names
    from scheduler.pseudonyms import ensure_key
    from scheduler.revision import LEDGER
    from scheduler.store.store import open_store

    with open_store(source, command="export ics", who=by) as store:
        roster, key = read(source), ensure_key(source)
        found = roster_calendars(roster, today, key, owners(roster, *only))
        people = read_addresses(addresses, roster) if addresses else None
        named = found.calendars if people is None else with_names(found.calendars, roster, key, people)
        files = _files(named, only[0], named=people is not None)
        store.write(found.changes, summary=f"{LEDGER}={len(found.changes)}")
    return named, files, [] if people is None else nameless(named, roster, key, people)


def _files(calendars: "Calendars", team: str | None, *, named: bool = False) -> "Files":
    from scheduler.export.icsfiles import calendar_files, team_files

    return team_files(calendars, team) if team else calendar_files(calendars, named=named)


def _write(folder: Path, files: "Files", *, private: bool) -> None:
    from scheduler.export.icsfiles import is_cancel_file
    from scheduler.export.outfolder import write_files

    names = [name.removesuffix(".ics") for name in files]
    write_files(folder, files, is_stale=lambda name: any(is_cancel_file(name, own) for own in names), private=private)
