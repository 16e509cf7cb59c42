"""`turnus book`: take a slot; everything is looked at again while nobody else can write."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from scheduler.cliparts import option
from scheduler.commands.desk_options import desk_of, with_talk_options
from scheduler.commands.shared import FOLDER, by_option, read
from scheduler.errors import DeskError
from scheduler.texts import text


class Moment(click.ParamType[datetime]):
    """A date with time written 2026-11-30T09:00 or 30.11.2026 09:00."""

    name = "start"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return date and time; anything else is wrong usage."""
        from scheduler.cellvalues import moment

        if isinstance(value, datetime):
            return value
        try:
            return moment(value)
        except ValueError:
            self.fail(text("desk.no_moment", value=value), param, ctx)


@click.argument("roster", type=FOLDER)
@click.argument("customer")
@click.argument("start", type=Moment())
@with_talk_options
@option("--accept", "despite", is_flag=True)
@by_option
def book(roster: Path, customer: str, start: datetime, despite: bool, by: str, **wanted: Any) -> None:
    from zoneinfo import ZoneInfo

    from scheduler.daily.agreed import booking_row
    from scheduler.daily.desk_words import doubts, hand_over, outcome_reminder
    from scheduler.pseudonyms import ensure_key
    from scheduler.store.store import open_store

    with open_store(roster, command="book", who=by) as store:
        found = read(roster)
        moment = start.astimezone(ZoneInfo(found.office.timezone)).replace(tzinfo=None) if start.tzinfo else start
        desk = desk_of(found, customer, wanted, is_thorough=True)
        offer = desk.offer_at(moment)
        if offer is None:
            words = [text(f"desk.obstacle.{key}", **values) for key, values in desk.obstacles(moment)]
            raise DeskError("\n".join([text("desk.refused", moment=f"{moment:%d.%m.%Y %H:%M}"), *words]))
        reasons = doubts(desk, offer)
        if reasons and not despite:
            raise DeskError("\n".join([text("desk.doubtful", moment=f"{moment:%d.%m.%Y %H:%M}"), *reasons]))
        row = booking_row(desk, offer, ensure_key(roster))
        store.write([row])
    values = {"customer": customer, "specialist": desk.holder.specialist_id, "booking": row.values["booking_id"]}
    lines = [text("desk.booked", **values), *reasons, "", hand_over(desk, offer), *outcome_reminder(desk, roster)]
    click.echo("\n".join(lines))
