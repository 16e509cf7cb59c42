"""plan.xlsx: the tables of a plan as a workbook for people who live in Excel, and its rows read back after they have been edited.

    plan_workbook(plan: Plan) -> bytes
        the workbook: a sheet a table, headers and words in the language of the output, real dates, local times without offset
    read_grid(path: Path, sheet: str) -> Grid
        a sheet ("appointments", "not_invited" or "standby"; found by its German or English title) as a table with the column
        names and the words of the CSV files, for `scheduler.tables.parse_table(table, grid, faults)`. Whatever else stands in
        the sheet is left as it is; faults name file, sheet, row and header as Excel shows them.
    read_rows(path: Path, sheet: str) -> dict[int, dict[str, str]]
        the same as row number in Excel → column name → text: start `2026-11-30T09:00` (local time of the office, without offset),
        kind `wish`, double_booked `yes`. Empty cells are empty texts.

Both raise RosterError where the file cannot be read or has no such sheet, and TurnusError where openpyxl is missing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cellvalues import plain
from scheduler.columns import Column, Table
from scheduler.errors import Fault, RosterError
from scheduler.grid import Grid
from scheduler.neutral import neutral
from scheduler.plan import DAY_NAMES, Appointment, NotInvited, Plan, StandbyName
from scheduler.tables import header_name, header_position
from scheduler.texts import LANGUAGES, catalogue, language, text
from scheduler.xlsx import need_openpyxl, packed, read_book, read_sheets

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILE = "plan.xlsx"
DATE = "dd.mm.yyyy"
MOMENT = {"de": "[$-407]ddd dd.mm.yyyy hh:mm", "en": "[$-809]ddd dd.mm.yyyy hh:mm"}
NARROWEST, WIDEST = 8, 60
ROWS_WIDTHS = 500
"""So many rows decide about the width of a column."""


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of a sheet.

    Attributes:
        name: as in the CSV file.
        form: how Excel shows it; empty = text, or a whole number.
        words: prefix of the texts that stand for its values.
        apart: what stands between several values in the CSV file and in the sheet.
    """

    name: str
    form: str = ""
    words: str = ""
    apart: tuple[str, str] = ("", "")


CUSTOMER, SPECIALIST = PlanColumn("customer_id"), PlanColumn("specialist_id")
DEADLINE, RULE = PlanColumn("deadline", DATE), PlanColumn("rule_id", words="rule_name")
SHEETS: dict[str, tuple[PlanColumn, ...]] = {
    "appointments": (
        SPECIALIST,
        CUSTOMER,
        PlanColumn("start", "moment"),
        PlanColumn("end", "hh:mm"),
        PlanColumn("minutes"),
        PlanColumn("kind", words="kind"),
        PlanColumn("channel", words="channel"),
        PlanColumn("invited_by", words="delivery"),
        PlanColumn("covers_for"),
        PlanColumn("double_booked", words="yes_no"),
        DEADLINE,
        RULE,
        PlanColumn("also_meets", words="rule_name", apart=(" ", "; ")),
        PlanColumn("reason"),
        PlanColumn("show_rate", "0 %"),
        PlanColumn("appointment_id"),
    ),
    "not_invited": (
        CUSTOMER,
        SPECIALIST,
        DEADLINE,
        RULE,
        PlanColumn("why", words="rule", apart=("+", " + ")),
        PlanColumn("would_need"),
    ),
    "standby": (
        SPECIALIST,
        PlanColumn("rank"),
        CUSTOMER,
        PlanColumn("half_day", words="half_day", apart=(" ", ", ")),
        PlanColumn("reason"),
    ),
}
"""Sheet → its columns, what a team leader looks for first."""


def plan_workbook(plan: Plan) -> bytes:
    """Return the tables of a plan as a workbook.

    Raises:
        TurnusError: openpyxl is missing.
    """
    need_openpyxl()
    from openpyxl import Workbook

    book = Workbook()
    tables: tuple[Sequence[Appointment | NotInvited | StandbyName], ...] = (plan.appointments, plan.not_invited, plan.standby)
    for number, ((name, columns), rows) in enumerate(zip(SHEETS.items(), tables, strict=True)):
        sheet = book.create_sheet(text(f"plan_sheet.{name}"), number)
        values = [[_value(column, getattr(row, column.name)) for column in columns] for row in rows]
        _fill(sheet, columns, values)
    del book[book.sheetnames[-1]]  # the empty one that a new workbook has
    return packed(book)


