"""The store, the one way in which a roster folder is changed: one writer at a time, all or none, each change in the log."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from scheduler import journal
from scheduler.cellvalues import one_line
from scheduler.columns import TABLES
from scheduler.errors import Fault, RosterError, StoreError
from scheduler.rosterfiles import read_roster
from scheduler.store import log
from scheduler.store.changes import Change
from scheduler.store.edit import Editor, Note
from scheduler.store.lock import locked
from scheduler.texts import text

FILES = (*(table.file for table in TABLES), log.FILE)
LONGEST_NAME = 64
FAULTS_SHOWN = 3


@contextlib.contextmanager
def open_store(folder: Path, *, command: str, who: str, now: datetime | None = None) -> Iterator["Store"]:
    """Open a roster folder for writing: take its lock, finish or clear what a process that died has left.

    Args:
        folder: the roster folder.
        command: name of the command, for the log.
        who: who changes it, for the log and for others who wait.
        now: time of the change, without offset in the time zone of the system; None = the clock.

    Raises:
        StoreError: somebody else writes the folder, or it cannot be written.
        RosterError: there is no such folder.
    """
    if folder.is_file():
        raise StoreError(text("store.no_folder", folder=folder))
    if not folder.is_dir():
        raise RosterError([Fault(str(folder), 0, "", "", text("wanted.folder"))])
    at = now if now is not None and now.tzinfo is not None else (now or datetime.now()).astimezone()
    name = one_line(who)[:LONGEST_NAME] or "?"
    with locked(folder, name, command, at):
        try:
            journal.finish(folder)
        except OSError as error:
            raise StoreError(text("store.not_written", folder=folder, why=error.strerror or error)) from error
        yield Store(folder, command, name, at)


class Store:
    """A roster folder that this process alone may write."""

    def __init__(self, folder: Path, command: str, who: str, at: datetime) -> None:
        self.folder = folder
        self._command = command
        self._who = who
        self._at = at
        self._before = journal.snapshot(folder, FILES)

    def write(self, changes: Iterable[Change], *, summary: str | None = None) -> None:
        """Write changes and their lines of the log, all or none.

        Args:
            changes: what shall be different; positions of removed rows are those of the tables as they are now.
            summary: one line for the log instead of a line for every change (deletion must leave no trace of what it deleted).

        Raises:
            StoreError: a change fits no row or would give faults, a file changed meanwhile, or the folder cannot be written.
                Nothing was written then, or (the message says so) all is safe and the next command puts it in its place.
        """
        editor = Editor(self._before, (*TABLES, log.CHANGES))
        editor.apply(tuple(changes))
        contents = editor.contents()
        if not contents:
            return
        self._check(contents)
        notes = editor.notes if summary is None else [Note("", "", "", "", summary)]
        editor.apply(log.lines(notes, self._at, self._who, self._command))
        self._commit(editor.contents())

    def _check(self, contents: dict[str, bytes]) -> None:
        """Refuse contents that reading would refuse, before anything is written."""
        try:
            read_roster(self.folder, contents)
        except RosterError as error:
            faults = [f"{fault.file} {fault.column}: {fault.value} – {fault.wanted}" for fault in error.faults[:FAULTS_SHOWN]]
            raise StoreError(text("store.faults", faults="; ".join(faults))) from error

    def _commit(self, contents: dict[str, bytes]) -> None:
        if journal.snapshot(self.folder, FILES) != self._before:
            raise StoreError(text("store.meanwhile", folder=self.folder))
        for name in contents:
            if (self.folder / name).is_symlink():
                raise StoreError(text("store.link", file=name))
            if (lock := self.folder / f".~lock.{name}#").exists():
                raise StoreError(text("store.open", file=name, lock=lock.name))
        try:
            journal.commit(self.folder, contents, self._before)
        except OSError as error:
            key = "store.waiting" if journal.is_waiting(self.folder) else "store.not_written"
            raise StoreError(text(key, folder=self.folder, why=error.strerror or error)) from error
        self._before = {**self._before, **contents}
