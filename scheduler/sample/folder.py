"""A new folder with text files: whole or absent."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from scheduler.errors import TurnusError
from scheduler.texts import text


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a new or empty folder: first into a folder beside it, which then takes its name.

    Raises:
        TurnusError: there is something at that place that is not an empty folder.
    """
    is_empty = folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
    if (folder.exists() or folder.is_symlink()) and not is_empty:
        raise TurnusError(text("sample.not_empty", folder=folder))
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    partial.mkdir()
    try:
        for name, content in files.items():
            (partial / name).write_bytes(content.encode("utf-8"))
        if is_empty:
            target.rmdir()
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
