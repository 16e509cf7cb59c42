"""What about a simulated customer stays as it is as long as their row does."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from scheduler.presence import DAYS, Presence
from scheduler.roster import Customer, Deviation
from scheduler.simulation.kinds import InForce, Kind
from scheduler.simulation.parts import NEVER, monday_from
from scheduler.simulation.positions import Positions, Ways

WAYS = frozenset({"phone_ok", "portal_ok"})
"""Flags that say by which way somebody is invited and seen."""

NEVER_BUSY = (0,) * DAYS


@dataclass(slots=True)
class Who:
    """A customer, and what follows from the row and the exceptions alone.

    Attributes:
        customer: who.
        team: what is known about positions in the team that looks after them.
        kind: what the rules ask about, but for the age.
        earliest: a contact on this day or later makes a position; `date.max` = no contact does.
        birthdays: with which a rule begins or ceases to hold, in order.
        ways: what of a talk is wanted depends on these flags and needs.
        busy_on: for each weekday the cells of the day in which the customer cannot come.
        busy: the same as cells of a week.
        preferred: cells of every week that the customer prefers; 0 = no preference.
        fits: length of a talk in cells → whether it fits on each weekday; for `Chances` to remember.
    """

    customer: Customer
    team: Positions
    kind: Kind
    earliest: date
    birthdays: tuple[date, ...]
    ways: Ways
    busy_on: tuple[int, ...]
    busy: int
    preferred: int
    fits: dict[int, tuple[bool, ...]] = field(default_factory=dict)
    _rules: dict[int, InForce] = field(default_factory=dict)

    @classmethod
    def of(cls, customer: Customer, deviations: Iterable[Deviation], team: Positions, presence: Presence) -> "Who":
        """Work out what follows from a customer's row.

        Args:
            customer: who.
            deviations: their exceptions.
            team: that looks after them.
            presence: turns hours into cells.
        """
        busy_on = tuple(presence.weekly_busy_cells(customer)) if customer.unavailable else NEVER_BUSY
        return cls(
            customer=customer,
            team=team,
            kind=team.kinds.kind_of(customer),
            earliest=team.kinds.earliest(customer, deviations),
            birthdays=team.kinds.birthdays(customer.birth_date),
            ways=(customer.flags & WAYS, bool(customer.needs)),
            busy_on=busy_on,
            busy=presence.week(busy_on) if customer.unavailable else 0,
            preferred=presence.preferred_cells(customer) if customer.preferred else 0,
        )

    def rules_on(self, day: date, since: date) -> InForce | None:
        """Return the rules that are in force, and were in force when the customer was last seen; None where more decides.

        That is so where a contact or another status lies in the future, during Elternzeit, where one of the birthdays lies
        between contact and day, and where something else has changed since the contact (`earliest`).

        Args:
            day: first day of the week.
            since: latest contact, the registration of somebody never seen.
        """
        changed_on, elternzeit_until = self.customer.status_since, self.customer.elternzeit_until
        if since < self.earliest or since > day or (changed_on is not None and changed_on > day):
            return None
        if elternzeit_until is not None and elternzeit_until >= day:
            return None
        band = bisect_right(self.birthdays, since)
        if band < len(self.birthdays) and self.birthdays[band] <= day:
            return None
        rules = self._rules.get(band)
        if rules is None:  # of an age between the same two birthdays they stay the same
            rules = self._rules[band] = self.team.kinds.in_force((*self.kind, band), self.customer, day)
        return rules

    def next_birthday(self, after: date) -> int:
        """Return the first Monday that sees the next of the birthdays after a day; `NEVER` = none."""
        if not self.birthdays or self.birthdays[-1] <= after:  # the usual case, made short
            return NEVER
        return monday_from(self.birthdays[bisect_right(self.birthdays, after)].toordinal())
