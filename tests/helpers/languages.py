"""Words of an output that belong neither to the catalogue of its language nor to the data that it shows."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import Path

import click

from scheduler.cli import main
from scheduler.concept import TEAM_KINDS
from scheduler.rosterfiles import read_roster
from scheduler.texts import catalogue

WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
TECHNICAL = re.compile(
    r"(?<!\w)--?[a-z][\w-]*"  # options
    r"|\S+\.(?:csv|toml|json|html|xlsx|key|ics)\b(?: \[[\w ]+\])?(?::\d+)?"  # files and sheets
    r"|\S*[/_]\S*"  # paths, names of columns and rules of the model
    r"|\[[a-z0-9-]+\]:"  # ids of rules
    r"|\bturnus(?: [a-z]+)?"  # commands
    r"|\d{4}-W\d\d"  # weeks
    r"|\w+\.\w[\w.]*|\{\w+\}"  # keys of files, values put in
    r"|\w*…"  # words that were cut
)
PLACE = re.compile(
    r"^\S+(?: \[[\w ]+\])?(?::\d+)?(?: [\w. -]+)?: (?:„[^“]*“|“[^”]*”)|^(?:Hinweis|Note) \S+ \w+ \S+:", re.MULTILINE
)
"""Where a fault is, and what stands there: file, line, column or key, value."""
MARKUP = re.compile(
    r"<style>.*?</style>|<script>.*?</script>|<(?!/)[^<>]*?(?:title|aria-label)=\"([^\"]*)\"[^<>]*>|<[^<>]*>", re.DOTALL
)
QUOTED = ("title", "source", "quote", "assumption")
"""Keys of a concept whose words are those of a document."""


def words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in WORD.findall(text)}


@cache
def own_words(language: str) -> frozenset[str]:
    return frozenset(words(TECHNICAL.sub(" ", text) for text in catalogue(language).values()))


@cache
def command_words() -> frozenset[str]:
    """Return the names of commands and of values that an option may have: what has to be typed as it is."""
    named = dict(all_commands())
    params = [param for command in named.values() for param in command.params]
    choices = [str(choice) for param in params if isinstance(param.type, click.Choice) for choice in param.type.choices]
    return frozenset(words([*named, *choices, "main"]))


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command under its name, those of two words as well: `plan`, `export`, `export ics`."""
    for name, command in main.commands.items():
        yield name, command
        for inner, under in command.commands.items() if isinstance(command, click.Group) else ():
            yield f"{name} {inner}", under


def quoted(data: object) -> Iterator[str]:
    """Yield the words of the documents in a concept file."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, str) and key in QUOTED:
            yield value
        for inner in value if isinstance(value, list) else [value]:
            yield from quoted(inner)


def concept_words(folder: Path | None = None) -> set[str]:
    """Return what the shipped concepts and those of a folder quote, their names and those of their own rules."""
    places = [Path(str(files("scheduler").joinpath("concepts"))), *([folder] if folder else [])]
    found = [file for place in places for file in sorted(place.glob("*.toml")) if file.name != "office.toml"]
    own = [
        str(rule["id"])
        for file in found[len(list(places[0].glob("*.toml"))) :]
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", [])
    ]
    texts = [text for file in found for text in quoted(tomllib.loads(file.read_text(encoding="utf-8")))]
    return words([*texts, *own, *(file.stem for file in found), "Zeile", *TEAM_KINDS])


def roster_words(folder: Path) -> set[str]:
    """Return the words that people of the office have written into a roster: names, notes, reasons, skills."""
    roster = read_roster(folder)
    texts = [roster.office.name, *roster.office.teams, *(r.resource for r in roster.resources), "alo asu ratsuchend"]
    texts += [note for o in roster.occasions for note in [o.note]] + [d.reason for d in roster.deviations]
    texts += [word for s in roster.specialists for word in (s.room, *s.skills)]
    texts += [word for c in roster.customers for word in (c.language, *c.needs)]
    return words(texts) | concept_words(folder)


def page_text(page: str) -> str:
    """Return what a reader of a page gets: text, titles, labels."""
    return unescape(MARKUP.sub(lambda found: f" {found[1] or ''} ", page))


def strangers(output: str, language: str, data: Iterable[str] = ()) -> set[str]:
    """Return the words of an output that come from nowhere that they may come from."""
    found = words([TECHNICAL.sub(" ", PLACE.sub(" ", output))])
    return found - own_words(language) - command_words() - set(data)
