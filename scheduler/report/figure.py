"""A figure of a unit: numerator, denominator, value; and what stands in their place where they must not be shown."""

from dataclasses import dataclass
from datetime import date

FEW_PEOPLE, NOTHING, NO_RATE, JOINED = "few_people", "nothing", "no_rate", "joined"
"""Why a figure has no value: about too few people, nothing to be counted, too little history, counted in the band before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, or one part of it.

    Attributes:
        figure: its name.
        group: whom a part is about (id of a rule, outcome, group of a show rate); empty = everybody.
        part: band of a group; empty = the figure itself.
        numerator: what was done; None = not shown, or there is none.
        denominator: out of how many; None likewise.
        value: the share or rate; None where it is not shown.
        low: lower end of the interval of a show rate.
        high: upper end.
        mask: why nothing is shown: small, hidden, few_people, nothing, no_rate, joined; empty = it is.
        light: green, yellow or red; empty = the office has set no thresholds.
        source: where it comes from, if not from where the figure does.
        since: day before which the last contact of a band was.
        is_short: it looks back to before the data begin and may be too low; it gets no light.
    """

    figure: str
    group: str = ""
    part: str = ""
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mask: str = ""
    light: str = ""
    source: str = ""
    since: date | None = None
    is_short: bool = False

    @property
    def is_head(self) -> bool:
        """Whether it is the figure itself, not a part of it."""
        return not self.group and not self.part


def share_row(figure: str, numerator: float, denominator: float, least_people: int = 0) -> Row:
    """Return a share; without one where there is nothing to count, or where it is about too few people."""
    if denominator <= 0:
        return Row(figure, mask=NOTHING)
    if denominator < least_people:
        return Row(figure, mask=FEW_PEOPLE)
    return Row(figure, numerator=numerator, denominator=denominator, value=numerator / denominator)
