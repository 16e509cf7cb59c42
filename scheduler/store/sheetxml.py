"""The XML of one sheet of a workbook, changed cell by cell: whatever is not concerned stays as the spreadsheet wrote it.

Rows and cells are found by their tags and put back in order; formats, widths, charts and conditional formats are never touched.
What comes out is read again and compared before it is written (`workbook_rows.py`).
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

ROW = re.compile(r"<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
CELL = re.compile(r"<((?:\w+:)?)c\b([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
DATA = re.compile(r"<((?:\w+:)?)sheetData\b[^>]*?(?:/>|>(.*?)</\1sheetData>)", re.DOTALL)
DIMENSION = re.compile(r"(<(?:\w+:)?dimension ref=\")[^\"]*(\")")
AUTOFILTER = re.compile(r"(<(?:\w+:)?autoFilter ref=\")([^\"]*)(\")")
BAD_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class Cell:
    """A cell: its column from 1 and its XML."""

    column: int
    raw: str

    @property
    def style(self) -> str:
        """The number of its format, empty = none."""
        return attribute(self.raw, "s")

    @property
    def is_number(self) -> bool:
        """Whether it holds a number (a date is one), not a text."""
        return attribute(self.raw, "t") in ("", "n") and re.search(r"<(\w+:)?v>", self.raw) is not None

    @property
    def is_text(self) -> bool:
        """Whether it holds a text."""
        return attribute(self.raw, "t") in ("s", "str", "inlineStr")


@dataclass(slots=True)
class Row:
    """A row: its number from 1, the attributes of its tag, its cells in order."""

    number: int
    attributes: str
    cells: list[Cell]


class SheetXml:
    """A sheet that is being changed."""

    def __init__(self, xml: str) -> None:
        data = DATA.search(xml)
        if data is None:
            raise ValueError("no sheetData")
        self._prefix = data[1]
        self._head, self._tail = xml[: data.start()], xml[data.end() :]
        self._rows: dict[int, Row] = {}
        number = 0
        for found in ROW.finditer(data[2] or ""):
            number = int(attribute(found[2], "r") or number + 1)
            self._rows[number] = Row(number, found[2].strip(), _cells(found[3] or ""))

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, None where there is none."""
        cells = self._rows[row].cells if row in self._rows else []
        return next((cell for cell in cells if cell.column == column), None)

    def put(self, row: int, column: int, value: str | float | None, style: str = "") -> None:
        """Put a text, a number or nothing into a cell; its format stays, a new cell takes the one that is given."""
        line = self._rows.setdefault(row, Row(row, f'r="{row}"', []))
        old = self.cell(row, column)
        form = old.style if old else style
        new = Cell(column, self._xml(f"{letters(column)}{row}", value, form))
        line.cells = sorted([*(cell for cell in line.cells if cell is not old), new], key=lambda cell: cell.column)

    def clear_row(self, row: int) -> None:
        """Empty all cells of a row; their formats stay."""
        for cell in self._rows[row].cells if row in self._rows else []:
            self.put(row, cell.column, None)

    def grow(self, above: int, row: int) -> None:
        """Let filters that end with a row end with another one."""
        self._tail = AUTOFILTER.sub(lambda found: found[1] + grown(found[2], above, row) + found[3], self._tail)

    def content(self) -> str:
        """Return the XML of the sheet."""
        tag = f"{self._prefix}row"
        rows = []
        for row in sorted(self._rows.values(), key=lambda row: row.number):
            attributes = re.sub(r'\s*spans="[^"]*"', "", row.attributes)
            attributes = attributes if attribute(attributes, "r") else f'r="{row.number}" {attributes}'.strip()
            rows.append(f"<{tag} {attributes}>{''.join(cell.raw for cell in row.cells)}</{tag}>")
        head = DIMENSION.sub(rf"\g<1>{self._dimension()}\2", self._head)
        return f"{head}<{self._prefix}sheetData>{''.join(rows)}</{self._prefix}sheetData>{self._tail}"

    def _dimension(self) -> str:
        cells = [(row.number, cell.column) for row in self._rows.values() for cell in row.cells] or [(1, 1)]
        rows, columns = zip(*cells, strict=True)
        return f"{letters(min(columns))}{min(rows)}:{letters(max(columns))}{max(rows)}"

    def _xml(self, place: str, value: str | float | None, style: str) -> str:
        prefix, form = self._prefix, f' s="{style}"' if style else ""
        if value is None or value == "":
            return f'<{prefix}c r="{place}"{form}/>'
        if isinstance(value, str):
            words = escape(BAD_CHARACTERS.sub(" ", value))
            inner = f'<{prefix}is><{prefix}t xml:space="preserve">{words}</{prefix}t></{prefix}is>'
            return f'<{prefix}c r="{place}"{form} t="inlineStr">{inner}</{prefix}c>'
        return f'<{prefix}c r="{place}"{form}><{prefix}v>{value!r}</{prefix}v></{prefix}c>'


def _cells(xml: str) -> list[Cell]:
    found: list[Cell] = []
    for cell in CELL.finditer(xml):
        place = re.match(r"[A-Z]+", attribute(cell[2], "r"))
        column = number_of(place[0]) if place else (found[-1].column + 1 if found else 1)
        found.append(Cell(column, cell[0]))
    return found


def attribute(xml: str, name: str) -> str:
    """Return an attribute of the first tag in a piece of XML, or of a list of attributes; empty where it has none."""
    tag = xml.partition(">")[0]
    found = re.search(rf'(?:^|\s){name}="([^"]*)"', tag)
    return found[1] if found else ""


def grown(ref: str, above: int, row: int) -> str:
    """Return a range that ended with a row, now ending with another one; other ranges as they are."""
    found = re.fullmatch(r"(\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?)(\d+)", ref)
    return f"{found[1]}{row}" if found and int(found[2]) == above else ref


def letters(column: int) -> str:
    """Return the letters of a column: 1 → A, 27 → AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def number_of(column: str) -> int:
    """Return the number of a column: A → 1, AA → 27."""
    found = 0
    for letter in column:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found
