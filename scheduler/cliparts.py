"""Parts of the command line: translated help, dates and weeks as parameters, faults as messages."""

import errno
import io
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import IO, Any

import click

from scheduler.clihelp import TextOption, WordedGroup, argument_word, limits
from scheduler.errors import Fault, RosterError, TurnusError, shown
from scheduler.memory import collect_rarely
from scheduler.systemwords import why
from scheduler.texts import LANGUAGES, counted, system_language, text, use_language


class TextGroup(WordedGroup):
    """The group of all commands; faults end with exit code 1 and a readable list."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; wrong usage is told in the language of the output."""
        print_anything()
        use_language(_asked_language(args) or system_language())
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise in_words(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn faults into messages."""
        collect_rarely()
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            error.ctx = error.ctx or self._inner(ctx)
            raise in_words(error) from error
        except RosterError as error:
            print_faults(error.faults)
            click.echo(counted("check.faults", len(error.faults)), err=True)
            ctx.exit(1)
        except TurnusError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads the output has enough
                raise
            click.echo(text("error.system", file=shown(error.filename), why=why(error)), err=True)
            ctx.exit(1)
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo(text("usage.aborted"), err=True)
            ctx.exit(1)

    def _inner(self, ctx: click.Context) -> click.Context:
        """Return a context of the command that was called, for errors that name none."""
        command = self.commands.get(ctx.invoked_subcommand or "")
        return click.Context(command, info_name=ctx.invoked_subcommand, parent=ctx) if command else ctx


class WrongUsage(click.UsageError):
    """Wrong usage: what is wrong, what is wanted, where the help is."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the message."""
        command = self.ctx.command_path if self.ctx else "turnus"
        click.echo(text("usage.frame", message=self.message, command=command), file=file, err=file is None)


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language that a command line asks for: before it is read, for it may be wrong."""
    found = re.search(r"(?<=--lang[ =])\w+", " ".join(arguments))
    return found[0] if found and found[0] in LANGUAGES else None


def in_words(error: click.UsageError) -> click.UsageError:
    """Return an error of click in the language of the output; our own have their words already."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    return WrongUsage(_message(error), error.ctx)


def _message(error: click.UsageError) -> str:
    """Return what is wrong, in our words; texts that are not click's are ours already."""
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return text("usage.missing", name=_name(param))
        case click.NoSuchOption(option_name=name, possibilities=possible):
            return text("usage.no_option", name=name) + _meant(possible)
        case click.BadOptionUsage(option_name=name):
            return text("usage.no_value" if _is_flag(error, name) else "usage.value", name=name)
        case click.BadArgumentUsage():
            return text("usage.extra")
        case click.BadParameter(param=click.Parameter() as param) if wanted := _wanted(param.type):
            return text("usage.bad", name=_name(param), wanted=wanted)
    if error.message.startswith(NO_COMMAND):
        return _no_command(error)
    return text("usage.extra") if error.message.startswith(EXTRA) else error.message


NO_COMMAND, EXTRA = ("No such command", "Missing command"), "Got unexpected extra argument"
"""How click begins messages that have no class of their own in all its versions."""


def _no_command(error: click.UsageError) -> str:
    group = error.ctx.command if error.ctx else None
    names = list(group.commands) if isinstance(group, click.Group) else []
    typed = re.search("'(.*)'", error.message)
    close = get_close_matches(typed[1], names) if typed else []
    return text("usage.no_command", values=", ".join(names)) + _meant(close)


def _meant(possible: Sequence[str] | None) -> str:
    return f" {text('usage.meant', values=', '.join(possible))}" if possible else ""


def _is_flag(error: click.UsageError, name: str) -> bool:
    params = error.ctx.command.params if error.ctx else []
    return any(isinstance(param, click.Option) and name in param.opts and param.is_flag for param in params)


def _wanted(kind: click.ParamType[Any]) -> str:
    """Return what a type of click wants; empty for our own types, which say it themselves."""
    match kind:
        case click.Choice(choices=choices):
            return text("wanted.one_of", values=", ".join(map(str, choices)))
        case click.IntRange() | click.FloatRange():
            numbers = text("wanted.whole_number" if isinstance(kind, click.IntRange) else "wanted.any_number")
            return " ".join([numbers, *limits(kind)])
    if kind is click.INT:
        return text("wanted.whole_number")
    if kind is click.FLOAT:
        return text("wanted.any_number")
    return text("wanted.path") if isinstance(kind, click.Path | click.File) else ""


def _name(param: click.Parameter) -> str:
    return argument_word(param) if isinstance(param, click.Argument) else max(param.opts, key=len)


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


def show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the version and end."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(text("usage.version", number=version("turnus")))
        ctx.exit()


def choose_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Take the language before anything is printed."""
    use_language(value or system_language())


def print_faults(faults: Iterable[Fault]) -> None:
    """Print faults, one a line: where, what stands there, what is wanted."""
    for fault in faults:
        where = ":".join(str(part) for part in (fault.file, fault.line or "") if part).replace("\x1b", "�")
        column = f" {fault.column}" if fault.column else ""
        key = "check.fault" if fault.value or fault.line or not column else "check.missing"
        click.echo(text(key, where=where, column=column, value=fault.value, wanted=fault.wanted), err=True)
