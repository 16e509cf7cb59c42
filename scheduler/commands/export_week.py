"""`turnus export week`: a sheet to print for each specialist's week, with pseudonyms; names only on one specialist's own."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Week, option
from scheduler.commands.exported import nameless_line
from scheduler.commands.shared import FOLDER, chosen, output_option, read, today_option
from scheduler.errors import TurnusError
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.letters.weeksheet import WeekSheets


@click.argument("roster", type=FOLDER)
@option("--week", "printed_week", type=Week(), default=None)
@option("--specialist", "printed_specialist", default=None)
@option("--team", "printed_team", default=None)
@output_option
@option("--with-names", is_flag=True)
@option("--addresses", type=FOLDER, default=None)
@today_option
def export_week(
    roster: Path,
    *,
    printed_week: date | None,
    printed_specialist: str | None,
    printed_team: str | None,
    output: Path,
    with_names: bool,
    addresses: Path | None,
    today: date | None,
) -> None:
    from scheduler.addresses import read_addresses
    from scheduler.export.outfolder import write_files
    from scheduler.export.uids import uids_of
    from scheduler.letters.typesetting import need_typst
    from scheduler.letters.weeksheet import WeekSheets
    from scheduler.pseudonyms import ensure_key
    from scheduler.workdays import monday_of

    if with_names != (addresses is not None) or (with_names and printed_specialist is None):
        raise click.UsageError(text("weeksheet.names_alone"))
    need_typst()
    found, on = read(roster), today or date.today()
    only = chosen(found, printed_team, printed_specialist)
    people = read_addresses(addresses, found) if addresses else {}
    names = {customer: address.name for customer, address in people.items()}
    monday, uids = printed_week or monday_of(on + timedelta(days=2)), uids_of(found.bookings, ensure_key(roster))
    sheets = WeekSheets(found, monday, on, uids, names, with_names)
    files = _files(sheets, only)
    unnamed = sheets.nameless(printed_specialist) if with_names and printed_specialist else []
    write_files(output, files, is_stale=lambda _: False, private=with_names)
    click.echo("\n".join([counted("weeksheet.done", len(files), folder=output), *nameless_line(unnamed)]))


def _files(sheets: "WeekSheets", only: set[str] | None) -> dict[str, bytes]:
    """Return the sheets of all who are chosen and have anything in the week: file → PDF."""
    from scheduler.export.ownfiles import WITH_NAMES
    from scheduler.letters.failures import named, signs_of
    from scheduler.letters.places import SHIPPED, find_places
    from scheduler.letters.typesetting import Failure, Layout, Sheet, set_all
    from scheduler.workdays import week_name

    people = [s for s in sheets.roster.specialists if (only is None or s.specialist_id in only) and sheets.has_something(s)]
    fonts = tuple(find_places(sheets.roster.folder, None).fonts)
    layout = Layout({"week.typ": (SHIPPED / "templates" / "week.typ").read_bytes()}, "week.typ", fonts)
    made = set_all(layout, [Sheet(sheets.sheet(person), sheets.today) for person in people])
    for person, pdf in zip(people, made, strict=True):
        if isinstance(pdf, Failure):
            signs = signs_of(pdf)
            if signs:
                raise TurnusError(text("weeksheet.no_font", signs=named(signs), specialist=person.specialist_id))
            raise TurnusError(text("weeksheet.not_set", words=pdf.words))
    mark = WITH_NAMES if sheets.with_names else ""
    names = [f"{person.specialist_id}{mark}-{week_name(sheets.monday)}.pdf" for person in people]
    return {name: pdf for name, pdf in zip(names, made, strict=True) if isinstance(pdf, bytes)}
