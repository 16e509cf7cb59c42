"""A workbook as the parts of its zip file: where its sheets lie, and everything else as it was."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from itertools import count
from xml.etree import ElementTree

from scheduler.store.sheetxml import SheetXml, attribute, grown

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
EMPTY_SHEET = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{}"><sheetData/></worksheet>'
TYPES = "[Content_Types].xml"
STAMP = (1980, 1, 1, 0, 0, 0)


class Package:
    """The parts of a workbook while it is being changed.

    Raises:
        ValueError, KeyError, BadZipFile, ParseError: it is not built as a workbook is.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._infos = {info.filename: info for info in archive.infolist()}
            self._parts = {name: archive.read(name) for name in self._infos}
        self._book = self._targets("", "_rels/.rels", "/officeDocument")[0][1]
        self._sheets: dict[str, SheetXml] = {}

    @property
    def counts_from_1904(self) -> bool:
        """Whether dates are counted from 1904."""
        found = re.search(r"<(?:\w+:)?workbookPr\b[^>]*>", self._text(self._book))
        return found is not None and attribute(found[0], "date1904") in ("1", "true")

    def sheet(self, title: str) -> SheetXml:
        """Return a sheet to be changed; one that is not there is added at the end."""
        if title not in self._sheets:
            self._sheets[title] = SheetXml(self._text(self._part(title)))
        return self._sheets[title]

    def grow_tables(self, title: str, above: int, row: int) -> None:
        """Let tables of a sheet (in the sense of the spreadsheet) that end with a row end with another one."""
        part = self._part(title)
        for _, name in self._targets(part, _rels(part), "/table"):
            changed = re.sub(
                r'(\bref=")([^"]*)(")', lambda found: found[1] + grown(found[2], above, row) + found[3], self._text(name)
            )
            self._parts[name] = changed.encode()

    def content(self) -> bytes:
        """Return the workbook: changed sheets, no order of calculation, no text that no cell holds any more."""
        for title, sheet in self._sheets.items():
            self._parts[self._part(title)] = sheet.content().encode()
        self._drop_calculation_order()
        self._drop_unused_texts()
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w") as archive:
            for name, part in self._parts.items():
                old = self._infos.get(name)
                info = zipfile.ZipInfo(name, old.date_time if old else STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, part)
        return result.getvalue()

    def _text(self, name: str) -> str:
        text = self._parts[name].decode("utf-8-sig")
        if "<!DOCTYPE" in text:
            raise ValueError(name)
        return text

    def _targets(self, part: str, rels: str, kind: str) -> list[tuple[str, str]]:
        """Return id and part of the relations of a kind."""
        if rels not in self._parts:
            return []
        found = ElementTree.fromstring(self._text(rels))  # noqa: S314 - no document types, see _text
        base = posixpath.dirname(part)
        return [
            (item.attrib["Id"], posixpath.normpath(posixpath.join("/", base, item.attrib["Target"])).lstrip("/"))
            for item in found
            if item.attrib["Type"].endswith(kind)
        ]

    def _part(self, title: str) -> str:
        """Return the part of a sheet."""
        book = ElementTree.fromstring(self._text(self._book))  # noqa: S314 - no document types, see _text
        ids = {
            sheet.attrib["name"]: next(v for k, v in sheet.attrib.items() if k.endswith("}id"))
            for sheet in book.iter(f"{MAIN}sheet")
        }
        if title not in ids:
            return self._add(title, list(ids.values()))
        return dict(self._targets(self._book, _rels(self._book), "/worksheet"))[ids[title]]

    def _add(self, title: str, ids: Iterable[str]) -> str:
        """Add an empty sheet and return its part."""
        base = posixpath.dirname(self._book)
        number = next(
            n for n in range(1, 10_000) if f"{base}/worksheets/sheet{n}.xml" not in self._parts and f"turnus{n}" not in ids
        )
        name, rel = f"{base}/worksheets/sheet{number}.xml", f"turnus{number}"
        book = self._text(self._book)
        sheet_id = 1 + max(map(int, re.findall(r'sheetId="(\d+)"', book)), default=0)
        prefix = (re.search(r"</((?:\w+:)?)sheets>", book) or [""] * 2)[1]
        tag = f'<{prefix}sheet name="{title}" sheetId="{sheet_id}" xmlns:turnus="{OFFICE}" turnus:id="{rel}"/>'
        self._insert(self._book, f"</{prefix}sheets>", tag)
        relation = f'<Relationship Id="{rel}" Type="{OFFICE}/worksheet" Target="/{name}"/>'
        self._insert(_rels(self._book), "</Relationships>", relation)
        self._insert(TYPES, "</Types>", f'<Override PartName="/{name}" ContentType="{SHEET_TYPE}"/>')
        self._parts[name] = EMPTY_SHEET.format(MAIN.strip("{}")).encode()
        return name

    def _insert(self, name: str, before: str, xml: str) -> None:
        text = self._text(name)
        if before not in text:
            raise ValueError(name)
        self._parts[name] = text.replace(before, xml + before).encode()

    def _drop_calculation_order(self) -> None:
        """The order of calculation names cells that may hold no formula any more; a spreadsheet makes a new one."""
        chains = self._targets(self._book, _rels(self._book), "/calcChain")
        for rel, name in chains:
            self._parts.pop(name, None)
            rels = re.sub(rf'<Relationship\b[^>]*\bId="{re.escape(rel)}"[^>]*/>', "", self._text(_rels(self._book)))
            self._parts[_rels(self._book)] = rels.encode()
            types = re.sub(rf'<Override\b[^>]*PartName="/{re.escape(name)}"[^>]*/>', "", self._text(TYPES))
            self._parts[TYPES] = types.encode()

    def _drop_unused_texts(self) -> None:
        """Texts lie in a list that all sheets share; whoever was deleted must not stay in it."""
        for _, name in self._targets(self._book, _rels(self._book), "/sharedStrings"):
            used: set[int] = set()
            for _, part in self._targets(self._book, _rels(self._book), "/worksheet"):
                cells = re.findall(r'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<', self._text(part))
                used |= set(map(int, cells))
            self._parts[name] = _kept(self._text(name), used).encode()


def _kept(texts: str, used: set[int]) -> str:
    """Return the list of shared texts with those that nobody uses emptied; the others keep their places."""
    numbers = count()

    def text_or_nothing(found: re.Match[str]) -> str:
        return found[0] if next(numbers) in used else f"<{found[1]}si><{found[1]}t/></{found[1]}si>"

    return re.sub(r"<((?:\w+:)?)si\b[^>]*?(?:/>|>.*?</\1si>)", text_or_nothing, texts, flags=re.DOTALL)


def _rels(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
