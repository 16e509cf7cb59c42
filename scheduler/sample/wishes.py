"""A few pins for the planned week: this customer must be seen in that half-day, that one never."""

from collections.abc import Collection
from datetime import timedelta

from scheduler.roster import Absence, Hours, Specialist, Wish
from scheduler.sample.caseload import Record
from scheduler.sample.dice import Dice
from scheduler.sample.setting import Setting

NOON, ROOM_MINUTES = 12 * 60, 120


def wishes(
    setting: Setting, dice: Dice, specialist: Specialist, records: list[Record], away: list[Absence], booked: Collection[str]
) -> list[Wish]:
    """Return the pins of one specialist: none for most."""
    free = [record for record in records if _is_free(record, booked)]
    if not free or not dice.chance(0.3):
        return []
    record = dice.pick(free)
    name, customer_id = specialist.specialist_id, record.customer.customer_id
    if dice.chance(0.4):
        return [Wish(name, customer_id, None, dice.whole(0, 4), dice.pick(("", "am", "pm")), must=False)]
    hours = [h for h in specialist.windows if h.stop - h.start >= ROOM_MINUTES and not _is_away(setting, h, away)]
    if not hours:
        return []
    chosen = dice.pick(hours)
    half_day = "am" if chosen.start < NOON else "pm"
    if dice.chance(0.5):
        return [Wish(name, customer_id, setting.monday + timedelta(days=chosen.weekday), None, half_day, must=True)]
    return [Wish(name, customer_id, None, chosen.weekday, half_day, must=True)]


def _is_free(record: Record, booked: Collection[str]) -> bool:
    customer = record.customer
    is_simple = not (customer.unavailable or customer.needs or record.absences or record.occasions)
    return is_simple and record.due_on is not None and customer.customer_id not in booked


def _is_away(setting: Setting, hours: Hours, away: list[Absence]) -> bool:
    return any(absence.on(setting.monday + timedelta(days=hours.weekday)) for absence in away)
