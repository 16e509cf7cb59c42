"""The mark of rows that came from an imported calendar: the end of their uid."""

from scheduler.roster import Booking

IMPORTED = "@import.turnus.invalid"


def is_imported(booking: Booking) -> bool:
    """Tell whether a booking is a block that came from an imported calendar."""
    return not booking.customer_id and booking.uid.endswith(IMPORTED)
