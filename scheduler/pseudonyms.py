"""Pseudonyms: keyed hashes for appointments and calendar entries.

The key lies in the roster's `pseudonym.key`, of a workbook NAME.xlsx beside it in `NAME.key`, nowhere else.
"""

import contextlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from scheduler.errors import Fault, RosterError
from scheduler.systemwords import why
from scheduler.texts import text
from scheduler.xlsx import is_workbook

FILE = "pseudonym.key"
KEY_BYTES = 32
ID_DIGITS = 16
DOMAIN = "turnus.invalid"
"""Behind the @ of the UID of calendar entries."""


def key_file(roster: Path) -> Path:
    """Return where the key of a roster lies: in its folder, or beside its workbook."""
    return roster.with_suffix(".key") if is_workbook(roster) else roster / FILE


def read_key(roster: Path) -> bytes | None:
    """Return the key of a roster, None when it has none.

    Raises:
        RosterError: the file holds no 64 hexadecimal digits.
    """
    file = key_file(roster)
    if not file.exists():
        return None
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (ValueError, OSError):
        key = b""
    if len(key) != KEY_BYTES:
        raise RosterError([Fault(file.name, 1, "", "", text("wanted.key"))])
    return key


def key_for_a_look(roster: Path) -> bytes:
    """Return the key of a roster, where it has none one that is written nowhere: for dry runs."""
    return read_key(roster) or secrets.token_bytes(KEY_BYTES)


def ensure_key(roster: Path) -> bytes:
    """Return the key of a roster; make one on first use, readable for the owner alone. Of two who make one, the first wins.

    Raises:
        RosterError: the key is damaged, or none can be written.
    """
    key = read_key(roster)
    if key is not None:
        return key
    place = key_file(roster)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=place.parent, prefix=f".{place.name}-") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")  # readable for the owner alone, as every temporary file
            file.flush()
            os.fsync(file.fileno())
            _publish(Path(file.name), place)
    except OSError as error:
        raise RosterError([Fault(place.name, 0, "", why(error), text("wanted.writable"))]) from error
    found = read_key(roster)
    assert found is not None
    return found


def _publish(file: Path, place: Path) -> None:
    """Give a file its lasting name: whole or not at all, and never in place of another one."""
    with contextlib.suppress(FileExistsError):
        try:
            os.link(file, place)
        except FileExistsError:
            raise
        except OSError:  # no hard links here, as on some memory sticks and network drives
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(file.read_bytes())


def pseudonym(key: bytes, *parts: str) -> str:
    """Return 16 hexadecimal digits that say nothing without the key and are the same for the same parts."""
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256").hex()[:ID_DIGITS]
