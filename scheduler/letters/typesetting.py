"""Setting data with typst: a template in, a PDF out, equal bytes for equal input: only embedded fonts and those of the office.

Data go in as a JSON file and never as markup. Every PDF is PDF/A-2a and PDF/UA-1: tagged, with language and title.
typst is imported only when it is needed.
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from pathlib import Path

from scheduler.extras import need

WORTHWHILE = 60
"""From so many documents on a second process is worth its start."""
MOST_PROCESSES = 4
OF_A_BUNDLE = 0.57
"""A letter in a bundle takes so much of the time that it takes alone."""
PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")
FOLDER = "turnus-typst-"
DATA = "data.json"
"""Where a template finds its data. Inputs of the compiler (`sys.inputs`) would let it forget all it has laid out before."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to be set: its data, its date (which is written into the PDF), how many letters it holds."""

    data: Mapping[str, object]
    on: date
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """What typst says about a document that it cannot set, with file and line."""

    words: str


@dataclass(frozen=True)
class Layout:
    """A template.

    Attributes:
        files: path inside the root of typst → content.
        main: path of the file that is set.
        fonts: folders with more fonts.
    """

    files: Mapping[str, bytes]
    main: str
    fonts: tuple[Path, ...] = ()


def need_typst() -> None:
    """Say what to do where typst is missing.

    Raises:
        TurnusError: it is missing.
    """
    need("typst", "letters.no_typst")


def set_all(layout: Layout, sheets: Sequence[Sheet]) -> list[bytes | Failure]:
    """Return the PDF of every document, or what is wrong with it, in order; many by several processes, one of them this."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if len(sheets) < WORTHWHILE or processes == 1:
        return _set_some(layout, sheets)
    own, *others = shares(sheets, processes)
    with ProcessPoolExecutor(len(others), mp_context=get_context("spawn")) as pool:
        theirs = [pool.submit(_set_some, layout, share) for share in others]
        return [*_set_some(layout, own), *(document for found in theirs for document in found.result())]


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    found = PAGES.search(pdf)
    return int(found[1]) if found else 0


def shares(sheets: Sequence[Sheet], number: int) -> list[Sequence[Sheet]]:
    """Return the documents in at most so many groups (two or more) that take about as long, in order.

    typst remembers what it has set, and after a bundle every small document would be slow: a bundle is the last document.
    """
    bundled = sheets[-1].weight if sheets[-1].weight > 1 else 0
    small, bundle = len(sheets) - bool(bundled), round(bundled * OF_A_BUNDLE)
    last = max(0, (small + bundle) // number - bundle)
    size = max(1, -(-(small - last) // (number - 1)))
    starts = [*range(0, small - last, size), small - last]
    ends = [*starts[1:], len(sheets)]
    return [sheets[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def _set_some(layout: Layout, sheets: Sequence[Sheet]) -> list[bytes | Failure]:
    """Set documents one after the other with one compiler, which remembers what they have in common."""
    import typst

    with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        root = Path(folder).resolve()
        for name, content in layout.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        fonts = typst.Fonts(include_system_fonts=False, font_paths=list(layout.fonts))
        compiler = typst.Compiler(str(root / layout.main), str(root), fonts, ignore_system_fonts=True)
        return [_set_one(compiler, root, sheet) for sheet in sheets]


def _set_one(compiler: object, root: Path, sheet: Sheet) -> bytes | Failure:
    import typst

    assert isinstance(compiler, typst.Compiler)
    (root / DATA).write_text(json.dumps(sheet.data, ensure_ascii=False), encoding="utf-8")
    at = datetime.combine(sheet.on, time(12), UTC)
    try:
        made, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=at)
    except typst.TypstError as error:
        words = "\n".join([error.diagnostic.strip() or error.message, *error.hints])
        return Failure(re.sub(rf"\S*{FOLDER}[^/\\]*[/\\]", "", words))
    assert isinstance(made, bytes)
    return made
