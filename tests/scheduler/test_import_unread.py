"""An entry that cannot be read any more keeps the rows of an earlier import: nobody becomes free because a program writes another zone."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.outlook import calendar, meeting
from helpers.rosters import specialist, write_roster
from scheduler.cli import main

OOF = "X-MICROSOFT-CDO-BUSYSTATUS:OOF"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=2"
LEAVE = meeting("leave", "20261130T080000", "20261204T160000", OOF)
TALK = meeting("talk", "20261207T090000", "20261207T100000", WEEKLY)
OTHER = meeting("other", "20261208T090000", "20261208T100000")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_roster(tmp_path / "roster", specialists=[specialist("S1")])


def take(folder: Path, *parts: str) -> str:
    file = folder.parent / "calendar.ics"
    file.write_bytes(calendar(*parts))
    call = ["--lang", "de", "import", "ics", str(folder), str(file), "--specialist", "S1", "--today", "2026-11-20"]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    return result.output


def rows(folder: Path) -> tuple[list[str], list[str]]:
    """Return the starts of blocks, and the first days of absences."""
    found = []
    for table, column in (("bookings", "start"), ("absences", "first_day")):
        file = folder / f"{table}.csv"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        found.append(sorted(row[column] for row in csv.DictReader(lines) if row["uid"]))
    return found[0], found[1]


def elsewhere(part: str) -> str:
    return part.replace("W. Europe Standard Time", "Customized Time Zone")


def test_leave_and_blocks_whose_zone_is_not_known_now_stay(folder: Path) -> None:
    take(folder, LEAVE, TALK, OTHER)
    before = rows(folder)
    assert before[0] == ["2026-12-07T09:00", "2026-12-08T09:00", "2026-12-14T09:00"]
    assert "2026-11-30" in before[1]
    output = take(folder, elsewhere(LEAVE), elsewhere(TALK))
    assert rows(folder) == (["2026-12-07T09:00", "2026-12-14T09:00"], before[1])
    assert "Customized Time Zone" in output
    assert f"jetzt nicht zu deuten ist: {2 + len(before[1])}. Sie bleiben, wie sie sind." in output
    assert "Sperrzeiten: 0 neu, 0 geändert, 1 entfernt, 0 unverändert" in output
    assert "nicht zu deuten" not in take(folder, OTHER)
    assert rows(folder) == (["2026-12-08T09:00"], [])


def test_a_moved_occurrence_that_cannot_be_read_now_stays_where_it_was(folder: Path) -> None:
    moved = meeting("talk", "20261208T130000", "20261208T140000", "RECURRENCE-ID:20261207T080000Z")
    take(folder, TALK, moved)
    before = rows(folder)
    assert "2026-12-08T13:00" in before[0]
    take(folder, TALK, elsewhere(moved))
    assert rows(folder) == before


def test_where_an_unreadable_entry_has_no_uid_nothing_is_removed(folder: Path) -> None:
    take(folder, TALK, OTHER)
    before = rows(folder)
    assert "ist: 3. Sie bleiben" in take(folder, elsewhere(OTHER).replace("UID:other\n", ""))
    assert rows(folder) == before
