"""Letters that cannot be set: which, and what to do. A sign without a font is the fault of no template."""

import re
from collections.abc import Sequence

from scheduler.errors import TurnusError
from scheduler.letters.letter import MadeLetter
from scheduler.letters.typesetting import Failure
from scheduler.texts import counted, text

SHOWN = 12
"""So many letters that cannot be set are named; the rest is counted."""
SIGN = re.compile(r'(?:the text|the codepoint) `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def signs_of(failure: Failure) -> tuple[str, ...]:
    """Return the signs that no font can show, in the order of typst; empty where something else is wrong."""
    words = [ESCAPED.sub(lambda code: chr(int(code[1], 16)), found) for found in SIGN.findall(failure.words)]
    return tuple(dict.fromkeys("".join(words)))


def named(signs: Sequence[str]) -> str:
    """Return signs as people can look for them: 中 (U+4E2D)."""
    shown = (f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}" for sign in signs)
    return ", ".join(shown)


def refuse_failures(made: Sequence[MadeLetter], pdfs: Sequence[bytes | Failure]) -> None:
    """Refuse a run in which a letter cannot be set.

    Raises:
        TurnusError: with every such letter and what to do; a fault of the template with the words of typst.
    """
    failed = [(letter, pdf) for letter, pdf in zip(made, pdfs, strict=True) if isinstance(pdf, Failure)]
    if not failed:
        return
    words = {failure.words for _, failure in failed}
    if len(failed) == len(made) and len(words) == 1 and not signs_of(failed[0][1]):
        raise TurnusError(text("letters.template_fault", words=failed[0][1].words))
    lines = [_line(letter, failure) for letter, failure in failed[:SHOWN]]
    advice = [text("letters.no_font_advice")] if any(signs_of(failure) for _, failure in failed) else []
    raise TurnusError("\n".join([*lines, *advice, counted("letters.not_set_number", len(failed))]))


def _line(letter: MadeLetter, failure: Failure) -> str:
    booking, signs = letter.wanted.booking, signs_of(failure)
    who = {"customer": booking.customer_id, "booking": booking.booking_id}
    if not signs:
        return text("letters.not_set", **who, words=failure.words)
    recipient = letter.data["recipient"]
    assert isinstance(recipient, dict)
    address = "".join((recipient["name"], *recipient["lines"]))
    where = "address" if any(sign in address for sign in signs) else "texts"
    return text("letters.no_font", **who, signs=named(signs), where=text(f"letters.no_font_in.{where}"))
