"""Who could be invited instead of somebody without the week being worth less: as urgent, as long, at the same time.

Some cannot come in the hours that they prefer, whatever seat they get. Of people among whom no earlier concern chooses the model
invites those whom it suits.
"""

from collections.abc import Iterable

from scheduler.simulation.desk import Desk
from scheduler.simulation.households import may_be_joint
from scheduler.simulation.record import Record


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

    def instead_of(self, record: Record, start: int) -> Record | None:
        """Return who is glad to come at a time instead of somebody, of several the most urgent; the two change places."""
        if record.customer.specialist_id != self.desk.specialist.specialist_id:
            return None
        worth = self._worth(record)
        able = [other for other in self.waiting if self._worth(other) == worth and self._can_come(other, start)]
        if not able:
            return None
        chosen = min(able, key=lambda other: (other.last_chance, other.wanted.pace_on, other.customer.customer_id))
        self.waiting.remove(chosen)
        self.waiting.append(record)
        return chosen

    def _worth(self, record: Record) -> tuple[object, ...]:
        """Return what the stages before evenness see of a talk: the ladder, who is due soon, the number, slack; length."""
        house, wanted = self.desk.house, record.wanted
        is_due, is_soon = record.stands_from <= house.sunday, record.last_chance <= house.soon
        slack = (record.last_chance if is_soon else min(record.last_chance, wanted.pace_on)) - house.sunday
        urgency = (wanted.step, house.urgency(record), record.is_unseen) if is_due else max(1, slack)
        return wanted.cells, wanted.minutes, wanted.counts, is_due, is_soon, urgency

    def _can_come(self, record: Record, start: int) -> bool:
        """Tell whether somebody can come at a time, likes to and is in time; nobody whose household would be torn apart."""
        starts = self.desk.starts(record) & self.desk.house.timely(record)
        if record.preferred:
            starts = self.desk.preferred(record, starts)
        return bool(starts >> start & 1) and not may_be_joint(record)
