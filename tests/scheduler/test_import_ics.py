"""`turnus import ics`: busy times become rows, a second import changes only what changed, and nothing that somebody else wrote."""

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.outlook import calendar, event, meeting, timed
from helpers.rosters import booking, customer, planned, specialist, write_roster
from helpers.workbooks import workbook_of
from scheduler.cli import main
from scheduler.importmark import is_imported
from scheduler.rosterfiles import read_roster

OOF, TENTATIVE, FREE = (f"X-MICROSOFT-CDO-BUSYSTATUS:{state}" for state in ("OOF", "TENTATIVE", "FREE"))
MEETING = meeting("a", "20261201T090000", "20261201T100000")
TALK = booking("T1", "2026-12-01T09:30", "2026-12-01T10:15")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [specialist("S1"), specialist("S2")]
    hand = booking("H1", "2026-12-04T09:00", "2026-12-04T10:00", customer_id="")
    return write_roster(tmp_path / "roster", [customer("K1")], people, bookings=[TALK, hand], absences=[ABSENT])


ABSENT = {"person_id": "S1", "first_day": "2026-12-07", "last_day": "2026-12-08", "from_time": "", "to_time": "", "reason": "x"}


def take(folder: Path, *parts: str, options: tuple[str, ...] = (), code: int = 0) -> str:
    """Import a calendar and return everything that was printed."""
    file = folder.parent / "calendar.ics"
    file.write_bytes(calendar(*parts))
    arguments = ["import", "ics", str(folder), str(file), "--today", "2026-11-20", *options]
    arguments += [] if "--specialist" in options else ["--specialist", "S1"]
    result = CliRunner().invoke(main, ["--lang", "de", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def rows(folder: Path, table: str = "bookings") -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def blocks(folder: Path) -> list[tuple[str, str]]:
    """Return start and end of the blocks that an import made."""
    found = [row for row in rows(folder) if row["booking_id"].startswith("ics-")]
    assert all((row["customer_id"], row["state"]) == ("", "approved") for row in found)
    return sorted((row["start"], row["end"]) for row in found)


def away(folder: Path) -> list[tuple[str, ...]]:
    """Return the absences that an import made."""
    found = [row for row in rows(folder, "absences") if row.get("uid")]
    assert all((row["person_id"], row["reason"]) == ("S1", "") for row in found)
    return sorted((row["first_day"], row["last_day"], row["from_time"], row["to_time"]) for row in found)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.startswith(".turnus")}


def test_a_meeting_becomes_a_block_and_is_planned_around(folder: Path) -> None:
    assert "Sperrzeiten: 1 neu" in take(folder, MEETING)
    assert blocks(folder) == [("2026-12-01T09:00", "2026-12-01T10:00")]
    _, plan = planned(folder)
    assert not any(f"{a.start:%d %H}" == "01 09" for a in plan.appointments)


def test_a_second_import_changes_what_changed_and_nothing_else(folder: Path) -> None:
    series = meeting("s", "20261130T133000", "20261130T143000", "RRULE:FREQ=WEEKLY;COUNT=3")
    take(folder, MEETING, series)
    before = content(folder)
    assert "Sperrzeiten: 0 neu, 0 geändert, 0 entfernt, 4 unverändert" in take(folder, MEETING, series)
    assert content(folder) == before
    moved = meeting("a", "20261203T110000", "20261203T120000", "SEQUENCE:1")
    one_gone = series.replace("END:VEVENT", timed("EXDATE", "20261207T133000") + "\nEND:VEVENT")
    assert "Sperrzeiten: 0 neu, 1 geändert, 1 entfernt, 2 unverändert" in take(folder, moved, one_gone)
    assert blocks(folder) == [
        ("2026-11-30T13:30", "2026-11-30T14:30"),
        ("2026-12-03T11:00", "2026-12-03T12:00"),
        ("2026-12-14T13:30", "2026-12-14T14:30"),
    ]


def test_only_rows_of_an_earlier_import_are_touched(folder: Path) -> None:
    before, absent = rows(folder), rows(folder, "absences")
    take(folder, MEETING, event("v", "DTSTART;VALUE=DATE:20261221", OOF))
    take(folder, MEETING.replace("UID:a", "UID:b"), options=("--specialist", "S2"))
    take(folder)
    left = [{name: row[name] for name in before[0]} for row in rows(folder)]
    assert left[:2] == before
    assert [row["specialist_id"] for row in left[2:]] == ["S2"]
    assert [{name: row[name] for name in absent[0]} for row in rows(folder, "absences")] == absent


def test_rows_outside_of_the_range_stay(folder: Path) -> None:
    later = meeting("b", "20270301T090000", "20270301T100000")
    take(folder, MEETING, later)
    assert "Sperrzeiten: 0 neu, 0 geändert, 1 entfernt, 0 unverändert" in take(folder, options=("--to", "2026-12-31"))
    assert blocks(folder) == [("2027-03-01T09:00", "2027-03-01T10:00")]
    assert "1 neu" in take(folder, MEETING, options=("--from", "2026-12-01", "--to", "2026-12-01"))


def test_a_block_that_somebody_gave_back_stays_free_until_it_moves(folder: Path) -> None:
    take(folder, MEETING)
    table = folder / "bookings.csv"
    table.write_text(table.read_text().replace("2026-12-01T10:00,approved", "2026-12-01T10:00,cancelled"))
    assert "1 unverändert" in take(folder, MEETING)
    assert [row["state"] for row in rows(folder)][-1] == "cancelled"
    take(folder, meeting("a", "20261201T110000", "20261201T120000"))
    assert blocks(folder) == [("2026-12-01T11:00", "2026-12-01T12:00")]


def test_an_edited_row_is_no_longer_ours(folder: Path) -> None:
    take(folder, MEETING)
    table = folder / "bookings.csv"
    table.write_text(table.read_text().replace("@import.turnus.invalid", "x@import.turnus.invalid"))
    assert "(von Hand geändert oder anderer Schlüssel): 1" in take(folder)
    assert len(blocks(folder)) == 1
    assert "Sperrzeiten: 0 neu" in take(folder, MEETING)


def test_several_days_become_a_row_for_each_and_only_consulting_hours_count(folder: Path) -> None:
    long = meeting("a", "20261130T100000", "20261204T110000")
    evening = meeting("b", "20261130T173000", "20261130T190000")
    lunch = meeting("c", "20261207T123000", "20261207T130000")
    weekend = event("d", "DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207")
    christmas = event("e", "DTSTART;VALUE=DATE:20261225")
    assert "4 außerhalb der Beratungszeiten" in take(folder, long, evening, lunch, weekend, christmas)
    assert blocks(folder) == [
        ("2026-11-30T10:00", "2026-11-30T15:30"),
        ("2026-12-01T08:00", "2026-12-01T15:30"),
        ("2026-12-03T08:00", "2026-12-03T15:30"),
        ("2026-12-04T08:00", "2026-12-04T11:00"),
    ]


def test_out_of_office_becomes_an_absence(folder: Path) -> None:
    leave = event("v", "DTSTART;VALUE=DATE:20261221", "DTEND;VALUE=DATE:20270102", OOF)
    trip = meeting("t", "20261203T100000", "20261208T093000", OOF)
    doctor = meeting("d", "20261211T083000", "20261211T093000", OOF)
    assert "Abwesenheiten: 5 neu" in take(folder, leave, trip, doctor)
    assert away(folder) == [
        ("2026-12-03", "2026-12-03", "10:00", "24:00"),
        ("2026-12-04", "2026-12-07", "", ""),
        ("2026-12-08", "2026-12-08", "00:00", "09:30"),
        ("2026-12-11", "2026-12-11", "08:30", "09:30"),
        ("2026-12-21", "2027-01-01", "", ""),
    ]
    assert blocks(folder) == []
    shorter = leave.replace("20270102", "20261231")
    assert "Abwesenheiten: 0 neu, 1 geändert, 3 entfernt, 1 unverändert" in take(folder, shorter, doctor)


def test_leave_that_has_begun_stays_the_same_row(folder: Path) -> None:
    leave = event("v", "DTSTART;VALUE=DATE:20261116", "DTEND;VALUE=DATE:20261128", OOF)
    take(folder, leave)
    assert "1 unverändert" in take(folder, leave, options=("--from", "2026-11-25"))
    assert away(folder) == [("2026-11-16", "2026-11-27", "", "")]


def test_tentative_times_block_only_if_asked_for(folder: Path) -> None:
    maybe = meeting("a", "20261201T090000", "20261201T100000", TENTATIVE)
    assert "1 mit Vorbehalt" in take(folder, maybe)
    assert blocks(folder) == []
    take(folder, maybe, options=("--tentative",))
    assert len(blocks(folder)) == 1


def test_appointments_with_customers_below_a_block_are_told(folder: Path) -> None:
    output = take(folder, MEETING)
    assert "Fällt auf einen Termin mit einer Kundin oder einem Kunden; bitte ansehen:\n  01.12.2026 09:30 T1" in output
    assert "T1" not in take(folder, meeting("a", "20261201T101500", "20261201T110000"))
    assert "T1" in take(folder, event("v", "DTSTART;VALUE=DATE:20261201", OOF))


def test_check_is_silent_about_imported_blocks(folder: Path) -> None:
    before = CliRunner().invoke(main, ["check", str(folder), "--today", "2026-11-20"]).output
    take(folder, MEETING, MEETING.replace("UID:a", "UID:b"), meeting("c", "20261201T093000", "20261201T113000"))
    assert len(blocks(folder)) == 3
    assert CliRunner().invoke(main, ["check", str(folder), "--today", "2026-11-20"]).output == before


def test_nothing_private_reaches_roster_log_or_output(folder: Path) -> None:
    output = take(folder, MEETING, meeting("GEHEIM-uid", "20261203T090000", "20261203T100000"), event("GEHEIM", "DTSTART:x"))
    assert b"GEHEIM" in (folder.parent / "calendar.ics").read_bytes()
    assert "GEHEIM" not in output
    assert not any(b"GEHEIM" in data for data in content(folder).values())
    assert b"ics-" in content(folder)["changes.csv"]


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = content(folder)
    output = take(folder, MEETING, options=("--dry-run",))
    assert ("1 neu" in output, "Übernommen würde:" in output, " übernommen" in output) == (True, True, False)
    assert content(folder) == before


def test_ids_follow_from_the_key(folder: Path, tmp_path: Path) -> None:
    take(folder, MEETING)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "pseudonym.key").write_text("ab" * 32)
    output = take(other, MEETING)
    assert "1 neu" in output
    assert "anderer Schlüssel): 1" in output
    assert len({row["booking_id"] for row in rows(other)}) == 4


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--specialist", "S9"), 2, "S9"),
        (("--from", "2026-12-01", "--to", "2026-11-30"), 2, "01.12.2026 bis 30.11.2026"),
        (("--to", "2030-01-01"), 2, "höchstens 731 Tage."),
    ],
)
def test_wrong_usage(folder: Path, options: tuple[str, ...], code: int, words: str) -> None:
    before = content(folder)
    assert words in take(folder, MEETING, options=options, code=code)
    assert content(folder) == before


