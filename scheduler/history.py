"""Contact history: which past talks count to the contact clock, and which reviews were done."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.roster import HELD_OUTCOMES, Contact, Customer

REVIEW = "review"
NO_TALK_KINDS = frozenset({"information", "group_event", REVIEW})
"""Kinds of contacts that are no consultation: they never count (Arbeitsanleitung Nr. 90, Zeile 43; docs/concepts.md)."""


@dataclass(frozen=True, slots=True)
class History:
    """The held consultations of one customer as (day, channel), in order of time, and the days of the reviews done."""

    talks: tuple[tuple[date, str], ...]
    reviews: tuple[date, ...] = ()

    @classmethod
    def of(cls, customer: Customer, contacts: Iterable[Contact], advice_required: bool) -> "History":
        """Collect what counts: held or late talks of `contacts.csv`, and the last contact that the customer table names.

        Args:
            customer: a last contact without channel counts as in person.
            contacts: the customer's rows of `contacts.csv`.
            advice_required: whether only qualified consultations count.
        """
        held = [contact for contact in contacts if contact.outcome in HELD_OUTCOMES]
        talks = {
            (contact.on, contact.channel or "in_person")
            for contact in held
            if contact.kind not in NO_TALK_KINDS and (contact.advice or not advice_required)
        }
        if customer.last_contact_on is not None:
            talks.add((customer.last_contact_on, customer.last_contact_channel or "in_person"))
        return cls(tuple(sorted(talks)), tuple(sorted(contact.on for contact in held if contact.kind == REVIEW)))

    def days(self, channels: Collection[str], until: date) -> list[date]:
        """Return the days of counting talks up to a day, in order."""
        return [day for day, channel in self.talks[: self._number_until(until)] if channel in channels]

    def last(self, channels: Collection[str], until: date) -> date | None:
        """Return the last counting talk up to a day."""
        for day, channel in reversed(self.talks[: self._number_until(until)]):
            if channel in channels:
                return day
        return None

    def any_between(self, channels: Collection[str], first: date, last: date) -> bool:
        """Tell whether a counting talk was held between two days, both included."""
        return any(first <= day <= last and channel in channels for day, channel in self.talks)

    def was_reviewed(self, first: date, last: date) -> bool:
        """Tell whether a review was done between two days, both included."""
        return any(first <= day <= last for day in self.reviews)

    def _number_until(self, until: date) -> int:
        return bisect_right(self.talks, (until, "~"))
