"""One writer at a time: a lock of the operating system on a file in the roster folder; it goes with the process that holds it."""

import contextlib
import json
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from scheduler.errors import StoreError, shown
from scheduler.systemwords import why
from scheduler.texts import text

LOCK = ".turnus.lock"
HOLDER = ".turnus-writer.json"
WAIT_SECONDS = 10.0


@contextlib.contextmanager
def locked(folder: Path, who: str, command: str, at: datetime) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises:
        StoreError: somebody else holds it for longer than we wait, or it cannot be made.
    """
    everybody = stat.S_IMODE(folder.stat().st_mode) & 0o666 | 0o600  # who may write the folder may take the lock
    lock = FileLock(folder / LOCK, timeout=WAIT_SECONDS, mode=everybody)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(text("store.locked", folder=folder, **_holder(folder))) from error
    except (OSError, NotImplementedError) as error:
        reason = why(error) if isinstance(error, OSError) else error
        raise StoreError(text("store.no_right", folder=folder, why=reason)) from error
    holder = folder / HOLDER
    try:
        with contextlib.suppress(OSError):  # only for the message to others
            holder.unlink(missing_ok=True)
            holder.write_text(json.dumps({"who": who, "command": command, "at": f"{at:%H:%M}"}), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _holder(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return {key: shown(found[key]) for key in ("who", "command", "at")}
    except (OSError, ValueError, KeyError, TypeError):
        return {"who": "?", "command": "?", "at": "?"}
