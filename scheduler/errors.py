"""Errors that a user can act on: where the fault is and what is wanted, never a traceback."""

from dataclasses import dataclass

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in one file.

    Attributes:
        file: name of the file inside the roster folder.
        line: line number as an editor shows it; 0 = the file as a whole.
        column: column or key; empty = the line as a whole.
        value: what stands there.
        wanted: what is wanted, in the language of the output.
    """

    file: str
    line: int
    column: str
    value: str
    wanted: str


def shown(value: object) -> str:
    """Return a value as a fault shows it: short, without control characters."""
    begin = "" if value is None else str(value)[: LONGEST_SHOWN + 1]
    plain = "".join(char if char.isprintable() else "�" for char in begin)
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 3] + "…"


class TurnusError(Exception):
    """A fault in data, concept or plan that ends a command with exit code 1."""


class RosterError(TurnusError):
    """Files that cannot be used (tables, office.toml, a concept file), with every fault found in them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(f"{len(faults)} faults")


class RefusedError(TurnusError):
    """What somebody asks for is not possible, and why."""


class PlanError(TurnusError):
    """A plan folder that is missing, damaged or does not pass the audit."""


class StoreError(TurnusError):
    """A roster that cannot be written: somebody else writes it, no right, no room, or a change that would give faults."""


class DeskError(TurnusError):
    """A time at which no appointment can be agreed, or not without a word that it is meant."""
