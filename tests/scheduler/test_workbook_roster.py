"""A roster in one workbook: the same roster as from CSV files, whatever Excel makes of the cells; faults say where in Excel."""

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from helpers.rosters import OFFICE, customer, specialist, write_roster
from helpers.workbooks import as_excel_saves_it, rewritten, workbook_of
from scheduler import xlsx
from scheduler.cli import main
from scheduler.errors import Fault, RosterError
from scheduler.rosterfiles import read_roster

SAMPLES = Path(__file__).parents[2] / "sample_rosters"
MEGABYTE = 1 << 20
ON = ("--today", "2026-11-20", "--week", "2026-W49")
Rows = Sequence[Sequence[object]]
SPECIALISTS: Rows = [
    ["Fachkraft", "Team", "VZÄ", "Mo", "Di"],
    ["S1", "basis", 0.75, "08:00-12:30", "08:00-12:30"],
]
CUSTOMERS: Rows = [
    ["Kundennummer", "Betreuer", "Geburtsdatum", "Status", "Zugang"],
    ["007", "S1", date(1990, 5, 17), "arbeitslos", date(2020, 1, 1)],
]
OFFICE_ROWS: Rows = [["Schlüssel", "Wert"], ["name", "Jobcenter"], ["teams.basis.concept", "aa90-2021"]]


def book(file: Path, **sheets: Rows) -> Path:
    """Write a workbook; office, specialists and customers are there unless they are given."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in {"office": OFFICE_ROWS, "specialists": SPECIALISTS, "customers": CUSTOMERS, **sheets}.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    workbook.save(file)
    return file


def turnus(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["--lang", "de", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def faults(file: Path) -> tuple[Fault, ...]:
    with pytest.raises(RosterError) as found:
        read_roster(file)
    return found.value.faults


@pytest.mark.parametrize("sample", sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir()))
@pytest.mark.parametrize("shares_texts", [False, True])
def test_every_sample_is_the_same_roster_as_a_workbook(sample: str, shares_texts: bool, tmp_path: Path) -> None:
    file = workbook_of(SAMPLES / sample, tmp_path / "bestand.xlsx")
    if shares_texts:
        rewritten(file, as_excel_saves_it)
    folder, found = read_roster(SAMPLES / sample), read_roster(file)
    assert replace(found, folder=folder.folder, digests=folder.digests) == folder
    assert "bestand.xlsx" in found.digests


def test_every_command_takes_a_workbook(tmp_path: Path) -> None:
    write_roster(tmp_path / "folder", [customer(f"K{n}") for n in range(4)])
    file = workbook_of(tmp_path / "folder", tmp_path / "Bestand Mitte.xlsx")
    assert turnus("check", file).output == turnus("check", tmp_path / "folder").output
    assert turnus("due", file, *ON).output == turnus("due", tmp_path / "folder", *ON).output
    assert turnus("plan", file, *ON, "-o", tmp_path / "plan").exit_code == 0
    assert (tmp_path / "Bestand Mitte.key").is_file()
    assert turnus("verify", file, tmp_path / "plan").exit_code == 0
    shutil.copy(tmp_path / "Bestand Mitte.key", tmp_path / "folder" / "pseudonym.key")
    assert turnus("plan", tmp_path / "folder", *ON, "-o", tmp_path / "other").exit_code == 0
    for name in ("appointments.csv", "week.html", "calendars/S1.ics"):
        assert (tmp_path / "plan" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    (tmp_path / "Bestand Mitte.key").unlink()
    assert "Bestand Mitte.key fehlt" in turnus("verify", file, tmp_path / "plan").output


def test_own_concepts_lie_beside_the_workbook(tmp_path: Path) -> None:
    file = workbook_of(SAMPLES / "lichtenberg_2022", tmp_path / "bestand.xlsx")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'no concept'\n")
    output = turnus("concepts", "--roster", file).output
    assert "teamvereinbarung-mitte-2" in output
    assert "pyproject" not in output
    assert turnus("concepts", "teamvereinbarung-mitte-2", "--roster", file).exit_code == 0


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), ("  007 ", "007"), (7, "7"), (12.0, "12"), (0.75, "0.75"), (30 / 39, "0.7692"), (-2.0, "-2"), (0.1 + 0.2, "0.3"),
        (True, "true"), (date(2026, 11, 30), "2026-11-30"), (datetime(2026, 11, 30), "2026-11-30"),
        (datetime(2026, 11, 30, 9, 30), "2026-11-30T09:30"), (datetime(2026, 11, 30, 9, 29, 59, 999_999), "2026-11-30T09:30"),
        (datetime(2026, 11, 30, 9, 30, 15), "2026-11-30T09:30:15"), (time(9, 30), "09:30"), (time(0, 0), "00:00"),
        (timedelta(hours=24), "24:00"), (timedelta(hours=8, minutes=5), "08:05"), (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "1.23456789012346E+15"),
    ],
)  # fmt: skip
def test_a_typed_cell_becomes_the_text_of_a_csv_file(cell: object, text: str) -> None:
    class Shown:
        value = cell
        number_format = "General"

    assert xlsx.cell_text(Shown()) == text


def test_leading_zeros_that_only_a_format_shows_are_kept(tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", customers=[*CUSTOMERS[:1], [7, "S1", *CUSTOMERS[1][2:]], [12345, "S1", *CUSTOMERS[1][2:]]])

    def change(workbook: Workbook) -> None:
        workbook["customers"]["A2"].number_format = "00000"

    edited(file, change)
    assert [person.customer_id for person in read_roster(file).customers] == ["00007", "12345"]


def edited(file: Path, change: object) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(file)
    assert callable(change)
    change(workbook)
    workbook.save(file)


def test_dates_as_texts_percent_words_and_numbers_as_excel_has_them(tmp_path: Path) -> None:
    occasions: Rows = [["Kunde", "Anlass", "erfasst am", "Minuten"], ["007", "Wunsch", "12.11.2026", 30.0]]
    absences: Rows = [
        ["Person", "von", "bis", "von Uhrzeit", "bis Uhrzeit"],
        ["S1", date(2026, 12, 1), "2026-12-01", time(12), "16:00"],
    ]
    bookings: Rows = [["Termin", "Fachkraft", "Beginn", "Ende", "Stand", "doppelt belegt"]]
    bookings = [*bookings, [4711, "S1", datetime(2026, 11, 30, 9), "30.11.2026 09:45", "genehmigt", True]]
    found = read_roster(book(tmp_path / "b.xlsx", occasions=occasions, absences=absences, bookings=bookings))
    assert (found.occasions[0].minutes, found.occasions[0].recorded_on) == (30, date(2026, 11, 12))
    assert (found.absences[0].from_time, found.absences[0].to_time) == (720, 960)
    assert (found.bookings[0].booking_id, found.bookings[0].double_booked) == ("4711", True)
    assert found.bookings[0].start == datetime(2026, 11, 30, 9)
    assert (found.customers[0].customer_id, found.specialists[0].fte) == ("007", 0.75)


def test_title_rows_notes_beside_the_table_and_german_sheets(tmp_path: Path) -> None:
    kunden: Rows = [
        ["Bestand Team Mitte"],
        [],
        ["Stand", date(2026, 11, 20)],
        *CUSTOMERS,
        [],
        ["008", *CUSTOMERS[1][1:], None, "Notiz"],
    ]
    file = book(tmp_path / "b.xlsx", customers=[], Diagramm=[["x"]])

    def change(workbook: Workbook) -> None:
        del workbook["customers"]
        sheet = workbook.create_sheet("Kunden")
        for row in kunden:
            sheet.append(list(row))
        sheet.merge_cells("A1:E1")
        workbook["specialists"].title = "Fachkräfte"

    edited(file, change)
    assert [person.customer_id for person in read_roster(file).customers] == ["007", "008"]


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


OFFICE_SHEET: Rows = [
    ["Angaben der Dienststelle"],
    ["Schlüssel", "Wert"],
    ["name", 4711],
    ["closed", "24.12.2026; 2026-12-31"],
    ["grid_minutes", 30],
    ["weekly_hours", "39,4"],
    ["lead_days.letter", 8.0],
    ["show_rates.default", 0.6],
    ["show_rates.first.in_person.letter", "0,55"],
    ["overbooking.standby", "nein"],
    ["overbooking.doubles_a_day", 0],
    ["teams.Team 4.06.concept", "aa90-2021"],
    ["teams.Team 4.06.kind", "basis"],
    ["teams.Team 4.06.weekly_target", 18.5],
    ["fill", None],
]


def test_the_sheet_office_says_what_office_toml_says(tmp_path: Path) -> None:
    toml = """name = "4711"
