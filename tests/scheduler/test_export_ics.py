"""`turnus export ics` and `export csv`: files for specialists and teams, of a roster and of a plan; what the ledger keeps."""

from pathlib import Path

import pytest

from helpers.clients import faults_by_anybody
from helpers.exports import (
    NINE,
    STAFF,
    TEN,
    done,
    events,
    files_of,
    ledger,
    office_of,
    rebook,
    said,
    turnus,
)
from helpers.markers import mark, marked_addresses, marked_booking, marked_roster, marks_in, marks_in_folder
from helpers.rosters import OFFICE, booking, specialist, write_table

GOLDEN = Path(__file__).parent.parent / "golden"
TUESDAY = ("2026-12-01T09:00", "2026-12-01T10:00")
TWO = [booking("B1", *NINE), booking("B2", *TUESDAY, customer_id="K2", specialist_id="S2")]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", TWO)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def exported(roster: Path, out: Path, *more: object, today: str = "2026-11-20") -> dict[str, bytes]:
    done("export", "ics", roster, "-o", out, *more, today=today)
    found = files_of(out)
    assert {name: faults for name, data in found.items() if (faults := faults_by_anybody(data))} == {}
    return found


def test_every_specialist_has_a_calendar(roster: Path, out: Path) -> None:
    found = exported(roster, out)
    assert list(found) == ["S1.ics", "S2.ics"]
    [event] = events(found["S1.ics"])
    assert said(event) == ("PUBLISH", "0900", "0", "20261120T000001Z")
    assert (event["CLASS"], event["TRANSP"], event["CATEGORIES"], event["LOCATION"]) == ("PRIVATE", "OPAQUE", "Beratung", "2.14")
    assert "ATTENDEE" not in event


def test_the_golden_calendar(roster: Path, out: Path) -> None:
    assert exported(roster, out)["S1.ics"] == (GOLDEN / "S1.ics").read_bytes()


def test_a_second_export_is_the_same_and_leaves_the_roster_alone(roster: Path, out: Path) -> None:
    first = exported(roster, out)
    before = files_of(roster)
    assert exported(roster, out, today="2026-11-22") == first
    assert files_of(roster) == before
    assert len(ledger(roster)) == 2


def test_moved_and_called_off(roster: Path, out: Path) -> None:
    exported(roster, out)
    rebook(roster, [booking("B1", *TEN), {**TWO[1], "state": "cancelled"}])
    found = exported(roster, out, today="2026-11-21")
    uid = ledger(roster)[1]["uid"].partition("@")[0]
    assert list(found) == ["S1.ics", f"S2.cancel.{uid}.ics", "S2.ics"]
    assert [said(event) for event in events(found["S1.ics"])] == [("PUBLISH", "1000", "1", "20261121T000001Z")]
    [gone] = events(found[f"S2.cancel.{uid}.ics"])
    assert (*said(gone), gone["STATUS"]) == ("CANCEL", "0900", "1", "20261121T000001Z", "CANCELLED")
    assert events(found["S2.ics"]) == []
    assert exported(roster, out, today="2026-11-30") == found


def test_the_file_of_a_cancelled_appointment_goes_when_it_is_over_or_back(roster: Path, out: Path) -> None:
    exported(roster, out)
    rebook(roster, [{**TWO[0], "state": "cancelled"}, TWO[1]])
    (out / "S1.cancel.notes.ics").write_text("mine")
    assert len(exported_names(roster, out)) == 4
    rebook(roster, TWO)
    assert exported_names(roster, out) == ["S1.cancel.notes.ics", "S1.ics", "S2.ics"]


def exported_names(roster: Path, out: Path) -> list[str]:
    done("export", "ics", roster, "-o", out)
    return list(files_of(out))


