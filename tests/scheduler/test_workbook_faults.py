"""Faults of a workbook: named as Excel shows them, and what is no readable workbook at all."""

import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from helpers.cli import ON, turnus
from helpers.rosters import customer, write_roster
from helpers.workbooks import CUSTOMERS, OFFICE_ROWS, Rows, book, edited, rewritten
from scheduler import xlsx
from scheduler.errors import Fault, RosterError
from scheduler.rosterfiles import read_roster

MEGABYTE = 1 << 20


def faults(file: Path) -> tuple[Fault, ...]:
    with pytest.raises(RosterError) as found:
        read_roster(file)
    return found.value.faults


def test_faults_name_sheet_row_and_header_as_excel_shows_them(tmp_path: Path) -> None:
    rows = [["Titel"], [], *CUSTOMERS, ["008", "S9", "gestern", "arbeitslos", datetime(2020, 1, 1, 9, 30)]]
    found = faults(book(tmp_path / "b.xlsx", customers=rows))
    assert [(f.file, f.line, f.column, f.value) for f in found] == [
        ("b.xlsx [customers]", 5, "Betreuer", "S9"),
        ("b.xlsx [customers]", 5, "Geburtsdatum", "gestern"),
        ("b.xlsx [customers]", 5, "Zugang", "2020-01-01T09:30"),
    ]
    output = turnus("check", tmp_path / "b.xlsx").output
    assert "b.xlsx [customers]:5 Geburtsdatum: „gestern“ – gewünscht: ein Datum wie 30.11.2026" in output


