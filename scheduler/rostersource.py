"""Where a roster lies: a folder with office.toml and CSV files, or one workbook with a sheet for each of them."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from scheduler.columns import TABLES, Table
from scheduler.errors import Fault, RosterError
from scheduler.grid import Grid
from scheduler.journal import snapshot
from scheduler.revision import LEDGER
from scheduler.sheettable import SheetTable
from scheduler.tables import Rows, parse_table, read_csv
from scheduler.texts import text
from scheduler.tomltable import TomlTable
from scheduler.xlsx import KINDS, is_workbook, read_book, read_sheets

OFFICE_FILE = "office.toml"
OFFICE_SHEETS = ("office", "Dienststelle")
SOUND: dict[str, tuple[bytes, Rows]] = {}
"""File → the content that was read last without a fault, and its rows: who writes reads all again, most of them unchanged."""


class Source(Protocol):
    """A roster as it lies on disk."""

    @property
    def home(self) -> Path:
        """The folder in which the office's own concept files lie."""
        ...

    def office(self, faults: list[Fault]) -> TomlTable | None:
        """Return what office.toml says, None where it cannot be read."""
        ...

    def rows(self, table: Table, faults: list[Fault]) -> Rows:
        """Return the rows of a table, none where there is no such table."""
        ...

    def digests(self, concepts: Iterable[str]) -> dict[str, str]:
        """Return name → SHA-256 of every file that is read, in order of name."""
        ...


def open_source(path: Path, changed: Mapping[str, bytes] = MappingProxyType({})) -> Source:
    """Return the roster that a path means, as it is at one moment.

    Args:
        path: a folder or a workbook.
        changed: file name → content that counts instead of what the table (or the workbook) holds now.

    Raises:
        RosterError: there is no such folder or workbook, or the workbook cannot be read.
        TurnusError: it is a workbook and openpyxl is missing.
    """
    if is_workbook(path):
        content = {**snapshot(path.parent, [path.name]), **changed}.get(path.name)
        data = read_book(path) if content is None else content
        return Book(path, data, read_sheets(path.name, data, lambda title: sheet_key(title) in SHEETS))
    if not os.path.isdir(path):  # noqa: PTH112 - a name too long for the system is no folder either
        raise RosterError([Fault(str(path), 0, "", "", text("wanted.folder"))])
    return Folder(path, {**snapshot(path, [table.file for table in TABLES]), **changed})


def home(path: Path) -> Path:
    """Return the folder of a roster: itself, or the one in which its workbook lies."""
    return path.parent if is_workbook(path) else path


def table_name(path: Path, file: str) -> str:
    """Return what faults call a table of a roster: its file, or its workbook and sheet."""
    return f"{path.name} [{file.removesuffix('.csv')}]" if is_workbook(path) else file


def sheet_key(title: str) -> str:
    """Return the title of a sheet without what makes no difference: capital letters, blanks, `_`, `-`, `.`."""
    return re.sub(r"[\s_.\-]+", "", title.lower())


def sheet_of(table: Table) -> frozenset[str]:
    """Return the keys of the titles that the sheet of a table may have."""
    return frozenset(map(sheet_key, (table.name, *table.sheets)))


SHEETS = frozenset(map(sheet_key, OFFICE_SHEETS)).union(*map(sheet_of, TABLES))


@dataclass(frozen=True)
class Folder:
    """A roster folder."""

    path: Path
    contents: Mapping[str, bytes | None]

    @property
    def home(self) -> Path:
        """The folder itself."""
        return self.path

    def office(self, faults: list[Fault]) -> TomlTable | None:
        """Return office.toml, None where it cannot be read."""
        self._note_other_formats(faults)
        before = len(faults)
        table = TomlTable.read(self.home / OFFICE_FILE, faults)
        return table if len(faults) == before else None

    def rows(self, table: Table, faults: list[Fault]) -> Rows:
        """Return the rows of a CSV file."""
        data, known = self.contents.get(table.file), SOUND.get(table.file)
        if data is not None and known is not None and known[0] == data:
            return known[1].copy(faults)
        before = len(faults)
        found = parse_table(table, read_csv(table, self.home / table.file, faults, self.contents), faults)
        if data is not None and len(faults) == before:
            SOUND[table.file] = data, found.copy([])
        return found

    def digests(self, concepts: Iterable[str]) -> dict[str, str]:
        """Return the digests of office.toml, the tables and the office's own concepts."""
        planned_on = {name: data for name, data in self.contents.items() if name != LEDGER}  # no plan depends on it
        return _digests(self.home, [OFFICE_FILE, *(f"{name}.toml" for name in concepts)], planned_on)

    def _note_other_formats(self, faults: list[Fault]) -> None:
        """A table saved as workbook beside the CSV files would be overlooked, and the CSV file be out of date."""
        tables = {table.name for table in TABLES}
        for file in sorted(self.home.glob("*.*")):
            name = file.stem.lower()
            if file.suffix.lower() in KINDS and name in tables:
                faults += [Fault(file.name, 0, "", "", text("wanted.csv_or_workbook", file=f"{name}.csv"))]


@dataclass(frozen=True)
class Book:
    """A workbook with its sheets."""

    file: Path
    data: bytes
    sheets: dict[str, Grid]

    @property
    def home(self) -> Path:
        """The folder in which the workbook lies."""
        return self.file.parent

    def office(self, faults: list[Fault]) -> TomlTable | None:
        """Return the sheet `office`, None where it is missing."""
        grid = self._sheet("office", frozenset(map(sheet_key, OFFICE_SHEETS)), faults, required=True)
        return None if grid is None else SheetTable.of(grid, faults)

    def rows(self, table: Table, faults: list[Fault]) -> Rows:
        """Return the rows of a sheet."""
        return parse_table(table, self._sheet(table.name, sheet_of(table), faults, required=table.required), faults)

    def digests(self, concepts: Iterable[str]) -> dict[str, str]:
        """Return the digests of the workbook and the office's own concepts."""
        return _digests(self.home, [f"{name}.toml" for name in concepts], {self.file.name: self.data})

    def _sheet(self, name: str, keys: frozenset[str], faults: list[Fault], *, required: bool) -> Grid | None:
        found = [title for title in self.sheets if sheet_key(title) in keys]
        if len(found) > 1:
            faults.append(Fault(self.file.name, 0, "", ", ".join(found), text("wanted.one_sheet")))
        if not found and required:
            faults.append(Fault(f"{self.file.name} [{name}]", 0, "", "", text("wanted.sheet_there")))
        grid = self.sheets[found[0]] if found else None
        return grid if required or (grid and grid.cells) else None  # an optional sheet may be empty


def _digests(folder: Path, names: Iterable[str], contents: Mapping[str, bytes | None]) -> dict[str, str]:
    found = {**contents, **{name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}}
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items()) if data is not None}
