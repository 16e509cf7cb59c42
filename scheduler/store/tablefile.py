"""A table as it lies in its file: every line as it stands, so that a change touches nothing but its own cells.

Encoding, delimiter, line ends, title rows, order of columns, unknown columns and quoting are those of the file. Which rows there
are and where the header is, is decided as in reading (`tables.py`).
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.columns import Column, Table
from scheduler.errors import StoreError
from scheduler.tables import HEADER_SEARCH_ROWS, decode, delimiter_of, header_name, header_position, known_names
from scheduler.texts import text

UNQUOTED = frozenset('"\r\n')
"""Signs that stand between quotation marks only."""
UTF8, WINDOWS = "utf-8-sig", "cp1252"
LINE_ENDS = ("\r\n", "\n", "\r")


@dataclass(slots=True)
class Line:
    """A row of the file: what stands there, line end included, and the cells of it."""

    raw: str
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not "".join(self.cells).strip()


@dataclass(slots=True)
class TableFile:
    """The lines of a table, to be changed one by one.

    Attributes:
        table: what the file should hold.
        delimiter: comma, semicolon or tab.
        has_bom: whether the file begins with a byte order mark.
        encoding: `utf-8-sig` or `cp1252`.
        lines: all lines, title rows and empty ones included.
        header: position of the header among them.
        rows: positions of the rows among them, in order.
        columns: known column → position of its cell.
        words: (column, type, value) → how the file writes it, as far as it was asked.
    """

    table: Table
    delimiter: str
    has_bom: bool
    encoding: str
    lines: list[Line]
    header: int
    rows: list[int] = field(init=False)
    columns: dict[str, int] = field(init=False)
    words: dict[tuple[str, type, object], str] = field(default_factory=dict)
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _rows_with: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _of_header: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = [n for n, line in enumerate(self.lines) if n > self.header and not line.is_blank]
        known = known_names(self.table)
        names = [known.get(header_name(cell)) for cell in self.lines[self.header].cells]
        self.columns = {column.name: n for n, column in enumerate(names) if column is not None}

    @property
    def line_end(self) -> str:
        """The line end of the first line that has one, else LF."""
        return self._end(self.lines[self.header]) or next(filter(None, map(self._end, self.lines)), "\n")

    @property
    def quotes_all(self) -> bool:
        """Whether the header stands in quotation marks throughout."""
        header = self.lines[self.header]
        if ("quotes", header.raw) not in self._of_header:
            self._of_header["quotes", header.raw] = all(cell.startswith('"') for cell in self._raw_cells(header))
        return self._of_header["quotes", header.raw]

    @property
    def is_german(self) -> bool:
        """Whether most of the known headers are German."""
        line = self.lines[self.header]
        if ("german", line.raw) not in self._of_header:
            header = [header_name(line.cells[position]) for position in self.columns.values()]
            english = [header_name(name) for name in self.columns]
            self._of_header["german", line.raw] = sum(a != b for a, b in zip(header, english, strict=True)) * 2 > len(header)
        return self._of_header["german", line.raw]

    def cell(self, row: int, column: str) -> str:
        """Return the text of a cell, empty where the column is missing."""
        position = self.columns.get(column)
        cells = self.lines[self.rows[row]].cells
        return "" if position is None or position >= len(cells) else cells[position].strip()

    def rows_with(self, column: str, cell: str) -> Sequence[int]:
        """Return the rows, in order, that have a text in a column; looked up, since many changes ask for one row each."""
        if column not in self._rows_with:
            found: dict[str, list[int]] = {}
            for row in range(len(self.rows)):
                found.setdefault(self.cell(row, column), []).append(row)
            self._rows_with[column] = found
        return self._rows_with[column].get(cell, ())

    def texts(self, column: str) -> list[str]:
        """Return the texts of a column that are not empty, in order, as the file was read."""
        if column not in self._texts:
            self._texts[column] = [cell for cell in (self.cell(row, column) for row in range(len(self.rows))) if cell]
        return self._texts[column]

    def table_of_texts(self) -> tuple[str, dict[str, int], list[list[str]]]:
        """Return what reading takes from the file: delimiter, places of the columns, the cells of the rows."""
        return self.delimiter, self.columns, [self.lines[row].cells for row in self.rows]

    def add_column(self, column: Column) -> None:
        """Append a column; every row gets an empty cell."""
        width = len(self.lines[self.header].cells)
        name = column.aliases[0] if self.is_german and column.aliases else column.name
        self._append(self.lines[self.header], name)
        self.columns[column.name] = width
        for row in self.rows:
            line = self.lines[row]
            for _ in range(width + 1 - len(line.cells)):
                self._append(line, "")

    def set_cell(self, row: int, column: str, cell: str) -> None:
        """Put a text into a cell; the other cells of the row stay as they are written."""
        line, position = self.lines[self.rows[row]], self.columns[column]
        raw = self._raw_cells(line)
        raw[position] = self._quoted(cell)
        line.cells[position] = cell
        self._rows_with.pop(column, None)
        line.raw = self.delimiter.join(raw) + self._end(line)

    def add_row(self, cells: dict[str, str]) -> None:
        """Add a row behind the last one."""
        row = [""] * len(self.lines[self.header].cells)
        for column, cell in cells.items():
            row[self.columns[column]] = cell
        place = (self.rows[-1] if self.rows else self.header) + 1
        before = self.lines[place - 1]
        if not self._end(before):
            before.raw += self.line_end
        self.lines.insert(place, Line(self.delimiter.join(map(self._quoted, row)) + self.line_end, row))
        self.rows.append(place)
        for column, found in self._rows_with.items():
            found.setdefault(self.cell(len(self.rows) - 1, column), []).append(len(self.rows) - 1)

    def remove_rows(self, rows: frozenset[int]) -> None:
        """Take rows out, by their positions among the rows."""
        gone = {self.rows[row] for row in rows}
        self._rows_with.clear()
        self.lines = [line for n, line in enumerate(self.lines) if n not in gone]
        self.rows = [n for n, line in enumerate(self.lines) if n > self.header and not line.is_blank]

    def content(self) -> bytes:
        """Return the bytes of the file; what cp1252 cannot hold makes it UTF-8 with a byte order mark."""
        whole = "".join(line.raw for line in self.lines)
        if self.encoding == WINDOWS:
            try:
                data = whole.encode(WINDOWS)
            except UnicodeEncodeError:
                data = b""
            if decode(data) is not None and (decode(data) or ("",))[0] == whole:
                return data
            self.encoding, self.has_bom = UTF8, True
        try:
            data = whole.encode("utf-8")
        except UnicodeEncodeError as error:
            raise StoreError(text("store.letter", file=self.table.file)) from error
        return codecs.BOM_UTF8 + data if self.has_bom else data

    def _append(self, line: Line, cell: str) -> None:
        end = self._end(line)
        line.raw = line.raw[: len(line.raw) - len(end)] + self.delimiter + self._quoted(cell) + end
        line.cells.append(cell)

    @staticmethod
    def _end(line: Line) -> str:
        return next((end for end in LINE_ENDS if line.raw.endswith(end)), "")

    def _quoted(self, cell: str) -> str:
        if self.quotes_all or cell != cell.strip() or self.delimiter in cell or not UNQUOTED.isdisjoint(cell):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def _raw_cells(self, line: Line) -> list[str]:
        """Return the cells as they are written, quotation marks included."""
        content = line.raw[: len(line.raw) - len(self._end(line))]
        pattern = rf'("(?:[^"]|"")*"|[^{self.delimiter}]*)(?:{self.delimiter}|\Z)'
        found = [match[1] for match in re.finditer(pattern, content)]
        return found[: len(line.cells)]


def new_table(table: Table, columns: list[str]) -> TableFile:
    """Return an empty table with a header: UTF-8, comma, LF."""
    return TableFile(table, ",", False, UTF8, [Line(",".join(columns) + "\n", list(columns))], 0)


def parse_table(table: Table, data: bytes) -> TableFile:
    """Return the lines of a file.

    Raises:
        StoreError: the file is no readable table with all required columns.
    """
    decoded = decode(data)
    if decoded is None:
        raise StoreError(text("store.unreadable", file=table.file))
    content, encoding = decoded
    delimiter = delimiter_of(table, content)
    lines = _lines(table, content, delimiter)
    filled = [n for n, line in enumerate(lines) if not line.is_blank]
    if not filled:
        raise StoreError(text("store.unreadable", file=table.file))
    head = filled[:HEADER_SEARCH_ROWS]
    header = filled[header_position(table, [[cell.strip() for cell in lines[n].cells] for n in head])]
    found = TableFile(table, delimiter, data.startswith(codecs.BOM_UTF8), encoding, lines, header)
    if any(column.required and column.name not in found.columns for column in table.columns):
        raise StoreError(text("store.unreadable", file=table.file))
    return found


def _lines(table: Table, content: str, delimiter: str) -> list[Line]:
    raw = list(io.StringIO(content, newline=""))
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    try:
        begin = 0
        for cells in reader:
            lines.append(Line("".join(raw[begin : reader.line_num]), cells))
            begin = reader.line_num
    except csv.Error as error:
        raise StoreError(text("store.unreadable", file=table.file)) from error
    return lines
