"""The outbox: one .eml file a message; what a mail server has accepted lies in its folder `sent`."""

import os
from collections.abc import Iterable
from pathlib import Path

from scheduler.errors import TurnusError
from scheduler.export.invitations import Message
from scheduler.export.outfolder import PRIVATE_FOLDER, write_files
from scheduler.systemwords import why
from scheduler.texts import text

SENT = "sent"


def waiting(folder: Path) -> set[str]:
    """Return the names of the messages that lie in the outbox."""
    return {file.name for file in folder.glob("*.eml") if file.is_file()}


def is_reachable(folder: Path) -> bool:
    """Tell whether an outbox of an earlier run is there and may be changed; it may be a colleague's, or on another computer."""
    try:
        return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


def take_back(folder: Path, names: Iterable[str]) -> None:
    """Remove messages that nobody has taken and that would be wrong now.

    Raises:
        TurnusError: the folder cannot be written.
    """
    try:
        for name in names:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise TurnusError(text("export.not_written", folder=folder, why=why(error))) from error


def put(folder: Path, messages: Iterable[Message]) -> None:
    """Write messages into the outbox, for its owner alone, on the disk before this returns.

    Raises:
        TurnusError: the folder cannot be written.
    """
    write_files(folder, {message.name: message.data for message in messages}, private=True)


def was_sent(folder: Path, message: Message) -> bool:
    """Tell whether an earlier run, which broke before it could say so, has sent a message already."""
    file = folder / SENT / message.name
    return file.is_file() and file.read_bytes() == message.data


def move_to_sent(folder: Path, message: Message) -> None:
    """Take a message that was accepted out of the outbox.

    Raises:
        TurnusError: the folder cannot be written.
    """
    try:
        (folder / SENT).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        (folder / message.name).replace(folder / SENT / message.name)
    except OSError as error:
        raise TurnusError(text("export.not_written", folder=folder, why=why(error))) from error
