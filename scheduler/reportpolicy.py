"""`[report]` of office.toml: thresholds of the lights of the monthly figures, and who is too few to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIGURES = (
    "first_talks",
    "first_talks_in_time",
    "activity",
    "graduates_narrow",
    "graduates_wide",
    "capacity",
    "density",
    "weekly_number",
)
"""Figures that are shares of what should be, the more the better: those that may have a light."""
GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which value a figure is green, and from which at least yellow; below it is red. Fractions; 1 = all of it."""

    green_from: float
    yellow_from: float

    def light(self, value: float) -> str:
        """Return green, yellow or red."""
        return GREEN if value >= self.green_from else YELLOW if value >= self.yellow_from else RED


@dataclass(frozen=True)
class ReportPolicy:
    """What holds for the monthly figures of an office.

    Attributes:
        least_specialists: teams with fewer are merged or withheld; None = the shipped number, which is never undercut.
        least_people: figures about fewer people are not shown; None = the shipped number, which is never undercut.
        thresholds: figure → thresholds of the house.
        of_teams: (figure, team) → thresholds of that team in their place.
    """

    least_specialists: int | None = None
    least_people: int | None = None
    thresholds: Mapping[str, Thresholds] = field(default_factory=dict)
    of_teams: Mapping[tuple[str, str], Thresholds] = field(default_factory=dict)

    def of(self, figure: str, team: str = "") -> Thresholds | None:
        """Return the thresholds of a figure for a team (empty = several together), None where the office has set none."""
        return self.of_teams.get((figure, team)) or self.thresholds.get(figure)
