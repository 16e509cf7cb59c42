"""One entry of a calendar as turnus means it, before it is written."""

from dataclasses import dataclass
from datetime import date, datetime

TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment in a calendar: when, where, which revision; nothing about the customer.

    Attributes:
        uid: the same for all revisions, says nothing without the key of the roster.
        sequence: revision (RFC 5545 3.8.7.4).
        stamp: UTC moment of this revision (DTSTAMP), without a time zone.
        start: local time of the office, without a time zone.
        end: local time of the office, without a time zone.
        summary: what people read in the calendar.
        location: the room; empty = none.
        status: TENTATIVE, CONFIRMED or CANCELLED.
        description: further words; empty = none.
    """

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    status: str = CONFIRMED
    description: str = ""


def midnight(day: date) -> datetime:
    """Return the first moment of a day, for a DTSTAMP that depends on the day alone."""
    return datetime(day.year, day.month, day.day)
