"""A run of letters that is interrupted: no letter lost, none sent twice without notice."""

from collections.abc import Callable
from pathlib import Path

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
    interrupted(
        lambda: turnus("export", "letters", roster, "--addresses", people, "-o", tmp_path / "out", "--today", "2026-11-20")
    )
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
    interrupted(
        lambda: turnus("export", "letters", roster, "--addresses", people, "-o", tmp_path / "out", "--today", "2026-11-20")
    )
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
    interrupted(
        lambda: turnus("export", "letters", roster, "--addresses", people, "-o", tmp_path / "out", "--today", "2026-11-20")
    )
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