def test_a_team_has_one_calendar_in_which_a_takeover_is_no_cancellation(roster: Path, out: Path) -> None:
    found = exported(roster, out, "--team", "basis")
    assert list(found) == ["team-basis.ics"]
    assert [event["SUMMARY"][:10] for event in events(found["team-basis.ics"])] == ["S1: Termin", "S2: Termin"]
    rebook(roster, [booking("B1", *NINE, specialist_id="S2", covers_for="S1"), TWO[1]])
    found = exported(roster, out, "--team", "basis", today="2026-11-21")
    assert list(found) == ["team-basis.ics"]
    assert [(e["SUMMARY"][:3], e["SEQUENCE"]) for e in events(found["team-basis.ics"])] == [("S2:", "2"), ("S2:", "0")]
    rebook(roster, [TWO[1]])
    found = exported(roster, out, "--team", "basis", today="2026-11-22")
    [gone] = [events(data) for name, data in found.items() if "cancel" in name]
    assert [(e["METHOD"], e["SEQUENCE"], e["SUMMARY"][:3]) for e in gone] == [("CANCEL", "3", "S2:")]


def test_a_team_may_have_any_name(tmp_path: Path, out: Path) -> None:
    office = OFFICE.replace("[teams.basis]", '[teams."Mitte/1; Süd, ../x"]')
    staff = [{**row, "team": "Mitte/1; Süd, ../x"} for row in STAFF]
    roster = office_of(tmp_path / "roster", TWO, staff, office)
    assert list(exported(roster, out, "--team", "Mitte/1; Süd, ../x")) == ["team-Mitte_1__S_d__.._x.ics"]


def test_one_specialist_alone(roster: Path, out: Path) -> None:
    assert list(exported(roster, out, "--specialist", "S2")) == ["S2.ics"]
    assert [row["specialist_id"] for row in ledger(roster)] == ["S2"]


@pytest.mark.parametrize(
    "options",
    [
        ("--with-names",),
        ("--with-names", "--addresses", "a.csv"),
        ("--with-names", "--specialist", "S1"),
        ("--addresses", "a.csv", "--specialist", "S1"),
        ("--with-names", "--addresses", "a.csv", "--team", "basis"),
        ("--with-names", "--addresses", "a.csv", "--team", "basis", "--specialist", "S1"),
        ("--team", "basis", "--specialist", "S1"),
        ("--team", "nobody"),
        ("--specialist", "nobody"),
    ],
)
def test_wrong_usage_writes_nothing(roster: Path, out: Path, options: tuple[str, ...]) -> None:
    assert turnus("export", "ics", roster, "-o", out, *options).exit_code == 2
    assert (files_of(out), ledger(roster)) == ({}, [])


def test_names_stand_in_ones_own_calendar_only_and_are_no_revision(tmp_path: Path, out: Path) -> None:
    roster = marked_roster(tmp_path / "roster", [marked_booking(1, *NINE), marked_booking(2, *TEN)])
    addresses = marked_addresses(tmp_path / "addresses.csv", 1)
    plain = exported(roster, out, "--specialist", "S1")
    assert marks_in_folder(out) == {}
    before = files_of(roster)
    named = exported(roster, out, "--specialist", "S1", "--with-names", "--addresses", addresses)
    assert [event["SUMMARY"][:9] for event in events(named["S1+names.ics"])] == ["Qz1name (", "Termin T-"]
    assert marks_in(named["S1+names.ics"]) == [mark(1, "name")]
    assert (out / "S1+names.ics").stat().st_mode & 0o077 == 0
    assert [said(e) for e in events(named["S1+names.ics"])] == [said(e) for e in events(plain["S1.ics"])]
    assert named["S1.ics"] == plain["S1.ics"]
    assert files_of(roster) == before


def test_no_mark_of_any_customer_is_found_in_what_is_exported(tmp_path: Path, out: Path) -> None:
    rows = [marked_booking(1, *NINE), marked_booking(2, *TEN), marked_booking(3, *TUESDAY, specialist_id="S2")]
    roster = marked_roster(tmp_path / "roster", rows)
    exported(roster, out)
    exported(roster, out, "--team", "basis")
    write_table(roster / "bookings.csv", [{**rows[0], "state": "excused"}, {**rows[1], "specialist_id": "S2"}, rows[2]])
    assert len([name for name in exported(roster, out, today="2026-11-21") if "cancel" in name]) == 2
    done("export", "csv", roster, "-o", out)
    assert len(files_of(out)) == 7
    assert marks_in_folder(out) == {}


