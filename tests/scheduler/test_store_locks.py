"""When nothing may be written: somebody else writes or has the file open, no rights, a link, a full disk."""

import os
import stat
from pathlib import Path

import pytest

from helpers.stores import HELD, NOW, files, refused, two_bookings, write
from scheduler.errors import StoreError
from scheduler.rosterfiles import read_roster
from scheduler.store import lock
from scheduler.store.changes import Added, Updated
from scheduler.store.store import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_bookings(tmp_path / "roster")


@pytest.mark.skipif(os.name != "posix", reason="rights as in Unix")
def test_a_file_keeps_its_rights(folder: Path) -> None:
    (folder / "bookings.csv").chmod(0o664)
    write(folder, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    assert stat.S_IMODE((folder / "bookings.csv").stat().st_mode) == 0o664


@pytest.mark.skipif(os.name != "posix", reason="rights as in Unix")
@pytest.mark.parametrize(("shared", "lock_mode"), [(0o770, 0o660), (0o755, 0o644), (0o700, 0o600)])
def test_whoever_may_write_the_folder_may_take_the_lock(folder: Path, shared: int, lock_mode: int) -> None:
    folder.chmod(shared)
    write(folder, Added("contacts.csv", HELD))
    assert stat.S_IMODE((folder / lock.LOCK).stat().st_mode) == lock_mode


def test_a_second_writer_is_told_who_writes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.01)
    with open_store(folder, command="approve", who="Mia", now=NOW), pytest.raises(StoreError) as error:
        write(folder, Added("contacts.csv", HELD))
    assert "wird gerade von Mia geschrieben („approve“, seit 09:15 Uhr)" in str(error.value)
    write(folder, Added("contacts.csv", HELD))
    assert len(read_roster(folder).contacts) == 2


def test_the_lock_goes_when_a_command_fails(folder: Path) -> None:
    with pytest.raises(RuntimeError), open_store(folder, command="test", who="Mia"):
        raise RuntimeError
    write(folder, Added("contacts.csv", HELD))


def test_what_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    with open_store(folder, command="test", who="Mia") as store:
        by_hand = (folder / "bookings.csv").read_bytes().replace(b"B2", b"B7")
        (folder / "bookings.csv").write_bytes(by_hand)
        with pytest.raises(StoreError, match="während des Befehls"):
            store.write([Added("contacts.csv", HELD)])
    assert (folder / "bookings.csv").read_bytes() == by_hand


def test_a_file_that_is_open_in_a_spreadsheet_is_left_alone(folder: Path) -> None:
    (folder / ".~lock.contacts.csv#").write_text(",mia,pc,20.11.2026 09:00,file;", encoding="utf-8")
    assert "in Excel oder LibreOffice geöffnet" in refused(folder, Added("contacts.csv", HELD))


@pytest.mark.skipif(os.name != "posix", reason="links as in Unix")
def test_a_link_is_left_alone(folder: Path) -> None:
    (folder / "contacts.csv").rename(folder.parent / "elsewhere.csv")
    (folder / "contacts.csv").symlink_to(folder.parent / "elsewhere.csv")
    assert "Verknüpfung" in refused(folder, Added("contacts.csv", HELD))


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*args: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    before = files(folder)
    with monkeypatch.context() as patch, pytest.raises(StoreError, match="kein Platz auf dem Datenträger"):
        patch.setattr(os, step, full)
        write(folder, Added("contacts.csv", HELD))
    assert files(folder) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_folder_without_right_to_write(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="kann nicht geschrieben werden"):
            write(folder, Added("contacts.csv", HELD))
        assert len(read_roster(folder).contacts) == 1
    finally:
        folder.chmod(0o700)
