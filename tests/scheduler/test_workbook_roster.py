"""A roster as one workbook: the same as the folder, whatever cells, sheets and words people have in Excel."""

import shutil
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.cli import ON, turnus
from helpers.rosters import OFFICE, customer, specialist, write_roster
from helpers.workbooks import CUSTOMERS, SPECIALISTS, Rows, as_excel_saves_it, book, edited, rewritten, workbook_of
from scheduler import xlsx
from scheduler.rosterfiles import read_roster

SAMPLES = Path(__file__).parents[2] / "sample_rosters"


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


def test_a_roster_folder_may_have_a_name_like_a_workbook(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "bestand.xlsx", [customer("K1")], office=OFFICE)
    assert turnus("check", folder).exit_code == 0
