"""Pseudonyms: keyed hashes for appointments and calendar entries. The key lies in the roster's `pseudonym.key`, nowhere else."""

import hmac
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path

from scheduler.errors import Fault, RosterError
from scheduler.texts import text

FILE = "pseudonym.key"
KEY_BYTES = 32
ID_DIGITS = 16
DOMAIN = "turnus.invalid"
"""Behind the @ of the UID of calendar entries."""


def read_key(folder: Path) -> bytes | None:
    """Return the key of a roster folder, None when it has none.

    Raises:
        RosterError: the file holds no 64 hexadecimal digits.
    """
    file = folder / FILE
    if not file.exists():
        return None
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (ValueError, OSError):
        key = b""
    if len(key) != KEY_BYTES:
        raise RosterError([Fault(FILE, 1, "", "", text("wanted.key"))])
    return key


def ensure_key(folder: Path) -> bytes:
    """Return the key of a roster folder; make one on first use, readable for the owner alone.

    Raises:
        RosterError: the key is damaged, or none can be written.
    """
    key = read_key(folder)
    if key is not None:
        return key
    key = secrets.token_bytes(KEY_BYTES)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=folder, prefix=f".{FILE}-", delete=False) as file:
            file.write(key.hex() + "\n")  # readable for the owner alone, as every temporary file
        Path(file.name).replace(folder / FILE)
    except OSError as error:
        raise RosterError([Fault(FILE, 0, "", error.strerror or "", text("wanted.writable"))]) from error
    return key


def pseudonym(key: bytes, *parts: str) -> str:
    """Return 16 hexadecimal digits that say nothing without the key and are the same for the same parts."""
    return hmac.new(key, "\x1f".join(parts).encode(), sha256).hexdigest()[:ID_DIGITS]
