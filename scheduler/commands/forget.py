"""`turnus forget`: deletion on schedule."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import Day, option
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.daily.forget import Forgetting


@click.argument("roster", type=FOLDER)
@option("--before", type=Day(), required=True)
@option("--dry-run", "only_count", is_flag=True)
@today_option
@by_option
def forget(roster: Path, before: date, only_count: bool, today: date | None, by: str) -> None:
    on = today or date.today()
    if before >= on:
        raise click.UsageError(text("forget.not_past", day=f"{before:%d.%m.%Y}", today=f"{on:%d.%m.%Y}"))
    if only_count:
        _print(_found(roster, before, on), "forget.would_go")
        return
    from scheduler.store.store import open_store

    with open_store(roster, command="forget", who=by) as store:
        found = _found(roster, before, on)
        store.write(found.changes, summary=found.summary)
    _print(found, "forget.gone")


def _found(roster: Path, before: date, today: date) -> "Forgetting":
    from scheduler.daily.forget import forget as forget_rows
    from scheduler.journal import snapshot
    from scheduler.store import log
    from scheduler.store.store import log_file

    found, place = read(roster), log_file(roster)
    data = snapshot(place.parent, [place.name]).get(place.name)
    return forget_rows(found, before, today, log.lines_before(data, before) if data else frozenset())


def _print(found: "Forgetting", key: str) -> None:
    click.echo(text(key, day=f"{found.before:%d.%m.%Y}", number=sum(map(len, found.gone.values()))))
    for file, rows in found.gone.items():
        why = "; ".join(counted("forget.kept", n, why=text(f"forget.reason.{r}")) for r, n in found.kept.get(file, {}).items())
        if rows or why:
            click.echo(f"  {file}: {len(rows)}" + (f" ({why})" if why else ""))
