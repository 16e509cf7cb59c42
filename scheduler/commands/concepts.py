"""`turnus concepts`: the concepts and their rules, with sources."""

from pathlib import Path

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER


@click.argument("name", required=False)
@option("--roster", type=FOLDER, default=None)
def concepts(name: str | None, roster: Path | None) -> None:
    from scheduler.conceptlist import concept_lines, concept_overview

    lines = concept_lines(name, roster) if name else concept_overview(roster)
    click.echo("\n".join(lines))
