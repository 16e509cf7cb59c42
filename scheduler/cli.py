"""The command `turnus`: all its commands in the order in which a week goes."""

import click

from scheduler.cliparts import TextGroup, choose_language, option
from scheduler.commands.book import book
from scheduler.commands.check import check
from scheduler.commands.concepts import concepts
from scheduler.commands.due import due
from scheduler.commands.forget import forget
from scheduler.commands.next import next_
from scheduler.commands.plan import plan
from scheduler.commands.sample import sample
from scheduler.commands.verify import verify
from scheduler.texts import LANGUAGES

COMMANDS = (check, due, plan, verify, next_, book, concepts, sample, forget)


@click.group(cls=TextGroup)
@option("--lang", type=click.Choice(LANGUAGES), default=None, is_eager=True, expose_value=False, callback=choose_language)
@click.version_option(package_name="turnus")
def main() -> None:
    """Run turnus."""


for command in COMMANDS:
    main.command(command.__name__.strip("_"))(command)
