"""The sender of letters: the letterhead of office.toml, which must be there."""

from scheduler.errors import Fault, RosterError
from scheduler.letterhead import Letterhead
from scheduler.roster import Office
from scheduler.texts import text


def letterhead_of(office: Office) -> Letterhead:
    """Return the letterhead of an office.

    Raises:
        RosterError: office.toml has none.
    """
    if office.letterhead is None:
        raise RosterError([Fault("office.toml", 0, "letterhead", "", text("letters.wanted.letterhead"))])
    return office.letterhead
