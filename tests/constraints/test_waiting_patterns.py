"""Where double bookings belong in a half-day: closed forms, the rule of the two ends, and every other pattern."""

from itertools import product

import pytest

from constraints.waiting import BlockFigures, Visit, evaluate, first_is_better, visit, waits_random_order
from helpers.waiting import Pattern, patterns, row, total_wait

WAIT, IDLE, OVERTIME = 0.5, 1.0, 1.5
"""Costs of a seat's length of each, unless said otherwise."""


def one_double(seats: int, double: int) -> Pattern:
    return tuple(1 + (seat == double) for seat in range(seats))


def cost(visits: list[Visit], end: int, wait: float = WAIT, idle: float = IDLE, overtime: float = OVERTIME) -> float:
    """Return the weighted cost from cell 0 on; somebody who never comes opens the half-day, so an empty first seat is idle too."""
    opened = [visit(0, 1, 0), *visits]
    figures = evaluate(opened, end)
    return wait * total_wait(opened, figures) + idle * figures.idle + overtime * figures.overtime


def best_pattern(people: int, seats: int, rate: int, wait: float) -> Pattern:
    return min(patterns(people, seats), key=lambda pattern: cost(row(pattern, rate), seats, wait))


# One double booking: closed form and the rule of the two ends


@pytest.mark.parametrize("seats", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("rate", [100, 400, 600, 700, 800, 950])
def test_one_double_in_closed_form(seats: int, rate: int) -> None:
    p = rate / 1000
    for double in range(seats):
        visits, behind = row(one_double(seats, double), rate), seats - double
        figures = evaluate(visits, seats)
        assert total_wait(visits, figures) == pytest.approx(p * p * (1 - p**behind) / (1 - p), abs=1e-12)
        assert figures.overtime == pytest.approx(p ** (behind + 1), abs=1e-12)
        assert figures.overtime_chance == pytest.approx(p ** (behind + 1), abs=1e-12)
        assert figures.idle == pytest.approx(seats - (seats + 1) * p + figures.overtime, abs=1e-12)


def test_when_all_come_everybody_behind_the_double_waits() -> None:
    visits = row(one_double(5, 1), 1000)
    assert evaluate(visits, 5) == BlockFigures((0.0, 0.0, 1.0, 1.0, 1.0, 1.0), 0.0, 1.0, 1.0)


WEIGHTS = [(0.5, 1.0, 1.5), (1.0, 1.0, 1.5), (1.0, 0.5, 0.5), (0.2, 1.0, 1.5), (3.0, 1.0, 0.0)]


@pytest.mark.parametrize(("wait", "idle", "overtime"), WEIGHTS)
def test_an_end_of_the_half_day_is_best_and_the_rule_tells_which(wait: float, idle: float, overtime: float) -> None:
    threshold = (idle + overtime) / (wait + idle + overtime)
    for rate, seats in product(range(50, 1000, 50), (2, 3, 4, 6)):
        costs = [cost(row(one_double(seats, s), rate), seats, wait, idle, overtime) for s in range(seats)]
        first = first_is_better(rate, wait, idle, overtime)
        if rate / 1000 == pytest.approx(threshold):
            assert costs == pytest.approx([costs[0]] * seats)
            assert not first
        else:
            assert costs == sorted(costs, reverse=not first)
            assert costs.index(min(costs)) == (0 if first else seats - 1)


def test_a_step_to_the_front_changes_the_cost_by_what_the_rule_says() -> None:
    for rate, seats in product((300, 700, 900), (3, 5)):
        p = rate / 1000
        costs = [cost(row(one_double(seats, s), rate), seats) for s in range(seats)]
        for double in range(1, seats):
            step = p ** (seats - double + 1) * (WAIT * p - (IDLE + OVERTIME) * (1 - p))
            assert costs[double - 1] - costs[double] == pytest.approx(step, abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "last_rate_for_the_first"), [((0.5, 1.0, 1.5), 833), ((0.5, 0.5, 1.5), 799), ((1.0, 1.0, 1.5), 714)]
)
def test_threshold_of_the_weights_we_use(weights: tuple[float, float, float], last_rate_for_the_first: int) -> None:
    """0.833…, 0.8 where idle seats can be used for the telephone, and 0.714… when waiting costs as much as idling."""
    assert first_is_better(last_rate_for_the_first, *weights)
    assert not first_is_better(last_rate_for_the_first + 1, *weights)


