"""What `next` and `book` share: the options that say which talk, and the desk of a customer."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from scheduler.cliparts import option
from scheduler.commands.shared import today_option
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.daily.desk import Desk
    from scheduler.roster import Roster

KINDS = ("first", "graduate", "wish", "strategy", "follow_up", "regular")
CHANNELS = ("in_person", "phone", "video")

talk_options: tuple[Callable[[Any], Any], ...] = (
    today_option,
    option("--held/--not-held", default=None),
    option("--kind", "talk_kind", type=click.Choice(KINDS), default=None),
    option("--channel", "talk_channel", type=click.Choice(CHANNELS), default=None),
    option("--minutes", "talk_minutes", type=click.IntRange(5, 240), default=None),
    option("--specialist", "holder", default=None),
)


def with_talk_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which talk."""
    for add in reversed(talk_options):
        command = add(command)
    return command


def options_of(wanted: dict[str, Any]) -> list[str]:
    """Return the options about the talk as they were given, for the command that books it."""
    named = {"--today": wanted["today"], "--kind": wanted["talk_kind"], "--channel": wanted["talk_channel"]}
    named |= {"--minutes": wanted["talk_minutes"], "--specialist": wanted["holder"]}
    held = {True: ["--held"], False: ["--not-held"]}.get(wanted["held"], [])
    return [*held, *(f"{name} {value}" for name, value in named.items() if value)]


def desk_of(found: "Roster", customer: str, wanted: dict[str, Any], *, is_thorough: bool = False) -> "Desk":
    """Return the desk of a customer; somebody nobody knows is wrong usage.

    Args:
        found: the roster.
        customer: id of the customer.
        wanted: values of the options.
        is_thorough: whether every slot is decided, however long it takes.
    """
    from scheduler.daily.desk import Desk
    from scheduler.daily.followup import Request

    if customer not in found.customer_by_id:
        raise click.UsageError(text("desk.no_customer", value=customer))
    if wanted["holder"] and wanted["holder"] not in found.specialist_by_id:
        raise click.UsageError(text("error.specialist", value=wanted["holder"]))
    after, until = wanted.get("after"), wanted.get("until")
    if after and until and until < after:
        raise click.UsageError(text("desk.no_days", after=f"{after:%d.%m.%Y}", until=f"{until:%d.%m.%Y}"))
    request = Request(
        customer_id=customer,
        today=wanted["today"] or date.today(),
        specialist_id=wanted["holder"] or "",
        held=wanted["held"],
        kind=wanted["talk_kind"] or "",
        channel=wanted["talk_channel"] or "",
        minutes=wanted["talk_minutes"],
        after=after,
        until=until,
    )
    return Desk(found, request, is_thorough=is_thorough)
