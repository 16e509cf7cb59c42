"""Who could be invited instead of somebody without the week being worth less: as urgent, as long, at the same time.

Some cannot come in the hours that they prefer, whatever seat they get. Of people among whom no earlier concern chooses the model
invites those whom it suits.
"""

from collections.abc import Iterable

from scheduler.simulation.desk import Desk
from scheduler.simulation.households import may_be_joint
from scheduler.simulation.record import Record

MOST_OTHERS = 4
"""So many others are tried on a seat."""


class Equals:
    """Those who could be invited to a desk and are not.

    Args:
        desk: a week; rooms and interpreters of its own talks are free.
        others: the desk's own people who could be invited.
        invited: who has a seat.
    """

    def __init__(self, desk: Desk, others: Iterable[Record], invited: Iterable[Record]) -> None:
        self.desk = desk
        self._invited = {id(record) for record in invited}
        self.waiting = [record for record in others if id(record) not in self._invited]

    @property
    def gave_way(self) -> list[Record]:
        """Those who were invited and wait now."""
        return [record for record in self.waiting if id(record) in self._invited]

    def instead_of(self, record: Record, start: int) -> list[Record]:
        """Return who could be invited to a seat instead of somebody: first who likes the time, of those the most urgent.

        Of the others only some who would like another time that is possible.
        """
        if record.customer.specialist_id != self.desk.specialist.specialist_id:
            return []
        worth, found = self._worth(record), []
        for other in self.waiting:
            if self._worth(other) == worth and not may_be_joint(other):
                starts = self.desk.starts(other) & self.desk.house.timely(other)
                liked = self.desk.preferred(other, starts) if other.preferred else starts
                if starts >> start & 1 and liked:
                    urgency = other.last_chance, other.wanted.pace_on, other.customer.customer_id
                    found.append((not liked >> start & 1, urgency, other))
        return [other for _, _, other in sorted(found, key=lambda choice: choice[:2])[:MOST_OTHERS]]

    def change_places(self, record: Record, other: Record) -> None:
        """Note that somebody waits now, and somebody else does not."""
        self.waiting.remove(other)
        self.waiting.append(record)

    def goes_before(self, record: Record, other: Record) -> bool:
        """Tell whether the week is worth more with somebody than with somebody else who is not due, on the same seat."""
        if self._is_due(other) or self._kind(record) != self._kind(other):
            return False
        return self._is_due(record) or self.slack(record) < self.slack(other)

    def slack(self, record: Record) -> tuple[bool, int]:
        """Return what orders those who are not due: whether it is not soon, and the days after the week."""
        house, chance = self.desk.house, record.last_chance
        is_later = chance > house.soon
        return is_later, max(1, (min(chance, record.wanted.pace_on) if is_later else chance) - house.sunday)

    def _worth(self, record: Record) -> tuple[object, ...]:
        """Return what the stages before evenness see of a talk: the ladder, who is due soon, the number, slack; length."""
        if self._is_due(record):
            is_soon = record.last_chance <= self.desk.house.soon
            return *self._kind(record), is_soon, record.wanted.step, self.desk.house.urgency(record), record.is_unseen
        return *self._kind(record), *self.slack(record)

    def _is_due(self, record: Record) -> bool:
        return record.stands_from <= self.desk.house.sunday

    @staticmethod
    def _kind(record: Record) -> tuple[int, int, bool]:
        return record.wanted.cells, record.wanted.minutes, record.wanted.counts