def test_what_a_further_contact_costs_the_others() -> None:
    """Five seats at 0.7: 1.94 talks of waiting and 0.17 of overtime per contact in front, 0.7 of each at the end."""
    front, back = row((2, 1, 1, 1, 1), 700), row((1, 1, 1, 1, 2), 700)
    in_front, at_end = evaluate(front, 5), evaluate(back, 5)
    assert total_wait(front, in_front) == pytest.approx(1.36, abs=5e-3)
    assert total_wait(front, in_front) / 0.7 == pytest.approx(1.94, abs=5e-3)
    assert in_front.overtime / 0.7 == pytest.approx(0.17, abs=5e-3)
    assert (total_wait(back, at_end) / 0.7, at_end.overtime / 0.7) == pytest.approx((0.7, 0.7))
    least, most = row((2, 1, 1), 600), row((2, 1, 1, 1, 1, 1), 800)
    assert total_wait(least, evaluate(least, 3)) / 0.6 == pytest.approx(1.18, abs=5e-3)
    assert total_wait(most, evaluate(most, 6)) / 0.8 == pytest.approx(2.95, abs=5e-3)


# The half-days of the page, and where more doubles go

BLOCKS = [
    ((2, 1, 1), 600, 0.29, 0.73, 0.13, 0.13),
    ((2, 1, 1), 700, 0.38, 0.44, 0.24, 0.24),
    ((2, 1, 1), 800, 0.49, 0.21, 0.41, 0.41),
    ((2, 1, 1, 1), 600, 0.26, 1.08, 0.08, 0.08),
    ((2, 1, 1, 1), 700, 0.35, 0.67, 0.17, 0.17),
    ((2, 1, 1, 1), 800, 0.47, 0.33, 0.33, 0.33),
    ((2, 1, 2), 700, 0.52, 0.30, 0.80, 0.63),
    ((2, 1, 1, 1, 1, 1), 600, 0.20, 1.83, 0.03, 0.03),
    ((2, 1, 1, 1, 1, 1), 700, 0.29, 1.18, 0.08, 0.08),
    ((2, 1, 1, 1, 1, 1), 800, 0.42, 0.61, 0.21, 0.21),
]
"""Pattern, rate, then wait per person who comes, idle time, overtime and its probability, in seats."""


@pytest.mark.parametrize(("pattern", "rate", "wait", "idle", "overtime", "late"), BLOCKS)
def test_half_days_and_their_best_patterns(
    pattern: Pattern, rate: int, wait: float, idle: float, overtime: float, late: float
) -> None:
    visits = row(pattern, rate)
    figures = evaluate(visits, len(pattern))
    found = (total_wait(visits, figures) / (len(visits) * rate / 1000), figures.idle, figures.overtime, figures.overtime_chance)
    assert found == pytest.approx((wait, idle, overtime, late), abs=5.01e-3)
    assert best_pattern(len(visits), len(pattern), rate, WAIT) == pattern


MORE_DOUBLES = [
    (5, 7, 0.05, (3, 1, 1, 1, 1)),
    (5, 7, 0.2, (2, 2, 1, 1, 1)),
    (5, 7, 0.5, (2, 1, 1, 2, 1)),
    (5, 7, 1.0, (2, 1, 1, 1, 2)),
    (5, 8, 0.1, (3, 1, 2, 1, 1)),
    (6, 8, 0.5, (2, 1, 1, 2, 1, 1)),
    (6, 9, 0.5, (2, 1, 2, 1, 1, 2)),
]


@pytest.mark.parametrize(("seats", "people", "wait", "pattern"), MORE_DOUBLES)
def test_more_doubles_are_spread_and_crowd_to_the_front_when_waiting_is_cheap(
    seats: int, people: int, wait: float, pattern: Pattern
) -> None:
    assert best_pattern(people, seats, 700, wait) == pattern


