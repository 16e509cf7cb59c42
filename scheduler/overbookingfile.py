"""Reading `[overbooking]`: of a concept as a whole, of office.toml the keys that are there."""

from collections.abc import Callable
from typing import Any

from scheduler.overbooking import NUMBERS, RATES, Overbooking
from scheduler.tomltable import TomlTable

READERS: dict[str, Callable[[TomlTable, str], Any]] = {
    "number": lambda table, key: table.string(key, NUMBERS[0], one_of=NUMBERS),
    "certainty": lambda table, key: table.number(key, 0.5, 0.999),
    "rates": lambda table, key: table.string(key, RATES[0], one_of=RATES),
    "history_months": lambda table, key: table.whole(key, 1, 240),
    "least_invitations": lambda table, key: table.whole(key, 1, 100_000),
    "least_customers": lambda table, key: table.whole(key, 1, 100_000),
    "least_specialists": lambda table, key: table.whole(key, 5, 1000),
    "least_rate": lambda table, key: table.number(key, 0.05, 1),
    "most_rate": lambda table, key: table.number(key, 0.05, 1),
    "standby": lambda table, key: table.flag(key),
    "doubles_a_day": lambda table, key: table.whole(key, 0, 2),
    "most_wait": lambda table, key: table.number(key, 0, 1),
    "most_overtime": lambda table, key: table.number(key, 0, 1),
    "most_overtime_chance": lambda table, key: table.number(key, 0, 1),
    "wait_weight": lambda table, key: table.number(key, 0, 100),
    "idle_weight": lambda table, key: table.number(key, 0, 100),
    "overtime_weight": lambda table, key: table.number(key, 0, 100),
    "rotation_months": lambda table, key: table.whole(key, 1, 240),
}
"""Key → how it is read. Never fewer than five specialists: a rate of fewer would come close to a figure about one of them."""


def read_overbooking(table: TomlTable) -> Overbooking:
    """Read the table of a concept; the defaults hold every key, a fault takes 0."""
    values: dict[str, Any] = {key: read(table, key) or 0 for key, read in READERS.items()}
    return Overbooking(**values)


def read_some(table: TomlTable) -> dict[str, object]:
    """Read the keys that an office sets, and finish the table."""
    found = {key: READERS[key](table, key) for key in READERS if table.has(key)}
    table.finish()
    return found
