"""A talk in its seat, and where else it could be: what comfort is about in the fast engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from constraints.cells import block
from scheduler.simulation.record import Record


@dataclass(slots=True, eq=False)
class Seat:
    """A talk in its seat.

    Attributes:
        record: whose talk.
        start: its first cell.
        cells: its length.
        starts: where it could begin as well; its own start alone where it stays for its household.
        limit: the cell before which it has to begin to be in time.
        liked: those of them that the customer prefers.
    """

    record: Record
    start: int
    cells: int
    starts: int
    limit: int
    liked: int

    @property
    def taken(self) -> int:
        """The cells of the talk."""
        return block(self.start, self.start + self.cells)

    @property
    def is_fixed(self) -> bool:
        """There is no other start."""
        return not self.starts & self.starts - 1

    @property
    def is_outside(self) -> bool:
        """The customer would rather come at another time that is possible."""
        return bool(self.liked) and not self.liked >> self.start & 1

    def at_least_as_good(self, starts: int) -> int:
        """Return those of some starts that suit the customer as well as the present one."""
        return starts & self.liked if self.liked >> self.start & 1 else starts & self.liked or starts


def tightest_first(seats: Sequence[Seat], day: int) -> list[Seat]:
    """Return the seats of a day in an order: fixed ones, those with preferred hours there, long ones, those with few starts."""
    keys = []
    for number, seat in enumerate(seats):
        starts = seat.starts
        keys.append((starts & starts - 1 != 0, not seat.liked & day, -seat.cells, (starts & day).bit_count(), number))
    return [seats[number] for *_, number in sorted(keys)]
