"""Reading one table: bytes → text → cells → values, every fault with line, column, value and what is wanted.

A CSV file becomes a `Grid` of texts here, a sheet of a workbook in `xlsx.py`; from there the way is the same.

UTF-8 (with or without BOM) or cp1252; comma, semicolon or tab; title rows above the header are skipped; columns nobody knows are
left alone. Cells are parsed by our own readers, never by a guess of a library: `01.02.2026` is the first of February.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from scheduler.columns import Column, Table
from scheduler.errors import Fault, shown
from scheduler.grid import Grid
from scheduler.systemwords import why
from scheduler.texts import text

HEADER_SEARCH_ROWS = 10
Contents = Mapping[str, bytes | None] | None
"""What the files of a folder hold, where that is known already (`journal.snapshot`); None = a file that cannot be read."""
DELIMITERS = (";", ",", "\t")


@dataclass
class Rows:
    """The parsed rows of one table.

    Attributes:
        table: what the table should hold.
        faults: where faults are noted.
        name: what faults call the table.
        headers: column → header as it stands in the table.
        values: column → values in order of rows; None for an empty cell, a missing column, a fault.
        lines: line number of each row.
        broken: positions of rows with a fault.
    """

    table: Table
    faults: list[Fault]
    name: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)

    def copy(self, faults: list[Fault]) -> "Rows":
        """Return the same rows with another place where faults are noted; a column can be replaced in one of them alone."""
        return replace(self, faults=faults, headers={**self.headers}, values={**self.values}, broken={*self.broken})

    def fault(self, row: int, column: str, value: object, wanted: str) -> None:
        """Note a fault in a row."""
        self.broken.add(row)
        self.faults.append(Fault(self.name, self.lines[row], self.header(column), shown(value), wanted))

    def header(self, column: str) -> str:
        """Return what a column is called in the table."""
        return self.headers.get(column, column)

    def require_known(self, column: str, known: set[str], wanted: str) -> None:
        """Note every value of a column that is not among the known ones."""
        for row, value in enumerate(self.values[column]):
            if value is not None and value not in known:
                self.fault(row, column, value, wanted)

    def require_unique(self, column: str, taken: set[str]) -> None:
        """Note every value of a column that stands twice, here or among those already taken."""
        seen: set[object] = set()
        for row, value in enumerate(self.values[column]):
            if value is not None and (value in seen or value in taken):
                self.fault(row, column, value, text("wanted.unique_person" if value in taken else "wanted.unique"))
            seen.add(value)

    def require(self, row: int, met: bool, column: str, wanted: str) -> None:
        """Note a fault in a row unless a condition is met."""
        if not met:
            self.fault(row, column, self.values[column][row], wanted)


def parse_table(table: Table, grid: Grid | None, faults: list[Fault]) -> Rows:
    """Turn the cells of a table into values; without a grid there are no rows."""
    rows = Rows(table, faults, grid.name if grid else table.file)
    rows.values = {column.name: [] for column in table.columns}
    if grid is not None:
        _parse(rows, grid)
    return rows


def read_table(table: Table, file: Path, faults: list[Fault], contents: Contents = None) -> Rows:
    """Read a CSV file as values; a file that is not there gives no rows (and a fault when it must be there)."""
    return parse_table(table, read_csv(table, file, faults, contents), faults)


def read_csv(table: Table, file: Path, faults: list[Fault], contents: Contents = None) -> Grid | None:
    """Return the cells of a CSV file, None for one that is not there (a fault when it must be there) or cannot be read.

    Args:
        table: what the table should hold.
        file: where it lies.
        faults: where faults are noted.
        contents: what the files of the folder hold, where that is known already (`journal.snapshot`).
    """
    is_new = contents is not None and table.file not in contents  # not there when the others were read, whatever is there by now
    data = contents.get(table.file) if contents is not None else None
    if is_new or (data is None and not file.is_file()):
        if table.required or (file.exists() and not is_new):
            faults.append(Fault(table.file, 0, "", "", text("wanted.file")))
        return None
    content = _decode(table, file, faults, data)
    return None if content is None else _split(table, content, faults)


def _decode(table: Table, file: Path, faults: list[Fault], data: bytes | None) -> str | None:
    """Return the text of a file, None when it is not text."""
    try:
        found = decode(file.read_bytes() if data is None else data)
    except OSError as error:
        faults.append(Fault(table.file, 0, "", why(error), text("wanted.readable")))
        return None
    if found is None:
        faults.append(Fault(table.file, 0, "", "", text("wanted.text_file")))
        return None
    return found[0]


def decode(data: bytes) -> tuple[str, str] | None:
    """Return the text of a file and its encoding, None when it is not text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in content:
            return content, encoding
    return None


