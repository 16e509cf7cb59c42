"""The folder of a run: letters, bundle and its list; whole or not there, and marked until the register knows of it."""

import csv
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from scheduler.errors import TurnusError, shown
from scheduler.journal import sync_folder
from scheduler.letters.printing import PrintedLetter, PrintRun
from scheduler.register import SentLetter
from scheduler.systemwords import why
from scheduler.texts import text

BUNDLE, LIST, LETTERS = "bundle.pdf", "bundle.csv", "letters"
UNREGISTERED = "NICHT-VERSENDEN.txt"
"""Lies in the folder until the register knows of its letters; a run that was interrupted leaves it there.

It ends with the rows that the register is to have."""
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""Letters hold names and addresses: for their owner alone, as long as nobody gives them on."""
COLUMNS = ("number", "file", "first_page", "last_page", "pages", "sha256")
SCRATCH = ".turnus-letters-"
DIGITS = 8
RANDOM = re.compile(r"[a-z0-9_]{8}")
"""What `tempfile` puts at the end of a name."""


def run_files(run: PrintRun, dispatched_on: date) -> dict[str, bytes]:
    """Return the files of a run: relative path → content, with the mark that it is not in the register yet."""
    files = {file_of(letter): letter.pdf for letter in run.letters}
    rows = [letter.row(dispatched_on) for letter in run.letters]
    return {**files, BUNDLE: run.bundle, LIST: _list(run.letters), UNREGISTERED: _mark(rows)}


def _mark(rows: Sequence[SentLetter]) -> bytes:
    stream = io.StringIO()
    stream.write(text("letters.unregistered") + "\n\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([SentLetter.__slots__, *map(_cells, rows)])
    return stream.getvalue().encode()


def _cells(row: SentLetter) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in SentLetter.__slots__)


def file_of(letter: PrintedLetter) -> str:
    """Return where a letter lies in the folder: under its pseudonym, which begins as the reference in the letter does."""
    return f"{LETTERS}/T-{letter.made.file.upper()}.pdf"


def _list(letters: Sequence[PrintedLetter]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(letters, 1):
        writer.writerow([number, file_of(one), one.first_page, one.first_page + one.pages - 1, one.pages, one.sha256])
    return stream.getvalue().encode()


def is_interrupted(folder: Path) -> bool:
    """Tell whether a folder holds letters of a run that was interrupted before the register knew of them, or just after."""
    return (folder / UNREGISTERED).is_file()


def is_registered(folder: Path, register: Collection[SentLetter]) -> bool:
    """Tell whether the register has every row of a folder: each letter with its day, not only the same PDF of another day."""
    try:
        lines = (folder / UNREGISTERED).read_text(encoding="utf-8").splitlines()
        rows = [tuple(row) for row in csv.reader(lines[lines.index(",".join(SentLetter.__slots__)) + 1 :])]
    except (OSError, ValueError, csv.Error):
        return False
    return bool(rows) and set(rows) <= set(map(_cells, register))


def refuse_taken(folder: Path) -> None:
    """Refuse a folder in which something lies that must not be replaced: letters that went out are a proof.

    Raises:
        TurnusError: it is not empty and not what an interrupted run has left.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise TurnusError(text("export.no_folder", folder=folder))
    if not is_interrupted(folder):
        raise TurnusError(text("letters.folder_taken", folder=folder))
    known = {UNREGISTERED, BUNDLE, LIST, LETTERS}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if foreign:
        raise TurnusError(text("letters.folder_foreign", folder=folder, file=shown(foreign[0])))


def remove_leftovers(folder: Path, roster: Path) -> None:
    """Remove what a run of this roster has left beside the folder when it was killed: letters that nobody knows of.

    Only under the lock of the roster: another run of it may be writing there.
    """
    for path in list(_leftovers(folder.parent, _scratch(roster))):
        shutil.rmtree(path, ignore_errors=True)


def _leftovers(parent: Path, prefix: str) -> Iterator[Path]:
    if parent.is_dir():
        for path in parent.iterdir():
            is_ours = path.name.startswith(prefix) and RANDOM.fullmatch(path.name.removeprefix(prefix))
            if is_ours and path.is_dir() and not path.is_symlink():
                yield path


def _scratch(roster: Path) -> str:
    """Return how folders begin in which letters of this roster are written before they are whole."""
    return f"{SCRATCH}{hashlib.sha256(str(roster.resolve()).encode()).hexdigest()[:DIGITS]}-"


def write_folder(folder: Path, files: Mapping[str, bytes], roster: Path) -> None:
    """Write a folder: everything beside it, onto the disk, then renamed. The caller has refused what must not be replaced.

    Raises:
        TurnusError: it cannot be written; nothing is there then.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_scratch(roster), dir=folder.parent) as scratch:
            new = Path(scratch) / "new"
            for name, content in files.items():
                (new / name).parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
                _write(new / name, content)
            for name in files:  # only now: a disk that has been given all of them needs one journey for many
                _sync(new / name)
            new.chmod(PRIVATE_FOLDER)
            for place in {(new / name).parent for name in files}:
                sync_folder(place)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
            sync_folder(folder.parent)  # the register must not know of letters that a power cut takes away
    except OSError as error:
        raise TurnusError(text("error.not_written", folder=folder, why=why(error))) from error


def _write(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def mark_registered(folder: Path) -> None:
    """Take the mark away: the register knows of the letters now."""
    (folder / UNREGISTERED).unlink(missing_ok=True)
