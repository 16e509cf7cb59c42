"""What the figures count, with their sources: `figures.toml` beside this file, the only place of their policy numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scheduler.reportpolicy import ReportPolicy

GRADUATES = ("graduates_narrow", "graduates_wide")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: document, line, German sentence."""

    document: str
    line: int
    quote: str


@dataclass(frozen=True)
class Definitions:
    """The numbers behind the figures.

    Attributes:
        least_specialists: teams with fewer are merged or withheld.
        least_people: figures and cells about fewer people are not shown.
        usual_share: months with this share of the contacts of the middle month are usual ones.
        activity_months: calendar months within which a talk counts as activity.
        graduate_days: figure → first and last day of its window, counted from the end of the measure.
        bands: multiples of the interval, ascending, the first one 1.
        without_flags: figure → flags of people who are not counted in it.
        sources: figure → where it comes from.
    """

    least_specialists: int
    least_people: int
    usual_share: float
    activity_months: int
    graduate_days: Mapping[str, tuple[int, int]]
    bands: tuple[float, ...]
    without_flags: Mapping[str, frozenset[str]]
    sources: Mapping[str, Source]


@cache
def shipped() -> Definitions:
    """Return the definitions that come with turnus."""
    data = tomllib.loads(files(__package__).joinpath("figures.toml").read_text(encoding="utf-8"))
    tables = {name: table for name, table in data.items() if isinstance(table, dict)}
    return Definitions(
        least_specialists=data["least_specialists"],
        least_people=data["least_people"],
        usual_share=data["usual_share"],
        activity_months=data["activity"]["months"],
        graduate_days={name: (data[name]["from_days"], data[name]["to_days"]) for name in GRADUATES},
        bands=tuple(data["density"]["bands"]),
        without_flags={name: frozenset(table.get("without_flags", ())) for name, table in tables.items()},
        sources={name: Source(table["source"], table["line"], table["quote"]) for name, table in tables.items()},
    )


@dataclass(frozen=True, slots=True)
class Least:
    """How many there must be at least for anything to be shown about them."""

    specialists: int
    people: int


def least(policy: ReportPolicy) -> Least:
    """Return the least numbers of an office: its own where they are higher than the shipped ones."""
    base = shipped()
    return Least(
        max(base.least_specialists, policy.least_specialists or 0),
        max(base.least_people, policy.least_people or 0),
    )
