"""The shared clock finds start times for a day exactly where trying all of them finds some."""

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random

import pytest

from constraints import shared_clock
from constraints.cells import block, members
from constraints.clock import UndecidedError
from constraints.problem import Resource
from constraints.shared_clock import Item, place_together

DAY = (20, 28)
"""Eight cells, not the first of the week."""


def anywhere(cells: int) -> int:
    """Return all starts of the day from which a talk ends within it."""
    return sum(1 << start for start in range(DAY[0], DAY[1] - cells + 1))


def is_kept(items: Sequence[Item], resources: Sequence[Resource], starts: Sequence[int]) -> bool:
    """Tell whether start times respect starts, workers, resources and households, looking at every cell."""
    if any(not item.starts >> start & 1 for item, start in zip(items, starts, strict=True)):
        return False
    for cell in range(*DAY):
        here = [item for item, start in zip(items, starts, strict=True) if start <= cell < start + item.cells]
        if len({item.worker for item in here}) < len(here):
            return False
        for resource in resources:
            if sum(resource.name in item.resources for item in here) > sum(mask >> cell & 1 for mask in resource.left):
                return False
    for household in {item.household for item in items} - {""}:
        taken = [
            cell
            for item, start in zip(items, starts, strict=True)
            if item.household == household
            for cell in range(start, start + item.cells)
        ]
        if sorted(taken) != list(range(min(taken), min(taken) + len(taken))):
            return False
    return True


def ways(items: Sequence[Item], resources: Sequence[Resource]) -> Iterator[tuple[int, ...]]:
    """Yield all start times that are possible."""
    every = product(*(members(item.starts) for item in items))
    yield from (starts for starts in every if is_kept(items, resources, starts))


def random_day(chance: Random) -> tuple[list[Item], Sequence[Resource]]:
    """Return two to four talks of up to three workers, with up to two resources of one or two units and a household or two."""
    some = [cell for cell in range(*DAY) if chance.random() < 0.9]
    first = sum(1 << cell for cell in some)
    second = sum(1 << cell for cell in some if chance.random() < 0.7)
    resources = [Resource("room", (first, second)[: chance.randint(1, 2)]), Resource("video", (second,))]
    items = []
    for _ in range(chance.randint(2, 4)):
        cells = chance.randint(1, 3)
        starts = sum(1 << cell for cell in members(anywhere(cells)) if chance.random() < 0.7)
        needs = tuple(resource.name for resource in resources if chance.random() < 0.4)
        household = chance.choice(["", "", "one", "two"])
        items.append(Item(chance.randrange(3), cells, starts or anywhere(cells), needs, household))
    return items, resources


@pytest.mark.parametrize("seed", range(150))
def test_a_day_is_placed_exactly_when_it_can_be(seed: int) -> None:
    items, resources = random_day(Random(seed))
    starts = place_together(items, resources)
    if starts is None:
        assert not any(ways(items, resources))
    else:
        assert is_kept(items, resources, starts)


def test_the_random_days_are_of_both_kinds() -> None:
    found = [place_together(*random_day(Random(seed))) is None for seed in range(150)]
    assert 40 < sum(found) < 110


def test_an_empty_day_needs_no_time() -> None:
    assert place_together([], []) == []


@pytest.mark.parametrize(("cells", "fits"), [((4, 4), True), ((4, 5), False)])
def test_one_unit_is_shared_by_two_workers(cells: tuple[int, int], fits: bool) -> None:
    room = Resource("room", (anywhere(1),))
    items = [Item(worker, length, anywhere(length), ("room",)) for worker, length in enumerate(cells)]
    assert (place_together(items, [room]) is not None) is fits


def test_a_hole_in_the_second_unit_is_a_hole_for_one_talk_only() -> None:
    """The talk that runs through the hole has the first unit; all three need no more than is there in any cell."""
    hole = anywhere(1) & ~(1 << 23)
    room = Resource("room", (anywhere(1), hole))
    long, before, after = (
        Item(0, 8, anywhere(8), ("room",)),
        Item(1, 3, anywhere(3), ("room",)),
        Item(2, 4, anywhere(4), ("room",)),
    )
    assert place_together([long, before, after], [room]) == [20, 20, 24]
    assert place_together([long, before, Item(2, 5, anywhere(5), ("room",))], [room]) is None


def test_five_rooms_full_to_the_last_cell_are_decided_at_once() -> None:
    """Sixteen cells of a room hold at most four talks of three cells if none is to be lost; twenty-two are too many for five rooms."""
    room = Resource("room", (block(20, 36),) * 5)
    lengths = [3] * 22 + [2] * 5 + [4]
    talks = [Item(n % 8, cells, block(20, 37 - cells), ("room",)) for n, cells in enumerate(lengths)]
    assert sum(lengths) == 5 * 16
    assert place_together(talks, [room]) is None
    assert place_together([*talks[2:], *(Item(n, 2, block(20, 35), ("room",)) for n in (5, 6, 7))], [room]) is not None


def test_like_talks_are_placed_one_after_the_other() -> None:
    alike = [Item(0, 2, anywhere(2)) for _ in range(4)]
    assert place_together(alike, []) == [20, 22, 24, 26]
    assert place_together([*alike, alike[0]], []) is None


@pytest.mark.parametrize(("begin", "fits"), [(24, True), (23, False), (25, False)])
def test_a_household_has_neither_break_nor_overlap(begin: int, fits: bool) -> None:
    items = [Item(0, 4, 1 << 20, household="one"), Item(1, 3, 1 << begin, household="one")]
    assert (place_together(items, []) is not None) is fits


def test_without_time_to_search_the_shared_clock_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_clock, "DETERMINISTIC_LIMIT", 0.0)
    with pytest.raises(UndecidedError):
        place_together([Item(0, 2, anywhere(2)), Item(1, 3, anywhere(3))], [])
