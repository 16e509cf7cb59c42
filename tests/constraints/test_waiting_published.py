"""Waiting in published schedules: the experiments and the tool of others, counted with our figures."""

import pytest

from constraints.waiting import Visit, evaluate, visit
from helpers.waiting import Pattern, patterns, row

# Published schedules: W. ten Hove, experiments on appointment scheduling, in the model of Kaandorp and Koole


def with_no_shows(service: dict[int, float], missing: float) -> tuple[tuple[int, float], ...]:
    """Return lengths of service, those who stay away counted as length 0."""
    shown = {cells: (1 - missing) * chance for cells, chance in service.items()}
    return tuple(({0: 0.0} | shown | {0: shown.get(0, 0.0) + missing}).items())


def schedule(pattern: Pattern, interval: int, service: tuple[tuple[int, float], ...]) -> list[Visit]:
    return [Visit(slot * interval, service) for slot, people in enumerate(pattern) for _ in range(people)]


SKEWED = with_no_shows({0: 0.3, 1: 0.2, 2: 0.1, 3: 0.05, 4: 0.15, 5: 0.2}, 0.1)
THREE_LENGTHS = with_no_shows({3: 0.2, 5: 0.6, 8: 0.2}, 0.2)
FOUR_IN_THREE = {
    (0, 0, 4): (4.36, 11.61, 5.81),
    (0, 1, 3): (3.43, 8.37, 4.77),
    (0, 2, 2): (3.21, 8.42, 4.31),
    (0, 3, 1): (3.28, 9.79, 4.12),
    (0, 4, 0): (3.48, 11.61, 4.06),
    (1, 0, 3): (2.86, 6.35, 4.14),
    (1, 1, 2): (2.44, 5.58, 3.48),
    (1, 2, 1): (2.43, 6.64, 3.21),
    (1, 3, 0): (2.60, 8.37, 3.11),
    (2, 0, 2): (2.36, 6.03, 3.20),
    (2, 1, 1): (2.27, 6.79, 2.85),
    (2, 2, 0): (2.41, 8.42, 2.72),
    (3, 0, 1): (2.40, 8.24, 2.75),
    (3, 1, 0): (2.52, 9.79, 2.59),
    (4, 0, 0): (2.74, 11.61, 2.57),
}
"""Half the mean wait plus half the overtime; the waits of all, whether they come or not; the overtime. Intervals of 2."""


def four_in_three(pattern: Pattern) -> tuple[float, float, float]:
    figures = evaluate(schedule(pattern, 2, SKEWED), 6)
    waits = sum(figures.waits)
    return (waits / 4 + figures.overtime) / 2, waits, figures.overtime


@pytest.mark.parametrize(("pattern", "printed"), FOUR_IN_THREE.items())
def test_four_people_in_three_intervals(pattern: Pattern, printed: tuple[float, float, float]) -> None:
    assert four_in_three(pattern) == pytest.approx(printed, abs=5.01e-3)


def test_two_at_the_start_and_then_one_each_is_best_for_four_people_in_three_intervals() -> None:
    assert set(FOUR_IN_THREE) == set(patterns(4, 3))
    assert min(FOUR_IN_THREE, key=lambda pattern: four_in_three(pattern)[0]) == (2, 1, 1)


FIFTEEN_INTERVALS = [
    (0.1, (2, *[1] * 14), 10.2091619),
    (0.1, (2, *[1] * 13, 2), 12.5375016),
    (0.1, (2, *[1] * 13, 3), 15.1218282),
    (0.1, (2, *[1] * 13, 4), 17.9277713),
    (0.9, (2, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 4), 39.1854102),
    (0.9, (2, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 4), 48.6639690),
]


@pytest.mark.parametrize(("weight", "pattern", "printed"), FIFTEEN_INTERVALS)
def test_sixteen_to_nineteen_people_in_fifteen_intervals(weight: float, pattern: Pattern, printed: float) -> None:
    figures = evaluate(schedule(pattern, 2, SKEWED), 30)
    assert weight * sum(figures.waits) + (1 - weight) * figures.overtime == pytest.approx(printed, abs=1e-7)


TIMES = [
    ((2, 2, 2, 2), 7.379287, 13.806247),
    ((5, 2, 1, 0), 12.061984, 13.382066),
    ((0, 1, 2, 5), 8.3952, 19.889600),
    ((4, 4, 0, 0), 12.06912, 13.390477),
    ((4, 0, 4, 0), 9.680230, 13.571119),
    ((2, 1, 1, 1, 1, 1, 1), 2.817616, 2.595288),
]


@pytest.mark.parametrize(("pattern", "wait", "overtime"), TIMES)
def test_mean_wait_and_overtime_with_three_lengths(pattern: Pattern, wait: float, overtime: float) -> None:
    figures = evaluate(schedule(pattern, 5, THREE_LENGTHS), 5 * len(pattern))
    assert (sum(figures.waits) / sum(pattern), figures.overtime) == pytest.approx((wait, overtime), abs=1e-6)


# The appointment tool of Kaandorp, Koole and Timmer, with lengths that are certain

TOOL = [
    ((2, 1, 1, 2, 1, 1), 0.5, 0.57, 0.80, 0.40),
    ((2, 2, 1, 1, 1, 1), 0.8, 0.70, 0.72, 0.32),
    ((3, 1, 1, 1, 1), 0.95, 0.89, 0.51, 0.41),
]
"""Schedule the tool finds, weight of tardiness against waiting, then waiting, idle time and tardiness as it prints them."""


def as_the_tool_counts(pattern: Pattern) -> tuple[float, float, float]:
    """Return waiting, idle time and tardiness: the wait of all invited, each of whom counts on all before them in the seat."""
    opened = [visit(0, 1, 0), *row(pattern, 700)]
    figures = evaluate(opened, len(pattern))
    waits = dict(reversed([(person.start, wait) for person, wait in zip(opened, figures.waits, strict=True)]))
    waiting = sum(waits[seat] + place for seat, people in enumerate(pattern) for place in range(people))
    return waiting / sum(pattern), figures.idle, figures.overtime


@pytest.mark.parametrize(("pattern", "weight", "waiting", "idle", "tardiness"), TOOL)
def test_the_tool_finds_the_best_schedule(pattern: Pattern, weight: float, waiting: float, idle: float, tardiness: float) -> None:
    assert as_the_tool_counts(pattern) == pytest.approx((waiting, idle, tardiness), abs=5e-3)

    def objective(other: Pattern) -> float:
        wait, _, late = as_the_tool_counts(other)
        return (1 - weight) * wait + weight * late

    assert min(patterns(sum(pattern), len(pattern)), key=objective) == pattern
