"""The store: what a change writes, what it refuses, who is told what, what the log says."""

import csv
import json
import os
import stat
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from helpers.rosters import booking, customer, write_roster
from scheduler import journal
from scheduler.commands.shared import by_option
from scheduler.errors import RosterError, StoreError
from scheduler.rosterfiles import read_roster
from scheduler.store import lock
from scheduler.store.changes import Added, Change, Removed, Updated, Value
from scheduler.store.store import open_store

NOW = datetime(2026, 11, 20, 9, 15, 3, tzinfo=timezone(timedelta(hours=1)))
HELD: dict[str, Value] = {"customer_id": "K1", "on": date(2026, 11, 19), "channel": "in_person", "outcome": "held"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A roster with two bookings and a contact."""
    bookings = [booking("B1", "2026-11-19T09:00", "2026-11-19T09:45"), booking("B2", "2026-11-26T09:00", "2026-11-26T09:45")]
    contacts = [{"customer_id": "K1", "on": "2026-03-02", "channel": "phone", "outcome": "held"}]
    return write_roster(tmp_path / "roster", [customer("K1"), customer("K2")], bookings=bookings, contacts=contacts)


def write(folder: Path, *changes: Change, summary: str | None = None) -> None:
    with open_store(folder, command="test", who="Mia", now=NOW) as store:
        store.write(changes, summary=summary)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != lock.LOCK}


def log_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def refused(folder: Path, *changes: Change) -> str:
    """Return the message of a change that is refused; nothing is different afterwards."""
    before = files(folder)
    with pytest.raises(StoreError) as error:
        write(folder, *changes)
    assert files(folder) == before
    return str(error.value)


def test_an_outcome_changes_its_cell_and_adds_its_contact(folder: Path) -> None:
    before = (folder / "bookings.csv").read_text(encoding="utf-8")
    write(folder, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}), Added("contacts.csv", HELD))
    assert (folder / "bookings.csv").read_text(encoding="utf-8") == before.replace("approved", "held", 1)
    assert (folder / "contacts.csv").read_text(encoding="utf-8").splitlines()[-1] == "K1,2026-11-19,in_person,held"
    roster = read_roster(folder)
    assert [found.state for found in roster.bookings] == ["held", "approved"]
    assert roster.contacts[-1].on == date(2026, 11, 19)


def test_every_change_has_its_line_in_the_log(folder: Path) -> None:
    write(
        folder,
        Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held", "channel": "phone", "specialist_id": "S1"}),
        Added("contacts.csv", HELD),
        Removed("contacts.csv", frozenset({0})),
    )
    rows = [{"at": "2026-11-20T09:15:03+01:00", "who": "Mia", "command": "test", **line} for line in (
        {"table": "bookings.csv", "row": "B1", "column": "state", "old": "approved", "new": "held"},
        {"table": "bookings.csv", "row": "B1", "column": "channel", "old": "in_person", "new": "phone"},
        {"table": "contacts.csv", "row": "K1 2026-11-19", "column": "", "old": "",
         "new": "customer_id=K1, on=2026-11-19, channel=in_person, outcome=held"},
        {"table": "contacts.csv", "row": "K1 2026-03-02", "column": "",
         "old": "customer_id=K1, on=2026-03-02, channel=phone, outcome=held", "new": ""},
    )]  # fmt: skip
    assert log_of(folder) == rows
    write(folder, Updated("bookings.csv", {"booking_id": "B2"}, {"state": "sent"}))
    assert log_of(folder)[:4] == rows
    assert len(log_of(folder)) == 5


def test_a_change_to_what_is_there_already_writes_nothing(folder: Path) -> None:
    before = files(folder)
    write(folder, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "approved"}))
    write(folder)
    assert files(folder) == before


def test_a_summary_replaces_the_lines(folder: Path) -> None:
    write(folder, Removed("contacts.csv", frozenset({0})), summary="contacts.csv: 1")
    assert [(row["row"], row["old"], row["new"]) for row in log_of(folder)] == [("", "", "contacts.csv: 1")]
    assert read_roster(folder).contacts == ()


def test_the_log_is_no_input_of_planning(folder: Path) -> None:
    write(folder, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    digests = read_roster(folder).digests
    assert "changes.csv" not in digests
    assert sorted(digests) == ["bookings.csv", "contacts.csv", "customers.csv", "office.toml", "specialists.csv"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Updated("bookings.csv", {"booking_id": "B9"}, {"state": "held"}), "booking_id=B9 gehören 0 Zeilen"),
        (Updated("bookings.csv", {"customer_id": "K1"}, {"state": "held"}), "gehören 2 Zeilen"),
        (Updated("bookings.csv", {"booking_id": "B1"}, {"state": "gone"}), "„gone“"),
        (Updated("bookings.csv", {"booking_id": "B1"}, {"colour": "red"}), "keine Spalte „colour“"),
        (Updated("bookings.csv", {"booking_id": "B1"}, {"state": None}), "gäbe Fehler"),
        (Updated("bookings.csv", {"booking_id": "B1"}, {"end": datetime(2026, 11, 19, 8, 0)}), "gäbe Fehler"),
        (Added("bookings.csv", {"booking_id": "B3"}), "gäbe Fehler"),
        (Added("contacts.csv", {**HELD, "customer_id": "K9"}), "customer_id: K9"),
        (Added("contacts.csv", {**HELD, "on": "gestern"}), "„gestern“"),
        (Added("customers.csv", {"customer_id": "K3"}), "customers.csv wird von turnus nicht geschrieben"),
        (Removed("contacts.csv", frozenset({1})), "contacts.csv"),
        (Removed("contacts.csv", frozenset({-1})), "contacts.csv"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_whole(folder: Path, change: Change, words: str) -> None:
    message = refused(folder, Added("contacts.csv", HELD), change)
    assert words in message
    assert "Nichts wurde geändert" in message


def test_rows_keep_their_positions_until_all_is_worked_in(folder: Path) -> None:
    first, second = Removed("bookings.csv", frozenset({0})), Removed("bookings.csv", frozenset({1}))
    write(folder, first, second, Updated("contacts.csv", {"customer_id": "K1"}, {"kind": "regular"}))
    assert read_roster(folder).bookings == ()


def test_several_writes_in_one_session(folder: Path) -> None:
    with open_store(folder, command="test", who="Mia", now=NOW) as store:
        store.write([Added("contacts.csv", HELD)])
        store.write([Removed("contacts.csv", frozenset({0}))])
    assert [contact.on for contact in read_roster(folder).contacts] == [date(2026, 11, 19)]


def test_a_file_that_is_not_there_is_made(folder: Path) -> None:
    values: dict[str, Value] = {"must": False, "day": 2, "specialist_id": "S1", "customer_id": "K1"}
    write(folder, Added("wishes.csv", values), Added("wishes.csv", {**values, "half_day": "pm"}))
    assert (folder / "wishes.csv").read_bytes() == (
        b"specialist_id,customer_id,must,day,half_day\nS1,K1,never,Wed,\nS1,K1,never,Wed,pm\n"
    )
    if os.name == "posix":
        (folder / "customers.csv").chmod(0o640)
        write(folder, Added("absences.csv", {"person_id": "S1", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1)}))
        assert stat.S_IMODE((folder / "absences.csv").stat().st_mode) == 0o640


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


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RosterError), open_store(tmp_path / "nowhere", command="test", who="Mia"):
        pass
    (tmp_path / "team.csv").write_bytes(b"")
    with pytest.raises(StoreError, match="einzelne Datei"), open_store(tmp_path / "team.csv", command="test", who="Mia"):
        pass
    (tmp_path / "team.xlsx").write_bytes(b"")
    with pytest.raises(RosterError), open_store(tmp_path / "team.xlsx", command="test", who="Mia"):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_who_is_an_option_the_environment_or_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    @click.command()
    @by_option
    def command(by: str) -> None:
        click.echo(by)

    monkeypatch.setenv("LOGNAME", "m.muster")
    run = CliRunner().invoke
    assert run(command, ["--by", "Mia"], env={"TURNUS_USER": "Tim"}).output == "Mia\n"
    assert run(command, [], env={"TURNUS_USER": "Tim"}).output == "Tim\n"
    assert run(command, []).output == "m.muster\n"
