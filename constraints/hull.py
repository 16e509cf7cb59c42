"""Facets of the integer hull of talk lengths: which numbers of talks of each length fit into a row of cells.

With lengths 3 and 4 and 16 cells the whole numbers with 3a + 4b <= 16 have the hull a + b <= 5, 3a + 4b <= 16, a, b >= 0. Stating
the facets instead of the cells makes the relaxation of the model nearly integral (docs/model.md, Capacity of a gap). The hull is
down-monotone, so its facets a·n <= 1 are among the vertices of the antiblocking polyhedron
{a >= 0 : a·v <= 1 for every maximal packing v} (Fulkerson 1971); with at most three lengths these are listed exactly. A few
packings decide them: we list the vertices for some, add the packings that refute a vertex, and stop when none does.
"""

from functools import lru_cache
from itertools import combinations
from math import gcd
from operator import itemgetter

Facet = tuple[tuple[int, ...], int]
"""Coefficients per length and right side: Σ coefficient · number of talks <= right side."""

MOST_LENGTHS = 3


def group_lengths(lengths: tuple[int, ...]) -> dict[int, int]:
    """Map each length to a representative not longer than itself, at most three in all.

    Counting a talk as a shorter one is a relaxation, so facets of the representatives hold for all lengths.
    """
    ordered = sorted(set(lengths))
    if len(ordered) <= MOST_LENGTHS:
        return {length: length for length in ordered}
    kept = [ordered[0], ordered[len(ordered) // 2], ordered[-1]]
    return {length: max(k for k in kept if k <= length) for length in ordered}


@lru_cache(maxsize=4096)
def facets(lengths: tuple[int, ...], capacity: int) -> tuple[Facet, ...]:
    """Return the facets of the hull of {n >= 0 whole: Σ lengths·n <= capacity}, without n >= 0.

    Args:
        lengths: at most three different lengths in cells, none longer than `capacity`.
        capacity: cells.
    """
    packings = maximal_packings(lengths, capacity)
    known = {max(packings, key=itemgetter(index)) for index in range(len(lengths))}
    while True:
        found = _vertices(sorted(known))
        refuting = {full for facet in found if _excess(full := _fullest(packings, facet), facet) > 0}
        if not refuting:
            return tuple(found)
        known |= refuting


def _vertices(packings: list[tuple[int, ...]]) -> list[Facet]:
    """Return the vertices of {a >= 0 : a·v <= 1 for the given packings v} but for 0, as facets."""
    size = len(packings[0])
    axes = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    tight = [(packing, 1) for packing in packings] + [(axis, 0) for axis in axes]
    found: set[Facet] = set()
    for rows in combinations(tight, size):
        vertex = _solve(rows)
        if vertex is None:
            continue
        numerators, denominator = vertex
        if any(numerators) and min(numerators) >= 0 and all(_excess(packing, vertex) <= 0 for packing in packings):
            divisor = gcd(denominator, *numerators)
            found.add((tuple(a // divisor for a in numerators), denominator // divisor))
    return sorted(found)


def _fullest(packings: list[tuple[int, ...]], facet: Facet) -> tuple[int, ...]:
    return max(packings, key=lambda packing: _excess(packing, facet))


def _excess(packing: tuple[int, ...], facet: Facet) -> int:
    """Return by how much a packing goes beyond a facet (0 or less: the facet holds for it)."""
    return sum(a * n for a, n in zip(facet[0], packing, strict=True)) - facet[1]


def maximal_packings(lengths: tuple[int, ...], capacity: int) -> list[tuple[int, ...]]:
    """Return the packings to which no further talk of any length can be added."""
    shortest = min(lengths)

    def fill(index: int, left: int) -> list[tuple[int, ...]]:
        if index == len(lengths):
            return [()] if left < shortest else []
        return [(n, *rest) for n in range(left // lengths[index] + 1) for rest in fill(index + 1, left - n * lengths[index])]

    return fill(0, capacity)


def _solve(rows: tuple[tuple[tuple[int, ...], int], ...]) -> tuple[tuple[int, ...], int] | None:
    """Solve the square system row·a = right side exactly by Cramer's rule; None when singular."""
    matrix = [row for row, _ in rows]
    right = [value for _, value in rows]
    determinant = _determinant(matrix)
    if determinant == 0:
        return None
    sign = 1 if determinant > 0 else -1
    numerators = tuple(
        sign * _determinant([(*row[:i], value, *row[i + 1 :]) for row, value in zip(matrix, right, strict=True)])
        for i in range(len(matrix))
    )
    return numerators, abs(determinant)


def _determinant(rows: list[tuple[int, ...]]) -> int:
    """Return the determinant of a 1×1, 2×2 or 3×3 matrix."""
    if len(rows) == 1:
        return rows[0][0]
    if len(rows) == 2:
        return rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    (a, b, c), (d, e, f), (g, h, i) = rows
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
