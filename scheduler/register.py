"""The register of letters, `letters.csv` in the roster: what was sent when, as a digest; never a name or an address."""

from dataclasses import dataclass
from datetime import date, datetime

REGISTER = "letters.csv"
INVITATION, CHANGE, CANCELLATION = "invitation", "change", "cancellation"


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that went out.

    Attributes:
        booking_id: about which appointment.
        letter: invitation, change (another room) or cancellation.
        sequence: revision of the appointment that it tells of.
        dispatched_on: day of posting, which is also the date of the letter unless it is an earlier letter sent again.
        text_version: versions of the texts in it.
        sha256: digest of the PDF.
        start: when the appointment begins by the letter, local time; None = not known.
        room: the room that the letter names; empty = none, or not known.
    """

    booking_id: str
    letter: str
    sequence: int
    dispatched_on: date
    text_version: str
    sha256: str
    start: datetime | None = None
    room: str = ""

    def is_about(self, start: datetime) -> bool:
        """Tell whether it names this time, as far as that is known."""
        return self.start is None or self.start == start
