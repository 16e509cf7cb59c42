"""Masks of cells against sets of cells."""

from hypothesis import given
from hypothesis import strategies as st

from constraints.cells import block, cells_from, members, runs, starts_that_fit, starts_touching

WEEK = 40
cell_sets = st.sets(st.integers(0, WEEK - 1))
lengths = st.integers(1, 6)


def mask_of(cells: set[int]) -> int:
    return sum(2**cell for cell in cells)


@given(st.integers(0, WEEK), st.integers(0, WEEK))
def test_a_block_is_a_range(start: int, stop: int) -> None:
    assert list(members(block(start, stop))) == list(range(start, stop))


@given(cell_sets)
def test_members_are_the_cells_in_order(cells: set[int]) -> None:
    assert list(members(mask_of(cells))) == sorted(cells)


@given(cell_sets, lengths)
def test_a_talk_fits_where_all_its_cells_are_free(free: set[int], length: int) -> None:
    expected = [start for start in range(WEEK) if set(range(start, start + length)) <= free]
    assert list(members(starts_that_fit(mask_of(free), length))) == expected


@given(cell_sets, lengths)
def test_a_talk_touches_where_any_of_its_cells_is_taken(taken: set[int], length: int) -> None:
    expected = [start for start in range(WEEK) if set(range(start, start + length)) & taken]
    assert list(members(starts_touching(mask_of(taken), length))) == expected


@given(cell_sets, lengths)
def test_touching_what_is_not_free_is_the_opposite_of_fitting(free: set[int], length: int) -> None:
    assert starts_touching(~mask_of(free), length) == ~starts_that_fit(mask_of(free), length)


@given(cell_sets, lengths)
def test_the_cells_from_some_starts_are_all_that_a_talk_could_take(starts: set[int], length: int) -> None:
    expected = {cell for start in starts for cell in range(start, start + length)}
    assert set(members(cells_from(mask_of(starts), length))) == expected


@given(cell_sets)
def test_runs_are_as_long_as_they_can_be_and_cover_the_cells(cells: set[int]) -> None:
    found = runs(mask_of(cells))
    assert {cell for start, stop in found for cell in range(start, stop)} == cells
    assert all(start - 1 not in cells and stop not in cells and start < stop for start, stop in found)
    assert found == sorted(found)
