"""Reading the tables: every fault with file, line, column, value and what is wanted; nothing guessed, nothing dropped."""

from datetime import date
from pathlib import Path

import pytest

from helpers.rosters import OFFICE, customer, specialist, write_roster, write_table, write_tables
from scheduler.errors import Fault, RosterError
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster

HEADER = "customer_id,specialist_id,birth_date,status,registered_on"


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(RosterError) as caught:
        read_roster(folder)
    assert all(fault.wanted for fault in caught.value.faults)
    return list(caught.value.faults)


def with_customers(folder: Path, content: str | bytes) -> Path:
    write_roster(folder)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "customers.csv").write_bytes(data)
    return folder


def test_german_dates_are_day_first(tmp_path: Path) -> None:
    roster = read_roster(with_customers(tmp_path, f"{HEADER}\nK1,S1,01.02.1990,alo,13.02.2020\n"))
    assert roster.customers[0].birth_date == date(1990, 2, 1)
    assert roster.customers[0].registered_on == date(2020, 2, 13)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        ["Kundennummer", "Betreuer", "Geburtsdatum", "Status elb", "angemeldet am", "Profillage", "Sprache"],
        ["K1", "S1", "01.02.1990", "Arbeitslos", "13.02.2020", "Förderprofil", "Französisch"],
    ]
    content = "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"
    roster = read_roster(with_customers(tmp_path, content.encode(encoding)))
    assert (roster.customers[0].profile, roster.customers[0].language) == ("F", "Französisch")


def test_title_rows_and_unknown_columns_are_no_fault(tmp_path: Path) -> None:
    content = f"Auswertung vom 20.11.2026\n\n{HEADER},Bemerkung\nK1,S1,1990-02-01,alo,2020-02-13,egal\n"
    assert len(read_roster(with_customers(tmp_path, content)).customers) == 1


def test_every_fault_is_named_in_one_run(tmp_path: Path) -> None:
    content = f"{HEADER},last_contact_on\nK1,S1,31.02.1990,alo,2020-01-01,gestern\nK1,S9,1990-01-01,foo,,\n"
    found = {(f.file, f.line, f.column, f.value) for f in faults_of(with_customers(tmp_path, content))}
    assert found == {
        ("customers.csv", 2, "birth_date", "31.02.1990"),
        ("customers.csv", 2, "last_contact_on", "gestern"),
        ("customers.csv", 3, "customer_id", "K1"),
        ("customers.csv", 3, "specialist_id", "S9"),
        ("customers.csv", 3, "status", "foo"),
        ("customers.csv", 3, "registered_on", ""),
    }


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    write_roster(tmp_path, office='name = "x"\nfill = "full"\n[teams.basis]\nconcept = "nowhere"\n')
    write_table(tmp_path / "specialists.csv", [specialist(fte="1,5", mon="12:00-08:00")])
    write_table(tmp_path / "absences.csv", [{"person_id": "X", "first_day": "2026-01-02", "last_day": "2026-01-01"}])
    assert {(f.file, f.column) for f in faults_of(tmp_path)} == {
        ("absences.csv", "last_day"),
        ("absences.csv", "person_id"),
        ("nowhere.toml", "concept"),
        ("office.toml", "fill"),
        ("specialists.csv", "fte"),
        ("specialists.csv", "mon"),
    }


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    content = f'{HEADER},language\n\nK1,S1,1990-01-01,alo,2020-01-01,"zwei\nZeilen"\nK2,S1,nie,alo,2020-01-01,\n'
    assert [(f.line, f.column) for f in faults_of(with_customers(tmp_path, content))] == [(5, "birth_date")]


@pytest.mark.parametrize(
    ("row", "column"),
    [("K1,S1,1990-01-01,alo", ""), ("K1,S1,1990-01-01,alo,2020-01-01,zu,viel", ""), ("K1,S1,1990-01-01,alo,", "registered_on")],
)
def test_rows_of_the_wrong_length(tmp_path: Path, row: str, column: str) -> None:
    found = faults_of(with_customers(tmp_path, f"{HEADER}\n{row}\n"))
    assert {(f.line, f.column) for f in found} >= {(2, column)}


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\x00\x01\x02\xff" * 100, b"PK\x03\x04\x00\x00", "ä".encode("utf-16"), b"customer_id|specialist_id\nK1|S1\n"],
    ids=["empty", "blank", "binary", "zip", "utf-16", "separator"],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes) -> None:
    assert {f.file for f in faults_of(with_customers(tmp_path, content))} == {"customers.csv"}


def test_an_open_quotation_mark(tmp_path: Path) -> None:
    found = faults_of(with_customers(tmp_path, f'{HEADER}\nK1,"S1,1990-01-01,alo,2020-01-01\n'))
    assert [(f.file, f.line) for f in found] == [("customers.csv", 2)]


def test_a_column_twice_and_a_column_missing(tmp_path: Path) -> None:
    content = "customer_id,Kundennummer,specialist_id,status,registered_on\nK1,K1,S1,alo,2020-01-01\n"
    assert {f.column for f in faults_of(with_customers(tmp_path, content))} == {"customer_id", "birth_date"}


