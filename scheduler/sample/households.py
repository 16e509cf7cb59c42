"""Households (Bedarfsgemeinschaften): members share a number; some agree to joint talks, some have two specialists of a team."""

from scheduler.sample.dice import Dice

TOGETHER_SHARE, JOINT_SHARE, TWO_SPECIALISTS_SHARE = 0.07, 0.65, 0.2
MEMBERS = {2: 0.62, 3: 0.26, 4: 0.12}
OFFICE_NUMBER = "96104"
JOINT, ALONE = frozenset({"joint_ok"}), frozenset[str]()

Member = tuple[str, frozenset[str]]
"""Household number, flags for joint talks."""


def households(dice: Dice, sizes: list[int], number: int) -> list[list[Member]]:
    """Return the household of each customer of a team.

    Args:
        dice: the team's stream.
        sizes: number of customers of each specialist.
        number: households are numbered from the one after it.
    """
    numbers = [[0] * size for size in sizes]
    shared: set[int] = set()
    for place, row in enumerate(numbers):
        for position in range(len(row)):
            if row[position]:
                continue
            number += 1
            row[position] = number
            if dice.chance(TOGETHER_SHARE):
                shared.add(number)
                _join(dice, numbers, place, position)
    return [[_member(dice, found, found in shared) for found in row] for row in numbers]


def _join(dice: Dice, numbers: list[list[int]], place: int, position: int) -> None:
    """Give the next customers the same number, the last one perhaps in the next colleague's caseload."""
    number, others = numbers[place][position], dice.weighted(MEMBERS) - 1
    if dice.chance(TWO_SPECIALISTS_SHARE) and place + 1 < len(numbers) and position < len(numbers[place + 1]):
        others -= 1
        numbers[place + 1][position] = number
    for other in range(position + 1, min(position + 1 + others, len(numbers[place]))):
        numbers[place][other] = numbers[place][other] or number


def _member(dice: Dice, number: int, is_shared: bool) -> Member:
    return f"{OFFICE_NUMBER}//{number:07}", JOINT if is_shared and dice.chance(JOINT_SHARE) else ALONE
