"""Approving an edited table: rows that were moved, struck, added or given to a colleague, and rows that cannot be read."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from helpers.approving import approve, by_customer, copied, edited, plan, rows_of, two_specialists
from helpers.rosters import customer, write_roster, write_table
from scheduler.planfiles import read_plan_folder
from scheduler.texts import use_language
from scheduler.workbook import plan_workbook


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_specialists(tmp_path_factory.mktemp("template"))


@pytest.fixture
def roster(template: Path, tmp_path: Path) -> Path:
    return copied(template, tmp_path / "own")


def test_moved_struck_and_changed_rows_of_a_german_spreadsheet(roster: Path) -> None:
    target = plan(roster)
    rows = [row for row in rows_of(target) if row["customer_id"] != "K3"]
    lines = ["Kunde;Beginn;Fachkraft;Bemerkung;Termin;Kontaktart;eingeladen durch"]
    for row in rows:
        start = datetime.fromisoformat(row["start"])
        when = "03.12.2026 14:00" if row["customer_id"] == "K1" else f"{start:%d.%m.%Y %H:%M}"
        how = "telefonisch;vereinbart" if row["customer_id"] == "K2" else ";"
        lines.append(f"{row['customer_id']};{when};{row['specialist_id']};für später;1,23E+15;{how}")
    file = target.parent / "Termine März.csv"
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    result = approve(roster, target, "--from", file)
    assert result.exit_code == 0, result.output
    found = by_customer(roster)
    assert set(found) == {"K1", "K2", "K4", "K5", "K6"}
    assert (found["K1"].start, found["K1"].end) == (datetime(2026, 12, 3, 14, 0), datetime(2026, 12, 3, 14, 45))
    assert (found["K2"].channel, found["K2"].invited_by) == ("phone", "agreed")
    assert {b.booking_id for b in found.values()} == {row["appointment_id"] for row in rows}
    assert "davon verschoben: 1" in result.output
    assert "Gestrichen, nicht genehmigt: 1" in result.output
    assert "K3: gestrichen in der Woche der letzten Gelegenheit" in result.output


def test_an_end_that_stayed_behind_moves_with_its_start_and_a_new_end_counts(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        if row["customer_id"] == "K1":
            row["start"] = "2026-12-03T14:00+01:00"
        if row["customer_id"] == "K2":
            row["start"], row["end"] = "2026-12-04T08:00+01:00", "2026-12-04T09:30+01:00"
        if row["customer_id"] == "K3":
            row["start"], row["minutes"] = "2026-12-04T10:00+01:00", "30"
    assert approve(roster, target, "--from", edited(target, rows)).exit_code == 0
    found = by_customer(roster)
    lengths = {name: (found[name].end - found[name].start) // timedelta(minutes=1) for name in ("K1", "K2", "K3")}
    assert lengths == {"K1": 45, "K2": 90, "K3": 30}


def test_an_edited_workbook_is_read_as_well(roster: Path) -> None:
    target = plan(roster)
    use_language("de")
    file = target.parent / "bearbeitet.xlsx"
    file.write_bytes(plan_workbook(read_plan_folder(target)))
    book = load_workbook(file)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    who, when, how = (header.index(name) + 1 for name in ("Kunde", "Beginn", "eingeladen durch"))
    for row in range(sheet.max_row, 1, -1):
        match sheet.cell(row, who).value:
            case "K1":
                sheet.cell(row, when).value = datetime(2026, 12, 3, 14, 0)
                sheet.cell(row, how).value = "vereinbart"
            case "K3":
                sheet.delete_rows(row)
    book.save(file)
    result = approve(roster, target, "--from", file)
    assert result.exit_code == 0, result.output
    found = by_customer(roster)
    assert set(found) == {"K1", "K2", "K4", "K5", "K6"}
    assert (found["K1"].start, found["K1"].end) == (datetime(2026, 12, 3, 14, 0), datetime(2026, 12, 3, 14, 45))
    assert (found["K1"].invited_by, found["K2"].invited_by) == ("agreed", "letter")
    assert "davon verschoben: 1" in result.output


def test_a_table_edited_inside_the_plan_is_checked_and_told(roster: Path) -> None:
    target = plan(roster)
    write_table(target / "appointments.csv", [row for row in rows_of(target) if row["customer_id"] != "K3"])
    result = approve(roster, target)
    assert (result.exit_code, "5 Zeilen statt 6" in result.output) == (0, True)


def test_a_person_added_by_hand_gets_what_the_need_says(tmp_path: Path) -> None:
    early = customer("K2", last_contact_on="2026-11-02", flags="portal_ok")
    folder = write_roster(tmp_path / "roster", [customer("K1"), early])
    target = plan(folder)
    rows = rows_of(target)
    assert [row["customer_id"] for row in rows] == ["K1"]
    added = {"specialist_id": "S1", "customer_id": "K2", "start": "2026-12-04T08:00"}
    result = approve(folder, target, "--from", edited(target, [*rows, added]))
    assert result.exit_code == 0, result.output
    assert "davon hinzugefügt: 1" in result.output
    found = by_customer(folder)["K2"]
    assert (found.end.hour, found.end.minute, found.kind, found.channel, found.invited_by) == (
        8,
        45,
        "regular",
        "in_person",
        "portal",
    )
    assert found.booking_id != by_customer(folder)["K1"].booking_id
    again = approve(folder, target, "--from", target.parent / "edited.csv")
    assert "Schon genehmigt, unverändert gelassen: 2" in again.output


def test_a_row_given_to_a_colleague_is_a_cover(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        if row["customer_id"] == "K1":
            row |= {"specialist_id": "S2", "start": "2026-12-04T11:00+01:00", "end": ""}
    assert approve(roster, target, "--from", edited(target, rows)).exit_code == 0
    assert (by_customer(roster)["K1"].specialist_id, by_customer(roster)["K1"].covers_for) == ("S2", "S1")


@pytest.mark.parametrize(
    ("column", "value", "wanted"),
    [
        ("customer_id", "K77", "customer_id aus customers.csv"),
        ("specialist_id", "S7", "specialist_id aus specialists.csv"),
        ("start", "übermorgen", "Datum und Uhrzeit"),
        ("start", "", "Datum und Uhrzeit"),
        ("end", "2026-12-01T23:59", "Minuten, die zu Beginn und Ende passen"),
        ("minutes", "drei", "ganze Minuten"),
        ("kind", "review", "eines von: Erstgespräch"),
        ("covers_for", "S1", "zuständige Fachkraft S2"),
    ],
)
def test_garbled_rows_are_faults_with_their_line_and_nothing_is_written(
    roster: Path, column: str, value: str, wanted: str
) -> None:
    target = plan(roster)
    rows = rows_of(target)
    changed = rows[-1] | ({"specialist_id": "S1"} if column == "covers_for" else {})
    changed |= {"minutes": "50"} if column == "end" else {}
    rows[-1] = changed | {column: value}
    result = approve(roster, target, "--from", edited(target, rows))
    assert result.exit_code == 1
    assert f"edited.csv:{len(rows) + 1} " in result.output
    assert wanted in result.output
    assert not (roster / "bookings.csv").exists()


def test_a_table_without_its_columns_is_told_and_twice_the_same_person_too(roster: Path) -> None:
    target = plan(roster)
    lost = approve(roster, target, "--from", edited(target, [{"customer_id": "K1"}]))
    assert (lost.exit_code, lost.output.count("die Spalte")) == (1, 2)
    rows = rows_of(target)
    twice = approve(roster, target, "--from", edited(target, [*rows, rows[0]]))
    assert "nur einmal" in twice.output
    assert approve(roster, target, "--from", roster / "nothing.csv").exit_code == 1


def test_a_table_with_nothing_left_strikes_everything(roster: Path) -> None:
    target = plan(roster)
    file = target.parent / "empty.csv"
    file.write_text("specialist_id,customer_id,start\n", encoding="utf-8")
    result = approve(roster, target, "--from", file)
    assert (result.exit_code, result.output.count("letzten Gelegenheit")) == (0, 6)
    assert "Genehmigt: 0" in result.output
