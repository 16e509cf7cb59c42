"""Chains of moves: somebody comes to another day in preferred hours, somebody of that day goes to a third one, and so on.

Each day on the way keeps its number of talks; its talks are put anew by the exact clock, and nobody who has preferred hours
loses them. The chain ends on the day where it began, or on one that is no fuller with one more than that day was.
"""

from collections.abc import Mapping, Sequence

from constraints import clock
from scheduler.simulation.seat import Seat

MOST_DAYS = 3
MOST_TRIES = 1 << 7
"""Days put anew, after which a chain is given up."""
Moves = dict[Seat, int]


def chain(seat: Seat, home: int, by_day: Mapping[int, Sequence[Seat]], days: Sequence[int], grows: Sequence[bool]) -> Moves:
    """Return new first cells that give somebody preferred hours; empty where none were found.

    Args:
        seat: who sits outside preferred hours.
        home: the day of that seat.
        by_day: the seats of each day.
        days: cells of each day.
        grows: for each day whether it may have one talk more, and the day of the seat one less.
    """
    search = _Chain(seat, home, by_day, days, grows)
    for depth in range(1, MOST_DAYS + 1):
        moves = search.arrive(seat, seat.liked, (), depth)
        if moves is not None:
            return moves
    return {}


class _Chain:
    """The search for a chain, the shortest first."""

    def __init__(
        self, seat: Seat, home: int, by_day: Mapping[int, Sequence[Seat]], days: Sequence[int], grows: Sequence[bool]
    ) -> None:
        self.home = home
        self.days = days
        self.grows = grows
        self.here = {number: [other for other in by_day.get(number, ()) if other is not seat] for number in range(len(days))}
        self.known: dict[tuple[int, tuple[clock.Kind, ...]], bool] = {}
        self.tries = MOST_TRIES

    def arrive(self, seat: Seat, starts: int, path: tuple[int, ...], depth: int) -> Moves | None:
        """Return moves that let a talk come to some day with one of the starts; None where there are none.

        Args:
            seat: whose talk.
            starts: where it may begin.
            path: the days that the chain has visited.
            depth: so many days may follow.
        """
        for number in sorted(range(len(self.days)), key=lambda number: number != self.home):
            if starts & self.days[number] and number not in path:
                if number == self.home or self.grows[number]:
                    moves = self._put(number, seat, starts)
                    if moves is not None:
                        return moves
                if depth > 1 and (number != self.home or not path):
                    moves = self._push(number, seat, starts, path, depth)
                    if moves is not None:
                        return moves
        return None

    def _push(self, number: int, seat: Seat, starts: int, path: tuple[int, ...], depth: int) -> Moves | None:
        """Return moves that let a talk come to a day from which another one goes on."""
        seen = set[tuple[int, int]]()
        for leaving in self.here[number]:
            usual = self._usual(leaving)
            elsewhere = usual & ~self.days[number]
            if not elsewhere or (leaving.cells, usual) in seen:
                continue
            seen.add((leaving.cells, usual))
            moves = self._put(number, seat, starts, leaving)
            if moves is not None:
                more = self.arrive(leaving, elsewhere, (*path, number), depth - 1)
                if more is not None:
                    return {**moves, **more}
        return None

    def _put(self, number: int, seat: Seat, starts: int, leaving: Seat | None = None) -> Moves | None:
        """Return first cells for the talks of a day and one more, without the one that leaves; None where they do not fit."""
        day = self.days[number]
        seats = [other for other in self.here[number] if other is not leaving]
        talks = [(other.cells, self._usual(other) & day) for other in seats] + [(seat.cells, starts & day)]
        key = number, tuple(sorted(talks))
        if self.known.get(key, True) and self.tries > 0:
            self.tries -= 1
            found = clock.starts_one_each(talks)
            self.known[key] = found is not None
            if found is not None:
                return dict(zip([*seats, seat], found, strict=True))
        return None

    @staticmethod
    def _usual(seat: Seat) -> int:
        return seat.at_least_as_good(seat.starts) if seat.liked >> seat.start & 1 else seat.starts
