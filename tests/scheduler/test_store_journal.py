"""A change that was committed but is not in place yet: readers see all of it or nothing, whenever they look."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from helpers.stores import HELD, NOW, files, two_bookings, write
from scheduler import journal
from scheduler.errors import RosterError, StoreError
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Updated
from scheduler.store.store import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_bookings(tmp_path / "roster")


def interrupt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit a change whose files never get into their places."""

    def broken(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, open_store(folder, command="test", who="Mia", now=NOW) as store:
        patch.setattr(journal, "finish", broken)
        with pytest.raises(StoreError, match=r"gesichert.*nicht wiederholen"):
            store.write([Added("contacts.csv", HELD), Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"})])


def test_a_committed_change_is_read_before_its_files_are_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(folder, monkeypatch)
    assert b"2026-11-19" not in (folder / "contacts.csv").read_bytes()
    before = files(folder)
    roster = read_roster(folder)
    assert len(roster.contacts) == 2
    assert roster.bookings[0].state == "held"
    assert files(folder) == before, "readers write nothing"
    with open_store(folder, command="test", who="Mia"):
        assert b"2026-11-19" in (folder / "contacts.csv").read_bytes()
    assert read_roster(folder).digests == roster.digests
    assert not journal.is_waiting(folder)


def test_what_was_edited_before_a_change_took_its_place_is_kept_aside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(folder, monkeypatch)
    by_hand = b"customer_id,on,channel,outcome\nK2,2026-03-02,phone,held\n"
    (folder / "contacts.csv").write_bytes(by_hand)
    with open_store(folder, command="test", who="Mia"):
        pass
    assert len(read_roster(folder).contacts) == 2
    (aside,) = folder.glob(f"{journal.ASIDE}*")
    assert aside.read_bytes() == by_hand
    assert aside.name.endswith("-contacts.csv")


OLD_STATE = {"a.csv": b"old", "b.csv": b"old"}
NEW_STATE = {"a.csv": b"new", "b.csv": b"new"}
READS = 8
"""Looks at files while a snapshot of two files is taken: two signatures, manifest, two contents, manifest, two signatures."""


@pytest.mark.parametrize(("begins", "ends"), [(n, m) for n in range(READS) for m in range(n, READS + 1)])
def test_a_reader_notices_what_is_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins: int, ends: int
) -> None:
    """A change is committed before the n-th look of a reader, and its files get into their places before the m-th."""
    for name, content in OLD_STATE.items():
        (tmp_path / name).write_bytes(content)
    finish, looks = journal.finish, count()

    def begin() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(journal, "finish", lambda folder: None)
            journal.commit(tmp_path, NEW_STATE, OLD_STATE)

    def looking(function: Any) -> Any:
        def look(*arguments: Any) -> Any:
            number = next(looks)
            if number == begins:
                begin()
            if number == ends:
                finish(tmp_path)
            return function(*arguments)

        return look

    for name in ("_signature", "_manifest", "_content"):
        monkeypatch.setattr(journal, name, looking(getattr(journal, name)))
    found = journal.snapshot(tmp_path, OLD_STATE)
    assert found in (OLD_STATE, NEW_STATE)
    assert next(looks) >= READS


@pytest.mark.parametrize("half", range(READS))
def test_a_reader_notices_files_that_get_into_their_places_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: int
) -> None:
    """All of a change happens between two looks, but its last steps only after the snapshot's reading."""
    for name, content in OLD_STATE.items():
        (tmp_path / name).write_bytes(content)
    looks = count()

    def looking(function: Any) -> Any:
        def look(*arguments: Any) -> Any:
            number = next(looks)
            if number == half:
                with monkeypatch.context() as patch:
                    patch.setattr(journal, "finish", lambda folder: None)
                    journal.commit(tmp_path, NEW_STATE, OLD_STATE)
                (tmp_path / ".turnus-new-a.csv").replace(tmp_path / "a.csv")
            if number == half + 2:
                (tmp_path / ".turnus-new-b.csv").replace(tmp_path / "b.csv")
            if number == half + 3:
                (tmp_path / journal.MANIFEST).unlink()
            return function(*arguments)

        return look

    for name in ("_signature", "_manifest", "_content"):
        monkeypatch.setattr(journal, name, looking(getattr(journal, name)))
    assert journal.snapshot(tmp_path, OLD_STATE) in (OLD_STATE, NEW_STATE)


@pytest.mark.parametrize("number", range(READS))
def test_a_reader_of_a_waiting_change_notices_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    for name, content in OLD_STATE.items():
        (tmp_path / name).write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "finish", lambda folder: None)
        journal.commit(tmp_path, NEW_STATE, OLD_STATE)
    newest, looks = {"a.csv": b"newest", "b.csv": b"newest"}, count()

    def looking(function: Any) -> Any:
        def look(*arguments: Any) -> Any:
            if next(looks) == number:
                journal.finish(tmp_path)
                journal.commit(tmp_path, newest, NEW_STATE)
            return function(*arguments)

        return look

    for name in ("_signature", "_manifest", "_content"):
        monkeypatch.setattr(journal, name, looking(getattr(journal, name)))
    assert journal.snapshot(tmp_path, OLD_STATE) in (NEW_STATE, newest)


def test_stray_files_disturb_nobody(folder: Path) -> None:
    (folder / ".turnus-new-contacts.csv").write_bytes(b"half a fi")
    assert len(read_roster(folder).contacts) == 1
    write(folder, Added("contacts.csv", HELD))
    assert len(read_roster(folder).contacts) == 2
    assert not (folder / ".turnus-new-contacts.csv").exists()


@pytest.mark.parametrize("damaged", [b"{", b"[]", json.dumps({"files": [{"name": "../x", "sha256": "", "before": ""}]}).encode()])
def test_a_damaged_journal_is_told(folder: Path, damaged: bytes) -> None:
    (folder / journal.MANIFEST).write_bytes(damaged)
    with pytest.raises(RosterError) as error:
        read_roster(folder)
    assert error.value.faults[0].file == journal.MANIFEST
    with pytest.raises(RosterError), open_store(folder, command="test", who="Mia"):
        pass
