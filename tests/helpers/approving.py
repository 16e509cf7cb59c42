"""Plans beside their rosters, and what becomes of them when they are approved."""

import csv
import shutil
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from helpers.rosters import KEY, TODAY, customer, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.daily.approve import Approval, PlanToApprove, Selection
from scheduler.daily.editedfile import read_edited
from scheduler.planfiles import read_plan_folder
from scheduler.pseudonyms import read_key
from scheduler.roster import Booking
from scheduler.rosterfiles import read_roster

WEEK = "2026-W49"


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
    """Return the appointments of a plan folder as they stand in its table."""
    with (target / "appointments.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def edited(target: Path, rows: list[dict[str, str]]) -> Path:
    """Write a table that somebody edited beside the plan."""
    file = target.parent / "edited.csv"
    write_table(file, rows)
    return file


def looked_at(
    folder: Path, target: Path, file: Path | None = None, today: date = TODAY, accept: tuple[str, ...] = ()
) -> Approval:
    """Return what approving a plan, or an edited table of it, would do to a roster."""
    to_approve = PlanToApprove(read_roster(folder), read_plan_folder(target), read_key(folder) or b"", today)
    rows = to_approve.rows if file is None else read_edited(file, to_approve.planned)
    return to_approve.approved(rows, Selection(), accept)


def found_rules(approval: Approval) -> set[tuple[str, str]]:
    """Return (rule, customer) of every row that is refused."""
    return {(finding.rule, finding.row.customer_id) for finding in approval.refused}


def two_specialists(top: Path) -> Path:
    """Plan two specialists of one team with a few overdue customers each; returns the folder of roster and plan."""
    people = [customer(f"K{n}", specialist_id="S1" if n < 4 else "S2") for n in range(1, 7)]
    folder = write_roster(top / "roster", people, [specialist("S1"), specialist("S2")])
    plan(folder)
    return folder.parent


def copied(template: Path, own: Path) -> Path:
    """Copy a roster that is planned already, with its plan; returns the roster."""
    shutil.copytree(template, own)
    return own / "roster"
