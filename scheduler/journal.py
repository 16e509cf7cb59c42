"""Several files of a folder change together or not at all; readers see the old or the new state, never a mix.

New contents are written beside their places and synced, then a manifest that names them is renamed into place: from that moment
on the change holds. Then the files are renamed into their places, and the manifest goes. Whoever writes next finishes what a
process that died has left; readers only look through the manifest and write nothing, so that a folder without right to write can
be read too. Writers hold the lock of the folder (`store/lock.py`).
"""

import contextlib
import errno
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.errors import Fault, RosterError
from scheduler.texts import text

MANIFEST = ".turnus-journal.json"
NEW = ".turnus-new-"
ASIDE = "turnus-beiseite-"
"""What comes before the name of a file that somebody changed by hand while a committed change was waiting to take its place."""
LIKE = "customers.csv"
ATTEMPTS = 100
PAUSE_SECONDS = 0.02
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a committed change.

    Attributes:
        name: its name in the folder.
        sha256: of its new content.
        before: sha256 of the content that it replaces; empty = there was no file.
    """

    name: str
    sha256: str
    before: str

    @property
    def waiting(self) -> str:
        """Name of the file that holds the new content until it is in its place."""
        return NEW + self.name


def snapshot(folder: Path, names: Iterable[str]) -> dict[str, bytes | None]:
    """Return the contents of files as they were at one moment, committed changes included.

    Returns:
        name → content; None for what is there and cannot be read. Files that are not there are left out.

    Raises:
        RosterError: the manifest is damaged, or the files change without end.
    """
    wanted = tuple(names)
    for _ in range(ATTEMPTS):
        before = _signatures(folder, wanted)
        manifest = _manifest(folder)
        pending = {entry.name: entry for entry in _entries(manifest)}
        found = {name: _content(folder, name, pending.get(name)) for name in wanted}
        same = manifest == _manifest(folder)
        after = _signatures(folder, wanted)
        if same and all(before[name] == after[name] for name in wanted if name not in pending):
            return {name: content for name, content in found.items() if content is not None or after[name] is not None}
        time.sleep(PAUSE_SECONDS)
    raise RosterError([Fault(MANIFEST, 0, "", "", text("wanted.calm"))])


def _signatures(folder: Path, names: Iterable[str]) -> dict[str, tuple[int, int, int] | None]:
    return {name: _signature(folder / name) for name in names}


def _signature(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _manifest(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return b""


def _entries(manifest: bytes) -> tuple[Entry, ...]:
    if not manifest:
        return ()
    try:
        entries = tuple(Entry(*(str(file[key]) for key in Entry.__slots__)) for file in json.loads(manifest)["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise RosterError([Fault(MANIFEST, 0, "", "", text("wanted.journal"))]) from error
    if any(Path(entry.name).name != entry.name for entry in entries):
        raise RosterError([Fault(MANIFEST, 0, "", "", text("wanted.journal"))])
    return entries


def _content(folder: Path, name: str, entry: Entry | None) -> bytes | None:
    """Return what a file holds, or shall hold by a committed change that still waits."""
    for place in (name,) if entry is None else (entry.waiting, name):
        try:
            if stat.S_ISREG((folder / place).stat().st_mode):
                return (folder / place).read_bytes()
        except OSError:
            continue
    return None


def commit(folder: Path, contents: Mapping[str, bytes], before: Mapping[str, bytes | None], like: str = LIKE) -> None:
    """Give files new contents, all or none. The caller holds the lock and has called `finish` after taking it.

    Args:
        folder: the folder.
        contents: name → new content.
        before: name → content that it replaces, of the files that are there.
        like: name of the file whose readers may read a new one as well.

    Raises:
        OSError: before the change holds: nothing has changed; afterwards: the next writer will finish it (`is_waiting`).
    """
    entries = tuple(
        Entry(name, sha256(new), "" if (old := before.get(name)) is None else sha256(old)) for name, new in contents.items()
    )
    try:
        for entry in entries:
            _refuse_locked(folder / entry.name)
        for entry in entries:
            _write_new(folder, entry.waiting, contents[entry.name], folder / entry.name, like)
        files = [{key: getattr(entry, key) for key in Entry.__slots__} for entry in entries]
        manifest = json.dumps({"id": secrets.token_hex(8), "files": files}, indent=1).encode()
        _write_new(folder, NEW + MANIFEST, manifest, folder / MANIFEST, like)
        sync_folder(folder)
        _replace(folder / (NEW + MANIFEST), folder / MANIFEST)
    except BaseException:
        if not is_waiting(folder):
            _clear(folder)
        raise
    finish(folder)


def is_waiting(folder: Path) -> bool:
    """Tell whether a committed change waits for its files to be put in their places."""
    return (folder / MANIFEST).exists()


def finish(folder: Path) -> None:
    """Finish a committed change that waits; clear away one that was never committed. The caller holds the lock.

    A file that somebody changed by hand in between is kept beside its place.
    """
    entries = _entries(_manifest(folder))
    if entries:
        sync_folder(folder)
        for entry in entries:
            if (folder / entry.waiting).exists():
                _keep_foreign(folder, entry)
                _replace(folder / entry.waiting, folder / entry.name)
        sync_folder(folder)
        (folder / MANIFEST).unlink()
        sync_folder(folder)
    _clear(folder)


def _keep_foreign(folder: Path, entry: Entry) -> None:
    content = _content(folder, entry.name, None)
    found = "" if content is None else sha256(content)
    if content is not None and found not in (entry.before, entry.sha256):
        name = f"{ASIDE}{found[:8]}-{entry.name}"
        _write_new(folder, NEW + name, content, folder / entry.name)
        _replace(folder / (NEW + name), folder / name)


def _refuse_locked(file: Path) -> None:
    """Raise `OSError` where a file may not be written, or (on Windows) another program has it open."""
    with contextlib.suppress(FileNotFoundError), file.open("r+b"):
        pass


def _clear(folder: Path) -> None:
    for file in sorted(folder.glob(f"{NEW}*")):
        with contextlib.suppress(OSError):
            file.unlink()


def sha256(content: bytes) -> str:
    """Return the digest of a content."""
    return hashlib.sha256(content).hexdigest()


def _write_new(folder: Path, name: str, content: bytes, place: Path, like: str = LIKE) -> None:
    """Write a new file and sync it; it may be read by whoever may read the file that it replaces (else the customer table)."""
    file = folder / name
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view[:CHUNK]) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    pattern = place if place.exists() else folder / like
    with contextlib.suppress(OSError):
        shown = pattern.stat()
        file.chmod(stat.S_IMODE(shown.st_mode))
        if hasattr(os, "chown") and file.stat().st_gid != shown.st_gid:
            os.chown(file, -1, shown.st_gid)


def _replace(source: Path, target: Path) -> None:
    """Rename; on Windows a file that another program has open for a moment is tried again."""
    for _ in range(ATTEMPTS if os.name == "nt" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(PAUSE_SECONDS)
        else:
            return
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Make renames last through a power cut, where the system can (Windows and some network drives do it themselves)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES):
            raise
    finally:
        os.close(handle)
