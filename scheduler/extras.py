"""Packages that only some commands need: imported late, and what to do where one is missing is said in words."""

from importlib import import_module

from scheduler.errors import TurnusError
from scheduler.texts import text


def need(package: str, key: str) -> None:
    """Import a package of an extra.

    Args:
        package: its import name.
        key: the text that says how to install it.

    Raises:
        TurnusError: it is missing.
    """
    try:
        import_module(package)
    except ImportError as error:
        raise TurnusError(text(key)) from error
