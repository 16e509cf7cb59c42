"""A text file with a fault: the cause alone is told, with its file, and it stops only the letters that need it."""

from pathlib import Path

import pytest

from helpers.letters import OWN_LEGAL, addresses, export, invitation, letters_of, roster_with, states
from helpers.rosters import customer

NAMES = {"K1": "Ada", "K2": "Ben"}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    people = [customer("K1", language="Farsi"), customer("K2")]
    return roster_with(tmp_path / "roster", invitation(1), invitation(2), people=people)


def write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", ["texts/deutsch.toml", "legal/haus.toml"])
def test_a_file_that_is_no_toml_is_one_fault(roster: Path, tmp_path: Path, name: str) -> None:
    write(roster / "letters" / name, 'version = "1"\nlang = de\n')
    result = export(roster, addresses(tmp_path / "a.csv", NAMES), tmp_path / "out")
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if ".toml" in line] == [
        line for line in result.output.splitlines() if f"{Path(name).name}:2" in line
    ]
    assert result.output.count(".toml") == 1


def test_a_broken_language_stops_only_the_letters_that_need_it(roster: Path, tmp_path: Path) -> None:
    write(roster / "letters" / "texts" / "farsi.toml", "version = \n")
    result = export(roster, addresses(tmp_path / "a.csv", NAMES), tmp_path / "out")
    assert result.exit_code == 1
    assert "Ein Brief ist nicht gesetzt, weil die Texte seiner zweiten Sprache Fehler haben" in result.output
    assert "  K1, Di 08.12.2026 09:00 (Termin B1)" in result.output
    assert "farsi.toml:1" in result.output
    assert ["Guten Tag Ben!" in words for words in letters_of(tmp_path / "out").values()] == [True]
    assert (states(roster)["B1"][0], states(roster)["B2"][0]) == ("approved", "sent")


def test_when_all_need_it_nothing_is_made(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), people=[customer("K1", language="Farsi")])
    write(roster / "letters" / "texts" / "farsi.toml", "version = \n")
    result = export(roster, addresses(tmp_path / "a.csv", NAMES), tmp_path / "out")
    assert (result.exit_code, "kein Brief zu versenden" in result.output) == (1, False)
    assert not (tmp_path / "out").exists()


def test_a_broken_language_that_nobody_needs_is_only_mentioned(roster: Path, tmp_path: Path) -> None:
    write(roster / "letters" / "texts" / "polnisch.toml", "version = \n")
    result = export(roster, addresses(tmp_path / "a.csv", NAMES), tmp_path / "out")
    assert (result.exit_code, len(letters_of(tmp_path / "out"))) == (0, 2)
    assert "Texte mit Fehlern, die diesmal kein Brief braucht: polnisch.toml" in result.output


def test_a_legal_text_of_tomorrow_is_named_with_its_file(roster: Path, tmp_path: Path) -> None:
    write(roster / "letters" / "legal" / "haus-2027.toml", OWN_LEGAL.format(version="2027", day="2027-01-01"))
    result = export(roster, addresses(tmp_path / "a.csv", NAMES), tmp_path / "out")
    assert (result.exit_code, "haus-2027.toml valid_from: „01.01.2027“" in result.output) == (1, True)
