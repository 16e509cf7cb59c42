"""Changes to the tables of a roster, as plain data: what a command wants to have written. Written by `store.py`, all or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | bool | date | datetime | None
"""What a cell can hold; None = empty. Times are local to the office, without offset."""


@dataclass(frozen=True, slots=True)
class Added:
    """A new row.

    Attributes:
        table: file name, `bookings.csv`.
        values: column (as in docs/files.md) → value; columns that are not named stay empty.
    """

    table: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Updated:
    """Some cells of one row; all its other cells stay as they are.

    Attributes:
        table: file name.
        key: column → value that names the row; exactly one row must match.
        values: column → new value.
    """

    table: str
    key: Mapping[str, Value]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows that go.

    Attributes:
        table: file name.
        rows: their positions among the rows of the table as it was read, from 0.
    """

    table: str
    rows: frozenset[int]


Change = Added | Updated | Removed