def test_a_formula_counts_by_its_saved_value(tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", customers=[CUSTOMERS[0], ["007", "S1", "=1+1", "arbeitslos", "=D1"], ["", "", "", "", ""]])
    found = faults(file)
    assert [(f.line, f.column, f.value) for f in found] == [(2, "Geburtsdatum", "=1+1"), (2, "Zugang", "=D1")]
    assert {f.wanted for f in found} == {
        "ein gespeicherter Wert; die Formel ist nie berechnet worden (in Excel öffnen und speichern)"
    }

    def calculate(parts: dict[str, str]) -> None:
        for name in parts:
            for formula, value in (("1+1", 33010), ("D1", 43831)):
                parts[name] = re.sub(
                    rf"<f>{re.escape(formula)}</f><v ?/?>(</v>)?", f"<f>{formula}</f><v>{value}</v>", parts[name]
                )

    def dates(workbook: Workbook) -> None:
        for place in ("C2", "E2"):
            workbook["customers"][place].number_format = "dd.mm.yyyy"

    edited(file, dates)
    rewritten(file, calculate)
    person = read_roster(file).customers[0]
    assert (person.birth_date, person.registered_on) == (date(1990, 5, 17), date(2020, 1, 1))


def test_an_error_value_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(book(tmp_path / "b.xlsx", customers=[CUSTOMERS[0], ["007", "S1", "#REF!", *CUSTOMERS[1][3:]]]))
    assert (fault.line, fault.column, fault.value) == (2, "Geburtsdatum", "#REF!")
    assert "Fehlermeldung der Tabelle" in fault.wanted


def test_faults_of_the_sheet_office_name_row_and_key(tmp_path: Path) -> None:
    rows = [*OFFICE_ROWS, ["name", "noch einer"], ["closed", "Weihnachten"], ["lead_days", 7], ["fill", "viel"], ["farbe", "rot"]]
    rows += [["overbooking.standby", "vielleicht"], ["show_rates.default", 7], ["teams.basis.weekly_target", "=1+1"]]
    found = faults(book(tmp_path / "b.xlsx", office=rows))
    assert [(f.line, f.column) for f in found] == [
        (4, "name"), (5, "closed"), (6, "lead_days"), (7, "fill"), (8, "farbe"), (9, "overbooking.standby"),
        (10, "show_rates.default"), (11, "teams.basis.weekly_target"),
    ]  # fmt: skip
    assert {f.file for f in found} == {"b.xlsx [office]"}
    assert {f.column: f.wanted for f in found}["closed"] == "Tage wie 24.12.2026; 31.12.2026"


def test_missing_and_double_sheets(tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", Kunden=CUSTOMERS)
    assert [(f.value, f.wanted) for f in faults(file)] == [("customers, Kunden", "ein einziges Blatt für diese Tabelle")]
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    workbook.save(tmp_path / "empty.xlsx")
    assert [f.file for f in faults(tmp_path / "empty.xlsx")] == [
        "empty.xlsx [customers]", "empty.xlsx [office]", "empty.xlsx [specialists]",
    ]  # fmt: skip


def damaged(kind: str, file: Path) -> Path:
    """Write what may lie under the name of a workbook."""
    match kind:
        case "password":
            file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
        case "text":
            file.write_text("customer_id;specialist_id\n")
        case "half":
            book(file)
            file.write_bytes(file.read_bytes()[:3000])
        case "zip":
            with ZipFile(file, "w") as archive:
                archive.writestr("readme.txt", "hello")
        case "bomb":
            book(file)
            with ZipFile(file, "a", ZIP_DEFLATED) as archive:
                archive.writestr("xl/media/huge.bin", bytes(MEGABYTE))
        case "xml":
            book(file)
            rewritten(file, lambda parts: parts.update({"xl/worksheets/sheet1.xml": "<worksheet><broken"}))
    return file


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        ("password", "b.xlsx", "ohne Kennwort"),
        ("text", "b.xlsx", "unbeschädigte Arbeitsmappe"),
        ("half", "b.xlsx", "unbeschädigte Arbeitsmappe"),
        ("zip", "b.xlsx", "unbeschädigte Arbeitsmappe"),
        ("xml", "b.xlsx", "unbeschädigte Arbeitsmappe"),
        ("bomb", "b.xlsx", "höchstens 1 MB"),
        ("text", "b.xlsm", "im Format .xlsx"),
        ("text", "b.ods", "im Format .xlsx"),
        ("password", "b.xls", "im Format .xlsx"),
        ("nothing", "b.xlsx", "sie fehlt"),
    ],
)
def test_what_is_no_readable_workbook(kind: str, name: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_MEGABYTES", 1)
    monkeypatch.setattr(xlsx, "MOST_BYTES", MEGABYTE)
    result = turnus("check", damaged(kind, tmp_path / name))
    assert result.exit_code == 1
    assert name in result.output
    assert wanted in result.output
    assert result.output.count("\n") == 2


@pytest.mark.parametrize("name", ["customers.xlsx", "Bookings.XLSX", "contacts.ods", "office.xlsx"])
def test_a_single_table_as_workbook_in_a_folder_is_not_overlooked(name: str, tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "r", [customer("K1")])
    (folder / name).touch()
    result = turnus("check", folder)
    if name == "office.xlsx":
        assert result.exit_code == 0
    else:
        assert (result.exit_code, f"{name}: „“ – gewünscht: {Path(name).stem.lower()}.csv in diesem Ordner" in result.output) == (
            1,
            True,
        )


def test_without_openpyxl_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = book(tmp_path / "b.xlsx")
    folder = write_roster(tmp_path / "r", [customer("K1")])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for call in (("check", file), ("plan", folder, *ON, "--xlsx", "-o", tmp_path / "plan")):
        result = turnus(*call)
        assert (result.exit_code, result.output) == (
            1,
            'Für .xlsx-Dateien fehlt das Paket openpyxl; einrichten mit: pip install "turnus[excel]"\n',
        )
    assert not (tmp_path / "plan").exists()
    assert turnus("check", folder).exit_code == 0


def test_oddities_name_the_sheet(tmp_path: Path) -> None:
    late: Mapping[str, Rows] = {"customers": [CUSTOMERS[0], ["007", "S1", date(1990, 5, 17), "arbeitslos", date(2030, 1, 1)]]}
    assert "Hinweis b.xlsx [customers] registered_on 007: 01.01.2030" in turnus("check", book(tmp_path / "b.xlsx", **late)).output
