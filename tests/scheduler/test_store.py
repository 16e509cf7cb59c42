"""Writing to a roster: changes go in whole or not at all, each with its line in the log."""

import csv
import os
import stat
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.stores import HELD, NOW, files, refused, two_bookings, write
from scheduler.commands.shared import by_option
from scheduler.errors import RosterError, StoreError
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Change, Removed, Updated, Value
from scheduler.store.store import open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_bookings(tmp_path / "roster")


def log_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


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


def test_a_row_is_found_by_what_it_holds_now(folder: Path) -> None:
    seat: dict[str, Value] = {
        "specialist_id": "S1",
        "customer_id": "K1",
        "start": datetime(2026, 12, 8, 9),
        "end": datetime(2026, 12, 8, 10),
    }
    write(
        folder,
        Updated("bookings.csv", {"booking_id": "B1"}, {"booking_id": "B9"}),
        Added("bookings.csv", {"booking_id": "B1", "state": "approved", **seat}),
        Updated("bookings.csv", {"booking_id": "B1"}, {"state": "sent"}),
        Updated("bookings.csv", {"booking_id": "B9"}, {"state": "held"}),
    )
    assert [(found.booking_id, found.state) for found in read_roster(folder).bookings] == [
        ("B9", "held"),
        ("B2", "approved"),
        ("B1", "sent"),
    ]
    assert "0" in refused(folder, Updated("bookings.csv", {"booking_id": "B7"}, {"state": "held"}))


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
