"""`turnus export caldav`: the calendars of a roster on a CalDAV server, each in a collection that belongs to turnus."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from scheduler.cliparts import option
from scheduler.commands.exported import owners
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.errors import TurnusError
from scheduler.systemwords import why
from scheduler.texts import counted, text

if TYPE_CHECKING:
    from scheduler.push.pushing import Pushed, Wanted

PASSWORD = "TURNUS_CALDAV_PASSWORD"  # noqa: S105 the name of a variable
HERE = ("localhost", "127.0.0.1", "::1")


@click.argument("roster", type=FOLDER)
@click.argument("url")
@option("--specialist", default=None)
@option("--user", default="")
@option("--authorities", type=FOLDER, default=None)
@option("--allow-http", is_flag=True)
@option("--force", "push_force", is_flag=True)
@today_option
@by_option
@option("--dry-run", is_flag=True)
def export_caldav(
    roster: Path,
    url: str,
    *,
    specialist: str | None,
    user: str,
    authorities: Path | None,
    allow_http: bool,
    push_force: bool,
    today: date | None,
    by: str,
    dry_run: bool,
) -> None:
    from scheduler.push.pushing import push
    from scheduler.push.server import Server

    _check(url, allow_http=allow_http)
    _check_authorities(authorities)
    owners(read(roster), None, specialist)  # a wrong name shall be told before anybody is asked for a password
    server = Server(url, user, _password(user), str(authorities or ""))
    try:
        server.home()  # a wrong password shall be told before the ledger is written
        wanted = _wanted(roster, today or date.today(), specialist, by, force=push_force, dry_run=dry_run)
        pushed = push(server, wanted, dry_run=dry_run)
    finally:
        server.close()
    click.echo(_summary(pushed))
    if dry_run:
        click.echo(text("caldav.dry_run"))
    left = [*_left("caldav.edited", pushed.edited), *_left("caldav.unguarded", pushed.unguarded)]
    if left:
        raise TurnusError("\n".join(left))


def _check(url: str, *, allow_http: bool) -> None:
    """Refuse addresses that would give the password away."""
    try:
        parts = urlsplit(url)
        host, is_odd = parts.hostname, parts.port == 0 or bool(parts.query or parts.fragment)
    except ValueError:
        host, is_odd = None, True
    if is_odd or not host or parts.scheme not in ("http", "https"):
        raise click.UsageError(text("caldav.bad_url"))
    if parts.username is not None or parts.password is not None:
        raise click.UsageError(text("caldav.password_in_url", name=PASSWORD))
    if parts.scheme == "http" and host not in HERE and not allow_http:
        raise click.UsageError(text("caldav.no_tls"))


def _check_authorities(file: Path | None) -> None:
    """Refuse a file of certificates that cannot be used."""
    import ssl

    try:
        if file is not None:
            ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        raise TurnusError(text("caldav.authorities", file=file, why=text("caldav.no_certificates"))) from None
    except OSError as error:
        raise TurnusError(text("caldav.authorities", file=file, why=why(error))) from error


def _password(user: str) -> str:
    """Return the password of a user: from the environment, else from the keyboard."""
    found = os.environ.get(PASSWORD)
    if found is not None or not user:
        return found or ""
    if not sys.stdin.isatty():
        raise TurnusError(text("caldav.no_password", name=PASSWORD))
    return str(click.prompt(text("caldav.password", user=user), hide_input=True, err=True))


def _wanted(folder: Path, today: date, specialist: str | None, by: str, *, force: bool, dry_run: bool) -> "Wanted":
    """Return what the server shall have; the ledger knows it before it is sent, so that no revision stands for two entries."""
    from scheduler.export.revisions import Revised, revised
    from scheduler.pseudonyms import ensure_key, read_key
    from scheduler.push.pushing import Wanted
    from scheduler.revision import LEDGER
    from scheduler.store.store import open_store

    def look(key: bytes) -> tuple["Revised", str]:
        roster = read(folder)
        return revised(roster, today, key, owners=owners(roster, None, specialist)), roster.office.timezone

    if dry_run:
        key = read_key(folder) or b""
        found, timezone = look(key)
    else:
        with open_store(folder, command="export caldav", who=by) as store:
            key = ensure_key(folder)
            found, timezone = look(key)
            store.write(found.changes, summary=f"{LEDGER}={len(found.changes)}")
    return Wanted(found.entries, found.cancelled, timezone, key, today, force)


def _summary(pushed: "Pushed") -> str:
    numbers = {"new": pushed.new, "changed": pushed.changed, "deleted": pushed.deleted, "same": pushed.same}
    lines = [text("caldav.done", **numbers)]
    lines += [text("caldav.left_alone", number=pushed.foreign)] if pushed.foreign else []
    return "\n".join(lines)


def _left(key: str, found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return which entries were left as they are, by specialist."""
    from scheduler.calendars import tag

    names = [f"  {name} {tag(uid)}" for name, uids in found.items() for uid in uids]
    return [counted(key, len(names)), *names] if names else []
