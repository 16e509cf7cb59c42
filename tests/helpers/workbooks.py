"""Roster workbooks for tests: made from roster folders, with the typed cells that people have in Excel."""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.columns import TABLES
from scheduler.tables import decode, delimiter_of

FORMATS = {datetime: "dd.mm.yyyy hh:mm", date: "dd.mm.yyyy"}


def typed(text: str) -> object:
    """Return what Excel makes of a text that somebody types: dates, times and numbers."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
        return datetime.fromisoformat(text)
    if re.fullmatch(r"\d\d?:\d\d", text) and text != "24:00":
        return datetime.strptime(text, "%H:%M").time()
    if re.fullmatch(r"[1-9]\d{0,8}(\.\d*[1-9])?|0\.\d*[1-9]", text):
        return float(text)
    return text or None


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Put a value into a cell, dates in the German way."""
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]
    if type(value) in FORMATS:
        cell.number_format = FORMATS[type(value)]  # type: ignore[index]


def office_rows(content: str) -> list[tuple[str, object]]:
    """Return office.toml as rows of key and value."""

    def flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, object]]:
        rows: list[tuple[str, object]] = []
        for key, value in table.items():
            if isinstance(value, dict):
                rows += flat(f"{prefix}{key}.", value)
            else:
                rows.append((prefix + key, "; ".join(map(str, value)) if isinstance(value, list) else value))
        return rows

    return flat("", tomllib.loads(content))


def workbook_of(folder: Path, file: Path) -> Path:
    """Write a roster folder as a workbook with real dates, times and numbers; a key is taken along."""
    book = Workbook()
    office = book.active
    assert isinstance(office, Worksheet)
    office.title = "office"
    for number, (key, value) in enumerate(office_rows((folder / "office.toml").read_text(encoding="utf-8")), 1):
        put(office, number, 1, key)
        put(office, number, 2, value)
    for table in sorted(folder.glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        decoded = decode(table.read_bytes())
        assert decoded
        columns = next(known for known in TABLES if known.file == table.name)
        rows = csv.reader(io.StringIO(decoded[0], newline=""), delimiter=delimiter_of(columns, decoded[0]))
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                put(sheet, row, column, typed(cell))
    book.save(file)
    if (folder / "pseudonym.key").exists():
        file.with_suffix(".key").write_bytes((folder / "pseudonym.key").read_bytes())
    for own in folder.glob("*.toml"):
        if own.name != "office.toml":
            (file.parent / own.name).write_bytes(own.read_bytes())
    return file
