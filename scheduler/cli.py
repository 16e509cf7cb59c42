"""The command `turnus`: all its commands in the order in which a week goes."""

from collections.abc import Callable

import click

from scheduler.clihelp import WordedGroup
from scheduler.cliparts import TextGroup, choose_language, option, show_version
from scheduler.commands.approve import approve
from scheduler.commands.book import book
from scheduler.commands.check import check
from scheduler.commands.concepts import concepts
from scheduler.commands.due import due
from scheduler.commands.export_caldav import export_caldav
from scheduler.commands.export_csv import export_csv
from scheduler.commands.export_ics import export_ics
from scheduler.commands.export_invitations import export_invitations
from scheduler.commands.export_letters import export_letters
from scheduler.commands.export_week import export_week
from scheduler.commands.forecast import forecast
from scheduler.commands.forget import forget
from scheduler.commands.import_ics import import_ics
from scheduler.commands.next import next_
from scheduler.commands.outcome import outcome
from scheduler.commands.plan import plan
from scheduler.commands.replan import replan
from scheduler.commands.report import report
from scheduler.commands.sample import sample
from scheduler.commands.simulate import simulate
from scheduler.commands.verify import verify
from scheduler.commands.why import why
from scheduler.texts import LANGUAGES

Command = Callable[..., None]
COMMANDS: tuple[Command, ...] = (
    check,
    due,
    plan,
    verify,
    approve,
    outcome,
    next_,
    book,
    replan,
    why,
    forecast,
    report,
    simulate,
    forget,
    concepts,
    sample,
)
GROUPS: dict[str, tuple[Command, ...]] = {
    "export": (export_ics, export_csv, export_invitations, export_caldav, export_letters, export_week),
    "import": (import_ics,),
}
"""Commands of two words: the function `export_ics` is `turnus export ics`, its help `help.export_ics`."""
AFTER = {"check": "import", "approve": "export"}
"""Where a group stands in the order of a week: command → the group that comes after it."""


@click.group(cls=TextGroup)
@option("--lang", type=click.Choice(LANGUAGES), default=None, is_eager=True, expose_value=False, callback=choose_language)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version)
def main() -> None:
    """Run turnus."""


def _add_group(name: str) -> None:
    group = WordedGroup(name)
    main.add_command(group)
    for command in GROUPS[name]:
        group.command(command.__name__.removeprefix(f"{name}_"))(command)


for command in COMMANDS:
    word = command.__name__.strip("_")
    main.command(word)(command)
    if word in AFTER:
        _add_group(AFTER[word])
