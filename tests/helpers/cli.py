"""The command line as a user runs it."""

from pathlib import Path

from click.testing import CliRunner, Result

from helpers.rosters import customer, write_roster
from scheduler.cli import main

ON = ("--today", "2026-11-20", "--week", "2026-W49")
"""The usual day and week."""


def turnus(*arguments: object, lang: str = "de") -> Result:
    """Run a command; it ends in the way of commands, never with a traceback."""
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def six_due(folder: Path) -> Path:
    """Write a roster of six people who are due and a pupil who is not."""
    people = [customer(f"K{n:02}") for n in range(6)]
    pupil = customer("P1", birth_date="2012-01-01", status="nicht_gesetzt", flags="schulpflichtig")
    return write_roster(folder, [*people, pupil])
