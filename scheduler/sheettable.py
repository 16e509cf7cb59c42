"""The sheet `office` of a workbook: rows of key and value, read as strictly as office.toml.

Dotted keys stand for tables: `lead_days.letter`, `teams.mitte-1.concept`, `show_rates.first.in_person.letter`. What a cell
means is decided by what is wanted at its key: `0,6` is a number where a number is wanted and a text where a text is.
"""

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date

from scheduler.cellvalues import YES_NO, day
from scheduler.errors import Fault, shown
from scheduler.grid import Grid
from scheduler.neutral import plain
from scheduler.texts import text
from scheduler.tomltable import TomlTable

HEADERS = ("key", "schlüssel", "schluessel", "angabe")
"""First cells that head the two columns."""
TEAMS, REPORT = "teams", "report"


class SheetTable(TomlTable):
    """A table of the sheet `office`; its values are the texts of cells, its faults name their row."""

    def __init__(self, file: str, path: str, data: dict[str, object], faults: list[Fault], lines: Mapping[str, int]) -> None:
        super().__init__(file, path, data, faults)
        self.lines = lines

    @classmethod
    def of(cls, grid: Grid, faults: list[Fault]) -> "SheetTable":
        """Return the whole sheet as a table; a key twice, or a cell without a value, becomes a fault."""
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for row, line in zip(grid.cells, grid.lines, strict=True):
            key, value = row[0], plain(row[1]) if len(row) > 1 else ""
            if not key or not value or (not lines and key.lower() in HEADERS):
                continue
            if key in lines:
                faults.append(Fault(grid.name, line, key, shown(value), text("wanted.one_key", line=lines[key])))
            elif (line, 1) in grid.unreadable:
                faults.append(Fault(grid.name, line, key, shown(value), grid.unreadable[line, 1]))
            else:
                _put(data, key, value)
            lines.setdefault(key, line)
        return cls(grid.name, "", data, faults, lines)

    def part(self, path: str, data: dict[str, object]) -> "SheetTable":
        """Return a table of this one."""
        return SheetTable(self.file, path, data, self.faults, self.lines)

    def fault(self, key: str, value: object, wanted: str) -> None:
        """Note a fault at a key, with its row."""
        name = self._name(key)
        inside = (line for known, line in self.lines.items() if known.startswith(f"{name}."))
        line = self.lines.get(name) or min(inside, default=0)
        self.faults.append(Fault(self.file, line, name, "" if isinstance(value, dict) else shown(value), wanted))

    def wanted(self, what: str) -> str:
        """Return what is wanted, in the words of a sheet."""
        return text(f"wanted.sheet.{what}")

    def number(self, key: str, low: float, high: float, *, required: bool = False) -> float | None:
        """Return a number between two limits, or None."""
        self._turn(key, _number)
        return super().number(key, low, high, required=required)

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """Return a whole number between two limits, or None."""
        self._turn(key, _number)
        return super().whole(key, low, high, required=required)

    def choice(self, key: str, values: Collection[int]) -> int | None:
        """Return a whole number out of a few, or None."""
        self._turn(key, _number)
        return super().choice(key, values)

    def flag(self, key: str) -> bool | None:
        """Return yes or no, or None."""
        self._turn(key, lambda cell: YES_NO[cell.lower()])
        return super().flag(key)

    def days(self, key: str) -> frozenset[date]:
        """Return dates, apart by semicolons."""
        self._turn(key, lambda cell: [day(part) for part in filter(None, re.split(r"[;,\s]+", cell))])
        return super().days(key)

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return lines, apart by semicolons or `|`."""
        self._turn(key, lambda cell: [part.strip() for part in re.split(r"[;|]", cell) if part.strip()])
        return super().strings(key, required=required)

    def _turn(self, key: str, read: Callable[[str], object]) -> None:
        """Put what a cell means in its place; a cell that means nothing of the kind stays as it is and becomes a fault later."""
        cell = self.data.get(key)
        if isinstance(cell, str):
            with suppress(ValueError, KeyError):
                self.data[key] = read(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"\d{1,9}([.,]\d{1,9})?", cell):
        raise ValueError(cell)
    return int(cell) if cell.isdigit() else float(cell.replace(",", "."))


def _put(data: dict[str, object], key: str, value: str) -> None:
    """Put a value into its table: names of teams may hold dots, keys of show rates are dotted themselves."""
    path = _path(key)
    for part in path[:-1]:
        inner = data.setdefault(part, {})
        if not isinstance(inner, dict):
            return  # the row before it has a value where a table is wanted, and is a fault
        data = inner
    data[path[-1]] = value


def _path(key: str) -> list[str]:
    """Return the tables and the key that a dotted key means; `report.FIGURE.teams.NAME.green_from` has the deepest ones."""
    head, _, rest = key.partition(".")
    if head == REPORT and "." in rest:
        figure, _, rest = rest.partition(".")
        inner, _, named = rest.partition(".")
        return [head, figure, inner, *named.rsplit(".", 1)] if inner == TEAMS and named else [head, figure, rest]
    return [head, *rest.rsplit(".", 1)] if head == TEAMS and rest else [head, rest] if rest else [head]
