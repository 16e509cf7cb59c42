"""The store, the one way in which a roster folder is changed: one writer at a time, all or none, each change in the log."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from scheduler import journal
from scheduler.cellvalues import one_line
from scheduler.columns import TABLES
from scheduler.errors import Fault, RosterError, StoreError
from scheduler.rosterfiles import check_roster
from scheduler.rostersource import home
from scheduler.store import log
from scheduler.store.changes import Change
from scheduler.store.edit import Editor, Note
from scheduler.store.lock import locked
from scheduler.systemwords import why
from scheduler.texts import text
from scheduler.xlsx import check_workbook, is_workbook, read_book

FILES = (*(table.file for table in TABLES), log.FILE)
LONGEST_NAME = 64
FAULTS_SHOWN = 3


def log_file(roster: Path) -> Path:
    """Return where the log of changes lies: in the roster folder, or beside its workbook."""
    return roster.with_name(f"{roster.stem}.{log.FILE}") if is_workbook(roster) else roster / log.FILE


@contextlib.contextmanager
def open_store(folder: Path, *, command: str, who: str, now: datetime | None = None) -> Iterator["Store"]:
    """Open a roster folder for writing: take its lock, finish or clear what a process that died has left.

    Args:
        folder: the roster folder, or the workbook (.xlsx) of a roster.
        command: name of the command, for the log.
        who: who changes it, for the log and for others who wait.
        now: time of the change, without offset in the time zone of the system; None = the clock.

    Raises:
        StoreError: somebody else writes the folder, or it cannot be written.
        RosterError: there is no such folder.
    """
    if is_workbook(folder):
        check_workbook(folder.name, read_book(folder))
    elif folder.is_file():
        raise StoreError(text("store.no_folder", folder=folder))
    elif not folder.is_dir():
        raise RosterError([Fault(str(folder), 0, "", "", text("wanted.folder"))])
    at = now if now is not None and now.tzinfo is not None else (now or datetime.now()).astimezone()
    name = one_line(who)[:LONGEST_NAME] or "?"
    with locked(home(folder), name, command, at):
        try:
            journal.finish(home(folder))
        except OSError as error:
            raise StoreError(text("store.not_written", folder=folder, why=why(error))) from error
        yield Store(folder, command, name, at)


class Store:
    """A roster that this process alone may write: a folder, or a workbook and its log beside it."""

    def __init__(self, roster: Path, command: str, who: str, at: datetime) -> None:
        self.roster = roster
        self.folder = home(roster)
        self._log = log_file(roster).name
        self._files = (roster.name, self._log) if is_workbook(roster) else FILES
        self._command = command
        self._who = who
        self._at = at
        self._before = journal.snapshot(self.folder, self._files)

    def write(self, changes: Iterable[Change], *, summary: str | None = None) -> None:
        """Write changes and their lines of the log, all or none.

        Args:
            changes: what shall be different; positions of removed rows are those of the tables as they are now.
            summary: one line for the log instead of a line for every change (deletion must leave no trace of what it deleted).

        Raises:
            StoreError: a change fits no row or would give faults, a file changed meanwhile, or the folder cannot be written.
                Nothing was written then, or (the message says so) all is safe and the next command puts it in its place.
        """
        editor = self._editor()
        editor.apply(tuple(changes))
        contents = editor.contents()
        if not contents:
            return
        self._check(contents)
        notes = editor.notes if summary is None else [Note("", "", "", "", summary)]
        editor.apply(log.lines(notes, self._at, self._who, self._command))
        self._commit(editor.contents())

    def _editor(self) -> Editor:
        tables = (*TABLES, log.CHANGES)
        if is_workbook(self.roster):
            from scheduler.store.workbook_rows import BookEditor

            return BookEditor(self.roster.name, self._before, tables, log.FILE, self._log)
        return Editor(self._before, tables)

    def _check(self, contents: dict[str, bytes]) -> None:
        """Refuse contents that reading would refuse, before anything is written."""
        try:
            check_roster(self.roster, contents)
        except RosterError as error:
            faults = [f"{fault.file} {fault.column}: {fault.value} – {fault.wanted}" for fault in error.faults[:FAULTS_SHOWN]]
            raise StoreError(text("store.faults", faults="; ".join(faults))) from error

    def _commit(self, contents: dict[str, bytes]) -> None:
        if journal.snapshot(self.folder, self._files) != self._before:
            raise StoreError(text("store.meanwhile", folder=self.folder))
        for name in contents:
            if (self.folder / name).is_symlink():
                raise StoreError(text("store.link", file=name))
            for lock in (self.folder / f".~lock.{name}#", self.folder / f"~${name}"):
                if lock.exists():
                    raise StoreError(text("store.open", file=name, lock=lock.name))
        try:
            journal.commit(self.folder, contents, self._before, like=self._files[0] if is_workbook(self.roster) else journal.LIKE)
        except OSError as error:
            key = "store.waiting" if journal.is_waiting(self.folder) else "store.not_written"
            raise StoreError(text(key, folder=self.folder, why=why(error))) from error
        self._before = {**self._before, **contents}
