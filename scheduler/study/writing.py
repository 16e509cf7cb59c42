"""Writing the files of a study: each whole or not at all, on the disk before the next begins."""

import os
from collections.abc import Mapping
from pathlib import Path

from scheduler.errors import StoreError
from scheduler.journal import sync_folder
from scheduler.systemwords import why
from scheduler.texts import text

NEW = ".new"
"""End of the name of a file that is being written; before it a dot and the name that it will have."""


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, in their order; those that hold the same bytes already are not touched.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content)
        sync_folder(folder)
    except OSError as error:
        raise StoreError(text("error.not_written", folder=folder, why=why(error))) from error


def remove(files: list[Path]) -> None:
    """Remove files.

    Raises:
        StoreError: one cannot be removed.
    """
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(text("error.not_written", folder=file.parent, why=why(error))) from error


def _write(file: Path, content: bytes) -> None:
    if file.is_file() and file.read_bytes() == content:
        return
    new = file.with_name(f".{file.name}{NEW}")
    with new.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
