"""Writing into the workbook of a roster: only the cells concerned change, all or nothing, every change in the log beside it."""

import csv
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.table import Table as ExcelTable

from helpers.rosters import booking, customer, write_roster
from helpers.workbooks import as_excel_saves_it, rewritten, workbook_of
from scheduler.cli import main
from scheduler.errors import StoreError
from scheduler.roster import Booking
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Change, Removed, Updated, Value
from scheduler.store.sheetxml import letters, number_of
from scheduler.store.store import open_store

SAMPLES = Path(__file__).parents[2] / "sample_rosters"
NOW = datetime(2026, 11, 20, 9, 0).astimezone()
NEW: dict[str, Value] = {
    "booking_id": "B9",
    "specialist_id": "S1",
    "customer_id": "K2",
    "start": datetime(2026, 12, 3, 9),
    "end": datetime(2026, 12, 3, 9, 45),
    "state": "approved",
    "invited_on": date(2026, 11, 20),
}


@pytest.fixture(scope="module", params=["texts in cells", "shared texts"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with bookings in formatted rows, a formula with its value, a chart, a sheet of the office's own."""
    tmp_path = tmp_path_factory.mktemp("made")
    rows = [booking(f"B{n}", f"2026-12-0{n}T09:00", f"2026-12-0{n}T09:45", state="sent", channel="phone") for n in (1, 2)]
    folder = write_roster(tmp_path / "folder", [customer("K1"), customer("K2")], bookings=rows)
    file = workbook_of(folder, tmp_path / "bestand.xlsx")
    workbook = load_workbook(file)
    sheet = workbook["bookings"]
    sheet["H1"], sheet["H2"], sheet["H3"] = "Wochentag", '=TEXT(D2,"ddd")', '=TEXT(D3,"ddd")'
    sheet.column_dimensions["D"].width = 33
    sheet.auto_filter.ref = "A1:H3"
    own = workbook.create_sheet("Notizen")
    own["A1"] = "=SUM(1,2)"
    own["B1"] = "gehört uns"
    chart = BarChart()
    chart.add_data(Reference(own, min_col=1, min_row=1))
    own.add_chart(chart, "D4")
    workbook.save(file)
    rewritten(file, saved_values)
    if request.param == "shared texts":
        rewritten(file, as_excel_saves_it)
    return file


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copy(made, tmp_path / made.name))


def saved_values(parts: dict[str, str]) -> None:
    for name in parts:
        parts[name] = re.sub(r"</f><v ?/?>(</v>)?", "</f><v>3</v>", parts[name])


def write(file: Path, *changes: Change, **named: str) -> None:
    with open_store(file, command="test", who="eva", now=NOW) as store:
        store.write(changes, **named)


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def log(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.with_name("bestand.changes.csv").read_text(encoding="utf-8").splitlines()))


def bookings(file: Path) -> dict[str, Booking]:
    return {found.booking_id: found for found in read_roster(file).bookings}