def _value(column: PlanColumn, value: Any) -> object:
    """Return what stands in a cell: words, a local time, a number, a text that is no formula."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if column.words:
        values = value if isinstance(value, tuple) else str(value).split(column.apart[0]) if column.apart[0] else [str(value)]
        known = _words(column.words, language())
        return neutral(plain(column.apart[1].join(known.get(item, item) for item in values)))
    return neutral(plain(value)) if isinstance(value, str) else value


def _fill(sheet: "Worksheet", columns: Sequence[PlanColumn], rows: Sequence[Sequence[object]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    top = Alignment(vertical="top", wrap_text=True)
    for position, column in enumerate(columns, 1):
        head = sheet.cell(1, position, text(f"plan_column.{column.name}"))
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="FFE3E6EA")
        form = MOMENT[language()] if column.form == "moment" else column.form
        for number, row in enumerate(rows, 2):
            cell = sheet.cell(number, position)
            value = row[position - 1]
            cell.value = None if value == "" else value  # type: ignore[assignment]  # rows hold what cells can
            cell.alignment = top
            if isinstance(value, str) and value:
                cell.data_type = "s"  # never a formula, never an error value, whatever it looks like
            elif form:
                cell.number_format = form
        sheet.column_dimensions[get_column_letter(position)].width = _width(str(head.value), column, rows, position - 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has it
    sheet.print_title_rows = "1:1"


def _width(head: str, column: PlanColumn, rows: Sequence[Sequence[object]], position: int) -> int:
    shown = {"moment": "Mo 30.11.2026 09:00", "hh:mm": "09:00", DATE: "30.11.2026"}.get(column.form)
    lengths = [len(shown or str(row[position] or "")) for row in rows[:ROWS_WIDTHS]]
    return min(max(NARROWEST, len(head) + 4, *(length + 2 for length in lengths)), WIDEST)


@cache
def _words(prefix: str, name: str) -> dict[str, str]:
    """Return value → word in a language."""
    texts = catalogue(name)
    if prefix == "half_day":
        days = [(day, texts[f"weekday_short.{number}"]) for number, day in enumerate(DAY_NAMES)]
        return {f"{day}-{half}": f"{shown} {texts[f'half_day.{half}']}" for day, shown in days for half in ("am", "pm")}
    return {key.removeprefix(f"{prefix}."): words for key, words in texts.items() if key.startswith(f"{prefix}.")}


def read_grid(path: Path, sheet: str) -> Grid:
    """Return a sheet of an edited workbook with the column names and words of the CSV file.

    Args:
        path: the workbook.
        sheet: "appointments", "not_invited" or "standby"; a workbook with a single sheet is taken as it.

    Raises:
        RosterError: the file cannot be read, or there is no such sheet.
        TurnusError: openpyxl is missing.
    """
    grids = read_sheets(path.name, read_book(path), bool)
    titles = {header_name(title) for title in (sheet, *(catalogue(name)[f"plan_sheet.{sheet}"] for name in LANGUAGES))}
    found = [grid for title, grid in grids.items() if header_name(title) in titles] or list(grids.values())
    if len(found) != 1:
        raise RosterError([Fault(f"{path.name} [{text(f'plan_sheet.{sheet}')}]", 0, "", "", text("wanted.sheet_there"))])
    return _canonical(found[0], sheet)


def read_rows(path: Path, sheet: str) -> dict[int, dict[str, str]]:
    """Return the rows of an edited workbook: row number in Excel → column name of the CSV file → text.

    Args and errors as of `read_grid`.
    """
    grid = read_grid(path, sheet)
    header = grid.cells[0] if grid.cells else []
    return {line: dict(zip(header, cells, strict=True)) for line, cells in zip(grid.lines[1:], grid.cells[1:], strict=True)}


def _canonical(grid: Grid, sheet: str) -> Grid:
    """Return a grid that begins with a header of column names; words are those of the CSV file."""
    if not grid.cells:
        return grid
    known = {column.name: column for column in SHEETS[sheet]}
    table = Table(sheet, tuple(Column(name, plain, "text", aliases=_headers(name)) for name in known))
    head = header_position(table, grid.cells)
    names = {header_name(alias): name for name in known for alias in (name, *_headers(name))}
    header = [names.get(header_name(cell), cell) for cell in grid.cells[head]]
    rows = [[_text(known.get(name), cell) for name, cell in zip(header, row, strict=True)] for row in grid.cells[head + 1 :]]
    _add_days(header, rows)
    headers = dict(zip(header, grid.cells[head], strict=True))
    return Grid(grid.name, [header, *rows], grid.lines[head:], grid.unreadable, headers)


def _headers(name: str) -> tuple[str, ...]:
    return tuple(catalogue(language)[f"plan_column.{name}"] for language in LANGUAGES)


def _text(column: PlanColumn | None, cell: str) -> str:
    if column is None or not column.words:
        return plain(cell) if column else cell
    parts = _parts(cell, column.apart[1].strip()) if column.apart[1] else [cell]
    meant = {word.lower(): value for name in LANGUAGES for value, word in _words(column.words, name).items()}
    return column.apart[0].join(meant.get(part.lower(), part) for part in parts)


def _parts(cell: str, apart: str) -> Iterable[str]:
    return filter(None, map(str.strip, cell.split(apart)))


def _add_days(header: list[str], rows: list[list[str]]) -> None:
    """Give ends that somebody typed as a time alone the day of the start."""
    if not {"start", "end"} <= set(header):
        return
    start, end = header.index("start"), header.index("end")
    for row in rows:
        if re.fullmatch(r"\d\d:\d\d", row[end]) and "T" in row[start]:
            row[end] = f"{row[start].partition('T')[0]}T{row[end]}"
