"""Long addresses: smaller, but never too small to be read; what does not fit even so is named."""

import io
from pathlib import Path

from pypdf import PdfReader

from helpers.letters import addresses, export, invitation, roster_with

LONG = "Landesbetrieb für Immobilien und Liegenschaften, Abteilung Unterbringung, Haus Sonnenschein, 3. Etage links"


def sizes(pdf: bytes) -> set[float]:
    """Return the font sizes of the first page, in points."""
    found: set[float] = set()

    def visit(words: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if words.strip():
            found.add(round(abs(size * tm[0] * cm[0]), 1))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def test_a_line_that_is_too_long_is_named_and_stays_readable(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1))
    people = addresses(tmp_path / "a.csv", {"K1": "Ada"}, f"{LONG}|10315 Berlin")
    result = export(roster, people, tmp_path / "out")
    assert "Eine Zeile ist selbst in der kleinsten lesbaren Schrift zu lang" in result.output
    assert "  K1, Zeile 2 der Anschrift (Zeile 1 ist der Name)" in result.output
    assert "Landesbetrieb" not in result.output
    [pdf] = (tmp_path / "out" / "letters").iterdir()
    assert 8.0 in sizes(pdf.read_bytes())
    assert min(sizes(pdf.read_bytes())) == 7.5  # the return line


def test_a_line_that_fits_when_it_is_smaller_is_no_news(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1))
    people = addresses(tmp_path / "a.csv", {"K1": "Ada"}, "Musterfrauenstraße 115, Vorderhaus, 3. Etage|10315 Berlin")
    assert "Anschriftfeld" not in export(roster, people, tmp_path / "out").output