closed = [2026-12-24, 2026-12-31]
grid_minutes = 30
weekly_hours = 39.4
[lead_days]
letter = 8
[show_rates]
default = 0.6
"first.in_person.letter" = 0.55
[overbooking]
standby = false
doubles_a_day = 0
[teams."Team 4.06"]
concept = "aa90-2021"
kind = "basis"
weekly_target = 18.5
"""
    team = [SPECIALISTS[0], ["S1", "Team 4.06", *SPECIALISTS[1][2:]]]
    found = read_roster(book(tmp_path / "b.xlsx", office=OFFICE_SHEET, specialists=team))
    folder = write_roster(tmp_path / "r", [customer("007")], [specialist(team="Team 4.06")], toml)
    assert found.office == read_roster(folder).office


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


def test_a_roster_folder_may_have_a_name_like_a_workbook(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "bestand.xlsx", [customer("K1")], office=OFFICE)
    assert turnus("check", folder).exit_code == 0


def test_oddities_name_the_sheet(tmp_path: Path) -> None:
    late: Mapping[str, Rows] = {"customers": [CUSTOMERS[0], ["007", "S1", date(1990, 5, 17), "arbeitslos", date(2030, 1, 1)]]}
    assert "Hinweis b.xlsx [customers] registered_on 007: 01.01.2030" in turnus("check", book(tmp_path / "b.xlsx", **late)).output
