"""Pseudonyms of appointments on paper: the keyed hash that turnus gave, else one made from the booking's id."""

import re
from collections import Counter
from collections.abc import Sequence

from scheduler.pseudonyms import DOMAIN, pseudonym
from scheduler.roster import Booking

OWN = re.compile(rf"([0-9a-f]{{16}}(?:-\d+)?)@{re.escape(DOMAIN)}")


def stems_of(bookings: Sequence[Booking], key: bytes) -> dict[str, str]:
    """Return booking id → pseudonym, each only once.

    The UID of a booking counts if it is one of ours and no other row has it; an id from elsewhere could hold a customer number.
    """
    often = Counter(booking.uid for booking in bookings)
    found = {}
    for booking in bookings:
        own = OWN.fullmatch(booking.uid) if often[booking.uid] == 1 else None
        found[booking.booking_id] = own[1] if own else pseudonym(key, "booking", booking.booking_id)
    return found
