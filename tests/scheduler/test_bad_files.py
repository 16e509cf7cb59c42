"""Bad folders and files of a roster, as a user would hand them in: always words, never a traceback."""

import os
from pathlib import Path

import pytest

from helpers.bad_input import HEADER, OWN, planned, refused, turnus, with_file
from helpers.rosters import write_roster

ROW = "K1,S1,1990-01-01,alo,2020-01-01,"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.mark.parametrize("name", ["missing", "file", "x" * 300])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    refused(tmp_path / name, "gewünscht: ein Ordner mit office.toml")


def test_an_empty_folder(folder: Path) -> None:
    folder.mkdir()
    refused(folder, "office.toml: „“", "specialists.csv: „“", "customers.csv: „“", "3 Fehler gefunden")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_folder_that_may_not_be_read(folder: Path) -> None:
    write_roster(folder).chmod(0)
    try:
        assert turnus("check", folder).exit_code == 1
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["office.toml", "customers.csv", "absences.csv", "own.toml"])
def test_a_folder_in_place_of_a_file(folder: Path, name: str) -> None:
    write_roster(folder, office=OWN)
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    refused(folder, f"{name}")


@pytest.mark.parametrize(
    "content",
    [b"", bytes(range(256)) * 50, "ä,b\n".encode("utf-16"), b"customer_id|start\n1|2\n", b"\0"],
    ids=lambda c: c[:6].hex(),
)
def test_files_of_junk(folder: Path, content: bytes) -> None:
    names = ("office.toml", "specialists.csv", "customers.csv", "absences.csv", "bookings.csv")
    write_roster(folder)
    for name in names:
        (folder / name).write_bytes(content)
    refused(folder, *(f"{name}" for name in names))


def test_an_empty_office_is_named_even_where_nobody_works(folder: Path) -> None:
    with_file(folder, "specialists.csv", "specialist_id,team,fte\n")
    (folder / "customers.csv").write_text(f"{HEADER}\n")
    (folder / "office.toml").write_text("")
    refused(folder, "office.toml name", "office.toml teams")


def test_header_only(folder: Path) -> None:
    with_file(folder, "customers.csv", f"{HEADER}\n")
    assert "Kundinnen und Kunden: 0" in planned(folder)
    (folder / "specialists.csv").write_text("specialist_id,team,fte\n")
    assert "Fachkräfte: 0" in planned(folder)


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_line_ends(folder: Path, ending: str) -> None:
    planned(with_file(folder, "customers.csv", f"{HEADER}\n{ROW}x\n".replace("\n", ending)))


def test_a_cell_of_a_million_letters(folder: Path) -> None:
    refused(with_file(folder, "customers.csv", f"{HEADER}\n{ROW}{'x' * 1_000_000}\n"), "customers.csv:2", "131072 Zeichen")