def test_a_changed_cell_is_all_that_changes(book: Path) -> None:
    before = parts(book)
    write(book, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    after = parts(book)
    assert (bookings(book)["B1"].state, bookings(book)["B2"].state) == ("held", "sent")
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {"xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/calcChain.xml", *changed_packaging(before)}
    assert {name for name in changed if name.startswith("xl/worksheets/")} == {"xl/worksheets/sheet2.xml"}
    assert [name for name in before if "chart" in name] == [name for name in after if "chart" in name]
    assert b"<v>3</v>" in after["xl/worksheets/sheet2.xml"]
    assert b'width="33"' in after["xl/worksheets/sheet2.xml"]
    assert [(row["who"], row["table"], row["row"], row["column"], row["old"], row["new"]) for row in log(book)] == [
        ("eva", "bookings.csv", "B1", "state", "sent", "held")
    ]


def changed_packaging(before: dict[str, bytes]) -> set[str]:
    """The order of calculation goes, where there was one, and with it what names it."""
    return {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"} if "xl/calcChain.xml" in before else set()


def test_a_new_row_has_real_dates_in_the_format_of_the_row_above(book: Path) -> None:
    write(book, Added("bookings.csv", NEW))
    found = bookings(book)["B9"]
    assert (found.start, found.customer_id, found.invited_on) == (datetime(2026, 12, 3, 9), "K2", date(2026, 11, 20))
    sheet = load_workbook(book)["bookings"]
    places = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    start = sheet.cell(4, places["start"])
    assert (start.value, start.number_format) == (datetime(2026, 12, 3, 9), "dd.mm.yyyy hh:mm")
    assert sheet.auto_filter.ref == "A1:H4"
    assert sheet.cell(4, places["Wochentag"]).value is None
    assert sheet.cell(1, places["invited_on"]).value == "invited_on"


def test_a_row_that_goes_leaves_nothing_of_itself(book: Path) -> None:
    write(book, Removed("bookings.csv", frozenset({0})), summary="1 row")
    assert list(bookings(book)) == ["B2"]
    assert not [name for name, part in parts(book).items() if re.search(rb">B1<", part)]
    assert read_roster(book).bookings[0].start == datetime(2026, 12, 2, 9)
    assert log(book)[0]["new"] == "1 row"


def test_a_sheet_that_is_missing_is_made(book: Path) -> None:
    values: dict[str, Value] = {"customer_id": "K1", "on": date(2026, 11, 19), "channel": "phone", "outcome": "held"}
    write(book, Added("contacts.csv", values), Added("contacts.csv", {**values, "customer_id": "K2"}))
    assert [contact.customer_id for contact in read_roster(book).contacts] == ["K1", "K2"]
    assert load_workbook(book).sheetnames[-1] == "contacts"
    write(book, Added("absences.csv", {"person_id": "S1", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1)}))
    assert load_workbook(book).sheetnames[-2:] == ["contacts", "absences"]


def test_a_table_of_excel_grows_with_its_rows(book: Path) -> None:
    workbook = load_workbook(book)
    workbook["bookings"].auto_filter.ref = None
    workbook["bookings"].add_table(ExcelTable(displayName="Termine", ref="A1:H3"))
    workbook.save(book)
    rewritten(book, saved_values)
    write(book, Added("bookings.csv", NEW), Added("bookings.csv", {**NEW, "booking_id": "B10", "customer_id": "K1"}))
    table = load_workbook(book)["bookings"].tables["Termine"]
    assert (table.ref, table.autoFilter.ref) == ("A1:H5", "A1:H5")


def test_rows_go_and_come_in_one_change(book: Path) -> None:
    write(
        book,
        Removed("bookings.csv", frozenset({1})),
        Added("bookings.csv", NEW),
        Updated("bookings.csv", {"booking_id": "B1"}, {"state": "late"}),
    )
    assert {name: found.state for name, found in bookings(book).items()} == {"B1": "late", "B9": "approved"}


def test_german_sheets_words_and_number_ids_stay_german(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets: dict[str, list[list[object]]] = {
        "Dienststelle": [["name", "JC"], ["teams.basis.concept", "aa90-2021"]],
        "Fachkräfte": [["Fachkraft", "Team", "VZÄ", "Mo"], [17, "basis", 1, "08:00-12:00"]],
        "Kunden": [["Bestand"], ["Kundennummer", "Betreuer", "Geburtsdatum", "Status", "Zugang"], [4711, 17, date(1990, 5, 17), "arbeitslos", date(2020, 1, 1)]],
        "Abwesenheiten": [["Person", "von", "bis", "von Uhrzeit"], [17, date(2026, 12, 1), "02.12.2026", time(12)]],
        "Termine": [["Termin", "Fachkraft", "Kunde", "Beginn", "Ende", "Stand"], [1, 17, 4711, datetime(2026, 12, 7, 8), datetime(2026, 12, 7, 9), "genehmigt"]],
    }  # fmt: skip
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "bestand.xlsx")
    file = tmp_path / "bestand.xlsx"
    away: dict[str, Value] = {"person_id": "17", "first_day": date(2026, 12, 8), "last_day": date(2026, 12, 9), "from_time": 840}
    new: dict[str, Value] = {
        "booking_id": "2a",
        "specialist_id": "17",
        "customer_id": "4711",
        "start": datetime(2026, 12, 14, 8),
        "end": datetime(2026, 12, 14, 9),
    }
    write(file, Added("absences.csv", away), Added("bookings.csv", {**new, "state": "sent"}))
    found = load_workbook(file)
    assert [cell.value for cell in found["Abwesenheiten"][3]] == [17, datetime(2026, 12, 8), "09.12.2026", time(14)]
    assert [cell.value for cell in found["Termine"][3]] == [
        "2a",
        17,
        4711,
        datetime(2026, 12, 14, 8),
        datetime(2026, 12, 14, 9),
        "versandt",
    ]
    assert read_roster(file).absences[1].from_time == 840


@pytest.mark.parametrize("lock", [".~lock.bestand.xlsx#", "~$bestand.xlsx"])
def test_an_open_workbook_is_not_written(book: Path, lock: str) -> None:
    before = book.read_bytes()
    (book.parent / lock).touch()
    with pytest.raises(StoreError, match="geöffnet"):
        write(book, Added("bookings.csv", NEW))
    assert (book.read_bytes(), book.with_name("bestand.changes.csv").exists()) == (before, False)


@pytest.mark.parametrize(
    "change",
    [
        Updated("bookings.csv", {"booking_id": "B7"}, {"state": "held"}),
        Added("bookings.csv", {**NEW, "customer_id": "K9"}),
        Added("bookings.csv", {**NEW, "booking_id": "B1"}),
        Added("customers.csv", {"customer_id": "K3"}),
        Added("bookings.csv", {**NEW, "state": "vielleicht"}),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(book: Path, change: Change) -> None:
    before = book.read_bytes()
    with pytest.raises(StoreError):
        write(book, Added("bookings.csv", {**NEW, "booking_id": "B8"}), change)
    assert (book.read_bytes(), book.with_name("bestand.changes.csv").exists()) == (before, False)
    assert [file.name for file in book.parent.iterdir() if file.name.startswith(".turnus-new")] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda xml: xml.replace("sheetData", "x:sheetData").replace("<worksheet", '<worksheet xmlns:x="urn:other"', 1),
        lambda xml: re.sub(r' r="[A-Z]+\d+"', "", xml, count=3),
    ],
)
def test_a_sheet_that_cannot_be_changed_safely_is_refused(book: Path, damage: Callable[[str], str]) -> None:
    def change(found: dict[str, str]) -> None:
        found["xl/worksheets/sheet2.xml"] = damage(found["xl/worksheets/sheet2.xml"])

    rewritten(book, change)
    before = book.read_bytes()
    try:
        write(book, Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    except StoreError:
        assert book.read_bytes() == before
    else:
        assert bookings(book)["B1"].state == "held"


def test_a_text_that_looks_like_a_formula_stays_a_text(book: Path) -> None:
    values: dict[str, Value] = {"customer_id": "K1", "kind": "wish", "recorded_on": date(2026, 11, 19), "note": '=1+1 <&> "Ä"'}
    write(book, Added("occasions.csv", values))
    assert read_roster(book).occasions[0].note == '=1+1 <&> "Ä"'
    assert load_workbook(book)["occasions"]["D2"].data_type in ("s", "inlineStr")


@given(st.lists(st.sampled_from(["held", "missed", "excused"]), min_size=1, max_size=4), st.sets(st.integers(0, 1), max_size=2))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_give_the_same_roster_as_in_csv_files(tmp_path: Path, states: list[str], gone: set[int]) -> None:
    place = tmp_path / str(len(list(tmp_path.iterdir())))
    rows = [booking(f"B{n}", f"2026-12-0{n}T09:00", f"2026-12-0{n}T09:45", state="sent") for n in (1, 2)]
    folder = write_roster(place / "folder", [customer("K1"), customer("K2")], bookings=rows)
    file = workbook_of(folder, place / "bestand.xlsx")
    changes: list[Change] = [Removed("bookings.csv", frozenset(gone))]
    for number, state in enumerate(states):
        changes.append(Added("bookings.csv", {**NEW, "booking_id": f"N{number}", "state": state}))
    for roster in (folder, file):
        write(roster, *changes)
    assert read_roster(file).bookings == read_roster(folder).bookings


@pytest.mark.parametrize("shares_texts", [False, True])
def test_forget_works_in_a_workbook_as_in_a_folder(shares_texts: bool, tmp_path: Path) -> None:
    folder, file = tmp_path / "folder", tmp_path / "bestand.xlsx"
    shutil.copytree(SAMPLES / "aa90_team", folder)
    workbook_of(folder, file)
    if shares_texts:
        rewritten(file, as_excel_saves_it)
    said = [
        CliRunner().invoke(main, ["--lang", "de", "forget", str(roster), "--before", "2026-06-01", "--by", "eva"])
        for roster in (folder, file)
    ]
    assert [result.exit_code for result in said] == [0, 0]
    assert said[0].output == said[1].output
    there, here = read_roster(folder), read_roster(file)
    assert replace(here, folder=there.folder, digests=there.digests) == there
    assert len(log(file)) == 1


def test_columns_have_letters() -> None:
    assert [letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
    assert all(number_of(letters(number)) == number for number in range(1, 1000))
