"""How the weekly number is made sure of when people do not come: policy numbers, all of them from a concept file.

Meaning: docs/model.md, Overbooking. Format: docs/concepts.md, `[overbooking]`.
"""

from dataclasses import dataclass

NUMBERS = ("expected", "certain", "safe")
"""So many are invited that the number can be expected; is reached with a certainty; is reached with it at any mix of rates."""
RATES = ("history", "fixed")


@dataclass(frozen=True, slots=True)
class Overbooking:
    """The policy of a concept.

    Attributes:
        number: one of `NUMBERS`.
        certainty: probability with which the number is reached, for "certain" and "safe".
        rates: "history" (the office's own contacts, where there are enough) or "fixed" (the show rates of the files).
        history_months: contacts of so many months count.
        least_invitations: fewer give no rates of their own.
        least_customers: fewer different people give none.
        least_specialists: teams with fewer specialists are looked at together with others.
        least_rate: no estimated rate is lower.
        most_rate: no estimated rate is higher.
        standby: whether people are named who can be phoned when somebody does not come (where the concept counts it).
        doubles_a_day: double seats of a specialist on one day.
        most_wait: expected wait of anybody in the half-day, in talks.
        most_overtime: expected time after the end of a half-day, in talks.
        most_overtime_chance: probability that a half-day ends late.
        wait_weight: what a talk of waiting weighs.
        idle_weight: what an idle seat weighs.
        overtime_weight: what a talk of overtime weighs.
        rotation_months: double seats of so many months count when the burden is shared out.
    """

    number: str
    certainty: float
    rates: str
    history_months: int
    least_invitations: int
    least_customers: int
    least_specialists: int
    least_rate: float
    most_rate: float
    standby: bool
    doubles_a_day: int
    most_wait: float
    most_overtime: float
    most_overtime_chance: float
    wait_weight: float
    idle_weight: float
    overtime_weight: float
    rotation_months: int

    @property
    def alpha(self) -> float | None:
        """The certainty where the number asks for one; None = the expected number."""
        return None if self.number == "expected" else self.certainty
