"""`turnus export letters`: a PDF for each approved invitation by letter, a bundle for the print centre, a row of the register."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, by_option, output_option, read, today_option
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.letters.wanted import Wanted
    from scheduler.roster import Roster


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    folder: Path
    addresses: Path
    output: Path
    template: Path | None
    again: tuple[str, ...]
    cancellations: bool
    with_sample: bool
    today: date


@click.argument("roster", type=FOLDER)
@option("--addresses", type=FOLDER, required=True)
@output_option
@today_option
@by_option
@option("--template", type=FOLDER, default=None)
@option("--again", multiple=True)
@option("--cancellations", is_flag=True)
@option("--with-sample", is_flag=True)
@option("--dry-run", is_flag=True)
def export_letters(
    roster: Path,
    *,
    addresses: Path,
    output: Path,
    today: date | None,
    by: str,
    template: Path | None,
    dry_run: bool,
    again: tuple[str, ...],
    cancellations: bool,
    with_sample: bool,
) -> None:
    from scheduler.letters.typesetting import need_typst
    from scheduler.store.store import open_store

    need_typst()
    asked = Asked(roster, addresses, output, template, again, cancellations, with_sample, today or date.today())
    if dry_run:
        found = _Run(asked, read(roster), dry_run=True)
        _told(found)
        click.echo(text("approve.dry_run"))
        _refuse_left(found)
        return
    with open_store(roster, command="export letters", who=by) as store:
        found = _Run(asked, read(roster))
        was_interrupted = _finish_interrupted(found)
        if found.wanted.letters:
            _write(found, store)
    if was_interrupted:
        click.echo(text(f"letters.{was_interrupted}", folder=output))
    _told(found)
    _refuse_left(found)


class _Run:
    """Everything about one run: looked up, and set when it is asked for."""

    def __init__(self, asked: Asked, roster: "Roster", *, dry_run: bool = False) -> None:
        from scheduler.addresses import read_addresses
        from scheduler.export.uids import uids_of
        from scheduler.letters.letter import Writer
        from scheduler.letters.places import find_places, staged
        from scheduler.letters.printing import PrintRun, print_letters
        from scheduler.letters.report import readable, refuse_missing
        from scheduler.letters.sender import letterhead_of
        from scheduler.letters.typesetting import Layout
        from scheduler.letters.wanted import wanted_letters
        from scheduler.letters.wording import read_words
        from scheduler.pseudonyms import ensure_key, key_for_a_look

        self.asked, self.roster = asked, roster
        letterhead = letterhead_of(roster.office)
        places = find_places(asked.folder, asked.template)
        words = read_words(places)
        people = read_addresses(asked.addresses, roster)
        every = wanted_letters(roster, asked.today, asked.again, cancellations=asked.cancellations)
        self.wanted: Wanted = readable(every, roster, words)
        refuse_missing(self.wanted, people, asked.addresses.name)
        key = key_for_a_look if dry_run else ensure_key
        uids = uids_of(roster.bookings, key(asked.folder)) if self.wanted.letters else {}
        self.writer: Writer = Writer(roster, letterhead, people, words, uids)
        self.fonts = tuple(places.fonts)
        layout = Layout(staged(places), "frame.typ", self.fonts)
        self.printed: PrintRun = print_letters(self.writer, self.wanted, layout) if self.wanted.letters else PrintRun((), b"")


def _finish_interrupted(run: _Run) -> str:
    """Look at what an earlier run has left in the folder; return which text tells of it, empty where there is nothing."""
    from scheduler.errors import TurnusError
    from scheduler.letters.outbox import is_interrupted, is_registered, mark_registered

    folder = run.asked.output
    if not is_interrupted(folder):
        return ""
    if is_registered(folder, run.roster.letters):
        mark_registered(folder)
        if run.wanted.letters:
            raise TurnusError(text("letters.finished_taken", folder=folder))
        return "finished"
    return "replaced" if run.wanted.letters else "left_over"


def _write(run: _Run, store: "object") -> None:
    """Write the folder, then the register; where the register refuses, the folder goes again."""
    import shutil

    from scheduler import journal
    from scheduler.errors import TurnusError
    from scheduler.letters.entries import register_changes
    from scheduler.letters.outbox import mark_registered, refuse_taken, remove_leftovers, run_files, write_folder
    from scheduler.letters.report import refuse_sample
    from scheduler.store.store import Store

    assert isinstance(store, Store)
    folder = run.asked.output
    if not run.asked.with_sample:
        refuse_sample(run.printed)
    refuse_taken(folder)
    remove_leftovers(folder, store.folder)
    write_folder(folder, run_files(run.printed, run.wanted.dispatched_on), store.folder)
    try:
        store.write(register_changes(run.roster, run.printed.letters, run.wanted.dispatched_on))
    except TurnusError:
        if not journal.is_waiting(store.folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    mark_registered(folder)


def _told(run: _Run) -> None:
    from scheduler.letters.report import done_line, report_lines
    from scheduler.letters.widths import too_long

    lines = [] if run.wanted.held_back else [text("letters.none")]
    if run.wanted.letters:
        lines = [done_line(run.printed, run.wanted.dispatched_on, run.asked.output)]
    long = too_long(run.wanted.letters, run.writer.addresses, run.fonts)
    click.echo("\n".join([*lines, *report_lines(run.writer, run.wanted, run.printed), *long]))


def _refuse_left(run: _Run) -> None:
    from scheduler.letters.report import refuse_broken

    refuse_broken(run.wanted, run.roster, run.writer.words)
