"""Workbooks (.xlsx): sheets → texts in cells, and a workbook → bytes that are the same on every run.

Cells become the texts that stand in a CSV file: dates `2026-11-30`, times `09:30`, whole numbers without `.0`, shares as
fractions. Of a formula the value counts that the spreadsheet saved with it. openpyxl is imported only when it is needed.
"""

import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.errors import Fault, RosterError
from scheduler.extras import need
from scheduler.grid import Grid
from scheduler.systemwords import why
from scheduler.texts import text

if TYPE_CHECKING:
    from openpyxl import Workbook

SUFFIX = ".xlsx"
KINDS = (SUFFIX, ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods")
MOST_MEGABYTES = 256
MOST_BYTES = MOST_MEGABYTES * 1024**2
"""So large may a workbook be when it is unpacked; more is no roster."""
MOST_DIGITS = 15
"""So many digits of a number a spreadsheet keeps."""
OLE = b"\xd0\xcf\x11\xe0"
"""Begin of a file with a password, and of .xls."""
FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every part of a workbook that we write."""


def is_workbook(path: Path) -> bool:
    """Tell whether a path means a workbook, of any kind, and not a folder."""
    return path.suffix.lower() in KINDS and not path.is_dir()


def need_openpyxl() -> None:
    """Say what to do where openpyxl is missing. With and without lxml it shall write the same bytes, so lxml is left out.

    Raises:
        TurnusError: it is missing.
    """
    os.environ["OPENPYXL_LXML"] = os.environ["OPENPYXL_DEFUSEDXML"] = "False"
    need("openpyxl", "error.no_openpyxl")


def read_sheets(name: str, data: bytes, is_wanted: Callable[[str], bool]) -> dict[str, Grid]:
    """Return the sheets of a workbook: title → grid, in their order.

    Args:
        name: of the file.
        data: its content.
        is_wanted: tells by its title whether a sheet is read.

    Raises:
        RosterError: the workbook has a password, is damaged or too large, or is no .xlsx.
        TurnusError: openpyxl is missing.
    """
    check_workbook(name, data)
    need_openpyxl()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of decoration that it does not keep
            return _grids(name, data, is_wanted)
    except Exception as error:  # openpyxl has no common error for what it cannot read
        raise _refused(name, "workbook") from error


def _refused(name: str, wanted: str, **values: object) -> RosterError:
    return RosterError([Fault(name, 0, "", "", text(f"wanted.{wanted}", **values))])


def read_book(file: Path) -> bytes:
    """Return the content of a workbook.

    Raises:
        RosterError: it is missing or cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise _refused(file.name, "file") from error
    except OSError as error:
        raise RosterError([Fault(file.name, 0, "", why(error), text("wanted.open_workbook"))]) from error


def check_workbook(name: str, data: bytes) -> None:
    """Refuse what is not worth opening.

    Raises:
        RosterError: it has a password, is too large, or is no .xlsx.
    """
    if data.startswith(OLE):
        raise _refused(name, "no_password")
    if not name.lower().endswith(SUFFIX):
        raise _refused(name, "xlsx")
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _refused(name, "workbook") from error
    if len(data) > MOST_BYTES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _refused(name, "small_workbook", most=MOST_MEGABYTES)
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(name, "no_password")


def _grids(name: str, data: bytes, is_wanted: Callable[[str], bool]) -> dict[str, Grid]:
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
    found = {}
    for sheet in values.worksheets:
        if is_wanted(sheet.title):
            marked = _formula_cells(formulas[sheet.title]) if formulas else {}
            found[sheet.title] = _grid(f"{name} [{sheet.title}]", sheet, marked)
    return found


def _has_formulas(data: bytes) -> bool:
    """Tell whether any sheet holds a formula; only then the workbook is read twice."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheets = [part for part in archive.infolist() if "worksheets/" in part.filename and part.filename.endswith(".xml")]
    return any(FORMULA.search(archive.read(part)) for part in sheets)


def _formula_cells(sheet: Any) -> dict[tuple[int, int], str]:
    """Return the cells with a formula: (row, column) from 1 → formula."""
    return {
        (cell.row, cell.column): str(getattr(cell.value, "text", cell.value))
        for row in _rows(sheet)
        for cell in row
        if cell.data_type == "f"
    }


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # files from elsewhere name wrong ones
    yield from sheet.iter_rows()


def _grid(name: str, sheet: Any, formulas: dict[tuple[int, int], str]) -> Grid:
    cells: list[list[str]] = []
    lines: list[int] = []
    unreadable: dict[tuple[int, int], str] = {}
    for row in _rows(sheet):
        texts = [cell_text(cell) for cell in row]
        for position, cell in enumerate(row):
            if cell.value is None and cell.data_type == "n" and not hasattr(cell, "row"):
                continue
            formula = formulas.get((cell.row, cell.column))
            if formula is not None and cell.value is None:
                texts[position] = formula
                unreadable[cell.row, position] = text("wanted.saved_value")
            elif cell.data_type == "e":
                unreadable[cell.row, position] = text("wanted.no_error")
        if any(texts):
            cells.append(texts)
            lines.append(next(cell.row for cell in row if hasattr(cell, "row")))
    width = max(map(len, cells), default=0)
    return Grid(name, [row + [""] * (width - len(row)) for row in cells], lines, unreadable)


def cell_text(cell: Any) -> str:
    """Return the text that a cell of a sheet would have in a CSV file."""
    match cell.value:
        case None:
            return ""
        case bool() as value:
            return str(value).lower()
        case int() | float() as value:
            return _number(value, cell.number_format or "")
        case datetime() as value:
            return _moment(value)
        case date() as value:
            return value.isoformat()
        case time() as value:
            return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond))
        case timedelta() as value:
            return _clock(value)
        case value:
            return str(value).strip()


def _number(value: float, number_format: str) -> str:
    """Return a number: whole ones without decimals, with the leading zeros that their format shows; others to four decimals."""
    if abs(value) >= 10**MOST_DIGITS:
        return f"{value:.{MOST_DIGITS - 1}E}"  # the spreadsheet has lost digits: no id
    if value == int(value):
        zeros = len(number_format) if re.fullmatch(r"0{2,}", number_format) else 1
        return f"{int(value):0{zeros}}"
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _moment(value: datetime) -> str:
    """Return a date, with its time where it has one; spreadsheets store times as fractions, so seconds are rounded."""
    rounded = value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1e6))
    if rounded.time() == time.min:
        return rounded.date().isoformat()
    return rounded.isoformat(timespec="seconds" if rounded.second else "minutes")


def _clock(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def packed(workbook: "Workbook") -> bytes:
    """Return a workbook as bytes that depend on nothing but its content: fixed times, parts as they are, no compression."""
    workbook.properties.creator = "turnus"
    workbook.properties.created = datetime(*STAMP)
    raw = io.BytesIO()
    workbook.save(raw)
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, STAMP), content)
    return result.getvalue()
