"""Rosters with something bad in them: the file, table, office or concept is given, the rest is fine."""

from collections.abc import Sequence
from pathlib import Path

from click.testing import Result

from helpers import cli
from helpers.cli import ON
from helpers.rosters import Row, customer, write_roster, write_table

TODAY = ("--today", "2026-11-20")
HEADER = "customer_id,specialist_id,birth_date,status,registered_on,language"
OWN = 'name = "x"\n[teams.basis]\nconcept = "own"\n'


def turnus(*arguments: object, lang: str = "de") -> Result:
    """Run a command; whatever its input, it ends with an exit code of its own and without control characters."""
    result = cli.turnus(*arguments, lang=lang)
    assert result.exit_code in (0, 1, 2)
    assert "\x1b" not in result.output
    return result


def refused(folder: Path, *words: str) -> None:
    """The roster is refused with these words, and nothing is written."""
    result = turnus("plan", folder, *ON, "-o", folder.parent / "plan")
    assert result.exit_code == 1, result.output
    for expected in ("gewünscht: ", *words):
        assert expected in result.output, result.output
    assert not (folder.parent / "plan").exists()


def planned(folder: Path, *, today: Sequence[str] = TODAY, week: Sequence[str] = ON[2:]) -> str:
    """The roster is planned, and the plan passes its audit; returns what `plan` printed."""
    result = turnus("plan", folder, *today, *week, "-o", folder.parent / "plan")
    assert result.exit_code == 0, result.output
    verified = turnus("verify", folder, folder.parent / "plan")
    assert verified.exit_code == 0, verified.output
    return result.output


def with_file(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a roster in which one file is another."""
    write_roster(folder)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def with_table(folder: Path, name: str, row: Row) -> Path:
    """Write a roster with one row in one table."""
    write_roster(folder)
    write_table(folder / f"{name}.csv", [row])
    return folder


def with_office(folder: Path, content: str) -> Path:
    return write_roster(folder, [customer(f"K{n}") for n in range(6)], office=content)


def with_concept(folder: Path, content: str) -> Path:
    write_roster(folder, [customer(f"K{n}") for n in range(3)], office=OWN)
    (folder / "own.toml").write_text(content, encoding="utf-8")
    return folder


def office(lines: str) -> str:
    """Return an office of one team with some lines of its own."""
    return f'name = "x"\n{lines}\n[teams.basis]\nconcept = "aa90-2021"\n'
