"""A run of letters that is interrupted: no letter lost, none sent twice without notice."""

import os
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.letters import addresses, export, invitation, letters_of, roster_with, states, table, turnus
from scheduler.letters import outbox
from scheduler.store.store import Store

MARK = "NICHT-VERSENDEN.txt"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster", invitation(1), invitation(2))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return addresses(tmp_path / "people.csv", {"K1": "Ada Muster", "K2": "Ben Muster", "K3": "Cem Muster"})


class PowerCut(BaseException):
    """The computer stops."""


def cut(*_: object, **__: object) -> None:
    raise PowerCut


def export_to(roster: Path, people: Path, output: Path, *more: str, today: str = "2026-11-26") -> object:
    return turnus("export", "letters", roster, "--addresses", people, "-o", output, "--today", today, "--with-sample", *more)


def interrupted(run: Callable[[], object]) -> None:
    with pytest.raises(PowerCut):
        run()


@pytest.fixture
def no_register(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The computer stops when the folder is written and the register is not."""
    monkeypatch.setattr(Store, "write", cut)
    return monkeypatch


def test_letters_that_no_register_knows_say_so_and_are_made_again(
    roster: Path, people: Path, tmp_path: Path, no_register: pytest.MonkeyPatch
) -> None:
    interrupted(lambda: export_to(roster, people, tmp_path / "out", today="2026-11-20"))
    assert "Bitte nicht versenden" in (tmp_path / "out" / MARK).read_text(encoding="utf-8")
    assert (states(roster)["B1"][0], table(roster / "letters.csv")) == ("approved", [])
    before = letters_of(tmp_path / "out")
    no_register.undo()
    result = export(roster, people, tmp_path / "out")
    assert "Hier lagen Briefe eines unterbrochenen Laufs, die in keinem Verzeichnis stehen" in result.output
    assert letters_of(tmp_path / "out") == before
    assert not (tmp_path / "out" / MARK).exists()
    assert len(table(roster / "letters.csv")) == 2


def test_an_interrupted_folder_stays_marked_when_another_one_is_used(
    roster: Path, people: Path, tmp_path: Path, no_register: pytest.MonkeyPatch
) -> None:
    interrupted(lambda: export_to(roster, people, tmp_path / "out", today="2026-11-20"))
    no_register.undo()
    export(roster, people, tmp_path / "other", today="2026-11-23")
    assert (tmp_path / "out" / MARK).exists()
    result = export(roster, people, tmp_path / "out", today="2026-11-23")
    assert "Bitte nicht versenden und den Ordner löschen" in result.output
    assert (tmp_path / "out" / MARK).exists()
    assert len(table(roster / "letters.csv")) == 2


def test_a_stop_after_the_register_is_finished_by_the_next_run(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "mark_registered", cut)
    interrupted(lambda: export_to(roster, people, tmp_path / "out", today="2026-11-20"))
    assert (tmp_path / "out" / MARK).exists()
    assert len(table(roster / "letters.csv")) == 2
    monkeypatch.undo()
    result = export(roster, people, tmp_path / "out")
    assert "der Ordner ist jetzt vollständig und darf versandt werden" in result.output
    assert "Es ist kein Brief zu versenden." in result.output
    assert not (tmp_path / "out" / MARK).exists()
    assert len(table(roster / "letters.csv")) == 2


def test_where_the_register_cannot_be_written_the_folder_goes_again(roster: Path, people: Path, tmp_path: Path) -> None:
    (roster / ".~lock.bookings.csv#").write_text("somebody")
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, "bookings.csv ist in Excel oder LibreOffice geöffnet" in result.output) == (1, True)
    assert not (tmp_path / "out").exists()
    assert (states(roster)["B1"][0], table(roster / "letters.csv")) == ("approved", [])


def test_a_second_posting_that_was_interrupted_is_not_taken_for_the_first(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PDF is the same, byte for byte, but the register has no row for this day."""
    export(roster, people, tmp_path / "out")
    monkeypatch.setattr(Store, "write", cut)
    interrupted(lambda: export_to(roster, people, tmp_path / "again", "--again", "B1"))
    monkeypatch.undo()
    assert "Bitte nicht versenden und den Ordner löschen" in export(roster, people, tmp_path / "again", today="2026-11-26").output
    assert (tmp_path / "again" / MARK).exists()
    result = export(roster, people, tmp_path / "again", "--again", "B1", today="2026-11-26")
    assert "Hier lagen Briefe eines unterbrochenen Laufs, die in keinem Verzeichnis stehen" in result.output
    days = [row["dispatched_on"] for row in table(roster / "letters.csv") if row["booking_id"] == "B1"]
    assert (days, (tmp_path / "again" / MARK).exists()) == (["2026-11-20", "2026-11-26"], False)


def test_a_finished_folder_takes_no_further_letters_and_says_what_happened(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "mark_registered", cut)
    interrupted(lambda: export_to(roster, people, tmp_path / "out"))
    monkeypatch.undo()
    result = export(roster, people, tmp_path / "out", "--again", "B1", today="2026-11-26")
    assert (result.exit_code, "der Ordner ist jetzt vollständig und darf versandt werden" in result.output) == (1, True)
    assert "Nichts wurde geändert" not in result.output
    assert (len(table(roster / "letters.csv")), (tmp_path / "out" / MARK).exists()) == (2, False)


def test_everything_is_on_the_disk_before_the_register_is_written(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    monkeypatch.setattr(Store, "write", cut)
    interrupted(lambda: export_to(roster, people, tmp_path / "out"))
    written = [tmp_path, tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert [path.name for path in written if path.stat().st_ino not in synced] == []


def test_letters_of_a_run_that_was_killed_go_with_the_next_run(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill leaves no time to clean up; what only looks like it stays."""
    with monkeypatch.context() as killed:
        killed.setattr(Path, "rename", cut)
        killed.setattr(outbox, "tempfile", SimpleNamespace(TemporaryDirectory=lambda **k: nullcontext(tempfile.mkdtemp(**k))))
        interrupted(lambda: export_to(roster, people, tmp_path / "out"))
    [left] = tmp_path.glob(".turnus-letters-*")
    assert list(left.rglob("*.pdf"))
    other = tmp_path / f"{left.name[:-10]}f-aaaaaaaa"
    for folder in (other, tmp_path / ".turnus-letters-mine", tmp_path / f"{left.name}.bak"):
        folder.mkdir()
    export(roster, people, tmp_path / "two")
    assert sorted(path.name for path in tmp_path.glob(".turnus*")) == sorted(
        [other.name, ".turnus-letters-mine", f"{left.name}.bak"]
    )
