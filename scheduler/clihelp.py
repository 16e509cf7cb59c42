"""Help pages in the language of the output: usage, arguments, options and commands, every word of them from our catalogues."""

from typing import Any

import click

from scheduler.texts import has_text, text


class TextOption(click.Option):
    """An option whose help is looked up when it is shown, in the language chosen by then."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value: ZAHL, TAG, or the words to choose from."""
        if isinstance(self.type, click.Choice):
            return "[" + "|".join(map(str, self.type.choices)) + "]"
        kind = next((kind for types, kind in KINDS if isinstance(self.type, types)), self.type.name)
        return text(f"metavar.{kind}") if has_text(f"metavar.{kind}") else kind.upper()

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return names and help of the option."""
        if self.hidden:
            return None
        names = ", ".join([*self.opts, *self.secondary_opts])
        value = "" if self.is_flag or self.count else f" {self.make_metavar(ctx)}"
        key = f"option.{(self.name or '').replace('_', '-')}"
        extra = [*limits(self.type), *([text("usage.required")] if self.required else [])]
        words = text(key) if has_text(key) else self.help or ""
        return names + value, f"{words}  [{'; '.join(extra)}]" if extra else words


KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (click.Path, "path"),
    (click.File, "path"),
    ((type(click.INT), type(click.FLOAT)), "number"),
    (type(click.STRING), "text"),
)
"""Types of click → the word that stands for their values; our own types name it themselves."""


def limits(kind: click.ParamType[Any]) -> list[str]:
    """Return between which limits a number has to be, in words."""
    if not isinstance(kind, click.IntRange | click.FloatRange) or (kind.min is None and kind.max is None):
        return []
    key = "from" if kind.max is None else "to" if kind.min is None else "from_to"
    return [text(f"usage.{key}", low=kind.min, high=kind.max)]


def argument_word(param: click.Parameter) -> str:
    """Return the word that stands for an argument: BESTAND, PLAN."""
    key = f"metavar.{param.name}"
    return text(key) if has_text(key) else param.metavar or (param.name or "").upper()


class _Worded(click.Command):
    """A command whose help page is ours down to the last word."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = text("usage.help")
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=f"{text('usage.usage')} ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words after the name of the command."""
        pieces = [text("usage.options")]
        for param in self.get_params(ctx):
            if isinstance(param, click.Argument):
                word = argument_word(param) + ("…" if param.nargs != 1 else "")
                pieces.append(word if param.required else f"[{word}]")
        return pieces

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the arguments and options mean."""
        params = self.get_params(ctx)
        arguments = [param for param in params if isinstance(param, click.Argument) and has_text(f"argument.{param.name}")]
        rows = [(argument_word(param), text(f"argument.{param.name}")) for param in arguments]
        options = [row for param in params if isinstance(param, click.Option) and (row := param.get_help_record(ctx))]
        for heading, found in (("arguments", rows), ("options_heading", options)):
            if found:
                with formatter.section(text(f"usage.{heading}")):
                    formatter.write_dl(found)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.help_text(ctx))

    def help_text(self, ctx: click.Context) -> str:
        """Return what the command does."""
        return text("help.turnus") if ctx.parent is None else self.get_short_help_str()


def help_key(command: click.Command) -> str:
    """Return under which name the help of a command stands: that of its function."""
    return command.callback.__name__.strip("_") if command.callback else command.name or ""


class TextCommand(_Worded):
    """A command whose help is looked up when it is shown, under the name of its function: `help.next`, `help.export_ics`."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line of the command in the list of commands."""
        return text(f"help.{help_key(self)}")


class WordedGroup(_Worded, click.Group):
    """A group of commands whose help is looked up when it is shown."""

    command_class = TextCommand

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line of the group in the list of commands."""
        return text(f"help.{self.name}")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words after the name of the group."""
        return [*_Worded.collect_usage_pieces(self, ctx), text("usage.command")]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options and commands."""
        _Worded.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in the order in which they were registered, the order in which a week goes."""
        commands = [(name, command) for name, command in self.commands.items() if not command.hidden]
        with formatter.section(text("usage.commands")):
            formatter.write_dl([(name, command.get_short_help_str()) for name, command in commands])