def test_a_broken_file_changes_nothing(folder: Path) -> None:
    take(folder, MEETING)
    before = content(folder)
    (folder.parent / "broken.ics").write_bytes(calendar(MEETING)[:-15])
    arguments = ["--lang", "de", "import", "ics", str(folder), "--specialist", "S1", "--today", "2026-11-20"]
    for name, words in (("broken.ics", "unvollständig"), ("missing.ics", "fehlt"), ("roster", "ist ein Ordner")):
        result = CliRunner().invoke(main, [*arguments, str(folder.parent / name)])
        assert (result.exit_code, words in result.output) == (1, True), result.output
    assert content(folder) == before


def test_a_workbook_takes_a_calendar_as_a_folder_does(folder: Path, tmp_path: Path) -> None:
    book = workbook_of(folder, tmp_path / "roster.xlsx")
    assert "Sperrzeiten: 1 neu" in take(book, MEETING, event("v", "DTSTART;VALUE=DATE:20261221", OOF))
    assert "Abwesenheiten: 0 neu, 0 geändert, 0 entfernt, 1 unverändert" in take(
        book, MEETING, event("v", "DTSTART;VALUE=DATE:20261221", OOF)
    )
    roster = read_roster(book)
    assert [(b.start.hour, b.end.hour) for b in roster.bookings if is_imported(b)] == [(9, 10)]
    assert [a.first_day.isoformat() for a in roster.absences if a.uid] == ["2026-12-21"]
