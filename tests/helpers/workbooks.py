"""Roster workbooks for tests: made from roster folders, with the typed cells that people have in Excel."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.columns import TABLES
from scheduler.tables import decode, delimiter_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FORMATS: dict[type[object], str] = {datetime: "dd.mm.yyyy hh:mm", date: "dd.mm.yyyy"}

Rows = Sequence[Sequence[object]]
SPECIALISTS: Rows = [
    ["Fachkraft", "Team", "VZÄ", "Mo", "Di"],
    ["S1", "basis", 0.75, "08:00-12:30", "08:00-12:30"],
]
CUSTOMERS: Rows = [
    ["Kundennummer", "Betreuer", "Geburtsdatum", "Status", "Zugang"],
    ["007", "S1", date(1990, 5, 17), "arbeitslos", date(2020, 1, 1)],
]
OFFICE_ROWS: Rows = [["Schlüssel", "Wert"], ["name", "Jobcenter"], ["teams.basis.concept", "aa90-2021"]]


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
    cell.value = value  # type: ignore[assignment]  # what `typed` returns, cells take
    if type(value) in FORMATS:
        cell.number_format = FORMATS[type(value)]


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


def rewritten(file: Path, change: Callable[[dict[str, str]], None]) -> None:
    """Change the parts of a workbook: name → text."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    change(parts)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def as_excel_saves_it(parts: dict[str, str]) -> None:
    """Turn the texts in cells into a list that the sheets share, and add an order of calculation."""
    shared: list[str] = []

    def cell(found: re.Match[str]) -> str:
        shared.append(found[3])
        return f'<c {found[1]}t="s"{found[2]}><v>{len(shared) - 1}</v></c>'

    for name in parts:
        if name.startswith("xl/worksheets/"):
            pattern = r'<c ([^>]*)t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>'
            parts[name] = re.sub(pattern, cell, parts[name])
    texts = "".join(f"<si><t>{words}</t></si>" for words in shared)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" count="{len(shared)}" uniqueCount="{len(shared)}">{texts}</sst>'
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'
    for number, kind in ((901, "sharedStrings"), (902, "calcChain")):
        relation = f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relation)
        override = f'<Override PartName="/xl/{kind}.xml" ContentType="{TYPE}.{kind}+xml"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)


def book(file: Path, **sheets: Rows) -> Path:
    """Write a workbook; office, specialists and customers are there unless they are given."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in {"office": OFFICE_ROWS, "specialists": SPECIALISTS, "customers": CUSTOMERS, **sheets}.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    workbook.save(file)
    return file


def edited(file: Path, change: Callable[[Workbook], object]) -> None:
    """Change a workbook with openpyxl and save it."""
    workbook = load_workbook(file)
    change(workbook)
    workbook.save(file)
