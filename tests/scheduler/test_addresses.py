"""The addresses file: as tolerant as the tables of a roster, every fault with its place, people whom nobody knows left alone."""

from pathlib import Path

import pytest

from helpers.rosters import customer, write_roster
from scheduler.addresses import Address, read_addresses
from scheduler.errors import Fault, RosterError
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    return read_roster(write_roster(tmp_path / "roster", [customer("K1"), customer("K2")]))


def written(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    file = folder / "addresses.csv"
    file.write_bytes(content.encode(encoding))
    return file


def faults_of(file: Path, roster: Roster) -> list[Fault]:
    with pytest.raises(RosterError) as caught:
        read_addresses(file, roster)
    return list(caught.value.faults)


def test_a_plain_file(tmp_path: Path, roster: Roster) -> None:
    file = written(
        tmp_path,
        "customer_id,name,address,email,mail_ok\n"
        'K1,Ada Beispiel,"Musterweg 1, 10315 Berlin",ada@example.org,yes\n'
        "K2,Ben Beispiel,c/o Muster | Musterweg 2 | 10315 Berlin,,\n",
    )
    assert read_addresses(file, roster) == {
        "K1": Address("K1", "Ada Beispiel", ("Musterweg 1", "10315 Berlin"), "ada@example.org", True),
        "K2": Address("K2", "Ben Beispiel", ("c/o Muster", "Musterweg 2", "10315 Berlin")),
    }


def test_as_it_comes_out_of_a_spreadsheet_in_german(tmp_path: Path, roster: Roster) -> None:
    file = written(
        tmp_path,
        "Anschriften\n\nKundennummer;Nachname;Vorname;Adresszusatz;Straße;PLZ;Ort;E-Mail erlaubt;Bemerkung\n"
        "K2;Größe;Zoë;;Weg 3;10315;Berlin;nein;-\n",
        "cp1252",
    )
    assert read_addresses(file, roster) == {"K2": Address("K2", "Zoë Größe", ("Weg 3", "10315 Berlin"))}


def test_line_ends_in_a_cell_go_before_commas(tmp_path: Path, roster: Roster) -> None:
    file = written(tmp_path, 'customer_id,name,address\nK1,Ada,"Weg 1, Hinterhaus\n10315 Berlin"\n')
    assert read_addresses(file, roster)["K1"].lines == ("Weg 1, Hinterhaus", "10315 Berlin")


def test_people_whom_the_roster_does_not_know_are_left_alone(tmp_path: Path, roster: Roster) -> None:
    file = written(tmp_path, "customer_id,name\nX9,Somebody Else\nK1,Ada\n")
    assert read_addresses(file, roster) == {"K1": Address("K1", "Ada")}


def test_every_fault_at_once_with_its_place(tmp_path: Path, roster: Roster) -> None:
    file = written(
        tmp_path,
        "customer_id;name;address;email;mail_ok\n"
        "K1;;Weg 1|10315 Berlin;;\n"
        "K1;Ada;1|2|3|4|5|6;nobody;maybe\n"
        "K2;Ben;Weg 2|10315 Berlin;;ja\n",
    )
    found = [(fault.file, fault.line, fault.column, fault.value) for fault in faults_of(file, roster)]
    assert found == [
        ("addresses.csv", 2, "name", ""),
        ("addresses.csv", 3, "address", "1|2|3|4|5|6"),
        ("addresses.csv", 3, "customer_id", "K1"),
        ("addresses.csv", 3, "email", "nobody"),
        ("addresses.csv", 3, "mail_ok", "maybe"),
        ("addresses.csv", 4, "email", ""),
    ]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "customer_id\nK1\n"])
def test_a_file_without_the_columns_is_a_fault(tmp_path: Path, roster: Roster, content: str) -> None:
    assert faults_of(written(tmp_path, content), roster)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path, roster: Roster) -> None:
    assert faults_of(tmp_path / "none.csv", roster)[0].file == "none.csv"
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04\0\0")
    assert faults_of(tmp_path / "zip.csv", roster)[0].file == "zip.csv"


@pytest.mark.parametrize("cell", ["a@b c", "a@b@c", "@", "a,b@example.org", "a@b\x07"])
def test_no_header_can_be_smuggled_into_a_mail_address(tmp_path: Path, roster: Roster, cell: str) -> None:
    file = written(tmp_path, f'customer_id;name;email\nK1;Ada;"{cell}"\n')
    assert [fault.column for fault in faults_of(file, roster)] == ["email"]
