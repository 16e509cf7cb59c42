"""The bytes of an iCalendar file as content lines: line ends, folding, encoding, names, parameters (RFC 5545 3.1).

Written against the bytes alone, so that it judges what a library has written without that library.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from scheduler.texts import text

MOST_OCTETS = 75
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONTROL_OCTETS = bytes(octet for octet in range(128) if CONTROL.match(bytes([octet])))
FOLDS = (b"\n ", b"\n\t", b"\r ", b"\r\t")
VALUE = r'(?:"[^"]*"|[^";:,]*)'
CONTENT = re.compile(rf"(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[A-Za-z0-9-]+={VALUE}(?:,{VALUE})*)*):")
PARAM = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')
Params = tuple[tuple[str, str], ...]


class ContentLine(NamedTuple):
    """One unfolded line: number of its first physical line, name in capital letters, parameters, value as written."""

    number: int
    name: str
    params: Params
    value: str

    def param(self, name: str) -> str:
        """Return a parameter without its quotation marks, empty where it is missing."""
        return next((value.strip('"') for key, value in self.params if key == name), "")


def fault(number: int, key: str, **values: object) -> str:
    """Return a fault of a line in words."""
    return text("calendar_fault.line", line=number, fault=text(f"calendar_fault.{key}", **values))


def content_lines(data: bytes, faults: list[str]) -> list[ContentLine]:
    """Return the unfolded lines; note every fault of bytes and lines."""
    if not data.endswith(b"\r\n"):
        faults.append(text("calendar_fault.no_end"))
    if data.count(b"\r\n") != data.count(b"\n") or data.count(b"\r\n") != data.count(b"\r"):
        first = re.search(rb"(?<!\r)\n|\r(?!\n)", data)
        faults.append(fault(data.count(b"\r\n", 0, first.start() if first else 0) + 1, "line_end"))
    found = []
    for number, line in _unfolded(data, faults):
        parts = _parts(line)
        if parts is None:
            faults.append(fault(number, "no_property"))
        else:
            found.append(ContentLine(number, *parts))
    return found


def _unfolded(data: bytes, faults: list[str]) -> Iterator[tuple[int, str]]:
    """Return the number of the first physical line and the whole line, of every line."""
    lines = re.split(rb"\r\n|\n|\r", data.removesuffix(b"\r\n"))
    has_control = len(data.translate(None, CONTROL_OCTETS)) < len(data)
    is_folded = data[:1] in (b" ", b"\t") or any(fold in data for fold in FOLDS)
    is_long = max(map(len, lines)) > MOST_OCTETS
    if data.isascii() and not (has_control or is_folded or is_long) and all(lines):  # what each line would be looked at for
        return enumerate(map(bytes.decode, lines), 1)
    return _joined(lines, data, faults)


def _joined(lines: Iterable[bytes], data: bytes, faults: list[str]) -> Iterator[tuple[int, str]]:
    is_ascii, has_control = data.isascii(), CONTROL.search(data) is not None
    whole, begin = b"", 0
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_OCTETS:
            faults.append(fault(number, "long", octets=len(line)))
        if not line:
            faults.append(fault(number, "empty"))
        if has_control and CONTROL.search(line):
            faults.append(fault(number, "control"))
        if not is_ascii and not _is_text(line):
            faults.append(fault(number, "encoding"))
        if line[:1] in (b" ", b"\t"):
            whole += line[1:]
            continue
        if whole:
            yield begin, whole.decode("utf-8", "replace")
        whole, begin = line, number
    if whole:
        yield begin, whole.decode("utf-8", "replace")


def _is_text(line: bytes) -> bool:
    """Tell whether a physical line is UTF-8 by itself: folding must not cut a character."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _parts(line: str) -> tuple[str, Params, str] | None:
    match = CONTENT.match(line)
    if match is None:
        return None
    params = tuple((key.upper(), value) for key, value in PARAM.findall(match["params"])) if match["params"] else ()
    return match["name"].upper(), params, line[match.end() :]
