"""The command `turnus`: all its commands in the order in which a week goes."""

import click

from scheduler.cliparts import TextGroup, choose_language, option, show_version
from scheduler.commands.approve import approve
from scheduler.commands.check import check
from scheduler.commands.concepts import concepts
from scheduler.commands.due import due
from scheduler.commands.forget import forget
from scheduler.commands.outcome import outcome
from scheduler.commands.plan import plan
from scheduler.commands.sample import sample
from scheduler.commands.verify import verify
from scheduler.texts import LANGUAGES

COMMANDS = (check, due, plan, verify, approve, outcome, concepts, sample, forget)


@click.group(cls=TextGroup)
@option("--lang", type=click.Choice(LANGUAGES), default=None, is_eager=True, expose_value=False, callback=choose_language)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version)
def main() -> None:
    """Run turnus."""


for command in COMMANDS:
    main.command()(command)