def test_ten_thousand_faults_at_once(tmp_path: Path) -> None:
    rows = "".join(f"K{n},S1,morgen,alo,2020-01-01\n" for n in range(10_000))
    assert len(faults_of(with_customers(tmp_path, f"{HEADER}\n{rows}"))) == 10_000


def test_missing_folder_and_missing_files(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "nowhere")[0].file.endswith("nowhere")
    assert {f.file for f in faults_of(tmp_path)} == {"office.toml", "specialists.csv", "customers.csv"}


def test_an_id_stands_once_over_specialists_and_customers(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("S1"), customer("K1")])
    assert [(f.line, f.column, f.value) for f in faults_of(tmp_path)] == [(2, "customer_id", "S1")]


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    found = faults_of(with_customers(tmp_path, f"{HEADER}\nK1,S1,\x1b[31mrot,alo,2020-01-01\n"))
    assert "\x1b" not in found[0].value


def read_one(tmp_path: Path, **tables: list[dict[str, str]]) -> Roster:
    return read_roster(write_tables(tmp_path, tables))


def test_optional_tables_are_read(tmp_path: Path) -> None:
    roster = read_one(
        tmp_path,
        absences=[
            {"person_id": "K1", "first_day": "1.12.2026", "last_day": "2.12.2026", "from_time": "8:00", "to_time": "12:00"}
        ],
        deviations=[{"customer_id": "K1", "every": "6 Wochen", "until": "2027-01-31", "reason": "Absprache"}],
        occasions=[{"customer_id": "K1", "kind": "Wunsch", "recorded_on": "2026-11-19", "minutes": "90"}],
        bookings=[
            {
                "booking_id": "B1",
                "specialist_id": "S1",
                "start": "30.11.2026 09:00",
                "end": "2026-11-30T08:30+00:00",
                "state": "sent",
            }
        ],
        wishes=[{"specialist_id": "S1", "customer_id": "K1", "day": "Mo", "half_day": "vormittag", "must": "muss"}],
    )
    assert (roster.absences[0].from_time, roster.absences[0].to_time) == (480, 720)
    assert roster.deviations[0].every == (42, "days")
    assert (roster.occasions[0].kind, roster.occasions[0].minutes) == ("wish", 90)
    assert f"{roster.bookings[0].end:%H:%M}" == "09:30", "UTC becomes local time"
    assert (roster.wishes[0].weekday, roster.wishes[0].half_day, roster.wishes[0].must) == (0, "am", True)


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x"}, "every"),
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x", "every": "3 Monate", "pause": "ja"}, "every"),
        ("measures", {"customer_id": "K1", "kind": "AGH", "first_day": "2026-02-01", "last_day": "2026-01-01"}, "last_day"),
        ("occasions", {"customer_id": "K1", "kind": "Feier", "recorded_on": "2026-01-01"}, "kind"),
        ("contacts", {"customer_id": "K9", "on": "2026-01-01", "channel": "phone", "outcome": "held"}, "customer_id"),
        ("bookings", {"booking_id": "B", "specialist_id": "S1", "start": "2026-12-01T10:00", "end": "2026-12-01T09:00", "state": "sent"}, "end"),
        ("bookings", {"booking_id": "B", "specialist_id": "S1", "start": "2026-12-01", "end": "2026-12-01T09:00", "state": "sent"}, "start"),
        ("absences", {"person_id": "S1", "first_day": "2026-12-01", "last_day": "2026-12-01", "from_time": "12:00", "to_time": "09:00"}, "to_time"),
        ("wishes", {"specialist_id": "S1", "customer_id": "K1", "must": "vielleicht"}, "must"),
        ("resources", {"resource": "Raum 1", "capacity": "-1"}, "capacity"),
    ],
)  # fmt: skip
def test_faults_of_optional_tables(tmp_path: Path, table: str, row: dict[str, str], column: str) -> None:
    write_tables(tmp_path, {table: [row]})
    assert [(f.file, f.line, f.column) for f in faults_of(tmp_path)] == [(f"{table}.csv", 2, column)]


BOOKED = {"booking_id": "B1", "specialist_id": "S1", "customer_id": "K1", "state": "approved"}
BOOKED |= {"start": "2026-12-01T08:00+00:00", "end": "2026-12-01T08:45+00:00"}


def test_a_table_with_the_same_bytes_as_the_last_one_means_what_its_own_folder_says(tmp_path: Path) -> None:
    """Reading keeps the rows of the last sound tables; time zone, references and faults are those of each folder."""
    berlin = write_roster(tmp_path / "a", [customer("K1")], [specialist("S1")], bookings=[BOOKED])
    tokyo = write_roster(
        tmp_path / "b", [customer("K1")], [specialist("S1")], f'timezone = "Asia/Tokyo"\n{OFFICE}', bookings=[BOOKED]
    )
    strange = write_roster(tmp_path / "c", [customer("K2")], [specialist("S1")], bookings=[BOOKED])
    for _ in range(2):
        assert read_roster(berlin).bookings[0].start.hour == 9
        assert [(fault.file, fault.column, fault.value) for fault in faults_of(strange)] == [
            ("bookings.csv", "customer_id", "K1")
        ]
        assert read_roster(tokyo).bookings[0].start.hour == 17
