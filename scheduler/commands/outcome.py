"""`turnus outcome`: what became of an appointment."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, by_option, read, today_option
from scheduler.texts import text


class Outcome(click.ParamType[str]):
    """An outcome in English or German, as contacts.csv has it."""

    name = "outcome"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the outcome; anything else is wrong usage."""
        from scheduler.cellvalues import OUTCOME_WORDS

        found = OUTCOME_WORDS.get(" ".join(str(value).lower().split()))
        return found or self.fail(text("outcome.no_outcome", value=value, wanted=text("wanted.cell.outcome")), param, ctx)


@click.argument("roster", type=FOLDER)
@click.argument("booking")
@click.argument("outcome", type=Outcome())
@option("--no-advice", is_flag=True)
@today_option
@by_option
@option("--dry-run", is_flag=True)
def outcome(roster: Path, booking: str, outcome: str, *, no_advice: bool, today: date | None, by: str, dry_run: bool) -> None:
    from scheduler.daily.outcome import Recorded, record_outcome
    from scheduler.store.store import open_store

    def look() -> Recorded:
        return record_outcome(read(roster), booking, outcome, today or date.today(), advice=not no_advice)

    if dry_run:
        recorded = look()
    else:
        with open_store(roster, command="outcome", who=by) as store:
            recorded = look()
            store.write(recorded.changes)
    lines = [text("outcome.done" if recorded.changes else "outcome.stands", booking=booking, outcome=text(f"state.{outcome}"))]
    if recorded.corrects:
        lines.append(text("outcome.corrects", before=text(f"state.{recorded.corrects}")))
    lines += recorded.notes
    click.echo("\n".join([*lines, text("approve.dry_run")] if dry_run else lines))
