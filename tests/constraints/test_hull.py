"""The facets hold for what fits into a row of cells, for nothing else, and leave no fractional corner."""

from itertools import combinations, product

import pytest

from constraints.hull import MOST_LENGTHS, facets, group_lengths, maximal_packings

LENGTHS = [(1,), (3,), (2, 3), (3, 4), (4, 7), (5, 6), (2, 3, 5), (3, 4, 5), (3, 4, 6), (4, 6, 7), (5, 6, 8)]
CASES = [(lengths, capacity) for lengths in LENGTHS for capacity in range(lengths[-1], 25)]

Point = tuple[int, ...]


def points(lengths: Point, capacity: int) -> list[Point]:
    """Return the whole numbers of talks up to one more of each length than could fit."""
    return list(product(*(range(capacity // length + 2) for length in lengths)))


def fits(lengths: Point, capacity: int, point: Point) -> bool:
    return dot(lengths, point) <= capacity


def dot(left: Point, right: Point) -> int:
    return sum(a * b for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(("lengths", "capacity"), CASES)
def test_a_number_of_talks_fits_exactly_when_it_satisfies_every_facet(lengths: Point, capacity: int) -> None:
    found = facets(lengths, capacity)
    for point in points(lengths, capacity):
        assert fits(lengths, capacity, point) == all(dot(coefficients, point) <= most for coefficients, most in found), point


@pytest.mark.parametrize(("lengths", "capacity"), CASES)
def test_every_facet_is_tight_somewhere(lengths: Point, capacity: int) -> None:
    inside = [point for point in points(lengths, capacity) if fits(lengths, capacity, point)]
    for coefficients, most in facets(lengths, capacity):
        assert min(coefficients) >= 0
        assert max(dot(coefficients, point) for point in inside) == most


@pytest.mark.parametrize(("lengths", "capacity"), CASES)
def test_every_corner_of_the_facets_is_a_whole_number_of_talks(lengths: Point, capacity: int) -> None:
    """So a linear objective has its optimum over the facets at whole numbers, whatever its weights."""
    size = len(lengths)
    axes = [(tuple(int(i == j) for j in range(size)), 0) for i in range(size)]
    found = [*facets(lengths, capacity), *axes]
    for planes in combinations(found, size):
        shared, scaled = intersection([[*coefficients, most] for coefficients, most in planes])
        if shared and min(scaled) >= 0 and all(dot(c, scaled) <= most * shared for c, most in found[:-size]):
            assert all(n % shared == 0 for n in scaled), (scaled, shared, planes)


def intersection(rows: list[list[int]]) -> tuple[int, Point]:
    """Return the point that lies on all planes, in whole numbers (Cramer): a divisor above 0 and the point times that.

    The divisor is 0 when there is not just one such point.
    """
    size = len(rows)
    shared = determinant([row[:size] for row in rows])
    swapped = ([[*row[:column], row[size], *row[column + 1 : size]] for row in rows] for column in range(size))
    sign = -1 if shared < 0 else 1
    return sign * shared, tuple(sign * determinant(matrix) for matrix in swapped) if shared else ()


def determinant(rows: list[list[int]]) -> int:
    """Return the determinant by the first row (Laplace)."""
    if len(rows) == 1:
        return rows[0][0]
    minors = ([[*row[:column], *row[column + 1 :]] for row in rows[1:]] for column in range(len(rows)))
    return sum((-1) ** n * rows[0][n] * determinant(minor) for n, minor in enumerate(minors) if rows[0][n])


def test_talks_of_three_and_four_cells_in_sixteen() -> None:
    """The example of the module: five short ones, four long ones, and what both together allow."""
    assert facets((3,), 16) == (((1,), 5),)
    assert facets((4,), 16) == (((1,), 4),)
    assert ((3, 4), 16) in facets((3, 4), 16)


def test_a_packing_is_maximal_when_no_further_talk_fits() -> None:
    for lengths, capacity in CASES:
        fitting = {point for point in points(lengths, capacity) if fits(lengths, capacity, point)}
        grown = {point for point in fitting if capacity - dot(lengths, point) >= min(lengths)}
        assert set(maximal_packings(lengths, capacity)) == fitting - grown


@pytest.mark.parametrize("lengths", [(3,), (4, 3), (4, 3, 6, 3)])
def test_up_to_three_lengths_stand_for_themselves(lengths: Point) -> None:
    assert group_lengths(lengths) == {length: length for length in lengths}


@pytest.mark.parametrize("lengths", [(2, 3, 4, 5), (2, 3, 4, 6, 8, 12)])
def test_more_lengths_are_represented_by_three_that_are_not_longer(lengths: Point) -> None:
    represented = group_lengths(lengths)
    assert set(represented) == set(lengths)
    assert len(set(represented.values())) == MOST_LENGTHS
    assert all(short <= length for length, short in represented.items())
