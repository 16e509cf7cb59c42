"""`turnus import ics`: the busy times of a specialist's calendar become internal blocks and absences."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Day, option
from scheduler.commands.shared import FOLDER, MOST_WEEKS, by_option, read, today_option
from scheduler.errors import shown
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.calendarin.busy import BusyTimes
    from scheduler.calendarin.importing import Counts, Import

SHOWN = 5
WEEK = timedelta(days=7)


@click.argument("roster", type=FOLDER)
@click.argument("calendar_file", metavar="FILE", type=FOLDER)
@option("--specialist", "calendar_of", required=True)
@option("--from", "busy_from", type=Day(), default=None)
@option("--to", "busy_to", type=Day(), default=None)
@option("--tentative", is_flag=True)
@today_option
@by_option
@option("--dry-run", is_flag=True)
def import_ics(
    roster: Path,
    calendar_file: Path,
    *,
    calendar_of: str,
    busy_from: date | None,
    busy_to: date | None,
    tentative: bool,
    today: date | None,
    by: str,
    dry_run: bool,
) -> None:
    from scheduler.calendarin.lines import read_calendar_file
    from scheduler.store.store import open_store

    on = today or date.today()
    begin = busy_from or on
    days = _range(begin, busy_to or begin + MOST_WEEKS * WEEK)
    data = read_calendar_file(calendar_file)

    def look() -> "tuple[BusyTimes, Import]":
        return _look(roster, data, calendar_of, days, on, tentative=tentative, dry_run=dry_run)

    if dry_run:
        times, found = look()
    else:
        with open_store(roster, command="import ics", who=by) as store:
            times, found = look()
            store.write(found.changes)
    heading = text("import.looked" if dry_run else "import.done", specialist=calendar_of, first=_day(days[0]), last=_day(days[1]))
    click.echo("\n".join([heading, *_lines(found, times)]))
    for line in _warnings(times, found):
        click.echo(line, err=True)
    if dry_run:
        click.echo(text("approve.dry_run"))


def _range(first: date, last: date) -> tuple[date, date]:
    """Return the days to be read; else wrong usage."""
    from scheduler.calendarin.limits import MOST_DAYS

    if not 0 <= (last - first).days < MOST_DAYS:
        raise click.UsageError(text("import.range", first=_day(first), last=_day(last), most=MOST_DAYS))
    return first, last


def _look(
    folder: Path, data: bytes, name: str, days: tuple[date, date], today: date, *, tentative: bool, dry_run: bool
) -> "tuple[BusyTimes, Import]":
    """Return what the calendar says and what it changes in the roster as it is now."""
    from zoneinfo import ZoneInfo

    from scheduler.calendarin.blocks import rows_of
    from scheduler.calendarin.busy import busy_times
    from scheduler.calendarin.importing import imported
    from scheduler.calendarin.limits import Meter
    from scheduler.pseudonyms import ensure_key, read_key

    roster = read(folder)
    specialist = roster.specialist_by_id.get(name)
    if specialist is None:
        raise click.UsageError(text("error.specialist", value=name))
    times = busy_times(data, ZoneInfo(roster.office.timezone), *days, Meter())
    key = read_key(folder) or b"" if dry_run else ensure_key(folder)
    rows = rows_of(roster, specialist, key, times.times, days, tentative=tentative)
    times.free.update(outside=rows.outside, tentative=rows.tentative)
    return times, imported(roster, name, key, rows, days, today, times.unread_uids)


def _lines(found: "Import", times: "BusyTimes") -> list[str]:
    lines = [_numbers("import.blocks", found.blocks), _numbers("import.absences", found.absences)]
    free = [text(f"import.free.{state}", number=times.free[state]) for state in FREE if times.free.get(state)]
    return lines + ([text("import.left_out", parts=", ".join(free))] if free else [])


FREE = ("free", "tentative", "cancelled", "own", "outside")


def _numbers(key: str, counts: "Counts") -> str:
    return text(key, added=counts.added, updated=counts.updated, removed=counts.removed, same=counts.same)


def _warnings(times: "BusyTimes", found: "Import") -> list[str]:
    """Return what somebody has to look at: what could not be read, and appointments that now collide."""
    lines = [
        counted(f"import.unread.{unread.why}", unread.number, zone=shown(unread.zone), line=unread.line)
        for unread in times.unread[:SHOWN]
    ]
    more = sum(unread.number for unread in times.unread[SHOWN:])
    lines += [text("import.unread.more", number=more)] if more else []
    lines += [text("import.kept", number=found.kept)] if found.kept else []
    lines += [text("import.strange", number=found.strange)] if found.strange else []
    if found.overlaps:
        names = [text("import.overlap", booking=b.booking_id, when=f"{b.start:%d.%m.%Y %H:%M}") for b in found.overlaps]
        lines += [counted("import.overlaps", len(names)), *names]
    return lines


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
