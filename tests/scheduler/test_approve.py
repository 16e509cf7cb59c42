"""Approving: rows of a plan become bookings, edited rows are checked against today's roster, and what breaks is told."""

import csv
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from helpers.languages import roster_words, strangers
from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, Row, booking, customer, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.daily.approve import Approval, PlanToApprove, Selection
from scheduler.daily.editedfile import read_edited
from scheduler.daily.rowchecks import POLICY
from scheduler.errors import PlanError, RosterError
from scheduler.oddities import oddities
from scheduler.planfiles import read_plan_folder
from scheduler.pseudonyms import read_key
from scheduler.roster import Booking
from scheduler.rosterfiles import read_roster
from scheduler.store.store import open_store
from scheduler.texts import LANGUAGES, use_language
from scheduler.workbook import plan_workbook

WEEK = "2026-W49"
SAMPLES = Path(__file__).parents[2] / "sample_rosters"


def run(*args: object, today: date = TODAY) -> Result:
    days = [] if "concepts" in args else ["--today", today.isoformat()]
    return CliRunner().invoke(main, ["--lang", "de", *map(str, args), *days])


def plan(folder: Path, today: date = TODAY) -> Path:
    """Plan the week beside the roster, if it is not planned yet; the key is the same in all tests."""
    target = folder.parent / f"plan-{today}"
    if not target.is_dir():
        (folder / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
        result = run("plan", folder, "--week", WEEK, "-o", target, today=today)
        assert result.exit_code == 0, result.output
    return target


def approve(folder: Path, target: Path, *args: object, today: date = TODAY) -> Result:
    return run("approve", folder, target, *args, "--by", "Ada", today=today)


def booked(folder: Path) -> dict[str, Booking]:
    return {b.booking_id: b for b in read_roster(folder).bookings}


def by_customer(folder: Path) -> dict[str, Booking]:
    return {b.customer_id: b for b in read_roster(folder).bookings}


def rows_of(target: Path) -> list[dict[str, str]]:
    with (target / "appointments.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def edited(target: Path, rows: list[dict[str, str]]) -> Path:
    file = target.parent / "edited.csv"
    write_table(file, rows)
    return file


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two specialists of one team with a few overdue customers each, and their plan."""
    people = [customer(f"K{n}", specialist_id="S1" if n < 4 else "S2") for n in range(1, 7)]
    folder = write_roster(tmp_path_factory.mktemp("template") / "roster", people, [specialist("S1"), specialist("S2")])
    plan(folder)
    return folder.parent


@pytest.fixture
def roster(template: Path, tmp_path: Path) -> Path:
    """A copy of its own, planned already."""
    shutil.copytree(template, tmp_path / "own")
    return tmp_path / "own" / "roster"


def test_all_rows_become_bookings_with_the_same_id_and_times(roster: Path) -> None:
    target = plan(roster)
    result = approve(roster, target)
    assert result.exit_code == 0, result.output
    made, found = read_plan_folder(target), booked(roster)
    assert len(found) == len(made.appointments) == 6
    for a in made.appointments:
        b = found[a.appointment_id]
        assert (b.specialist_id, b.customer_id, b.start, b.end) == (
            a.specialist_id,
            a.customer_id,
            a.start.replace(tzinfo=None),
            a.end.replace(tzinfo=None),
        )
        assert (b.state, b.uid, b.sequence) == ("approved", f"{a.appointment_id}@turnus.invalid", 0)
        assert (b.kind, b.channel, b.invited_by, b.invited_on) == (a.kind, a.channel, a.invited_by, TODAY)
        assert (b.covers_for, b.double_booked) == (a.covers_for, a.double_booked)


def test_nothing_else_is_changed_and_the_log_says_who_and_what(roster: Path) -> None:
    target = plan(roster)
    before = {file.name: file.read_bytes() for file in roster.iterdir()}
    assert approve(roster, target).exit_code == 0
    after = {file.name: file.read_bytes() for file in roster.iterdir() if not file.name.startswith(".")}
    assert {name for name in after if after[name] != before.get(name)} == {"bookings.csv", "changes.csv"}
    lines = log(roster)
    assert {(line["who"], line["command"], line["table"]) for line in lines} == {("Ada", "approve", "bookings.csv")}
    assert {line["row"] for line in lines} == set(booked(roster))


def test_a_dry_run_says_the_same_and_writes_nothing(roster: Path) -> None:
    target = plan(roster)
    dry = approve(roster, target, "--dry-run")
    assert not (roster / "bookings.csv").exists()
    assert dry.output.startswith(approve(roster, target).output)
    assert "nichts wurde geschrieben" in dry.output


def test_one_specialist_then_the_rest_then_again_is_harmless(roster: Path) -> None:
    target = plan(roster)
    assert "Genehmigt: 3 Termine" in approve(roster, target, "--specialist", "S1").output
    assert {b.specialist_id for b in booked(roster).values()} == {"S1"}
    rest = approve(roster, target, today=TODAY + timedelta(days=1))
    assert "Genehmigt: 3 Termine" in rest.output
    assert "Schon genehmigt, unverändert gelassen: 3" in rest.output
    before = (roster / "bookings.csv").read_bytes()
    again = approve(roster, target, today=TODAY + timedelta(days=2))
    assert (again.exit_code, (roster / "bookings.csv").read_bytes()) == (0, before)
    assert "Genehmigt: 0 Termine" in again.output


def test_by_customer(roster: Path) -> None:
    target = plan(roster)
    assert approve(roster, target, "--customer", "K2", "--customer", "K5").exit_code == 0
    assert set(by_customer(roster)) == {"K2", "K5"}


def test_after_approving_nobody_is_invited_twice_and_needs_are_met(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    assert run("check", roster).exit_code == 0
    assert "0 Einträge" in run("due", roster, "--week", WEEK).output
    assert rows_of(plan(roster, today=TODAY + timedelta(days=1))) == []


def test_a_folder_of_several_weeks_names_them(roster: Path) -> None:
    weeks = roster.parent / "weeks"
    weeks.mkdir()
    plan(roster).rename(weeks / WEEK)
    result = approve(roster, weeks)
    assert result.exit_code == 1
    assert WEEK in result.output
    assert approve(roster, weeks / WEEK).exit_code == 0


def test_a_plan_of_another_roster_or_key_is_refused(roster: Path, tmp_path: Path) -> None:
    target = plan(roster)
    (roster / "pseudonym.key").write_text("ff" * 32, encoding="ascii")
    result = approve(roster, target)
    assert result.exit_code == 1
    assert "anderen Schlüssel" in result.output
    other = write_roster(tmp_path / "other", [customer("X1", specialist_id="S9")], [specialist("S9")])
    (other / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    assert "gehört nicht zu diesem Bestand" in approve(other, target).output
    assert not (roster / "bookings.csv").exists()


def test_who_is_not_there_is_wrong_usage(roster: Path) -> None:
    target = plan(roster)
    assert approve(roster, target, "--specialist", "S7").exit_code == 2
    assert approve(roster, target, "--customer", "K77").exit_code == 2
    assert approve(roster, target, "--accept", "no_overlap").exit_code == 2


# ---- an edited table


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


# ---- what the roster of today says


def looked_at(
    folder: Path, target: Path, file: Path | None = None, today: date = TODAY, accept: tuple[str, ...] = ()
) -> Approval:
    to_approve = PlanToApprove(read_roster(folder), read_plan_folder(target), read_key(folder) or b"", today)
    rows = to_approve.rows if file is None else read_edited(file, to_approve.planned)
    return to_approve.approved(rows, Selection(), accept)


def found_rules(approval: Approval) -> set[tuple[str, str]]:
    return {(finding.rule, finding.row.customer_id) for finding in approval.refused}


def with_table(folder: Path, name: str, rows: list[Row]) -> None:
    write_table(folder / f"{name}.csv", rows)


def change(folder: Path, who: str, **values: str) -> None:
    """Change a customer of the roster."""
    with (folder / "customers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with_table(folder, "customers", [row | values if row["customer_id"] == who else row for row in rows])


def seat_of(target: Path, who: str) -> dict[str, str]:
    return next(row for row in rows_of(target) if row["customer_id"] == who)


def test_an_absence_that_came_since_is_refused_whatever_is_accepted(roster: Path) -> None:
    target = plan(roster)
    with_table(roster, "absences", [{"person_id": "S1", "first_day": "2026-11-30", "last_day": "2026-12-06"}])
    refused = looked_at(roster, target, accept=POLICY)
    assert found_rules(refused) == {("absence", name) for name in ("K1", "K2", "K3")}
    result = approve(roster, target)
    assert result.exit_code == 1
    assert "Nichts wurde genehmigt" in result.output
    assert not (roster / "bookings.csv").exists()
    assert approve(roster, target, "--specialist", "S2").exit_code == 0


def test_time_that_was_taken_since_and_holidays_are_refused(roster: Path) -> None:
    target = plan(roster)
    row = seat_of(target, "K1")
    block = booking("B1", row["start"], row["end"], customer_id="")
    with_table(roster, "bookings", [block])
    assert found_rules(looked_at(roster, target)) == {("no_overlap", "K1")}
    (roster / "bookings.csv").unlink()
    (roster / "office.toml").write_text(OFFICE.replace("[teams", f"closed = [{row['start'][:10]}]\n[teams", 1), encoding="utf-8")
    same_day = {r["customer_id"] for r in rows_of(target) if r["start"][:10] == row["start"][:10]}
    assert found_rules(looked_at(roster, target)) == {("day_off", name) for name in same_day}


def test_two_rows_at_one_time_are_refused_both(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        if row["customer_id"] in ("K1", "K2"):
            row |= {"start": "2026-12-04T09:00", "end": "", "double_booked": "yes" if row["customer_id"] == "K1" else "no"}
    refused = looked_at(roster, target, edited(target, rows), accept=POLICY)
    assert found_rules(refused) == {("no_overlap", "K1"), ("no_overlap", "K2")}


def test_an_open_invitation_is_refused_and_a_letter_too_soon_asks(roster: Path) -> None:
    target = plan(roster)
    open_booking = booking("B1", "2026-12-10T09:00", "2026-12-10T09:45", invited_by="letter", invited_on="2026-11-19")
    with_table(roster, "bookings", [open_booking])
    assert found_rules(looked_at(roster, target)) == {("one_open_invitation", "K1"), ("letter_spacing", "K1")}
    assert found_rules(looked_at(roster, target, accept=POLICY)) == {("one_open_invitation", "K1")}
    with_table(roster, "bookings", [open_booking | {"state": "cancelled"}])
    assert found_rules(looked_at(roster, target)) == {("letter_spacing", "K1")}


def test_a_plan_approved_too_late_for_letters_asks(roster: Path) -> None:
    target = plan(roster)
    late = TODAY + timedelta(days=5)  # a Wednesday; Monday and Tuesday are out of reach, seven days lead to Wednesday
    soon = {row["customer_id"] for row in rows_of(target) if row["start"] < "2026-12-02"}
    assert soon
    assert found_rules(looked_at(roster, target, today=late)) == {("lead_time", name) for name in soon}
    result = approve(roster, target, today=late)
    assert result.exit_code == 1
    assert "--accept lead_time" in result.output
    decided = approve(roster, target, "--accept", "lead_time", today=late)
    assert decided.exit_code == 0
    assert decided.output.count("Bewusst entschieden: Vorlaufzeit der Einladung") == len(soon)


def test_handing_over_instead_of_a_letter_keeps_the_lead_time(roster: Path) -> None:
    target = plan(roster)
    rows = [row | {"invited_by": "vereinbart"} for row in rows_of(target)]
    assert looked_at(roster, target, edited(target, rows), today=TODAY + timedelta(days=5)).refused == ()


def test_a_day_that_is_over_is_refused(roster: Path) -> None:
    target = plan(roster)
    late = date(2026, 12, 2)
    over = {row["customer_id"] for row in rows_of(target) if row["start"] < "2026-12-02"}
    assert {who for rule, who in found_rules(looked_at(roster, target, today=late, accept=POLICY)) if rule == "past"} == over


def test_policy_of_hours_wishes_skills_and_need_asks_each_by_its_name(roster: Path) -> None:
    target = plan(roster)
    rows = rows_of(target)
    for row in rows:
        match row["customer_id"]:
            case "K1":
                row |= {"start": "2026-12-02T09:00", "end": ""}  # a Wednesday without consulting hours
            case "K2":
                row |= {"specialist_id": "S2", "start": "2026-12-04T11:00", "end": ""}
    change(roster, "K2", needs="gebaerden")
    change(roster, "K3", unavailable="Mon; Tue; Wed; Thu; Fri")
    change(roster, "K4", last_contact_on="2026-11-20")
    with_table(roster, "wishes", [{"specialist_id": "S2", "customer_id": "K5", "must": "never"}])
    with_table(roster, "bookings", [])
    file = edited(target, rows)
    (roster / "bookings.csv").unlink()
    wanted = {
        ("consulting_hours", "K1"),
        ("skills", "K2"),
        ("customer_hours", "K3"),
        ("fill", "K4"),
        ("pins", "K5"),
    }
    assert found_rules(looked_at(roster, target, file)) == wanted
    decided = looked_at(roster, target, file, accept=tuple(rule for rule, _ in wanted))
    assert (decided.refused, len(decided.accepted), len(decided.changes)) == ((), 5, 6)


def test_a_room_for_one_does_not_hold_two(tmp_path: Path) -> None:
    rooms = {"room": "4.06"}
    people = [customer("K1"), customer("K2", specialist_id="S2")]
    folder = write_roster(tmp_path / "roster", people, [specialist("S1", **rooms), specialist("S2", **rooms)])
    with_table(folder, "resources", [{"resource": "4.06", "capacity": "1"}])
    target = plan(folder)
    rows = [row | {"start": "2026-12-03T09:00", "end": ""} for row in rows_of(target)]
    assert found_rules(looked_at(folder, target, edited(target, rows))) == {("resources", "K1"), ("resources", "K2")}
    assert looked_at(folder, target).refused == ()


def test_a_move_behind_the_deadline_is_told(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "roster", [customer("K1", last_contact_on="2026-06-02")])
    target = plan(folder)
    rows = [row | {"start": "2026-12-04T09:00", "end": ""} for row in rows_of(target)]
    approval = looked_at(folder, target, edited(target, rows))
    assert approval.refused == ()
    assert any("K1" in note and "02.12.2026" in note for note in approval.notes)


def test_striking_below_the_weekly_number_is_told(roster: Path) -> None:
    target = plan(roster)
    approval = looked_at(roster, target, edited(target, rows_of(target)[1:]))
    assert any("S1: 2 statt 3 eingeladen" in note for note in approval.notes)


def test_what_was_moved_after_approving_stays_and_is_told(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    found = by_customer(roster)["K1"]
    from scheduler.store.changes import Updated

    moved = {"start": datetime(2026, 12, 4, 11, 0), "end": datetime(2026, 12, 4, 11, 45)}
    with open_store(roster, command="test", who="Ada") as store:
        store.write([Updated("bookings.csv", {"booking_id": found.booking_id}, moved)])
    result = approve(roster, target)
    assert result.exit_code == 0
    assert "K1: seit der Genehmigung verlegt" in result.output
    assert by_customer(roster)["K1"].start == moved["start"]
    # an edited row that wants another time is no such leftover: it is refused
    rows = [row | ({"start": "2026-12-03T14:00", "end": ""} if row["customer_id"] == "K1" else {}) for row in rows_of(target)]
    assert found_rules(looked_at(roster, target, edited(target, rows))) >= {("one_open_invitation", "K1")}


def test_called_off_and_planned_again_in_the_same_week_gets_a_second_id(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    first = by_customer(roster)["K1"].booking_id
    assert run("outcome", roster, first, "excused", today=TODAY + timedelta(days=1)).exit_code == 0
    assert "Schon genehmigt, unverändert gelassen: 6" in approve(roster, target, today=TODAY + timedelta(days=1)).output
    change(roster, "K1", flags="portal_ok")  # no second letter within 14 days, but the portal
    later = TODAY + timedelta(days=3)
    second = plan(roster, today=later)
    assert [row["appointment_id"] for row in rows_of(second)] == [first]
    assert approve(roster, second, today=later).exit_code == 0
    found = booked(roster)
    assert (found[first].state, found[f"{first}-2"].state) == ("excused", "approved")
    assert found[f"{first}-2"].uid == f"{first}-2@turnus.invalid"
    assert "Schon genehmigt, unverändert gelassen: 1" in approve(roster, second, today=later).output


# ---- double seats


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster whose plan has a double seat, and the plan."""
    folder = tmp_path_factory.mktemp("shared") / "roster"
    shutil.copytree(SAMPLES / "one_specialist", folder)
    plan(folder)
    return folder.parent


@pytest.fixture
def doubled(shared: Path, tmp_path: Path) -> tuple[Path, Path, list[dict[str, str]]]:
    """A copy of it: the folder, the plan, the two rows of the double seat, the first person first."""
    shutil.copytree(shared, tmp_path / "own")
    folder = tmp_path / "own" / "roster"
    target = plan(folder)
    second = next(row for row in rows_of(target) if row["double_booked"] == "yes")
    pair = [row for row in rows_of(target) if row["start"] == second["start"]]
    return folder, target, sorted(pair, key=lambda row: row["double_booked"])


def test_a_double_seat_is_approved_as_planned_also_one_after_the_other(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, (first, second) = doubled
    assert approve(folder, target, "--customer", second["customer_id"]).exit_code == 0
    assert approve(folder, target).exit_code == 0
    found = by_customer(folder)
    assert found[second["customer_id"]].double_booked
    assert not found[first["customer_id"]].double_booked
    assert [fault for fault in oddities(read_roster(folder), TODAY) if fault.column == "start"] == []


@pytest.mark.parametrize("struck", [0, 1])
def test_when_one_of_the_two_is_struck_the_other_is_alone(doubled: tuple[Path, Path, list[dict[str, str]]], struck: int) -> None:
    folder, target, pair = doubled
    rows = [row for row in rows_of(target) if row["customer_id"] != pair[struck]["customer_id"]]
    assert approve(folder, target, "--from", edited(target, rows)).exit_code == 0
    left = by_customer(folder)[pair[1 - struck]["customer_id"]]
    assert (left.start.isoformat(timespec="minutes"), left.double_booked) == (pair[0]["start"][:16], False)


def test_a_protected_talk_never_shares_a_seat_and_never_sits_behind_one(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, (first, second) = doubled
    rows = [row | ({"kind": "wish"} if row["customer_id"] == first["customer_id"] else {}) for row in rows_of(target)]
    refused = looked_at(folder, target, edited(target, rows), accept=POLICY)
    assert found_rules(refused) == {("double_seats", second["customer_id"])}
    behind = next(row for row in rows_of(target) if row["start"][:10] == first["start"][:10] and row["start"] > first["start"])
    rows = [row | ({"kind": "strategy"} if row["customer_id"] == behind["customer_id"] else {}) for row in rows_of(target)]
    assert found_rules(looked_at(folder, target, edited(target, rows))) == {("double_seats", second["customer_id"])}


def test_a_moved_double_seat_is_two_talks_at_once(doubled: tuple[Path, Path, list[dict[str, str]]]) -> None:
    folder, target, pair = doubled
    moved = {row["customer_id"] for row in pair}
    rows = [row | ({"start": "2026-12-04T10:00", "end": ""} if row["customer_id"] in moved else {}) for row in rows_of(target)]
    refused = looked_at(folder, target, edited(target, rows), accept=POLICY)
    assert {("no_overlap", who) for who in moved} <= found_rules(refused)


def test_names_of_the_telephone_list_are_no_invitations(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    shutil.copytree(SAMPLES / "overbooked_team", folder)
    target = plan(folder)
    made = read_plan_folder(target)
    assert made.standby
    assert approve(folder, target).exit_code == 0
    found = by_customer(folder)
    assert set(found) == {a.customer_id for a in made.appointments}
    assert {b.covers_for for b in found.values()} == {a.covers_for for a in made.appointments} != {""}


# ---- any roster


@settings(max_examples=3)
@given(seed=st.integers(0, 10_000), concept=st.sampled_from(["aa90-2021", "lichtenberg-2013", "ba-2010"]))
def test_whatever_is_planned_can_be_approved_and_planned_on(tmp_path_factory: Any, seed: int, concept: str) -> None:
    from scheduler.planfiles import write_plan_folder
    from scheduler.planfolder import folder_files
    from scheduler.planner import plan_week
    from scheduler.sample import write_sample
    from scheduler.week_to_plan import prepare_week

    folder = tmp_path_factory.mktemp("any") / "roster"
    write_sample(folder, specialists=2, seed=seed, concept=concept, today=TODAY)
    (folder / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    to_plan = prepare_week(read_roster(folder), MONDAY, TODAY)
    made = plan_week(to_plan, KEY)
    target = folder.parent / "plan"
    write_plan_folder(target, folder_files(to_plan.covered(made.holders), made))
    before = set(booked(folder))
    result = approve(folder, target)
    assert result.exit_code == 0, result.output
    roster = read_roster(folder)
    assert {b.booking_id for b in roster.bookings} - before == {a.appointment_id for a in made.appointments}
    again = prepare_week(roster, MONDAY, TODAY)
    invited = {a.customer_id for a in made.appointments}
    assert not invited & {a.customer_id for a in plan_week(again, KEY).appointments}
    assert not invited & {need.customer.customer_id for need in again.week.ladder}


def test_errors_of_the_library_are_ours(roster: Path) -> None:
    target = plan(roster)
    with pytest.raises(PlanError):
        PlanToApprove(read_roster(roster), read_plan_folder(target), b"x" * 32, TODAY)
    with pytest.raises(RosterError):
        looked_at(roster, target, target / "plan.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_is_in_one_language(roster: Path, language: str) -> None:
    target = plan(roster)
    rows = rows_of(target)
    rows[0] |= {"start": "2026-12-02T09:00", "end": ""}
    rows[1] |= {"start": "2026-12-06T09:00", "end": ""}
    wrong = edited(target, rows)
    late = ["--today", "2026-11-25", "--accept", "lead_time", "--by", "Ada"]
    known = roster_words(roster) | {"lead_time", "accept", "consulting_hours"}
    for how in (["--from", str(wrong)], ["--from", str(wrong), "--specialist", "S2"], ["--dry-run"], [], []):
        result = CliRunner().invoke(main, ["--lang", language, "approve", str(roster), str(target), *how, *late])
        assert strangers(result.output, language, known) == set(), result.output
    use_language("de")


def test_a_later_week_tells_what_it_takes_for_granted(roster: Path) -> None:
    weeks = roster.parent / "weeks"
    (roster / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    run("plan", roster, "--week", WEEK, "--weeks", 2, "-o", weeks)
    assumed = (weeks / "2026-W50" / "assumed.csv").read_text(encoding="utf-8").count("\n") - 1
    assert assumed > 0
    later = approve(roster, weeks / "2026-W50", "--dry-run")
    assert f"die nicht genehmigt sind: {assumed}." in later.output
    approve(roster, weeks / WEEK)
    assert "die nicht genehmigt sind" not in approve(roster, weeks / "2026-W50", "--dry-run").output
