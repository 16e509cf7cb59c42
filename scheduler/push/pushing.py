"""Pushing the calendars of some specialists: whose collection is whose, in which order things are sent, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.errors import TurnusError
from scheduler.ical.entry import Entry
from scheduler.pseudonyms import pseudonym
from scheduler.push.comparison import Delete, Put, Steps, steps
from scheduler.push.resource import resource_bytes
from scheduler.push.server import Server
from scheduler.texts import text


@dataclass(frozen=True)
class Wanted:
    """What the server shall have.

    Attributes:
        entries: specialist → open appointments.
        cancelled: specialist → appointments that are gone.
        timezone: IANA name of the office's zone.
        key: key of the pseudonyms.
        today: the day of the push.
        force: whether the plan's version wins over somebody else's.
    """

    entries: Mapping[str, Sequence[Entry]]
    cancelled: Mapping[str, Sequence[Entry]]
    timezone: str
    key: bytes
    today: date
    force: bool = False


@dataclass
class Pushed:
    """What came of it: numbers of appointments, and by specialist the UIDs that were left alone (edited; no ETag)."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    same: int = 0
    foreign: int = 0
    edited: dict[str, list[str]] = field(default_factory=dict)
    unguarded: dict[str, list[str]] = field(default_factory=dict)


def slug(key: bytes, specialist_id: str) -> str:
    """Return the name of a specialist's collection, which says nothing without the key."""
    return f"turnus-{pseudonym(key, 'caldav', specialist_id)}"


def owner_mark(key: bytes, specialist_id: str) -> str:
    """Return the mark in the description of a collection that proves that turnus made it with this key."""
    return f"[turnus {pseudonym(key, 'caldav-owner', specialist_id)}]"


def push(server: Server, wanted: Wanted, *, dry_run: bool = False) -> Pushed:
    """Bring the server up to date. Safe to repeat: each run looks at what is there, and sends only what is missing.

    Deletions go first, of all calendars, since a server may refuse one UID in two calendars of a user.

    Raises:
        TurnusError: a collection is not ours (nothing was sent then), the server refuses something, or the connection breaks.
    """
    home = server.home()
    missing = {name: not _is_there(server, home, wanted.key, name) for name in wanted.entries}
    planned = {name: _steps(server, home, wanted, name, is_missing=missing[name]) for name in wanted.entries}
    result = Pushed(same=sum(s.same for s in planned.values()), foreign=sum(s.foreign for s in planned.values()))
    result.edited = {name: list(found.edited) for name, found in planned.items()}
    result.unguarded = {name: list(found.unguarded) for name, found in planned.items()}
    total = sum(len(found.deletes) + len(found.puts) for found in planned.values())
    try:
        for name, found in planned.items():
            for delete in found.deletes:
                _delete(server, delete, name, result, dry_run=dry_run)
        for name, found in planned.items():
            if missing[name] and found.puts and not dry_run:
                _make(server, home, wanted.key, name)
            for put in found.puts:
                _put(server, wanted, put, name, result, dry_run=dry_run)
    except TurnusError as error:
        done = result.new + result.changed + result.deleted
        raise TurnusError(text("caldav.broken_off", why=error, done=done, total=total)) from error
    return result


def _is_there(server: Server, home: str, key: bytes, name: str) -> bool:
    """Tell whether a specialist's collection is there; one that turnus did not make is refused."""
    found = server.collection(f"{home}{slug(key, name)}/")
    if found is not None and not (found.is_calendar and owner_mark(key, name) in found.description):
        raise TurnusError(text("caldav.foreign", calendar=slug(key, name)))
    return found is not None


def _make(server: Server, home: str, key: bytes, name: str) -> None:
    """Make a collection and see that the server keeps the mark."""
    path = f"{home}{slug(key, name)}/"
    server.make(path, text("calendar.name", specialist=name), f"{text('caldav.description')} {owner_mark(key, name)}")
    if not _is_there(server, home, key, name):
        raise TurnusError(text("caldav.not_made", calendar=slug(key, name)))


def _steps(server: Server, home: str, wanted: Wanted, name: str, *, is_missing: bool) -> Steps:
    path = f"{home}{slug(wanted.key, name)}/"
    stored = [] if is_missing else server.resources(path)
    gone = {entry.uid for entry in wanted.cancelled.get(name, ())}
    return steps(path, wanted.entries[name], gone, stored, key=wanted.key, today=wanted.today, force=wanted.force)


def _delete(server: Server, delete: Delete, name: str, result: Pushed, *, dry_run: bool) -> None:
    if dry_run or server.delete(delete.path, delete.etag):
        result.deleted += 1
    else:
        result.edited[name].append(delete.uid)


def _put(server: Server, wanted: Wanted, put: Put, name: str, result: Pushed, *, dry_run: bool) -> None:
    data = resource_bytes(put.entry, wanted.timezone, wanted.key)
    if not (dry_run or server.put(put.path, data, put.etag)):
        result.edited[name].append(put.entry.uid)
    elif put.etag:
        result.changed += 1
    else:
        result.new += 1
