"""Absences of specialists: one of twelve away the whole planned week, half-days, training afternoons, days off around."""

from datetime import timedelta

from scheduler.roster import Absence, Specialist
from scheduler.sample.dice import Dice
from scheduler.sample.mixes import TEAM_SIZE
from scheduler.sample.setting import Setting

NOON, TRAINING_START, TRAINING_STOP, DAY_MINUTES = 12 * 60, 13 * 60, 16 * 60, 24 * 60
FRIDAY = 4


def who_is_away(dice: Dice, members: list[Specialist]) -> str:
    """Return who of a team is away the whole planned week: one of twelve, nobody where somebody works alone; may be empty."""
    place = dice.whole(0, TEAM_SIZE - 1)
    return members[place].specialist_id if len(members) > 1 and place < len(members) else ""


def absences(setting: Setting, dice: Dice, specialist: Specialist, is_away: bool) -> list[Absence]:
    """Return a specialist's absences around the planned week."""
    name, monday = specialist.specialist_id, setting.monday
    if is_away:
        first, last = monday - timedelta(days=dice.whole(0, 6)), monday + timedelta(days=FRIDAY + dice.whole(0, 9))
        return [Absence(name, first, last, reason=dice.pick(("Urlaub", "krank", "Fortbildung")))]
    found = []
    if dice.chance(0.15):
        day = monday + timedelta(days=dice.whole(0, FRIDAY))
        start, stop = dice.pick(((0, NOON), (NOON, DAY_MINUTES)))
        found.append(Absence(name, day, day, start, stop, dice.pick(("Zeitausgleich", "Personalversammlung"))))
    elif dice.chance(0.12):
        day = monday + timedelta(days=dice.pick((0, 1, 3)))
        found.append(Absence(name, day, day, TRAINING_START, TRAINING_STOP, "Schulung"))
    if dice.chance(0.2):
        first = monday + timedelta(days=dice.pick((-7, -5, 7, 9, 14)))
        found.append(Absence(name, first, first + timedelta(days=dice.whole(0, 3)), reason="Urlaub"))
    return found
