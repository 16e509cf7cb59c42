"""The folder of a run: letters, bundle and its list; whole or not there, and marked until the register knows of it."""

import csv
import io
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from scheduler.errors import TurnusError, shown
from scheduler.letters.printing import PrintedLetter, PrintRun
from scheduler.systemwords import why
from scheduler.texts import text

BUNDLE, LIST, LETTERS = "bundle.pdf", "bundle.csv", "letters"
UNREGISTERED = "NICHT-VERSENDEN.txt"
"""Lies in the folder until the register knows of its letters; a run that was interrupted leaves it there."""
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""Letters hold names and addresses: for their owner alone, as long as nobody gives them on."""
COLUMNS = ("number", "file", "first_page", "last_page", "pages", "sha256")


def run_files(run: PrintRun) -> dict[str, bytes]:
    """Return the files of a run: relative path → content, with the mark that it is not in the register yet."""
    files = {file_of(letter): letter.pdf for letter in run.letters}
    return {**files, BUNDLE: run.bundle, LIST: _list(run.letters), UNREGISTERED: (text("letters.unregistered") + "\n").encode()}


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


def is_registered(folder: Path, digests: Collection[str]) -> bool:
    """Tell whether the register knows every letter of a folder, by their digests."""
    try:
        rows = list(csv.DictReader(io.StringIO((folder / LIST).read_text(encoding="utf-8"))))
    except (OSError, ValueError):
        return False
    return bool(rows) and all(row.get("sha256") in digests for row in rows)


def refuse_taken(folder: Path) -> None:
    """Refuse a folder in which something lies that must not be replaced: letters that went out are a proof.

    Raises:
        TurnusError: it is not empty and not what an interrupted run has left.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not is_interrupted(folder):
        raise TurnusError(text("letters.folder_taken", folder=folder))
    known = {UNREGISTERED, BUNDLE, LIST, LETTERS}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if foreign:
        raise TurnusError(text("letters.folder_foreign", folder=folder, file=shown(foreign[0])))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder: everything beside it, then renamed. The caller has refused what must not be replaced.

    Raises:
        TurnusError: it cannot be written; nothing is there then.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
            new = Path(scratch) / "new"
            for name, content in files.items():
                (new / name).parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
                (new / name).write_bytes(content)
                (new / name).chmod(PRIVATE_FILE)
            new.chmod(PRIVATE_FOLDER)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
    except OSError as error:
        raise TurnusError(text("error.not_written", folder=folder, why=why(error))) from error


def mark_registered(folder: Path) -> None:
    """Take the mark away: the register knows of the letters now."""
    (folder / UNREGISTERED).unlink(missing_ok=True)
