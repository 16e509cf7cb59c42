"""Contact clocks: the latest contact that counts and the latest invitation since that led to no talk, row by row.

They are what `History` makes of the rows of `contacts.csv`; here every row is read once, as it comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.history import CHAIN, NO_TALK_KINDS, TURNED_AWAY, was_invitation
from scheduler.roster import HELD_OUTCOMES, Contact, Customer

UNSEEN = ""
"""Channel of somebody who was never seen."""


@dataclass(slots=True)
class Clock:
    """The contact clock of one customer.

    Attributes:
        last: latest contact that counts; None = never seen.
        channel: of that contact.
        failed: latest invitation that led to no talk.
        turned_away: latest day on which the customer came and could not be seen.
        rows: so many rows are read.
    """

    last: date | None
    channel: str
    failed: date | None = None
    turned_away: date | None = None
    rows: int = 0

    @property
    def missed(self) -> date | None:
        """The latest invitation since the latest contact that led to no talk."""
        return self.failed if self.failed is not None and (self.last is None or self.failed > self.last) else None

    @property
    def was_turned_away(self) -> bool:
        """Whether the customer came since the latest contact and could not be seen."""
        return self.turned_away is not None and (self.last is None or self.turned_away >= self.last)


class Clocks:
    """The clocks of all customers of a world.

    Args:
        contacts: customer id → rows in order of time; they only grow.
    """

    def __init__(self, contacts: Mapping[str, Sequence[Contact]]) -> None:
        self._contacts = contacts
        self._clocks: dict[str, Clock] = {}

    def of(self, customer: Customer, on: date, *, advice_required: bool) -> Clock:
        """Return the clock of a customer on a day; never of an earlier one than before.

        Args:
            customer: whose.
            on: the day.
            advice_required: whether only qualified consultations count.
        """
        clock = self._clocks.get(customer.customer_id)
        if clock is None:
            last = customer.last_contact_on
            clock = Clock(last, UNSEEN if last is None else customer.last_contact_channel or "in_person")
            self._clocks[customer.customer_id] = clock
        rows = self._contacts.get(customer.customer_id, ())
        while clock.rows < len(rows) and rows[clock.rows].on <= on:
            _read(clock, rows[clock.rows], customer, advice_required)
            clock.rows += 1
        return clock


def _read(clock: Clock, row: Contact, customer: Customer, advice_required: bool) -> None:
    if row.kind in NO_TALK_KINDS:
        return
    if row.outcome in HELD_OUTCOMES:
        if (row.advice or not advice_required) and (clock.last is None or row.on >= clock.last):
            clock.last, clock.channel = row.on, row.channel or "in_person"
    elif row.on >= customer.registered_on and was_invitation(row):
        clock.failed = row.on if row.outcome in CHAIN else clock.failed
        clock.turned_away = row.on if row.outcome in TURNED_AWAY else clock.turned_away