def test_a_plan_is_tentative_and_touches_no_ledger(tmp_path: Path, out: Path) -> None:
    roster, plan = office_of(tmp_path / "roster", []), tmp_path / "plan"
    write_table(roster / "occasions.csv", [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-19"}])
    done("plan", roster, "--week", "2026-W49", "-o", plan)
    found = exported(plan, out)
    assert list(found) == ["S1.ics", "S2.ics"]
    assert {(event["STATUS"], event["SEQUENCE"], event["DTSTAMP"]) for event in events(found["S1.ics"])} == {
        ("TENTATIVE", "0", "20261120T000000Z")
    }
    assert found["S1.ics"] == (plan / "calendars/S1.ics").read_bytes()
    assert list(exported(plan, tmp_path / "team", "--team", "basis")) == ["team-basis.ics"]
    assert turnus("export", "ics", plan, "-o", out, "--team", "nobody").exit_code == 2
    assert ledger(roster) == []


def test_an_approved_appointment_comes_after_its_plan(tmp_path: Path, out: Path) -> None:
    roster, plan = office_of(tmp_path / "roster", []), tmp_path / "plan"
    write_table(roster / "occasions.csv", [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-19"}])
    done("plan", roster, "--week", "2026-W49", "-o", plan)
    [before] = events(exported(plan, out)["S1.ics"])
    done("approve", roster, plan)
    [after] = events(exported(roster, out)["S1.ics"])
    assert after["UID"] == before["UID"]
    assert after["DTSTAMP"] > before["DTSTAMP"]
    assert after["STATUS"] == "CONFIRMED"


def test_a_damaged_plan_calendar_is_refused(tmp_path: Path, out: Path) -> None:
    roster, plan = office_of(tmp_path / "roster", []), tmp_path / "plan"
    done("plan", roster, "--week", "2026-W49", "-o", plan)
    (plan / "calendars/S1.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")
    result = turnus("export", "ics", plan, "-o", out)
    assert (result.exit_code, "S1.ics" in result.output, files_of(out)) == (1, True, {})


def test_a_folder_that_cannot_be_written_is_told(roster: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = turnus("export", "ics", roster, "-o", tmp_path / "file" / "out")
    assert (result.exit_code, "lässt sich nicht beschreiben" in result.output) == (1, True)


def test_a_roster_with_faults_exports_nothing(roster: Path, out: Path) -> None:
    rebook(roster, [booking("B1", "2026-11-30T09:00", "2026-11-30T08:00")])
    assert (turnus("export", "ics", roster, "-o", out).exit_code, files_of(out)) == (1, {})


def table(data: bytes) -> list[list[str]]:
    import csv
    import io

    return list(csv.reader(io.StringIO(data.decode("cp1252"), newline="")))


def test_the_table_for_outlook(tmp_path: Path, out: Path) -> None:
    staff = [specialist("S1", room="Süd, 2. Stock"), *STAFF[1:]]
    roster = office_of(tmp_path / "roster", TWO, staff)
    done("export", "csv", roster, "-o", out)
    data = files_of(out)["S1.csv"]
    header, row = table(data)
    assert header[:6] == ["Betreff", "Beginnt am", "Beginnt um", "Endet am", "Endet um", "Ganztägiges Ereignis"]
    assert row[1:5] == ["30.11.2026", "09:00:00", "30.11.2026", "09:45:00"]
    assert row[5:] == ["Aus", "Beratung", "Süd, 2. Stock", "Ein", "2"]
    assert data.count(b"\n") == data.count(b"\r\n") == 2
    assert ledger(roster) == []
    done("export", "csv", roster, "--specialist", "S1", "-o", out, lang="en")
    assert table(files_of(out)["S1.csv"])[0][:3] == ["Subject", "Start Date", "Start Time"]


def test_a_room_that_looks_like_a_formula_is_neutral(tmp_path: Path, out: Path) -> None:
    roster = office_of(tmp_path / "roster", TWO, [specialist("S1", room="=1+1"), *STAFF[1:]])
    done("export", "csv", roster, "-o", out)
    assert table(files_of(out)["S1.csv"])[1][7] == "'=1+1"
