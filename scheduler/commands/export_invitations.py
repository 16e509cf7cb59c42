"""`turnus export invitations`: what has changed for whom, as mails in an outbox folder, on demand through a mail server."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.errors import RefusedError, TurnusError
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.export.invitations import Message
    from scheduler.export.smtp import Server
    from scheduler.store.changes import Change
    from scheduler.store.store import Store

PASSWORD = "TURNUS_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
MOST_PORTS = 1 << 16


@click.argument("roster", type=FOLDER)
@option("-o", "--output", "outbox", type=FOLDER, required=True)
@option("--customers", is_flag=True)
@option("--addresses", type=FOLDER, default=None)
@option("--smtp", default=None)
@option("--smtp-user", default="")
@option("--no-tls", is_flag=True)
@today_option
@by_option
@option("--dry-run", is_flag=True)
def export_invitations(
    roster: Path,
    outbox: Path,
    *,
    customers: bool,
    addresses: Path | None,
    smtp: str | None,
    smtp_user: str,
    no_tls: bool,
    today: date | None,
    by: str,
    dry_run: bool,
) -> None:
    if customers != (addresses is not None):
        raise click.UsageError(text("invitation.customers_and_addresses"))
    from scheduler.export.ownfiles import refuse_folder
    from scheduler.export.preview import in_words

    refuse_folder(outbox)
    server, on = _server(smtp, smtp_user, no_tls), today or date.today()
    if dry_run:
        due = _due(roster, on, addresses, outbox, dry_run=True)
        lines = [*map(in_words, due.messages), *_told(due, due.messages, outbox), text("approve.dry_run")]
        click.echo("\n".join(lines))
        return
    from scheduler.export.outbox import take_back
    from scheduler.store.store import open_store

    with open_store(roster, command="export invitations", who=by) as store:
        due = _due(roster, on, addresses, outbox)
        for folder, names in {outbox: due.superseded, **due.reachable()}.items():
            take_back(folder, names)
        store.write(due.owed, summary=f"owed={len(due.owed)}")
        handed, refused = _hand_over(store, due, outbox, server, on)
    click.echo("\n".join([*_taken_back(due), *_told(due, handed, outbox)]))
    if refused:
        raise TurnusError("\n".join([*refused, counted("smtp.refused", len(refused), folder=outbox)]))


@dataclass(frozen=True)
class _Due:
    """What is to be told.

    Attributes:
        sender: mail address of the house.
        owed: changes of the ledger that come first.
        messages: what goes out.
        superseded: names of messages in the outbox that are wrong now.
        elsewhere: outboxes of earlier runs with the names of what lies there unsent and goes out from here now.
        notes: whom nothing can be sent to, and what lies unsent elsewhere and stays there.
    """

    sender: str
    owed: "list[Change]"
    messages: "list[Message]"
    superseded: list[str]
    elsewhere: dict[Path, list[str]]
    notes: list[str]

    def reachable(self) -> dict[Path, list[str]]:
        """Return the outboxes of earlier runs that can be changed from here."""
        from scheduler.export.outbox import is_reachable

        return {folder: names for folder, names in self.elsewhere.items() if is_reachable(folder)}


def _server(smtp: str | None, user: str, no_tls: bool) -> "Server | None":
    """Return the mail server that is meant; the password comes from the environment alone."""
    from scheduler.export.smtp import Server

    if smtp is None:
        return None
    host, _, port = smtp.rpartition(":")
    password = os.environ.get(PASSWORD, "")
    if not host or not port.isdigit() or not 0 < int(port) < MOST_PORTS:
        raise click.UsageError(text("smtp.address", value=smtp))
    if user and (no_tls or not password):
        raise click.UsageError(text("smtp.password", variable=PASSWORD))
    return Server(host, int(port), user, password if user else "", is_encrypted=not no_tls)


def _due(source: Path, today: date, addresses: Path | None, outbox: Path, *, dry_run: bool = False) -> _Due:
    """Compare the roster with what was told to staff and, where their addresses are given, to customers."""
    from scheduler.addresses import read_addresses
    from scheduler.export.invitations import invitations, unreachable, unsent
    from scheduler.export.outbox import waiting
    from scheduler.export.recipients import customer_recipients, staff_recipients
    from scheduler.pseudonyms import ensure_key, key_for_a_look
    from scheduler.revision import CUSTOMER, STAFF

    roster = read(source)
    if not roster.office.organizer:
        raise RefusedError(text("invitation.no_organizer"))
    key = key_for_a_look(source) if dry_run else ensure_key(source)
    audiences = {STAFF: staff_recipients(roster)}
    if addresses is not None:
        audiences[CUSTOMER] = customer_recipients(read_addresses(addresses, roster))
    places = {outbox, *(Path(row.outbox) for row in roster.calendar if row.outbox)}
    there = set[str]().union(*map(waiting, places))
    own = str(outbox.resolve())
    found = [invitations(roster, today, key, audience, known, there, own) for audience, known in audiences.items()]
    elsewhere: dict[Path, list[str]] = {}
    for place, name in (item for one in found for item in one.elsewhere):
        elsewhere.setdefault(Path(place), []).append(name)
    left = unsent(roster.calendar, today, {(audience, who) for audience, known in audiences.items() for who in known})
    lost = {audience: unreachable(roster, today, key, audience, known) for audience, known in audiences.items()}
    return _Due(
        sender=roster.office.organizer.removeprefix("mailto:"),
        owed=[change for one in found for change in one.owed],
        messages=[message for one in found for message in one.messages],
        superseded=[name for one in found for name in one.superseded],
        elsewhere=elsewhere,
        notes=[
            *(text(f"invitation.unreachable.{a}", people=", ".join(people)) for a, people in lost.items() if people),
            *(counted("invitation.unsent", number, folder=folder) for folder, number in sorted(left.items())),
        ],
    )


def _hand_over(
    store: "Store", due: _Due, outbox: Path, server: "Server | None", today: date
) -> "tuple[list[Message], list[str]]":
    """Return the messages that are in other hands now, as the ledger knows by then, and what was refused."""
    from scheduler.export.invitations import handed_over, kept_back
    from scheduler.export.outbox import put, was_sent

    places = (outbox, *due.reachable())
    handed = [message for message in due.messages if any(was_sent(place, message) for place in places)]
    left = [message for message in due.messages if message not in handed]
    put(outbox, left)
    progress = _Progress(handed)
    try:
        if server is None or not left:
            handed += left
        else:
            _send(server, due.sender, left, outbox, progress)
    except TurnusError as error:
        rest = len(due.messages) - len(handed)
        raise TurnusError(f"{error}\n{counted('smtp.left', rest, folder=outbox)}" if rest else str(error)) from error
    finally:
        certain = [message for message in left if progress.is_kept(message)]
        store.write([*handed_over(handed, today), *kept_back(certain)], summary=f"handed_over={len(handed)}")
    return handed, progress.lines


@dataclass(frozen=True)
class _Progress:
    """What grows on the way, so that it is right when the connection breaks: messages taken, begun, refused, and why."""

    handed: "list[Message]"
    begun: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)

    def is_kept(self, message: "Message") -> bool:
        """Tell whether it is certain that a message was not taken; where a connection broke while it was on its way it is not."""
        return message.name in self.refused or (message.name not in self.begun and message not in self.handed)


def _send(server: "Server", sender: str, left: "list[Message]", outbox: Path, progress: _Progress) -> None:
    """Send messages one by one."""
    from scheduler.export.outbox import move_to_sent
    from scheduler.export.smtp import ACCEPTED, hand_over

    def one_by_one() -> "Iterator[Message]":
        for message in left:
            progress.begun.add(message.name)
            yield message

    for message, code in hand_over(server, sender, one_by_one()):
        if code == ACCEPTED:
            progress.handed.append(message)
            move_to_sent(outbox, message)
        else:
            progress.refused.add(message.name)
            progress.lines.append(text("smtp.refused_line", file=message.name, code=code))


def _told(due: _Due, handed: "list[Message]", outbox: Path) -> list[str]:
    from scheduler.ical.calendarfile import REQUEST

    requests = sum(message.method == REQUEST for message in handed)
    done = text("invitation.done", requests=requests, cancels=len(handed) - requests, folder=outbox)
    return [done, *due.notes]


def _taken_back(due: _Due) -> list[str]:
    """Return what lay unsent in outboxes of earlier runs, and what is to be done where such a folder is not there."""
    lines, reachable = [], due.reachable()
    for folder, names in due.elsewhere.items():
        key = "taken_back" if folder in reachable else "out_of_reach"
        lines.append(counted(f"invitation.{key}", len(names), folder=folder, files=", ".join(names)))
    return lines
