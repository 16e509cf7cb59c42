"""UIDs of appointments: the keyed hash that turnus gave; else one made from the number of the booking, which may say too much."""

import re
from collections import Counter
from collections.abc import Sequence

from scheduler.calendars import uid_of
from scheduler.pseudonyms import DOMAIN, pseudonym
from scheduler.roster import Booking

OWN = re.compile(rf"[0-9a-f]{{16}}(-\d+)?@{re.escape(DOMAIN)}")


def uids_of(bookings: Sequence[Booking], key: bytes) -> dict[str, str]:
    """Return booking_id → UID, each only once.

    The `uid` of a booking counts if it is one of ours and no other row has it; one from elsewhere could hold a customer number.
    """
    often = Counter(booking.uid for booking in bookings)
    return {
        booking.booking_id: booking.uid
        if OWN.fullmatch(booking.uid) and often[booking.uid] == 1
        else uid_of(pseudonym(key, "booking", booking.booking_id))
        for booking in bookings
    }
