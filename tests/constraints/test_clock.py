"""The clock against trying every order."""

from itertools import permutations
from random import Random

import pytest

from constraints.cells import block, members
from constraints.clock import Kind, place, smallest_conflict, starts_one_each


def random_kinds(chance: Random) -> tuple[list[Kind], list[int]]:
    """Return up to three kinds with scattered starts in sixteen cells, and how many of each: five talks at the most."""
    kinds = [(chance.randint(1, 4), chance.getrandbits(16) & chance.getrandbits(16)) for _ in range(chance.randint(1, 3))]
    counts = [0] * len(kinds)
    for _ in range(chance.randint(0, 5)):
        counts[chance.randrange(len(kinds))] += 1
    return kinds, counts


def fits_in_some_order(kinds: list[Kind], counts: list[int]) -> bool:
    talks = [kind for kind, number in zip(kinds, counts, strict=True) for _ in range(number)]
    return any(fits_in_this_order(order) for order in set(permutations(talks)))


def fits_in_this_order(order: tuple[Kind, ...]) -> bool:
    """Start every talk as early as it may, one after the other."""
    end = 0
    for length, starts in order:
        start = next((cell for cell in members(starts) if cell >= end), None)
        if start is None:
            return False
        end = start + length
    return True


@pytest.mark.parametrize("seed", range(20))
def test_the_clock_places_what_some_order_places(seed: int) -> None:
    chance = Random(seed)
    for _ in range(30):
        kinds, counts = random_kinds(chance)
        assert (place(kinds, counts) is not None) == fits_in_some_order(kinds, counts)


@pytest.mark.parametrize("seed", range(20))
def test_what_the_clock_places_is_complete_allowed_and_without_overlap(seed: int) -> None:
    chance = Random(seed)
    for _ in range(30):
        kinds, counts = random_kinds(chance)
        order = place(kinds, counts)
        if order is not None:
            assert [sum(index == kind for index, _ in order) for kind in range(len(kinds))] == counts
            assert all(kinds[index][1] >> start & 1 for index, start in order)
            taken = [cell for index, start in order for cell in range(start, start + kinds[index][0])]
            assert taken == sorted(set(taken))


def test_a_conflict_is_refused_and_every_smaller_one_is_placed() -> None:
    chance = Random(1)
    conflicts = 0
    while conflicts < 100:
        kinds, counts = random_kinds(chance)
        if place(kinds, counts) is None:
            conflicts += 1
            conflict = smallest_conflict(kinds, counts)
            assert place(kinds, conflict) is None
            assert all(few <= many for few, many in zip(conflict, counts, strict=True))
            for index in (i for i, number in enumerate(conflict) if number):
                fewer = [number - (i == index) for i, number in enumerate(conflict)]
                assert place(kinds, fewer) is not None


def test_single_talks_are_placed_as_their_kinds_are() -> None:
    chance = Random(2)
    for _ in range(200):
        kinds, counts = random_kinds(chance)
        talks = [kind for kind, number in zip(kinds, counts, strict=True) for _ in range(number)]
        starts = starts_one_each(talks)
        assert (starts is None) == (place(kinds, counts) is None)
        taken = 0
        for (length, allowed), start in zip(talks, starts or (), strict=starts is not None):
            assert allowed >> start & 1 and not taken & block(start, start + length)
            taken |= block(start, start + length)


def test_nothing_is_placed_at_once_and_one_talk_too_many_never() -> None:
    kind = (3, block(0, 7))
    assert place([kind], [0]) == []
    assert place([kind], [3]) == [(0, 0), (0, 3), (0, 6)]
    assert place([kind], [4]) is None
