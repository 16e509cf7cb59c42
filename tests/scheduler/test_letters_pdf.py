"""The PDFs of letters: tagged and archivable, equal bytes, page numbers, the bundle."""

import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from helpers.letters import (
    invitation,
    is_tagged,
    letters_of,
    made,
    table,
)
from scheduler.letters import typesetting
from scheduler.letters.typesetting import Sheet


def test_the_pdf_is_tagged_archivable_and_has_a_language(tmp_path: Path) -> None:
    out = made(tmp_path, invitation(1))
    for file in (*(out / "letters").glob("*.pdf"), out / "bundle.pdf"):
        assert is_tagged(file.read_bytes(), "de-DE")
        about = PdfReader(file).metadata
        assert about is not None
        assert str(about["/CreationDate"]).startswith("D:20261120")
        assert "Muster" not in str(about["/Title"])


def test_equal_input_gives_equal_bytes_whatever_else_is_in_the_run(tmp_path: Path) -> None:
    first, second = made(tmp_path / "1", invitation(1)), made(tmp_path / "2", invitation(1), invitation(2))
    [name] = [file.name for file in (first / "letters").glob("*.pdf")]
    assert (first / "letters" / name).read_bytes() == (second / "letters" / name).read_bytes()
    again = made(tmp_path / "3", invitation(1), invitation(2))
    assert (again / "bundle.pdf").read_bytes() == (second / "bundle.pdf").read_bytes()
    assert (again / "bundle.csv").read_bytes() == (second / "bundle.csv").read_bytes()


def test_every_letter_counts_its_own_pages(tmp_path: Path) -> None:
    """All have the same texts; the one with a very long name needs a page more."""
    out = made(tmp_path, invitation(1), invitation(2), invitation(3), names={"K2": " ".join(["Maria"] * 1000)})
    letters = letters_of(out)
    pages = {"Maria" in (words := letters[Path(row["file"]).name]): (row["pages"], words) for row in table(out / "bundle.csv")}
    assert [number for number, _ in pages.values()] == ["2", "3"]
    for number, words in pages.values():
        assert re.findall(r"Seite (\d) von (\d)", words) == [(str(n), number) for n in range(1, int(number) + 1)]


def test_several_processes_give_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = made(tmp_path / "1", invitation(1), invitation(2), invitation(3))
    monkeypatch.setattr(typesetting, "WORTHWHILE", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    shared = made(tmp_path / "2", invitation(1), invitation(2), invitation(3))
    files = sorted(file.relative_to(alone) for file in alone.rglob("*") if file.is_file())
    assert len(files) == 5
    assert [(alone / file).read_bytes() for file in files] == [(shared / file).read_bytes() for file in files]


@pytest.mark.parametrize("bundled", [True, False])
@pytest.mark.parametrize("number", [2, 3, 60, 500])
def test_processes_share_all_documents_in_order_and_a_bundle_comes_last(number: int, bundled: bool) -> None:
    day = date(2026, 11, 20)
    sheets = [Sheet({"n": n}, day) for n in range(number)] + ([Sheet({}, day, number)] if bundled else [])
    for processes in (2, 3, 4):
        shares = typesetting.shares(sheets, processes)
        assert [sheet for share in shares for sheet in share] == sheets
        assert 2 <= len(shares) <= processes
        assert all(shares)
        if number == 500:
            times = [
                sum(sheet.weight * typesetting.OF_A_BUNDLE if sheet.weight > 1 else 1 for sheet in share) for share in shares
            ]
            assert max(times) <= max(350, 1.01 * sum(times) / processes)  # a bundle cannot be divided


def test_a_letter_of_three_pages_has_its_foot_on_each(tmp_path: Path) -> None:
    """Shorter ones have theirs placed (letter.typ); in the tags it is no part of the text of either."""
    out = made(tmp_path, invitation(1), invitation(2), names={"K2": " ".join(["Maria"] * 1000)})
    feet = []
    for row in table(out / "bundle.csv"):
        pages = [page.extract_text() for page in PdfReader(out / row["file"]).pages]
        reference = f"T-{Path(row['file']).stem[2:8]}"
        feet.append([f"{reference} Seite {n} von {len(pages)}" in " ".join(page.split()) for n, page in enumerate(pages, 1)])
    assert sorted(feet) == [[True] * 2, [True] * 3]


def test_the_bundle_has_every_letter_on_the_pages_of_its_list(tmp_path: Path) -> None:
    out = made(tmp_path, invitation(1), invitation(2, channel="phone"), invitation(3), names={"K2": "Kim Anruf"})
    pages = [page.extract_text() for page in PdfReader(out / "bundle.pdf").pages]
    rows = table(out / "bundle.csv")
    assert [(row["first_page"], row["last_page"], row["pages"]) for row in rows] == [
        ("1", "2", "2"),
        ("3", "3", "1"),
        ("5", "6", "2"),
    ]
    assert pages[3].strip() == ""  # the back of a sheet stays empty
    singles = letters_of(out)
    for row in rows:
        own = " ".join(" ".join(pages[int(row["first_page"]) - 1 : int(row["last_page"])]).replace("‑", "-").split())
        assert own == singles[Path(row["file"]).name]
