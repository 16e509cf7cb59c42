"""The log of all changes, `changes.csv` in the roster folder: when, who, which command, what was there and what is there now."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from scheduler import cellvalues as read
from scheduler.columns import Column, Table
from scheduler.store.changes import Added
from scheduler.store.edit import Note
from scheduler.store.tablefile import parse_table

FILE = "changes.csv"
FORGET, BEFORE = "forget", re.compile(r"\bbefore=(\d{4}-\d{2}-\d{2})\b")
"""How a run of `turnus forget` stands in the log."""


def moment(cell: str) -> datetime:
    """Return a time with seconds and offset."""
    found = datetime.fromisoformat(cell)
    if found.tzinfo is None:
        raise ValueError(cell)
    return found


CHANGES = Table(
    FILE,
    (
        Column("at", moment, "text", True),
        Column("who", read.plain, "text", True),
        Column("command", read.plain, "text", True),
        Column("table", read.plain, "text"),
        Column("row", read.plain, "text"),
        Column("column", read.plain, "text"),
        Column("old", read.plain, "text"),
        Column("new", read.plain, "text"),
    ),
)


def lines(notes: Sequence[Note], at: datetime, who: str, command: str) -> list[Added]:
    """Return the rows of the log for what was changed."""
    moment = at.isoformat(timespec="seconds")
    return [
        Added(
            FILE,
            {
                "at": moment,
                "who": who,
                "command": command,
                "table": note.table,
                "row": note.row,
                "column": note.column,
                "old": note.old,
                "new": note.new,
            },
        )
        for note in notes
    ]


def lines_before(data: bytes, day: date) -> frozenset[int]:
    """Return the positions of the lines of a log that are older than a day; a line whose time cannot be read stays."""
    file = parse_table(CHANGES, data)
    return frozenset(row for row in range(len(file.rows)) if _is_before(file.cell(row, "at"), day))


def _is_before(cell: str, day: date) -> bool:
    try:
        return moment(cell).date() < day
    except ValueError:
        return False


def forgotten_before(data: bytes) -> date | None:
    """Return before which day `turnus forget` has deleted, by the lines of a log; None where it never did."""
    file = parse_table(CHANGES, data)
    cells = [file.cell(row, "new") for row in range(len(file.rows)) if file.cell(row, "command") == FORGET]
    return max((day for cell in cells if (day := _day_in(cell)) is not None), default=None)


def _day_in(cell: str) -> date | None:
    found = BEFORE.search(cell)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
