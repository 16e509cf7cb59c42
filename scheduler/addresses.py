"""The addresses file: names and postal addresses for one export, read when it is needed and stored nowhere.

A CSV file outside the roster, read as tolerantly as its tables. Rows of people whom the roster does not know are left alone, for
the file may hold the whole house. Columns: docs/files.md, Addresses.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from scheduler import cellvalues as read
from scheduler.columns import CUSTOMER_ID, Column, Table
from scheduler.errors import Fault, RosterError
from scheduler.roster import Roster
from scheduler.tables import Rows, read_table
from scheduler.texts import text

MOST_LINES = 5
"""So many lines fit below the name into the address zone of a window envelope (DIN 5008: six in all)."""
LINE_ENDS = re.compile(r"[\r\n|;]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Name and address of a customer.

    Attributes:
        customer_id: whose.
        name: as it stands on the envelope.
        lines: postal lines below the name; empty where the file has none.
        email: mail address; empty = none.
        mail_ok: the customer agreed to mail.
    """

    customer_id: str
    name: str
    lines: tuple[str, ...] = ()
    email: str = ""
    mail_ok: bool = False


def postal_lines(cell: str) -> tuple[str, ...]:
    """Return the lines of an address: apart by line ends, `|` or `;`, where there are none of these by commas."""
    parts = LINE_ENDS.split(cell) if LINE_ENDS.search(cell) else cell.split(",")
    lines = tuple(filter(None, (read.plain(part) for part in parts)))
    if not lines or len(lines) > MOST_LINES:
        raise ValueError(cell)
    return lines


COLUMNS = (
    CUSTOMER_ID,
    Column("name", read.plain, "text", True, ("Nachname", "Familienname")),
    Column("first_name", read.plain, "text", aliases=("Vorname",)),
    Column("address", postal_lines, "address", aliases=("Anschrift", "Adresse")),
    Column("extra", read.plain, "text", aliases=("Adresszusatz", "Zusatz", "c/o")),
    Column("street", read.plain, "text", aliases=("Straße", "Strasse", "Straße und Hausnummer", "Straße, Hausnummer")),
    Column("postcode", read.plain, "text", aliases=("PLZ", "Postleitzahl")),
    Column("city", read.plain, "text", aliases=("Ort", "Wohnort", "Stadt")),
    Column("email", read.mail_address, "email", aliases=("E-Mail", "E-Mail-Adresse", "Mail")),
    Column("mail_ok", read.word(read.YES_NO), "yes_no", aliases=("E-Mail erlaubt", "Einwilligung E-Mail")),
)


def read_addresses(file: Path, roster: Roster) -> dict[str, Address]:
    """Return the addresses of the roster's customers: customer id → address, in the order of the file.

    Args:
        file: a CSV file with one row for each customer.
        roster: whose customers count.

    Raises:
        RosterError: with every fault of the file: line, column, value, what is wanted.
    """
    faults: list[Fault] = []
    rows = read_table(Table(file.name, COLUMNS, required=True), file, faults)
    rows.require_unique("customer_id", set())
    found = [_address(rows, row) for row in range(len(rows.lines))]
    if faults:
        raise RosterError(faults)
    return {address.customer_id: address for address in found if address.customer_id in roster.customer_by_id}


def _address(rows: Rows, row: int) -> Address:
    cells = {column.name: rows.values[column.name][row] for column in COLUMNS}
    has_mail = bool(cells["email"]) or row in rows.broken
    rows.require(row, has_mail or not cells["mail_ok"], "email", text("wanted.email_for_mail_ok"))
    place = " ".join(filter(None, (cells["postcode"], cells["city"])))
    own_lines = tuple(filter(None, (cells["extra"], cells["street"], place)))
    return Address(
        customer_id=cells["customer_id"] or "",
        name=" ".join(filter(None, (cells["first_name"], cells["name"]))),
        lines=cells["address"] or own_lines,
        email=cells["email"] or "",
        mail_ok=bool(cells["mail_ok"]),
    )
