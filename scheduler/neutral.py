"""Texts in tables that people open with a spreadsheet: no cell of ours is taken for a formula, and reading gives the text back.

Source: OWASP, CSV Injection (a cell that begins with = + - @, a tab or a line end is run as a formula).
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a text must not begin with; leading apostrophes count with it, so that `plain` undoes `neutral` for every text."""


def neutral(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def plain(text: str) -> str:
    """Return the text that `neutral` was given; texts that it would never have written stay as they are."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
