"""Small cells: hidden, and with so many others that no sum gives them away. Attacked by trying every table that a reader could think of."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.report.cells import HIDDEN, SMALL, Hiding, protect
from scheduler.report.density import Group, _is_fit, _joined, _runs

LEAST = 3
"""Small in the attacks, so that every table can be tried."""
cells = st.integers(0, 6)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert protect([5, 0, 12], 7, 5) == Hiding(("", "", ""), "", is_sum_hidden=False)


def test_talks_held_are_the_last_to_be_hidden() -> None:
    """The capacity and the weekly number tell them as well."""
    assert protect([65, 66, 3, 0], 0, 5) == Hiding(("", HIDDEN, SMALL, ""), "", is_sum_hidden=False)
    assert protect([20, 30, 3, 9], 0, 5).outcomes == ("", "", SMALL, HIDDEN)


def test_where_talks_held_must_be_hidden_all_that_tells_them_is() -> None:
    assert protect([20, 3, 0], 0, 5) == Hiding((HIDDEN, SMALL, ""), "", is_sum_hidden=True)


def test_few_talks_without_appointment_do_not_come_out_of_the_sum() -> None:
    assert protect([20, 30, 9], 2, 5) == Hiding((HIDDEN, "", HIDDEN), SMALL, is_sum_hidden=False)


def test_where_nothing_is_left_to_hide_it_is_not_told_which_cell_is_small() -> None:
    assert protect([0, 2, 0], 0, 5) == Hiding((HIDDEN,) * 3, HIDDEN, is_sum_hidden=True)


@given(st.lists(cells, min_size=3, max_size=3).filter(lambda row: sum(row) >= LEAST), cells)
@settings(max_examples=100, deadline=None)
def test_every_small_number_is_possible_in_every_small_cell(outcomes: list[int], uninvited: int) -> None:
    """Even for a reader who knows the appointments, all talks held, and that a cell without a word holds nobody or enough."""
    hiding = protect(outcomes, uninvited, LEAST)
    truth, masks = (*outcomes, uninvited), (*hiding.outcomes, hiding.uninvited)
    may_be = [set[int]() for _ in truth]
    for filled in product(*(_fillings(n, mask, SMALL in masks, sum(truth)) for n, mask in zip(truth, masks, strict=True))):
        if sum(filled[:-1]) == sum(outcomes) and (hiding.is_sum_hidden or filled[0] + filled[-1] == outcomes[0] + uninvited):
            for place, number in enumerate(filled):
                may_be[place].add(number)
    for number, mask, possible in zip(truth, masks, may_be, strict=True):
        if 0 < number < LEAST:
            assert possible >= set(range(1, LEAST)) if mask == SMALL else len(possible) > 1
        assert (mask == SMALL) <= (0 < number < LEAST)


def _fillings(number: int, mask: str, is_told: bool, most: int) -> Sequence[int]:
    """Return what a reader may think a cell to be, where it is told or not which cells are small."""
    if mask == SMALL:
        return range(1, LEAST)
    if not mask:
        return [number]
    return [n for n in range(most + 1) if not is_told or ((n == 0) == (number == 0) and (n == 0 or n >= LEAST))]


rows = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(any), max_size=6)


@given(rows)
@settings(max_examples=150, deadline=None)
def test_every_number_of_the_density_table_is_nobody_or_enough(counts: list[list[int]]) -> None:
    """So sums and differences of rows, columns and the figure itself tell nothing but numbers that stand there anyway."""
    shown = _joined([Group(f"G{n}", row) for n, row in enumerate(counts)], 5)
    assert not shown or [sum(column) for column in zip(*(g.counts for g in shown), strict=True)] == [
        sum(column) for column in zip(*counts, strict=True)
    ]
    for group in shown:
        assert _is_fit(group.counts, 5)
        runs, first = _runs(group.counts[1:], 5), 1
        assert sum(runs) == 3
        for length in runs:
            assert not 0 < sum(group.counts[first : first + length]) < 5
            first += length


def test_how_bands_are_put_together_tells_no_small_number() -> None:
    """A reader who knows the rule tries all bands that look like these: for a small one there is always another number."""
    alike = defaultdict(list)
    for bands in product(range(10), repeat=3):
        if _is_fit([9, *bands], 5) and sum(bands) < 10:
            runs, first, sums = _runs(bands, 5), 0, []
            for length in runs:
                sums.append(sum(bands[first : first + length]))
                first += length
            alike[tuple(runs), tuple(sums)].append(bands)
    for same in alike.values():
        for column in zip(*same, strict=True):
            assert len(set(column)) > 1 or not 0 < column[0] < 5
