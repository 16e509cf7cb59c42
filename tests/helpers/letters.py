"""Rosters with approved invitations, runs of `turnus export letters`, and what stands where in a PDF."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from helpers.rosters import OFFICE, Row, booking, customer, specialist, write_roster, write_table
from scheduler.cli import main

MM = 72 / 25.4
A4_HEIGHT = 297
LETTERHEAD = """
[letterhead]
address = ["Musterallee 1", "10315 Berlin"]
phone = "030 5555 0"
email = "termine@jobcenter.example.org"
hours = ["Mo bis Do 8 bis 16 Uhr", "Fr 8 bis 12 Uhr"]
"""
OWN_LEGAL = """
version = "{version}"
valid_from = {day}
[texts.deutsch]
basis = "§ 59 SGB II in Verbindung mit § 309 SGB III"
[[texts.deutsch.sections]]
title = "Rechtsfolgenbelehrung"
paragraphs = ["Worte der Dienststelle, {version}."]
"""


def turnus(*arguments: object, lang: str = "de") -> Result:
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def invitation(number: int, on: str = "", **values: Any) -> dict[str, str]:
    """An approved regular talk in person of K<number> at nine, by letter, on a day, else in the week of 7 December."""
    day = on or f"2026-12-{7 + number % 5:02}"
    named = {"customer_id": f"K{number}", "kind": "regular", "invited_by": "letter", "sequence": "0", **values}
    return booking(f"B{number}", f"{day}T09:00", f"{day}T09:45", **named)


def roster_with(folder: Path, *bookings: Row, office: str = OFFICE + LETTERHEAD, people: Sequence[Row] = ()) -> Path:
    """A roster with those bookings and everybody whom they name."""
    found = {str(row["customer_id"]) for row in bookings if row["customer_id"]} - {str(row["customer_id"]) for row in people}
    customers = [*people, *(customer(name) for name in sorted(found))]
    staff = [specialist("S1", room="4.06"), specialist("S2", room="4.07")]
    write_roster(folder, customers or [customer("K1")], staff, office, bookings=bookings)
    (folder / "pseudonym.key").write_text(bytes(range(32)).hex() + "\n")
    return folder


def addresses(file: Path, names: Mapping[str, str], lines: str = "Musterweg 1|10315 Berlin") -> Path:
    """An addresses file: customer id → name."""
    write_table(file, [{"customer_id": who, "name": name, "address": lines} for who, name in names.items()])
    return file


def export(
    roster: Path, file: Path, output: Path, *more: object, today: str = "2026-11-20", lang: str = "de", sample: bool = True
) -> Result:
    """Make letters, those with the sample of the legal instruction as well, unless told otherwise."""
    options = ("--addresses", file, "-o", output, "--today", today, "--by", "test", *(["--with-sample"] if sample else []), *more)
    return turnus("export", "letters", roster, *options, lang=lang)


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))) if file.is_file() else []


def letters_of(folder: Path) -> dict[str, str]:
    """Return the texts of all letters of a folder: file → text, blanks and line ends made one blank."""
    return {file.name: text_of(file.read_bytes()) for file in sorted((folder / "letters").glob("*.pdf"))}


def only_letter(folder: Path) -> str:
    [words] = letters_of(folder).values()
    return words


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("‑", "-").split())


def is_tagged(pdf: bytes, lang: str) -> bool:
    """Tell whether a PDF is tagged, in a language, and claims PDF/A-2a and PDF/UA-1."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    marks = root["/MarkInfo"].get_object()
    assert isinstance(marks, DictionaryObject)
    claims = (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<")
    is_marked = "/StructTreeRoot" in root and repr(marks["/Marked"]) == "True"
    return is_marked and str(root["/Lang"]) == lang and all(claim in pdf for claim in claims)


def places_of(pdf: bytes) -> list[tuple[str, float, float]]:
    """Return the texts of the first page with their place: mm from the left and from the top edge (of the base line)."""
    found: list[tuple[str, float, float]] = []

    def visit(words: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
        if words.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((words.strip(), x / MM, A4_HEIGHT - y / MM))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def made(folder: Path, *bookings: dict[str, str], names: dict[str, str] | None = None) -> Path:
    """Letters for bookings, everybody called Alex Muster unless told otherwise."""
    roster = roster_with(folder / "roster", *bookings)
    everybody = dict.fromkeys((row["customer_id"] for row in bookings), "Alex Muster") | (names or {})
    result = export(roster, addresses(folder / "a.csv", everybody), folder / "out")
    assert result.exit_code == 0, result.output
    return folder / "out"


def states(roster: Path) -> dict[str, tuple[str, str]]:
    return {row["booking_id"]: (row["state"], row.get("invited_on", "")) for row in table(roster / "bookings.csv")}


def change(roster: Path, booking_id: str, **values: str) -> None:
    """Change a row of bookings.csv, as a colleague with a spreadsheet does."""
    rows = table(roster / "bookings.csv")
    for row in rows:
        row.update(values if row["booking_id"] == booking_id else {})
    with (roster / "bookings.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
