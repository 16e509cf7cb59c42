"""The numbers that hold where a scenario file is silent, with unit and source (`assumptions.toml`)."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from scheduler.simulation.scenario import Assumptions


@dataclass(frozen=True, slots=True)
class Sourced:
    """A number that is assumed.

    Attributes:
        name: field of `Assumptions`.
        value: as the file has it: a number, a list, a table.
        unit: language → unit.
        source: language → where the number is from.
    """

    name: str
    value: Any
    unit: dict[str, str]
    source: dict[str, str]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("scheduler").joinpath("study", "assumptions.toml").read_text(encoding="utf-8"))


@cache
def sourced() -> tuple[Sourced, ...]:
    """Return the assumed numbers in the order of `Assumptions`."""
    return tuple(Sourced(field.name, **_file()[field.name]) for field in fields(Assumptions))


@cache
def usual() -> Assumptions:
    """Return what is assumed where nobody says otherwise."""
    values: Any = {entry.name: tuple(entry.value) if isinstance(entry.value, list) else entry.value for entry in sourced()}
    return Assumptions(**values)


def setting(table: str, key: str) -> Any:
    """Return a setting of a study (`study`, `search`) where nobody says otherwise."""
    return _file()[table][key]
