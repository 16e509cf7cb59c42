"""A need: a talk that a customer needs, and all needs of a roster as one week sees them.

Meaning: docs/model.md, Needs. How they are worked out: `needs.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import Struct

from constraints.fill import SOON_DAYS
from scheduler.concept import CLASSES
from scheduler.roster import Booking, Customer
from scheduler.rule import Rule

PIN = "pin"
MOST_WEEKS_LATE = 8


class Need(Struct, frozen=True):
    """A talk that a customer needs: one or several things that are due, met by one appointment.

    Attributes:
        customer: who.
        kind: the highest kind of what it meets.
        rule: the rule with the strictest deadline.
        force: the strongest force among what is due by then.
        deadline: the strictest deadline.
        last_chance: last day on which both can meet in time, else the next one; None = they cannot meet within a year.
        is_late: no day is left by the deadline.
        weeks_late: whole ISO weeks between deadline and week, 0 for people never seen.
        not_before: first day on which a talk meets it; None = any.
        pace_on: day of the even pace, for count rules.
        past_share: whether the concept's share of the interval has passed (everything without interval has).
        minutes: length of the talk.
        channel: channel of the talk.
        delivery: how the invitation goes out.
        also_meets: rule ids of what else the talk meets.
        is_new: "newly due" by a change, not overdue.
        is_wide: graduate talk in the wide window.
        booking: the open appointment that meets it; None = not booked.
        last_contact_on: last contact of any kind that counts.
        comes_first: the customer came and could not be seen: invited before everybody else.
    """

    customer: Customer
    kind: str
    rule: Rule
    force: str
    deadline: date
    last_chance: date | None
    is_late: bool
    weeks_late: int
    not_before: date | None
    pace_on: date | None
    past_share: bool
    minutes: int
    channel: str
    delivery: str
    also_meets: tuple[str, ...]
    is_new: bool
    is_wide: bool
    booking: Booking | None
    last_contact_on: date | None
    comes_first: bool = False

    @property
    def step(self) -> str:
        """The step of the ladder: the class of the talk, else the force of its rule."""
        return self.kind if self.kind in CLASSES else self.force

    @property
    def urgency(self) -> int:
        """1 + weeks late, at most 9."""
        return 1 + min(self.weeks_late, MOST_WEEKS_LATE)


@dataclass(frozen=True)
class WeekNeeds:
    """All needs of a roster as seen from one week.

    Attributes:
        monday: first day of the week.
        first_day: first day that can be planned (Monday, or today where the week has begun).
        needs: one for every customer for whom anything is due, in order of customer id.
        upcoming: of the same customers the need with the next deadline, also where its window opens after the week.
        exempt: (customer, rule) of those for whom nothing is due.
        reviews: (customer, rule, day) of review tasks, in order of day.
        missed: (customer, days) of those who missed as many talks in a row as their concept shows to a person, in order of id.
    """

    monday: date
    first_day: date
    needs: tuple[Need, ...]
    upcoming: tuple[Need, ...]
    exempt: tuple[tuple[Customer, Rule], ...]
    reviews: tuple[tuple[Customer, Rule, date], ...]
    missed: tuple[tuple[Customer, tuple[date, ...]], ...] = ()

    @property
    def sunday(self) -> date:
        """Last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def has_begun(self) -> bool:
        """Whether some days of the week are over."""
        return self.first_day > self.monday

    def is_on_ladder(self, need: Need) -> bool:
        """Tell whether the last chance of a need that is not booked falls in the week (or has passed).

        A need that nobody can meet within a year stands on the ladder from its deadline on, so that it is named.
        """
        if need.booking is not None or need.rule.rule_id == PIN:
            return False
        return (need.last_chance or need.deadline) <= self.sunday

    def is_waiting(self, need: Need) -> bool:
        """Tell whether a deadline ends by the week, but specialist and customer can only meet after it."""
        is_met_later = need.last_chance is not None and need.last_chance > self.sunday
        return need.booking is None and need.rule.rule_id != PIN and need.deadline <= self.sunday and is_met_later

    def is_soon(self, need: Need) -> bool:
        """Tell whether the last chance falls in the two weeks after the week."""
        return need.last_chance is not None and timedelta(0) < need.last_chance - self.sunday <= timedelta(days=SOON_DAYS)

    @property
    def ladder(self) -> list[Need]:
        """The needs of the ladder."""
        return [need for need in self.needs if self.is_on_ladder(need)]
