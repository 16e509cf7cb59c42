"""Lines of an address that are too long for the window even in the smallest size that can be read; they are wrapped there."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scheduler.addresses import Address
from scheduler.letters.places import SHIPPED
from scheduler.letters.wanted import WantedLetter
from scheduler.texts import counted, text

LONG = 34
"""Up to so many bytes a line fits in full size, however wide its letters are; letter.typ asks the same."""
WIDTH = 80 / 25.4 * 72
"""Points between the edges of the window (letter.typ)."""
SMALLEST = 8
"""Points of the smallest size that letter.typ sets an address in (DIN 5008: no smaller)."""


def too_long(letters: Iterable[WantedLetter], addresses: Mapping[str, Address], fonts: Sequence[Path]) -> list[str]:
    """Return whose address has lines that do not fit, and which, in words; the lines themselves are nobody's business."""
    people = dict.fromkeys(letter.booking.customer_id for letter in letters)
    found = [
        (name, number, line)
        for name in people
        for number, line in enumerate((addresses[name].name, *addresses[name].lines), 1)
        if len(line.encode()) > LONG
    ]
    if not found:
        return []
    widths = _widths([line for _, _, line in found], fonts)
    wide = [(name, number) for (name, number, _), width in zip(found, widths, strict=True) if width * SMALLEST > WIDTH]
    lines = [text("letters.long_line_of", customer=name, number=number) for name, number in wide]
    return [counted("letters.long_lines", len(wide)), *lines] if wide else []


def _widths(lines: Sequence[str], fonts: Sequence[Path]) -> list[float]:
    """Return the widths of lines at 1 pt, in points."""
    import typst

    with tempfile.TemporaryDirectory(prefix="turnus-typst-") as folder:
        main = Path(folder).resolve() / "widths.typ"
        main.write_bytes((SHIPPED / "templates" / "widths.typ").read_bytes())
        known = typst.Fonts(include_system_fonts=False, font_paths=list(fonts))
        inputs = {"lines": json.dumps(lines, ensure_ascii=False)}
        compiler = typst.Compiler(str(main), str(main.parent), known, ignore_system_fonts=True, sys_inputs=inputs)
        return [float(width) for width in json.loads(compiler.query("<widths>", field="value", one=True))]
