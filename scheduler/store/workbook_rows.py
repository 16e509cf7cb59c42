"""Changes → new content of a workbook: only the cells concerned change, in the way in which their column is filled already.

Each sheet is edited as a table of texts, as a CSV file is (`edit.py`); what differs afterwards is put into the XML of the sheet.
The result is read again and must hold exactly the texts that were meant. Kept: other sheets, order of columns, formats, widths,
formulas with their saved values, tables, filters, charts. A removed row leaves an empty one. Comments, pivot tables and copies on
other sheets are the office's own: nothing is changed or deleted there.
"""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.etree.ElementTree import ParseError

from scheduler.columns import TABLES, Column, Table
from scheduler.errors import RosterError, StoreError
from scheduler.grid import Grid
from scheduler.rostersource import SHEETS, sheet_key, sheet_of
from scheduler.store.edit import Editor
from scheduler.store.package import Package
from scheduler.store.sheetxml import Cell, SheetXml
from scheduler.store.tablefile import Line, TableFile
from scheduler.texts import text
from scheduler.xlsx import read_sheets

DAY_MINUTES = 1440
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


class BookEditor(Editor):
    """The tables of a workbook while changes are worked in."""

    def __init__(self, name: str, before: Mapping[str, bytes | None], tables: Iterable[Table], log: str, log_name: str) -> None:
        data = before.get(name)
        if data is None:
            raise StoreError(text("store.unreadable", file=name))
        self._name, self._data = name, data
        self._log, self._log_name = log, log_name
        self._grids = _grids(name, data)
        self._origin: dict[str, list[tuple[Line, list[str]]]] = {}
        texts: dict[str, bytes | None] = {file: _as_csv(grid) for file, grid in self._grids.items()}
        super().__init__(texts | ({log: before[log_name]} if log_name in before else {}), tables)

    def contents(self) -> dict[str, bytes]:
        """Return the new content of the workbook and of the log, where they changed."""
        changed = super().contents()
        log = {self._log_name: changed.pop(self._log)} if self._log in changed else {}
        if not changed:
            return log
        try:
            package = Package(self._data)
            for file in changed:
                self._put(package, self._files[file])
            data = package.content()
            self._check(data)
        except (ValueError, KeyError, IndexError, zipfile.BadZipFile, ParseError, RosterError) as error:
            raise StoreError(text("store.unreadable", file=self._name)) from error
        return {self._name: data, **log}

    def _file(self, table: Table, columns: Collection[str]) -> TableFile:
        is_new = table.file not in self._files
        file = super()._file(table, columns)
        if is_new:
            self._origin[table.file] = [(line, list(line.cells)) for line in file.lines]
        return file

    def _put(self, package: Package, file: TableFile) -> None:
        """Put what differs into a sheet."""
        grid = self._grids.get(file.table.file)
        title = grid.name.partition(" [")[2].removesuffix("]") if grid else file.table.name
        sheet, epoch = package.sheet(title), EPOCH_1904 if package.counts_from_1904 else EPOCH
        origin = self._origin[file.table.file] if grid else []
        numbers = {id(line): number for (line, _), number in zip(origin, grid.lines if grid else [], strict=True)}
        last = grid.lines[-1] if grid else 0
        pen = _Pen(sheet, file, epoch, like=last if self._number_read[file.table.file] else 0)
        there = set(map(id, file.lines))
        for line, before in origin:
            if id(line) not in there:
                sheet.clear_row(numbers[id(line)])
            else:
                pen.put(numbers[id(line)], line, before)
        added = [line for line in file.lines if id(line) not in numbers]
        for number, line in enumerate(added, last + 1):
            pen.put(number, line, [""] * len(line.cells))
        if added and last:
            sheet.grow(last, last + len(added))
            package.grow_tables(title, last, last + len(added))

    def _check(self, data: bytes) -> None:
        """Raise ValueError unless the new workbook says what was meant, on the sheets that changed and on all others."""
        found = _grids(self._name, data)
        for file, grid in {**self._grids, **found}.items():
            meant = self._files[file].lines if file in self._files else None
            wanted = [line.cells for line in meant] if meant is not None else grid.cells
            rows = [row for row in (_stripped(cells) for cells in wanted) if row]
            if [_stripped(cells) for cells in found[file].cells] != rows:
                raise ValueError(file)


def _stripped(cells: list[str]) -> list[str]:
    """Return the texts of a row without empty ones at its end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _grids(name: str, data: bytes) -> dict[str, Grid]:
    """Return the sheets of the tables: file name of the table → grid."""
    sheets = read_sheets(name, data, lambda title: sheet_key(title) in SHEETS)
    return {table.file: grid for table in TABLES for title, grid in sheets.items() if sheet_key(title) in sheet_of(table)}


def _as_csv(grid: Grid) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(grid.cells)
    return stream.getvalue().encode()


@dataclass(frozen=True)
class _Pen:
    """Puts texts into the cells of a sheet; `like` is the row whose cells show how a column is filled, 0 = there is none."""

    sheet: SheetXml
    file: TableFile
    epoch: datetime
    like: int

    def put(self, row: int, line: Line, before: list[str]) -> None:
        """Put those cells of a line that differ from what stood there."""
        is_head = line is self.file.lines[self.file.header]
        names = {position: name for name, position in self.file.columns.items()}
        columns = {column.name: column for column in self.file.table.columns}
        for position, cell in enumerate(line.cells):
            if position < len(before) and before[position] == cell:
                continue
            old, above = self.sheet.cell(row, position + 1), self.sheet.cell(self.like, position + 1)
            shows = old if old and (old.is_number or old.is_text) else above
            column = None if is_head else columns.get(names.get(position, ""))
            self.sheet.put(
                row, position + 1, _value(column, cell, shows, self.epoch), above.style if above and not is_head else ""
            )


def _value(column: Column | None, cell: str, like: Cell | None, epoch: datetime) -> str | float:
    """Return what to put for a text: a number where the cell above is one and means such a thing."""
    if not cell or column is None or like is None or not like.is_number:
        return cell
    value = column.parse(cell)
    match value:
        case datetime():
            return _serial(value.replace(tzinfo=None) - epoch)
        case date():
            return _serial(datetime.combine(value, datetime.min.time()) - epoch)
        case int() if column.wanted == "time":
            return value / DAY_MINUTES
        case int() if not isinstance(value, bool):
            return value
    return int(cell) if cell.isascii() and cell.isdigit() and str(int(cell)) == cell and len(cell) < 15 else cell


def _serial(since: timedelta) -> float:
    days = since / timedelta(days=1)
    return int(days) if days == int(days) else days
