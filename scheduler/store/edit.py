"""Changes → new contents of the files, and what the log says about each. Nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.cellvalues import identifier
from scheduler.columns import TABLES, Column, Table
from scheduler.errors import StoreError, shown
from scheduler.store.cells import cell_text, is_meant
from scheduler.store.changes import Added, Change, Removed, Updated, Value
from scheduler.store.tablefile import TableFile, new_table, parse_table
from scheduler.texts import text

NEVER_WRITTEN = ("specialists.csv", "customers.csv", "resources.csv")
NAMES = ("booking_id", "person_id", "customer_id", "specialist_id")
"""Columns that name a row in the log; the first that the table has."""
DAYS = ("on", "first_day", "recorded_on", "until", "day")
"""Columns that tell rows of the same person apart in the log."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the log says about one cell, or one row (no column)."""

    table: str
    row: str
    column: str
    old: str
    new: str


class Editor:
    """The tables of a folder while changes are worked in."""

    def __init__(self, before: Mapping[str, bytes | None], tables: Iterable[Table] = TABLES) -> None:
        self._before = before
        self._tables = {table.file: table for table in tables}
        self._columns = {name: {column.name: column for column in table.columns} for name, table in self._tables.items()}
        self._files: dict[str, TableFile] = {}
        self._gone: dict[str, set[int]] = {}
        self._number_read: dict[str, int] = {}
        self._touched: set[str] = set()
        self._contents: dict[str, bytes] = {}
        self.notes: list[Note] = []

    def apply(self, changes: Sequence[Change]) -> None:
        """Work changes in, in their order; rows that go keep their position until all is worked in.

        Raises:
            StoreError: a change names no table, row or column, or a value that the column cannot hold.
        """
        used: dict[str, set[str]] = {}
        for change in changes:
            if isinstance(change, Added):
                used.setdefault(change.table, set()).update(_filled(change.values))
        for change in changes:
            match change:
                case Added():
                    self._add(change, used)
                case Updated():
                    self._update(change)
                case Removed():
                    self._remove(change)
        for name, rows in self._gone.items():
            self._files[name].remove_rows(frozenset(rows))
        self._gone.clear()

    def contents(self) -> dict[str, bytes]:
        """Return the new content of every file that changed; it is read as it was meant."""
        for name in sorted(self._touched):
            file = self._files[name]
            encoding, content = file.encoding, file.content()
            if content == self._before.get(name):
                continue
            if parse_table(file.table, content).table_of_texts() != file.table_of_texts():
                raise StoreError(text("store.unreadable", file=name))
            if encoding != file.encoding:
                self.notes.append(Note(name, "", "encoding", encoding, file.encoding))
            self._contents[name] = content
        self._touched.clear()
        return dict(self._contents)

    def _add(self, change: Added, used: Mapping[str, Collection[str]]) -> None:
        table = self._table(change.table)
        values = _filled(change.values)
        file = self._file(table, used.get(table.file, ()))
        self._need_columns(file, values)
        columns = self._columns[table.file]
        cells = {name: cell_text(file, columns[name], value) for name, value in values.items()}
        file.add_row(cells)
        self.notes.append(Note(table.file, row_name(table, cells), "", "", compact(table, cells)))

    def _update(self, change: Updated) -> None:
        table = self._table(change.table)
        file = self._file(table, change.key)
        gone = self._gone.get(table.file, set())
        found = [row for row in _candidates(file, change.key) if row not in gone and _matches(file, row, change.key)]
        if len(found) != 1:
            key = ", ".join(f"{name}={shown(value)}" for name, value in change.key.items())
            raise StoreError(text("store.rows", file=table.file, key=key, number=len(found)))
        self._need_columns(file, _filled(change.values))
        name = row_name(table, _cells(file, found[0]))
        for column, value in change.values.items():
            old = file.cell(found[0], column)
            if column not in file.columns or is_meant(_column(table, column), old, value):
                continue
            new = cell_text(file, _column(table, column), value)
            file.set_cell(found[0], column, new)
            self.notes.append(Note(table.file, name, column, old, new))

    def _remove(self, change: Removed) -> None:
        table = self._table(change.table)
        if not change.rows:
            return
        file = self._file(table, {})
        if max(change.rows) >= self._number_read[table.file] or min(change.rows) < 0:
            raise StoreError(text("store.rows", file=table.file, key=str(max(change.rows) + 1), number=0))
        for row in sorted(change.rows):
            cells = _cells(file, row)
            self.notes.append(Note(table.file, row_name(table, cells), "", compact(table, cells), ""))
        self._gone.setdefault(table.file, set()).update(change.rows)

    def _table(self, name: str) -> Table:
        table = self._tables.get(name)
        if table is None or name in NEVER_WRITTEN:
            raise StoreError(text("store.table", file=shown(name)))
        return table

    def _file(self, table: Table, columns: Collection[str]) -> TableFile:
        file = self._files.get(table.file)
        self._touched.add(table.file)
        if file is None:
            before = self._before.get(table.file)
            if before is None and table.file in self._before:
                raise StoreError(text("store.unreadable", file=table.file))
            is_ours = table not in TABLES
            header = [column.name for column in table.columns if is_ours or column.required or column.name in columns]
            file = new_table(table, header) if before is None else parse_table(table, before)
            self._files[table.file] = file
            self._number_read[table.file] = len(file.rows)
        return file

    def _need_columns(self, file: TableFile, names: Iterable[str]) -> None:
        missing = set(names) - file.columns.keys()
        if not missing:
            return
        for unknown in missing - {column.name for column in file.table.columns}:
            _column(file.table, unknown)
        for column in file.table.columns:
            if column.name in missing:
                file.add_column(column)


def _column(table: Table, name: str) -> Column:
    for column in table.columns:
        if column.name == name:
            return column
    raise StoreError(text("store.column", file=table.file, column=shown(name)))


def _filled(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _cells(file: TableFile, row: int) -> dict[str, str]:
    return {column: file.cell(row, column) for column in file.columns}


def _candidates(file: TableFile, key: Mapping[str, Value]) -> Sequence[int]:
    """Return the rows that may match: an id is written in one way only, so comparing texts spares reading every cell."""
    for name, value in key.items():
        if isinstance(value, str) and name in file.columns and _column(file.table, name).parse is identifier:
            return file.rows_with(name, value)
    return range(len(file.rows))


def _matches(file: TableFile, row: int, key: Mapping[str, Value]) -> bool:
    return all(is_meant(_column(file.table, name), file.cell(row, name), value) for name, value in key.items())


def row_name(table: Table, cells: Mapping[str, str]) -> str:
    """Return what names a row in the log: an id, with a day where the table has no ids of its own."""
    name = next((cells[column] for column in NAMES if column in cells), "")
    day = next((cells[column] for column in DAYS if cells.get(column)), "") if table.file != "bookings.csv" else ""
    return f"{name} {day}".strip()


def compact(table: Table, cells: Mapping[str, str]) -> str:
    """Return the cells of a row on one line: `start=2026-11-30T09:00, state=approved`."""
    return ", ".join(f"{column.name}={cells[column.name]}" for column in table.columns if cells.get(column.name))
