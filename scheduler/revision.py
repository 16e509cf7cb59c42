"""What the readers of a calendar entry have been told last: one row of `calendar.csv`, the ledger of revisions."""

from dataclasses import dataclass
from datetime import date, datetime

CALENDAR, STAFF, CUSTOMER = "calendar", "staff", "customer"
AUDIENCES = (CALENDAR, STAFF, CUSTOMER)
"""Who was told: calendar files and servers; specialists by mail; customers by mail."""
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
LEDGER = "calendar.csv"


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry in one calendar as it was told last; at most one for each uid, audience and owner.

    Attributes:
        uid: UID of the entry.
        audience: calendar, staff or customer.
        sequence: SEQUENCE (RFC 5545 3.8.7.4).
        stamp: DTSTAMP, UTC, without a time zone.
        start: local time of the office, without a time zone; of a cancelled entry the time that was told last.
        end: as `start`.
        fingerprint: hash of all that counts as a change.
        status: CONFIRMED or CANCELLED.
        specialist_id: whose calendar it is in; empty for customers.
        customer_id: the customer who was told; empty for calendars and staff.
        sent_on: day on which the mail was handed over, or on which nothing was left to say; None = not yet, or no mail.
        told_on: day since which a mail about the entry, this one or an earlier one, may be in other hands; None = none is.
        outbox: folder in which the mail lies that is not handed over yet; empty = none lies there.
    """

    uid: str
    audience: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    fingerprint: str
    status: str
    specialist_id: str = ""
    customer_id: str = ""
    sent_on: date | None = None
    told_on: date | None = None
    outbox: str = ""

    @property
    def owner(self) -> str:
        """Who has the entry in the calendar: a specialist, or for customers the customer."""
        return self.customer_id if self.audience == CUSTOMER else self.specialist_id