def _split(table: Table, content: str, faults: list[Fault]) -> Grid:
    """Return the rows of cells that are not empty, with their line numbers."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter_of(table, content), strict=True)
    cells: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for raw in reader:
            row = list(map(str.strip, raw))
            if any(row):
                cells.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error:
        wanted = text("wanted.csv", most=csv.field_size_limit())
        faults.append(Fault(table.file, line, "", shown(_line(content, line)), wanted))
    return Grid(table.file, cells, lines)


def _line(content: str, number: int) -> str:
    return next(islice(io.StringIO(content, newline=""), number - 1, None), "").rstrip("\r\n")


def delimiter_of(table: Table, content: str) -> str:
    """Return the delimiter with which one of the first lines names the most columns of the table."""
    known = known_names(table)
    head = content.splitlines()[:HEADER_SEARCH_ROWS]
    return max(DELIMITERS, key=lambda d: max((_matches(line.split(d), known) for line in head), default=0))


def header_position(table: Table, cells: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows names the most columns of the table."""
    known = known_names(table)
    head = cells[:HEADER_SEARCH_ROWS]
    return max(range(len(head)), key=lambda n: (_matches(head[n], known), -n), default=0)


def _matches(cells: Sequence[str], known: dict[str, Column]) -> int:
    return len({known[name].name for name in map(header_name, cells) if name in known})


def known_names(table: Table) -> dict[str, Column]:
    """Return the columns of a table by their names and aliases, as `header_name` writes them."""
    return {header_name(name): column for column in table.columns for name in (column.name, *column.aliases)}


def header_name(header: str) -> str:
    """Return a header without what makes no difference: upper case, blanks and the signs between words."""
    return re.sub(r"[\s_.\-]+", "", header.strip().strip('"').lower())


def _parse(rows: Rows, grid: Grid) -> None:
    """Turn cells into values, column by column; each different text of a column is read once."""
    table = rows.table
    if not grid.cells:
        wanted = text("wanted.header", values=", ".join(c.name for c in table.columns if c.required))
        rows.faults.append(Fault(grid.name, 1, "", "", wanted))
        return
    head = header_position(table, grid.cells)
    header = _positions(rows, grid, head)
    body = _whole_rows(rows, grid.cells[head:], grid.lines[head:])
    for column in table.columns:
        position = header.get(column.name)
        texts = [""] * len(body) if position is None else [row[position] for row in body]
        rows.values[column.name] = _read_column(rows, column, texts, position is not None, _refused(rows, grid, position))


def _refused(rows: Rows, grid: Grid, position: int | None) -> list[str | None]:
    """Return for each row what is wanted in a cell that holds no text at all; empty where there is no such cell."""
    if position is None or not grid.unreadable:
        return []
    return [grid.unreadable.get((line, position)) for line in rows.lines]


def _positions(rows: Rows, grid: Grid, head: int) -> dict[str, int]:
    """Return where each known column stands; note missing and double ones."""
    header, line = grid.cells[head], grid.lines[head]
    known = known_names(rows.table)
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        column = known.get(header_name(name))
        if column is not None and column.name in found:
            rows.faults.append(Fault(rows.name, line, column.name, shown(name), text("wanted.one_column")))
        elif column is not None:
            found[column.name] = position
            rows.headers[column.name] = grid.headers.get(name, name)
    for column in rows.table.columns:
        if column.required and column.name not in found:
            seen = shown(" | ".join(header))
            rows.faults.append(Fault(rows.name, line, column.name, seen, text("wanted.column", name=column.name)))
    return found


def _whole_rows(rows: Rows, cells: list[list[str]], lines: list[int]) -> list[list[str]]:
    """Return the rows with as many cells as the header; others are faults."""
    width = len(cells[0])
    body = []
    for row, line in zip(cells[1:], lines[1:], strict=True):
        if len(row) == width:
            body.append(row)
            rows.lines.append(line)
            continue
        if not any(row[width:]):
            body.append(row + [""] * (width - len(row)))
            rows.lines.append(line)
            if len(row) > width:
                continue
        rows.faults.append(Fault(rows.name, line, "", str(len(row)), text("wanted.cells", number=width)))
    return body


def _read_column(rows: Rows, column: Column, texts: list[str], is_there: bool, refused: Sequence[str | None]) -> list[Any]:
    parsed: dict[str, Any] = {}
    bad: dict[str, str] = {}
    for cell in dict.fromkeys(texts):
        try:
            parsed[cell] = column.parse(cell) if cell else None
        except (ValueError, OverflowError):
            parsed[cell] = None
            bad[cell] = text(f"wanted.cell.{column.wanted}")
        if not cell and column.required and is_there:
            bad[cell] = text(f"wanted.cell.{column.wanted}")
    values = list(map(parsed.__getitem__, texts))
    if bad or any(refused):
        for row, cell in enumerate(texts):
            wanted = (refused[row] if refused else None) or bad.get(cell)
            if wanted is not None:
                rows.fault(row, column.name, cell, wanted)
                values[row] = None
    return values
