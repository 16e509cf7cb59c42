"""Contact history: which past talks count to the contact clock, which invitations led nowhere, and which reviews were done."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.roster import HELD_OUTCOMES, Contact, Customer

REVIEW = "review"
NO_TALK_KINDS = frozenset({"information", "group_event", REVIEW})
"""Kinds of contacts that are no consultation: they never count (Arbeitsanleitung Nr. 90, Zeile 43; docs/concepts.md)."""
MISSED = "missed"
IN_DOUBLE_SEAT = "missed in a double seat"
CHAIN = frozenset({MISSED, IN_DOUBLE_SEAT, "excused"})
"""What leaves the chain of invitations open. In a double seat the miss is not the customer's, but the talk is still wanted."""
TURNED_AWAY = frozenset({"turned_away"})


@dataclass(frozen=True, slots=True)
class History:
    """What is known about the talks of one customer.

    Attributes:
        talks: held consultations as (day, channel), in order of time.
        reviews: days of the reviews done.
        failed: invitations since the registration that led to no talk as (day, what became of it), in order of time.
        came: days of talks, in whatever channel and whether or not they were qualified advice.
    """

    talks: tuple[tuple[date, str], ...]
    reviews: tuple[date, ...] = ()
    failed: tuple[tuple[date, str], ...] = ()
    came: tuple[date, ...] = ()

    @classmethod
    def of(cls, customer: Customer, contacts: Iterable[Contact], advice_required: bool) -> "History":
        """Collect what counts: held or late talks of `contacts.csv`, and the last contact that the customer table names.

        Args:
            customer: a last contact without channel counts as in person.
            contacts: the customer's rows of `contacts.csv`.
            advice_required: whether only qualified consultations count.
        """
        rows = list(contacts)
        held = [contact for contact in rows if contact.outcome in HELD_OUTCOMES]
        talks = {
            (contact.on, contact.channel or "in_person")
            for contact in held
            if contact.kind not in NO_TALK_KINDS and (contact.advice or not advice_required)
        }
        if customer.last_contact_on is not None:
            talks.add((customer.last_contact_on, customer.last_contact_channel or "in_person"))
        reviews = tuple(sorted(contact.on for contact in held if contact.kind == REVIEW))
        failed = [(row.on, _failure(row)) for row in rows if row.on >= customer.registered_on and was_invitation(row)]
        came = {day for day, _ in talks} | {contact.on for contact in held if contact.kind not in NO_TALK_KINDS}
        return cls(tuple(sorted(talks)), reviews, tuple(sorted(failed)), tuple(sorted(came)))

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

    def last_failed(self, outcomes: Collection[str], until: date) -> date | None:
        """Return the last invitation up to a day of which one of these outcomes came."""
        return max((day for day, outcome in self.failed if day <= until and outcome in outcomes), default=None)

    def misses_in_a_row(self, until: date) -> tuple[date, ...]:
        """Return the days of the talks missed since the customer last came; excused ones and double seats are passed over."""
        since = max((day for day in self.came if day <= until), default=date.min)
        return tuple(day for day, outcome in self.failed if since < day <= until and outcome == MISSED)

    def _number_until(self, until: date) -> int:
        return bisect_right(self.talks, (until, "~"))


def was_invitation(contact: Contact) -> bool:
    """Tell whether somebody was invited to a talk; a call from the telephone list that nobody answers is no invitation."""
    return contact.kind not in NO_TALK_KINDS and (contact.channel != "phone" or bool(contact.invited_by))


def _failure(contact: Contact) -> str:
    return IN_DOUBLE_SEAT if contact.outcome == MISSED and contact.double_booked else contact.outcome
