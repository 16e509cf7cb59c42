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
        seated = {id(record) for record in invited}
        self.waiting = [record for record in others if id(record) not in seated]

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

    def _worth(self, record: Record) -> tuple[object, ...]:
        """Return what the stages before evenness see of a talk: the ladder, who is due soon, the number, slack; length."""
        house, wanted = self.desk.house, record.wanted
        is_due, is_soon = record.stands_from <= house.sunday, record.last_chance <= house.soon
        slack = (record.last_chance if is_soon else min(record.last_chance, wanted.pace_on)) - house.sunday
        urgency = (wanted.step, house.urgency(record), record.is_unseen) if is_due else max(1, slack)
        return wanted.cells, wanted.minutes, wanted.counts, is_due, is_soon, urgency
