"""plan.xlsx: the tables of a plan for Excel; equal bytes, verified like every file, and read back after it was edited."""

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from helpers.cli import ON, turnus
from helpers.rosters import customer, write_roster
from scheduler.cellvalues import KIND_WORDS, moment, word
from scheduler.columns import CUSTOMER_ID, Column, Table
from scheduler.errors import Fault, RosterError
from scheduler.tables import parse_table
from scheduler.texts import LANGUAGES, use_language
from scheduler.workbook import SHEETS, read_grid, read_rows

SAMPLES = Path(__file__).parents[2] / "sample_rosters"
FORMULA = '=HYPERLINK("http://x";"Klick")'


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture(scope="module", params=LANGUAGES)
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team with cover and people left out, one note of which a spreadsheet would make a formula."""
    folder = tmp_path_factory.mktemp(request.param) / "plan"
    assert turnus("plan", SAMPLES / "aa90_team", *ON, "--xlsx", "-o", folder, lang=request.param).exit_code == 0
    return folder


def csv_rows(folder: Path, sheet: str) -> list[dict[str, str]]:
    with (folder / f"{sheet}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_rows_of_every_sheet_are_those_of_the_table(plan: Path, sheet: str) -> None:
    found = list(read_rows(plan / "plan.xlsx", sheet).values())
    wanted = csv_rows(plan, sheet)
    for row in wanted:
        for name in {"start", "end"} & row.keys():
            row[name] = row[name].removesuffix("+01:00")
    assert found == wanted
    header = (plan / f"{sheet}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert {column.name for column in SHEETS[sheet]} == set(header.split(","))


def test_the_workbook_speaks_the_language_of_the_plan(plan: Path) -> None:
    book = load_workbook(plan / "plan.xlsx")
    is_german = json.loads((plan / "plan.json").read_text())["settings"]["language"] == "de"
    assert book.sheetnames == (
        ["Termine", "Ohne Platz", "Telefonliste"] if is_german else ["Appointments", "Without a seat", "Telephone list"]
    )
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert head[:4] == (["Fachkraft", "Kunde", "Beginn", "Ende"] if is_german else ["Specialist", "Customer", "Start", "End"])
    start, end = sheet["C2"], sheet["D2"]
    assert (start.is_date, isinstance(start.value, datetime), end.number_format) == (True, True, "hh:mm")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:P{sheet.max_row}"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCN"]
    assert all(8 <= width <= 60 for width in widths)
    assert widths[2] > 19


def test_the_same_plan_is_the_same_file_and_verify_wants_it(plan: Path, tmp_path: Path) -> None:
    lang = json.loads((plan / "plan.json").read_text())["settings"]["language"]
    turnus("plan", SAMPLES / "aa90_team", *ON, "--xlsx", "-o", tmp_path / "again", lang=lang)
    assert (tmp_path / "again" / "plan.xlsx").read_bytes() == (plan / "plan.xlsx").read_bytes()
    with zipfile.ZipFile(plan / "plan.xlsx") as archive:
        assert {(info.date_time, info.compress_type) for info in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }
        assert b"<dcterms:modified" in archive.read("docProps/core.xml")
    assert turnus("verify", SAMPLES / "aa90_team", tmp_path / "again").exit_code == 0
    book = load_workbook(tmp_path / "again" / "plan.xlsx")
    book.worksheets[0]["C2"].value = datetime(2026, 12, 1, 9)
    book.save(tmp_path / "again" / "plan.xlsx")
    assert "plan.xlsx" in turnus("verify", SAMPLES / "aa90_team", tmp_path / "again").output
    (tmp_path / "again" / "plan.xlsx").unlink()
    result = turnus("verify", SAMPLES / "aa90_team", tmp_path / "again")
    assert (result.exit_code, "plan.xlsx fehlt" in result.output) == (1, True)


def test_without_the_option_a_workbook_is_foreign(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "roster", [customer("K1")])
    turnus("plan", folder, *ON, "-o", tmp_path / "plan")
    assert not (tmp_path / "plan" / "plan.xlsx").exists()
    assert "xlsx" not in json.loads((tmp_path / "plan" / "plan.json").read_text())["settings"]
    (tmp_path / "plan" / "plan.xlsx").touch()
    assert "plan.xlsx gehört nicht zum Plan" in turnus("verify", folder, tmp_path / "plan").output
    assert turnus("plan", folder, *ON, "-o", tmp_path / "plan").exit_code == 0


@pytest.mark.parametrize("note", [FORMULA, "+49 30 1234", "-1", "@SUM(A1)", "'=1", "=1+1\t"])
def test_no_text_of_the_roster_becomes_a_formula(note: str, tmp_path: Path) -> None:
    occasions = [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-12", "note": note}]
    folder = write_roster(tmp_path / "roster", [customer("K1", last_contact_on="2026-11-10")], occasions=occasions)
    read = " ".join(note.removeprefix("'").split())
    assert turnus("plan", folder, *ON, "--xlsx", "-o", tmp_path / "plan").exit_code == 0
    assert turnus("verify", folder, tmp_path / "plan").exit_code == 0
    book = load_workbook(tmp_path / "plan" / "plan.xlsx")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    due = turnus("due", folder, *ON, "--all", "--format", "csv").output
    (quote,) = [row["quote"] for row in csv.DictReader(due.splitlines()) if row["kind"] == "wish"]
    assert quote == f"'{read}"


def test_an_edited_workbook_is_read_back(plan: Path, tmp_path: Path) -> None:
    book = load_workbook(plan / "plan.xlsx")
    sheet = book.worksheets[0]
    sheet.insert_rows(1)
    sheet["A1"] = "Besprochen am Montag"
    sheet["C3"].value, sheet["D3"].value = datetime(2026, 12, 3, 10), time(10, 45)
    sheet["F3"].value, sheet["G3"].value, sheet["J3"].value = "wunschgespräch", "phone", "Ja"
    sheet["Q2"].value, sheet["Q3"].value = "Bemerkung", "verlegt"
    sheet.delete_rows(5)
    book.save(tmp_path / "plan.xlsx")
    rows = read_rows(tmp_path / "plan.xlsx", "appointments")
    original = csv_rows(plan, "appointments")
    first = rows[3]
    assert list(rows) == list(range(3, len(original) + 2))
    assert (first["start"], first["end"]) == ("2026-12-03T10:00", "2026-12-03T10:45")
    assert (first["kind"], first["channel"], first["double_booked"], first["Bemerkung"]) == ("wish", "phone", "yes", "verlegt")
    assert (rows[4]["appointment_id"], rows[5]["appointment_id"]) == (
        original[1]["appointment_id"],
        original[3]["appointment_id"],
    )


def test_faults_of_an_edited_workbook_name_row_and_header(plan: Path, tmp_path: Path) -> None:
    book = load_workbook(plan / "plan.xlsx")
    sheet = book.worksheets[0]
    sheet["C2"].value, sheet["F3"].value = "morgen", "Tee"
    book.save(tmp_path / "p.xlsx")
    heads = sheet["C1"].value, sheet["F1"].value
    table = Table(
        "appointments", (CUSTOMER_ID, Column("start", moment, "moment", True), Column("kind", word(KIND_WORDS), "kind"))
    )
    faults: list[Fault] = []
    parse_table(table, read_grid(tmp_path / "p.xlsx", "appointments"), faults)
    assert [(fault.file, fault.line, fault.column, fault.value) for fault in faults] == [
        (f"p.xlsx [{sheet.title}]", 2, heads[0], "morgen"),
        (f"p.xlsx [{sheet.title}]", 3, heads[1], "Tee"),
    ]


def test_a_single_sheet_under_another_name_is_taken_several_are_not(plan: Path, tmp_path: Path) -> None:
    book = load_workbook(plan / "plan.xlsx")
    for title in book.sheetnames[1:]:
        del book[title]
    book.worksheets[0].title = "Tabelle1"
    book.save(tmp_path / "one.xlsx")
    assert read_rows(tmp_path / "one.xlsx", "appointments") == read_rows(plan / "plan.xlsx", "appointments")
    book.create_sheet("Tabelle2")
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(RosterError) as found:
        read_rows(tmp_path / "two.xlsx", "appointments")
    assert found.value.faults[0].file == "two.xlsx [Termine]"
