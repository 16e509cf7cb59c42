"""Parts of the command line: translated help, dates and weeks as parameters, faults as messages."""

import errno
import io
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import IO, Any

import click

from scheduler.errors import Fault, RosterError, TurnusError, shown
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

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the command line; wrong usage is told in the language of the output."""
        print_anything()
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            raise in_words(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn faults into messages."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise in_words(error) from error
        except RosterError as error:
            print_faults(error.faults)
            click.echo(text("check.faults", number=len(error.faults)), err=True)
            ctx.exit(1)
        except TurnusError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads the output has enough
                raise
            click.echo(text("error.system", file=shown(error.filename), why=error.strerror or error), err=True)
            ctx.exit(1)


class WrongUsage(click.UsageError):
    """Wrong usage: what is wrong, what is wanted, where the help is."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the message."""
        command = self.ctx.command_path if self.ctx else "turnus"
        click.echo(text("usage.frame", message=self.message, command=command), file=file, err=file is None)


def in_words(error: click.UsageError) -> click.UsageError:
    """Return an error of click in the language of the output; our own have their words already."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    return WrongUsage(_message(error), error.ctx)


def _message(error: click.UsageError) -> str:
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return text("usage.missing", name=_name(param))
        case click.NoSuchOption(option_name=name):
            return text("usage.no_option", name=name)
        case click.BadOptionUsage(option_name=name):
            return text("usage.value", name=name)
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param):
            return text("usage.bad", name=_name(param), wanted=text("wanted.one_of", values=", ".join(map(str, choices))))
        case click.BadParameter(param=click.Parameter(type=click.IntRange(min=low, max=high)) as param):
            return text("usage.bad", name=_name(param), wanted=text("wanted.whole", low=low, high="…" if high is None else high))
    key = next((key for start, key in CLICK_WORDS.items() if error.message.startswith(start)), None)
    return text(f"usage.{key}") if key else error.message


CLICK_WORDS = {"No such command": "no_command", "Got unexpected extra argument": "extra", "Missing command": "no_command"}
"""How click begins a message that has no class of its own → key of our text."""


def _name(param: click.Parameter) -> str:
    return param.make_metavar(click.Context(click.Command(None))) if isinstance(param, click.Argument) else param.opts[-1]


def print_anything() -> None:
    """Let a terminal or file that lacks a letter show its number instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


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
        where = ":".join(str(part) for part in (fault.file, fault.line or "") if part).replace("\x1b", "�")
        column = f" {fault.column}" if fault.column else ""
        click.echo(text("check.fault", where=where, column=column, value=fault.value, wanted=fault.wanted), err=True)
