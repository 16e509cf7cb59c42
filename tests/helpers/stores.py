"""A small roster that is written to, and what is in it afterwards."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from helpers.rosters import booking, customer, write_roster
from scheduler.errors import StoreError
from scheduler.store import lock
from scheduler.store.changes import Change, Value
from scheduler.store.store import open_store

NOW = datetime(2026, 11, 20, 9, 15, 3, tzinfo=timezone(timedelta(hours=1)))
HELD: dict[str, Value] = {"customer_id": "K1", "on": date(2026, 11, 19), "channel": "in_person", "outcome": "held"}


def write(folder: Path, *changes: Change, summary: str | None = None) -> None:
    with open_store(folder, command="test", who="Mia", now=NOW) as store:
        store.write(changes, summary=summary)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != lock.LOCK}


def refused(folder: Path, *changes: Change) -> str:
    """Return the message of a change that is refused; nothing is different afterwards."""
    before = files(folder)
    with pytest.raises(StoreError) as error:
        write(folder, *changes)
    assert files(folder) == before
    return str(error.value)


def two_bookings(folder: Path) -> Path:
    """Write a roster with two bookings and a contact."""
    bookings = [booking("B1", "2026-11-19T09:00", "2026-11-19T09:45"), booking("B2", "2026-11-26T09:00", "2026-11-26T09:45")]
    contacts = [{"customer_id": "K1", "on": "2026-03-02", "channel": "phone", "outcome": "held"}]
    return write_roster(folder, [customer("K1"), customer("K2")], bookings=bookings, contacts=contacts)
