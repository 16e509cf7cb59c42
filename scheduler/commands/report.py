"""`turnus report`: the team figures of a month, on the terminal and as a folder."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, read, today_option
from scheduler.errors import TurnusError
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.report.month import Month
    from scheduler.roster import Roster


class MonthName(click.ParamType[date]):
    """A month written 2026-11; becomes its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the first day; anything else is wrong usage."""
        from scheduler.report.month import parse_month

        if isinstance(value, date):
            return value
        try:
            return parse_month(value)
        except TurnusError as error:
            self.fail(str(error), param, ctx)


@click.argument("roster", type=FOLDER)
@option("--month", type=MonthName(), required=True)
@option("-o", "--output", type=FOLDER, default=None)
@today_option
def report(roster: Path, month: date, output: Path | None, today: date | None) -> None:
    from scheduler.report.files import REPORT_PAGE, refuse_taken, report_files, write_report
    from scheduler.report.lines import report_lines
    from scheduler.report.month import month_of
    from scheduler.report.reporting import report_of

    seen = month_of(month, today or date.today())
    if seen.first > seen.today:
        raise click.UsageError(text("report.future", month=seen.name, today=f"{seen.today:%d.%m.%Y}"))
    if output is not None:
        refuse_taken(output)
    found = read(roster)
    made = report_of(found, seen, _begin(found, roster, seen))
    click.echo("\n".join(report_lines(made)))
    if output is not None:
        write_report(output, report_files(made, found))
        click.echo("\n" + text("report.written", folder=output, page=output / REPORT_PAGE))


def _begin(found: "Roster", roster: Path, month: "Month") -> date | None:
    """Return from when on the roster tells everything.

    Raises:
        TurnusError: the month lies before that.
    """
    from scheduler.journal import snapshot
    from scheduler.report.month import data_begin
    from scheduler.store.log import forgotten_before
    from scheduler.store.store import log_file

    place = log_file(roster)
    data = snapshot(place.parent, [place.name]).get(place.name)
    begin = data_begin(found, forgotten_before(data) if data else None)
    if begin is not None and month.last < begin:
        raise TurnusError(text("report.before_data", month=month.name, day=f"{begin:%d.%m.%Y}"))
    return begin
