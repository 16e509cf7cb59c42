"""Cells that a spreadsheet would read as formulas: marked when we write them, unmarked when we read them.

A text that begins with `=`, `+`, `-`, `@`, a tab or a line end is run as a formula by spreadsheets. An apostrophe before it
makes it text (OWASP, CSV Injection); one that stands before such a text already is doubled, so that reading gives back what was
written.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r\n]")


def neutral(text: str) -> str:
    """Return a text as it may be written into a cell."""
    return f"'{text}" if _RISKY.match(text) else text


def plain(text: str) -> str:
    """Return the text that was meant by a cell."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