def test_two_more_people_than_seats_more_likely_than_not_run_over() -> None:
    for rate, pattern, likely in ((600, (2, 2, 1), False), (650, (2, 1, 2), True), (700, (2, 1, 2), True)):
        assert best_pattern(5, 3, rate, WAIT) == pattern
        assert (evaluate(row(pattern, rate), 3).overtime_chance > 0.5) == likely


def test_a_week_of_29_letters_in_23_seats() -> None:
    """Five half-days of 4, 5, 5, 5 and 4 seats with one double each, two in the last: 0.38 of a talk of waiting, 1.1 overtime."""
    week = [row(pattern, 700) for pattern in ((2, 1, 1, 1), *[(2, 1, 1, 1, 1)] * 3, (2, 1, 2, 1))]
    figures = [evaluate(visits, visits[-1].start + 1) for visits in week]
    assert sum(map(len, week)) == 29
    assert sum(visits[-1].start + 1 for visits in week) == 23
    assert sum(map(total_wait, week, figures)) / (29 * 0.7) == pytest.approx(0.38, abs=5e-3)
    assert sum(block.overtime for block in figures) == pytest.approx(1.1, abs=0.05)


@pytest.mark.parametrize("seats", [3, 4, 5])
@pytest.mark.parametrize("rate", [600, 700, 800])
@pytest.mark.parametrize("wait", [0.5, 1.0])
def test_half_a_talk_later_is_never_best_for_the_extra_person(seats: int, rate: int, wait: float) -> None:
    """Starts are multiples of a talk; where waiting weighs most, the best one is a further seat after the last."""

    def with_extra(start: int) -> float:
        visits = sorted([*row((1,) * seats, rate, 2), visit(start, 2, rate)], key=lambda person: person.start)
        return cost(visits, 2 * seats, wait)

    costs = [with_extra(start) for start in range(2 * seats + 1)]
    assert min(costs[1::2]) > min(costs[::2])
    assert costs.index(min(costs)) == (0 if first_is_better(rate, wait, IDLE, OVERTIME) else 2 * seats)


def test_half_a_talk_later_halves_the_wait_of_one_and_lengthens_that_of_all_others() -> None:
    together = [visit(start, 2, 700) for start in (0, 0, 2, 4, 6)]
    staggered = [visit(start, 2, 700) for start in (0, 1, 2, 4, 6)]
    at_once, later = evaluate(together, 8).waits, evaluate(staggered, 8).waits
    assert later[1] == pytest.approx(at_once[1] / 2)
    assert all(now > before for now, before in zip(later[2:], at_once[2:], strict=True))


def test_placing_by_show_rates_lets_the_unreliable_wait() -> None:
    """Three people with 0.9 and four with 0.5 in five seats of at most two (Samorani et al. 2021).

    The cheapest week lets the first three never wait and the others 0.375 of a talk. To count the mean wait of the group
    that waits longest for everybody brings both to 0.35 and 0.36, for 14 % more.
    """
    found = []
    for high, low in product(patterns(3, 5), patterns(4, 5)):
        if all(1 <= sum(seat) <= 2 for seat in zip(high, low, strict=True)):
            visits = row(high, 900) + row(low, 500)
            figures = waits_random_order([visit(0, 1, 0), *visits], 5)
            groups = (sum(figures.waits[1:4]) / 3, sum(figures.waits[4:]) / 4)
            rest = IDLE * figures.idle + OVERTIME * figures.overtime
            found.append((rest + WAIT * (2.7 * groups[0] + 2.0 * groups[1]), rest + WAIT * 4.7 * max(groups), groups))
    cheapest, fairest = min(found), min(found, key=lambda each: each[1])
    assert cheapest[2] == pytest.approx((0.0, 0.375), abs=1e-12)
    assert fairest[2] == pytest.approx((0.35, 0.36), abs=5e-3)
    assert fairest[0] / cheapest[0] == pytest.approx(1.14, abs=5e-3)
