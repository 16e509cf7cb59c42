"""The command line as a user runs it."""

from click.testing import CliRunner, Result

from scheduler.cli import main


def turnus(*arguments: object, lang: str = "de") -> Result:
    """Run a command; it ends in the way of commands, never with a traceback."""
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result
