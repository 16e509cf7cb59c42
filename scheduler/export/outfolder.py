"""Writing files that leave the house: each whole or not at all, on the disk before anybody is told that they are there."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from scheduler.errors import TurnusError
from scheduler.export.ownfiles import refuse_folder, refuse_names
from scheduler.journal import sync_folder
from scheduler.systemwords import why
from scheduler.texts import text

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def write_files(
    folder: Path, files: Mapping[str, bytes], *, is_stale: Callable[[str], bool] = lambda _: False, private: bool = False
) -> None:
    """Write files into a folder; those that hold the same bytes already are not touched.

    Args:
        folder: made where it is missing; files of others in it stay, and stop everything where one of ours should be.
        files: name → bytes.
        is_stale: tells by its name whether a file of an earlier run goes that is not among these.
        private: whether only the owner may read the files, and the folder if it is made.

    Raises:
        TurnusError: the folder cannot be written, or must not be.
    """
    refuse_folder(folder)
    try:
        refuse_names(folder, list(files))
        folder.mkdir(PRIVATE_FOLDER if private else 0o777, parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content, private=private)
        for file in [file for file in folder.iterdir() if file.name not in files and is_stale(file.name)]:
            file.unlink()
        sync_folder(folder)
    except OSError as error:
        raise TurnusError(text("export.not_written", folder=folder, why=why(error))) from error


def _write(file: Path, content: bytes, *, private: bool) -> None:
    if file.is_file() and file.read_bytes() == content and not private:
        return
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE if private else 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
