"""Every user-facing text, in German and English, through one function: `text(key, **values)`.

The catalogues in `de/` and `en/` beside this file have the same files and keys (tested): what several commands say in
`base.toml`, the rest in one file a command. The language is one setting of the process.
"""

import locale
import os
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("de", "en")


class _Language:
    current = "de"


def use_language(language: str) -> None:
    """Choose the language of all texts: `de` or `en`."""
    _Language.current = language


def language() -> str:
    """Return the language of all texts."""
    return _Language.current


def system_language() -> str:
    """Return the language of the environment: English where the locale says so, else German."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else "de"


def text(key: str, /, **values: object) -> str:
    """Return the text of a key in the chosen language, its {placeholders} filled.

    Raises:
        KeyError: the catalogue has no such key.
    """
    return catalogue(_Language.current)[key].format(**values)


def counted(key: str, number: int, /, **values: object) -> str:
    """Return the text for a number of things, as {number}; where it is one and the catalogue has `KEY_one`, that."""
    return text(f"{key}_one" if number == 1 and has_text(f"{key}_one") else key, number=number, **values)


def has_text(key: str) -> bool:
    """Tell whether the catalogues know a key."""
    return key in catalogue(_Language.current)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return all texts of a language, keys joined by dots."""
    found: dict[str, str] = {}
    for file in sorted(files(__package__).joinpath(language).iterdir(), key=lambda file: file.name):
        for key, words in _flatten(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in found:
                raise ValueError(f"{language}/{file.name}: {key} stands in another file as well")
            found[key] = words
    return found


def _flatten(tree: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, str(value))]
    return found
