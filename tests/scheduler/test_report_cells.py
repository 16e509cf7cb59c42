"""Small cells: hidden, and with so many others that no total gives them away. Attacked by trying every table that a reader could think of."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.report.cells import HIDDEN, SMALL, protect

LEAST = 3
"""Small in the attacks, so that every table can be tried."""
cells = st.integers(0, 6)
four = st.lists(cells, min_size=4, max_size=4).filter(lambda row: sum(row) >= LEAST)
three = st.lists(cells, min_size=3, max_size=3).filter(lambda row: sum(row) >= LEAST)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert protect([[5, 0, 12], [7, 5, 0]], 5, known_column=0) == {}
    assert protect([], 5) == {}


def test_a_small_cell_takes_the_smallest_other_with_it() -> None:
    assert protect([[20, 3, 9, 0]], 5) == {(0, 1): SMALL, (0, 2): HIDDEN}


def test_more_is_hidden_where_the_sum_would_tell() -> None:
    """3 and 5 make 8: with 5 or more in the other, the small one could only be 1, 2 or 3."""
    assert protect([[20, 3, 5, 0]], 5) == {(0, 1): SMALL, (0, 2): HIDDEN, (0, 0): HIDDEN}


def test_two_small_cells_are_not_enough() -> None:
    """4 and 4 make 8, which two numbers under 5 can only make in one way."""
    assert protect([[20, 4, 4]], 5) == {(0, 1): SMALL, (0, 2): SMALL, (0, 0): HIDDEN}


def test_where_nothing_is_left_to_hide_it_is_not_told_which_cell_is_small() -> None:
    assert protect([[0, 2, 0]], 5) == dict.fromkeys([(0, 0), (0, 1), (0, 2)], HIDDEN)
    assert protect([[5, 1, 0]], 5) == dict.fromkeys([(0, 0), (0, 1), (0, 2)], HIDDEN)  # 5 and 1, or 4 and 2 …


def test_a_known_column_never_has_a_single_hidden_cell() -> None:
    masks = protect([[10, 3, 0], [40, 8, 6], [30, 9, 7]], 5, known_column=0)
    assert masks == {(0, 0): HIDDEN, (0, 1): SMALL, (2, 0): HIDDEN, (2, 2): HIDDEN}


@given(four)
@settings(max_examples=150, deadline=None)
def test_every_small_number_is_possible_in_every_small_cell(row: list[int]) -> None:
    """Even for a reader who knows that a cell without a word holds nobody or enough."""
    masks = protect([row], LEAST)
    may_be = {place: set[int]() for place in masks}
    for filled in fillings(row, [masks.get((0, c), "") for c in range(4)], strict=True):
        for place in masks:
            may_be[place].add(filled[place[1]])
    for place, mask in masks.items():
        assert mask == HIDDEN or may_be[place] >= set(range(1, LEAST))
        assert mask == HIDDEN or 0 < row[place[1]] < LEAST
    assert all((0, c) in masks for c, number in enumerate(row) if 0 < number < LEAST)


@given(three, three)
@settings(max_examples=100, deadline=None)
def test_totals_of_rows_and_of_a_column_give_no_small_cell_away(first: list[int], second: list[int]) -> None:
    masks = protect([first, second], LEAST, known_column=0)
    total = first[0] + second[0]
    rows = [list(fillings(row, [masks.get((r, c), "") for c in range(3)])) for r, row in enumerate((first, second))]
    may_be = {place: set[int]() for place in masks}
    for pair in product(*rows):
        if pair[0][0] + pair[1][0] == total:
            for r, c in masks:
                may_be[r, c].add(pair[r][c])
    for r, row in enumerate((first, second)):
        for c, number in enumerate(row):
            assert not 0 < number < LEAST or len(may_be[r, c]) > 1


def fillings(row: Sequence[int], masks: Sequence[str], *, strict: bool = False) -> Iterator[tuple[int, ...]]:
    """Yield every row with this total that a reader could think of."""
    total, knows = sum(row), SMALL in masks and strict
    choices = []
    for number, mask in zip(row, masks, strict=True):
        enough = [n for n in range(total + 1) if not knows or n == 0 or n >= LEAST]
        choices.append([number] if not mask else list(range(1, LEAST)) if mask == SMALL else enough)
    return (filled for filled in product(*choices) if sum(filled) == total)
