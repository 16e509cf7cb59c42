"""A talk that was invited to, and the outcome that is recorded for it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from helpers.rosters import Row, booking, customer, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.needs import needs_of_week
from scheduler.roster import Contact
from scheduler.rosterfiles import read_roster

DAY = date(2026, 11, 25)
"""The day of the talk, a Wednesday; the letter of 12 November."""
TALK = booking(
    "B1", "2026-11-25T09:00", "2026-11-25T09:45", kind="regular", invited_by="letter", invited_on="2026-11-12", state="sent"
)
PAIR = [TALK, TALK | {"booking_id": "B2", "customer_id": "K2", "double_booked": "yes"}]
"""The double seat of K1 and K2."""


def run(*args: object, today: date = DAY) -> Result:
    return CliRunner().invoke(main, ["--lang", "de", *map(str, args), "--today", today.isoformat()])


def outcome(folder: Path, *args: object, today: date = DAY) -> Result:
    return run("outcome", folder, *args, "--by", "Ada", today=today)


def roster_with(folder: Path, *bookings: Row, contacts: Sequence[Row] = (), **values: str) -> Path:
    """One customer of 36, alo: last seen 3 June, next deadline 3 December; and two more for double seats."""
    people = [customer("K1", **{"last_contact_on": "2026-06-03", **values}), customer("K2"), customer("K3")]
    write_roster(folder, people, [specialist()], bookings=[*(bookings or [TALK])])
    if contacts:
        write_table(folder / "contacts.csv", contacts)
    return folder


def contacts(folder: Path) -> list[Contact]:
    return list(read_roster(folder).contacts)


def due(folder: Path, monday: date, today: date) -> list[tuple[str, str, date, bool]]:
    week = needs_of_week(read_roster(folder), monday, today)
    return [
        (n.customer.customer_id, n.rule.rule_id, n.deadline, n.comes_first) for n in week.ladder if n.customer.customer_id == "K1"
    ]


def missed(on: str, name: str = "missed", **values: str) -> dict[str, str]:
    """Return a contact of K1 after a letter that came to nothing."""
    return {"customer_id": "K1", "on": on, "channel": "in_person", "outcome": name, "invited_by": "letter", **values}
