"""What about a simulated customer stays as it is as long as their row does."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from scheduler.presence import DAYS, Presence
from scheduler.roster import Customer
from scheduler.simulation.parts import NEVER
from scheduler.simulation.positions import Kind, Positions, Ways, mondays_from

WAYS = frozenset({"phone_ok", "portal_ok"})
"""Flags that say by which way somebody is invited and seen."""

NEVER_BUSY = (0,) * DAYS


@dataclass(frozen=True, slots=True)
class Who:
    """A customer, and what follows from the row alone.

    Attributes:
        customer: who.
        team: what is known about positions in the team that looks after them.
        kind: what the rules ask about, but for the age.
        earliest: a contact on this day or later makes a position; `date.max` = no contact does.
        birthdays: with which a rule begins or ceases to hold, in order.
        birthday_mondays: first Mondays that see them.
        ways: what of a talk is wanted depends on these flags and needs.
        busy_on: for each weekday the cells of the day in which the customer cannot come.
        busy: the same as cells of a week.
        preferred: cells of every week that the customer prefers; 0 = no preference.
    """

    customer: Customer
    team: Positions
    kind: Kind
    earliest: date
    birthdays: tuple[date, ...]
    birthday_mondays: tuple[int, ...]
    ways: Ways
    busy_on: tuple[int, ...]
    busy: int
    preferred: int

    @classmethod
    def of(cls, customer: Customer, team: Positions, presence: Presence) -> "Who":
        """Work out what follows from a customer's row."""
        birthdays = team.birthdays(customer.birth_date)
        busy_on = tuple(presence.weekly_busy_cells(customer)) if customer.unavailable else NEVER_BUSY
        return cls(
            customer=customer,
            team=team,
            kind=team.kind_of(customer),
            earliest=team.earliest(customer),
            birthdays=birthdays,
            birthday_mondays=mondays_from(birthdays),
            ways=(customer.flags & WAYS, bool(customer.needs)),
            busy_on=busy_on,
            busy=presence.week(busy_on) if customer.unavailable else 0,
            preferred=presence.preferred_cells(customer) if customer.preferred else 0,
        )

    def kind_on(self, last: date, on: date) -> Kind | None:
        """Return all that the rules ask about; None where more decides than that.

        That is so where a contact or another status lies in the future, where one of the birthdays lies between contact and day,
        and where something else has changed since the contact (`earliest`).

        Args:
            last: latest contact, the registration of somebody never seen.
            on: first day of the week.
        """
        band = bisect_right(self.birthdays, on)
        is_settled = max(last, self.customer.status_since or last) <= on
        is_plain = is_settled and last >= self.earliest and band == bisect_right(self.birthdays, last)
        return (*self.kind, band) if is_plain else None

    def changed_since(self, last: date) -> date | None:
        """Return the day of another status since the latest contact; None = it was the same then."""
        changed_on = self.customer.status_since
        return None if changed_on is None or changed_on <= last else changed_on

    def next_birthday(self, after: date) -> int:
        """Return the first Monday that sees the next of the birthdays after a day; `NEVER` = none."""
        number = bisect_right(self.birthdays, after)
        return self.birthday_mondays[number] if number < len(self.birthdays) else NEVER
