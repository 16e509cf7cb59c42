"""Comfort without a solver: who is invited is settled but for equals, now talks change seats so that preferred hours are kept.

First even days, then hours that customers prefer: a free seat, an exchange, a day put anew, somebody as urgent instead, a chain
of moves, none of which makes days less even. Where nobody minds, the model takes any half-day; a coin that falls the same way
every time stands for that. Of talks that could change places the more urgent have the earlier seats, as in the plan.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from constraints import clock
from constraints.cells import block, starts_that_fit
from constraints.problem import DAYS
from scheduler.simulation.chains import chain
from scheduler.simulation.desk import Desk
from scheduler.simulation.equals import Equals
from scheduler.simulation.record import Record
from scheduler.simulation.seat import Seat, tightest_first


def settle(desk: Desk, stay: Container[str], others: Iterable[Record] = ()) -> None:
    """Let the talks of a desk change seats, or others be invited who are as urgent.

    Args:
        desk: a week with all its single seats.
        stay: customers whose seats stay as they are.
        others: the desk's own people who could be invited.
    """
    _Comfort(desk, stay).settle(others)


class _Comfort:
    """The seats of one desk; what they have of rooms and interpreters is free until all are settled."""

    def __init__(self, desk: Desk, stay: Container[str]) -> None:
        self.desk = desk
        self.days = desk.house.days
        self.stay = stay
        for record, start in desk.placed if desk.needs_rooms else ():
            desk.house.give_back(desk.units(record), block(start, start + record.wanted.cells))
        self.seats = [self._seat(record, start) for record, start in desk.placed]
        self.free = desk.free

    def settle(self, others: Iterable[Record]) -> None:
        """Spread the talks of each day, keep preferred hours, order those who are alike."""
        for number, seats in self._by_day().items():
            self._spread(seats, number)
        while self._even():
            pass
        self._prefer(others)
        self._order()
        self.desk.free = self.free
        self.desk.placed = [(seat.record, seat.start) for seat in self.seats]
        for seat in self.seats if self.desk.needs_rooms else ():
            self.desk.house.take(self.desk.units(seat.record), seat.taken)

    def _by_day(self) -> defaultdict[int, list[Seat]]:
        by_day: defaultdict[int, list[Seat]] = defaultdict(list)
        for seat in self.seats:
            by_day[seat.start // self.desk.house.cells_per_day].append(seat)
        return by_day

    def _seat(self, record: Record, start: int) -> Seat:
        desk, timely = self.desk, self.desk.house.timely(record)
        starts, limit = desk.starts(record) if record.customer.customer_id not in self.stay else 1 << start, desk.house.end
        if timely != -1 and timely >> start & 1:
            starts, limit = starts & timely, timely.bit_length()
        return Seat(record, start, record.wanted.cells, starts, limit, desk.preferred(record, starts) if record.preferred else 0)

    def _prefer(self, others: Iterable[Record]) -> None:
        """Give people hours that they prefer; where that cannot be, invite somebody as urgent who does not mind."""
        apart = []
        for number, seat in enumerate(self.seats):
            if seat.record.preferred:
                self._suit(seat)
                if not seat.liked >> seat.start & 1:
                    apart.append(number)
        if not apart:
            return
        equals = Equals(self.desk, others, (seat.record for seat in self.seats))
        for number in apart:
            seat = self.seats[number]
            if not seat.liked >> seat.start & 1 and not self._replace(number, equals) and seat.is_outside:
                self._chain(seat)
        for record in equals.gave_way:
            self._take_over(record, equals)

    def _suit(self, seat: Seat) -> bool:
        """Give somebody preferred hours if that is possible; tell whether they have what they can have."""
        return not seat.is_outside or self._move(seat) or self._exchange(seat) or self._pack(seat)

    def _take_over(self, record: Record, equals: Equals) -> None:
        """Give somebody who gave way the seat of whoever has the most slack, and them that of somebody with still more."""
        starts = self.desk.starts(record) & self.desk.house.timely(record)
        found = [
            (equals.slack(seat.record), number)
            for number, seat in enumerate(self.seats)
            if starts >> seat.start & 1
            and seat.record.customer.customer_id not in self.stay
            and equals.goes_before(record, seat.record)
        ]
        if found:
            _, number = max(found)
            other = self.seats[number]
            self.seats[number] = self._seat(record, other.start)
            equals.change_places(other.record, record)
            self._suit(self.seats[number])
            self._take_over(other.record, equals)

    def _replace(self, number: int, equals: Equals) -> bool:
        """Invite somebody else to a seat, or to where that one has preferred hours; tell whether there is anybody."""
        seat = self.seats[number]
        if seat.record.customer.customer_id in self.stay:
            return False
        for other in equals.instead_of(seat.record, seat.start):
            self.seats[number] = instead = self._seat(other, seat.start)
            if self._suit(instead):
                equals.change_places(seat.record, other)
                return True
            self.seats[number] = seat
        return False

    def _chain(self, seat: Seat) -> None:
        """Move several talks between days so that one more has preferred hours."""
        here = self._day_of(seat.start)
        moved = chain(seat, here, self._by_day(), self.days, [self._cost(n, 1) <= self._cost(here, -1) for n in range(DAYS)])
        for other in moved:
            self.free |= other.taken
            self.desk.loads[self._day_of(other.start)] -= 1
        for other, start in moved.items():
            other.start = start
            self.free &= ~other.taken
            self.desk.loads[self._day_of(start)] += 1

    def _spread(self, seats: list[Seat], number: int) -> None:
        """Give the talks of a day seats anew: preferred hours first, else some half-day, without holes."""
        day, gaps = self.days[number], self.desk.gaps[number]
        free = self.desk.open_cells & day
        numbers = [1] * len(gaps)
        found = []
        for seat in tightest_first(seats, day):
            starts = seat.starts & starts_that_fit(free, seat.cells)
            if seat.liked:
                starts = seat.at_least_as_good(starts)
            if not starts:
                return
            starts &= gaps[self._any_gap(seat, starts, gaps, numbers)]
            flush = starts & ~(free << 1) or starts & ~(free >> seat.cells) or starts
            start = (flush & -flush).bit_length() - 1
            free &= ~block(start, start + seat.cells)
            found.append((seat, start))
        self.free = self.free & ~day | free
        for seat, start in found:
            seat.start = start

    def _any_gap(self, seat: Seat, starts: int, gaps: Sequence[int], numbers: list[int]) -> int:
        """Return the number of a gap with some starts, drawn from the customer's id; the likelier, the more talks it has."""
        able, talks = [], 0
        for number, gap in enumerate(gaps):
            if starts & gap:
                able.append(number)
                talks += numbers[number]
        if len(able) > 1:
            place = self.desk.house.coin(seat.record) % talks
            while place >= numbers[able[0]]:
                place -= numbers[able.pop(0)]
        numbers[able[0]] += 1
        return able[0]

    def _even(self) -> bool:
        """Move a talk to a day that is emptier by more than it weighs there; tell whether there is one."""
        loads, weights = self.desk.loads, self.desk.weights
        fullest = sorted([(weights[n] * (1 - 2 * load), n) for n, load in enumerate(loads) if load])
        emptiest = sorted([(weight * (2 * loads[n] + 1), n) for n, weight in enumerate(weights) if weight])
        for saved, here in fullest:
            for cost, there in emptiest:
                if cost + saved >= 0:
                    break
                if self.free & self.days[there] and self._move_any(here, there):
                    return True
        return False

    def _move_any(self, here: int, there: int) -> bool:
        """Move some talk of a day to another day; tell whether there is one that can."""
        for seat in self.seats:
            if self._day_of(seat.start) == here and not seat.is_fixed:
                starts = seat.starts & self.days[there] & starts_that_fit(self.free, seat.cells)
                if starts:
                    self.desk.loads[here] -= 1
                    self.desk.loads[there] += 1
                    self._put(seat, seat.at_least_as_good(starts) or starts)
                    return True
        return False

    def _move(self, seat: Seat) -> bool:
        """Move a talk to a free seat in preferred hours, on a day that is no fuller than its own is with it."""
        starts = seat.liked & starts_that_fit(self.free | seat.taken, seat.cells)
        here = self._day_of(seat.start)
        for number, day in enumerate(self.days if starts else ()):
            if starts & day and (number == here or self._cost(number, 1) <= self._cost(here, -1)):
                self.desk.loads[here] -= 1
                self.desk.loads[number] += 1
                self._put(seat, starts & day)
                return True
        return False

    def _exchange(self, seat: Seat) -> bool:
        """Let a talk change with one that sits in the hours that its customer prefers, if that one loses nothing."""
        for other in self.seats:
            day = self.days[self._day_of(other.start)]
            free = self.free | other.taken | (seat.taken if day >> seat.start & 1 else 0)
            starts = seat.liked & day
            if not starts or other is seat or not (starts := starts & starts_that_fit(free, seat.cells)):
                continue
            start = (starts & -starts).bit_length() - 1
            left = (self.free | other.taken | seat.taken) & ~block(start, start + seat.cells)
            there = other.starts & starts_that_fit(left, other.cells) & self.days[self._day_of(seat.start)]
            there = other.at_least_as_good(there)
            if there:
                self.free |= other.taken
                self._put(seat, 1 << start)
                self.free |= other.taken & ~seat.taken
                other.start = (there & -there).bit_length() - 1
                self.free &= ~other.taken
                return True
        return False

    def _pack(self, seat: Seat) -> bool:
        """Put a day anew so that one more talk has preferred hours; tell whether that was possible."""
        for number, day in enumerate(self.days):
            if seat.liked & day:
                seats = [other for other in self.seats if self._day_of(other.start) == number]
                if self._repack(seats, day, seat) if seat in seats else self._change_days(seat, seats, day):
                    return True
        return False

    def _change_days(self, seat: Seat, seats: list[Seat], day: int) -> bool:
        """Let a talk come to the day of others, in preferred hours, while one of them goes to its day."""
        free, tried = (self.free | seat.taken) & self.days[self._day_of(seat.start)], set[int]()
        for leaving in seats:
            there = leaving.at_least_as_good(leaving.starts & starts_that_fit(free, leaving.cells))
            if there and leaving.cells not in tried:
                tried.add(leaving.cells)
                left = seat.taken
                if self._repack([*(other for other in seats if other is not leaving), seat], day, seat):
                    self.free |= left
                    leaving.start = (there & -there).bit_length() - 1
                    self.free &= ~leaving.taken
                    return True
        return False

    def _repack(self, seats: list[Seat], day: int, wishes: Seat) -> bool:
        """Seat talks on a day, one of them in preferred hours, those who have theirs already too; tell whether they fit."""
        usual = [other.at_least_as_good(other.starts) if other.liked >> other.start & 1 else other.starts for other in seats]
        starts = [(wishes.liked if other is wishes else mask) & day for other, mask in zip(seats, usual, strict=True)]
        found = clock.starts_one_each([(other.cells, mask) for other, mask in zip(seats, starts, strict=True)])
        if found is None:
            return False
        self.free |= day & self.desk.open_cells
        for other, start in zip(seats, found, strict=True):
            other.start = start
            self.free &= ~other.taken
        return True

    def _cost(self, day: int, more: int) -> int:
        return self.desk.weights[day] * (2 * self.desk.loads[day] + more)

    def _day_of(self, start: int) -> int:
        return start // self.desk.house.cells_per_day

    def _put(self, seat: Seat, starts: int) -> None:
        """Move a talk to the first of some starts."""
        self.free |= seat.taken
        seat.start = (starts & -starts).bit_length() - 1
        self.free &= ~seat.taken

    def _order(self) -> None:
        """Seat those who could change places: whose deadline is in the week anywhere before it, the others as in the plan."""
        alike: defaultdict[tuple[object, ...], list[Seat]] = defaultdict(list)
        end = self.desk.house.end
        for seat in self.seats:
            starts = seat.starts if seat.limit == end or seat.is_fixed else self.desk.starts(seat.record)
            alike[seat.cells, seat.record.wanted.minutes, starts, seat.record.preferred].append(seat)
        for seats in alike.values():
            if len(seats) > 1:
                free = sorted([seat.start for seat in seats])
                for seat in sorted(seats, key=self._rank):
                    in_time = bisect_left(free, seat.limit) if seat.limit < end else 1
                    seat.start = free.pop(self.desk.house.coin(seat.record) % in_time if in_time > 1 else 0)

    def _rank(self, seat: Seat) -> tuple[int, bool, int, int, str]:
        """Return the deadline in the week, then due, urgency, slack, id."""
        house, record = self.desk.house, seat.record
        name, chance = record.customer.customer_id, record.last_chance
        if record.stands_from <= house.sunday:
            return seat.limit, False, -house.urgency(record), 0, name
        slack = (chance if chance <= house.soon else min(chance, record.wanted.pace_on)) - house.sunday
        return seat.limit, True, -1, max(1, slack), name
