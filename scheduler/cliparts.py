"""Parts of the command line: translated help, dates and weeks as parameters, faults as messages."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import click

from scheduler.errors import Fault, RosterError, TurnusError
from scheduler.texts import has_text, system_language, text, use_language


class TextOption(click.Option):
    """An option whose help is looked up when it is shown, in the language chosen by then."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return names and help of the option."""
        key = f"option.{(self.name or '').replace('_', '-')}"
        self.help = text(key) if has_text(key) else self.help
        return super().get_help_record(ctx)


class TextCommand(click.Command):
    """A command whose help is looked up when it is shown."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line of the command in the list of commands."""
        return text(f"help.{self.name}")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the command."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(f"help.{self.name}"))


class TextGroup(click.Group):
    """The group of all commands; faults end with exit code 1 and a readable list."""

    command_class = TextCommand

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what turnus is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text("help.turnus"))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn faults into messages."""
        try:
            return super().invoke(ctx)
        except RosterError as error:
            print_faults(error.faults)
            click.echo(text("check.faults", number=len(error.faults)), err=True)
            ctx.exit(1)
        except TurnusError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """Declare an option with translated help."""
    return click.option(*names, cls=TextOption, **settings)


class Day(click.ParamType[date]):
    """A date written 2026-11-30 or 30.11.2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; anything else is wrong usage."""
        from scheduler.cellvalues import day

        if isinstance(value, date):
            return value
        try:
            return day(value)
        except ValueError:
            self.fail(text("error.day", value=value), param, ctx)


class Week(click.ParamType[date]):
    """An ISO week written 2026-W49; becomes its Monday."""

    name = "week"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the Monday; anything else is wrong usage."""
        from scheduler.workdays import parse_week

        if isinstance(value, date):
            return value
        try:
            return parse_week(value)
        except TurnusError as error:
            self.fail(str(error), param, ctx)


def choose_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Take the language before anything is printed."""
    use_language(value or system_language())


def print_faults(faults: Iterable[Fault]) -> None:
    """Print faults, one a line: where, what stands there, what is wanted."""
    for fault in faults:
        where = ":".join(str(part) for part in (fault.file, fault.line or "") if part)
        column = f" {fault.column}" if fault.column else ""
        click.echo(text("check.fault", where=where, column=column, value=fault.value, wanted=fault.wanted), err=True)
