"""A half-day with double bookings: checked against all outcomes, closed forms, published schedules, and every other pattern."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, permutations, product
from math import fsum, prod
from random import Random

import pytest

from constraints.waiting import BlockFigures, Visit, evaluate, first_is_better, visit, waits_random_order

Pattern = tuple[int, ...]
WAIT, IDLE, OVERTIME = 0.5, 1.0, 1.5
"""Costs of a seat's length of each, unless said otherwise."""


def total_wait(visits: Sequence[Visit], figures: BlockFigures) -> float:
    """Return the cells that all people together are expected to wait; who does not come does not wait."""
    return fsum(visit.comes * wait for visit, wait in zip(visits, figures.waits, strict=True))


def row(pattern: Pattern, rate: int, cells: int = 1) -> list[Visit]:
    """Return a half-day of talks as long as a seat, `pattern[t]` people invited to seat t, all with one rate."""
    return [visit(seat * cells, cells, rate) for seat, people in enumerate(pattern) for _ in range(people)]


def patterns(people: int, seats: int) -> Iterator[Pattern]:
    """Yield all ways to spread people over seats."""
    if seats == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *others) for others in patterns(people - first, seats - 1))


def one_double(seats: int, double: int) -> Pattern:
    return tuple(1 + (seat == double) for seat in range(seats))


def cost(visits: list[Visit], end: int, wait: float = WAIT, idle: float = IDLE, overtime: float = OVERTIME) -> float:
    """Return the weighted cost from cell 0 on; somebody who never comes opens the half-day, so an empty first seat is idle too."""
    opened = [visit(0, 1, 0), *visits]
    figures = evaluate(opened, end)
    return wait * total_wait(opened, figures) + idle * figures.idle + overtime * figures.overtime


def best_pattern(people: int, seats: int, rate: int, wait: float) -> Pattern:
    return min(patterns(people, seats), key=lambda pattern: cost(row(pattern, rate), seats, wait))


# Against all outcomes


def by_outcomes(visits: list[Visit], end: int) -> BlockFigures:
    """Follow every outcome cell by cell: which cells is the desk busy, and when would each one get to it?"""
    waits, idle, overtime, late = [0.0] * len(visits), 0.0, 0.0, 0.0
    for outcome in product(*(person.service for person in visits)):
        chance = prod(likely for _, likely in outcome)
        busy: list[int] = []
        for index, (person, (cells, _)) in enumerate(zip(visits, outcome, strict=True)):
            begin = max(person.start, busy[-1] + 1 if busy else 0)
            waits[index] += chance * (begin - person.start)
            busy += range(begin, begin + cells)
        idle += chance * len(set(range(min(person.start for person in visits), end)) - set(busy))
        over = max(0, busy[-1] + 1 - end) if busy else 0
        overtime += chance * over
        late += chance * (over > 0)
    return BlockFigures(tuple(waits), idle, overtime, late)


def same(left: BlockFigures, right: BlockFigures) -> bool:
    return (*left.waits, left.idle, left.overtime, left.overtime_chance) == pytest.approx(
        (*right.waits, right.idle, right.overtime, right.overtime_chance), abs=1e-12
    )


def random_block(chosen: Random, starts: int) -> list[Visit]:
    people = sorted(chosen.randrange(starts) for _ in range(chosen.randint(1, 7)))
    return [visit(start, chosen.randint(1, 4), chosen.choice([0, 1000, chosen.randint(1, 999)])) for start in people]


def test_the_figures_are_what_counting_all_outcomes_gives() -> None:
    chosen = Random(2007)
    for _ in range(60):
        visits = random_block(chosen, 10)
        end = chosen.randint(8, 16)
        assert same(evaluate(visits, end), by_outcomes(visits, end)), visits


def test_lengths_may_be_uncertain_and_the_order_need_not_be_that_of_the_starts() -> None:
    long = Visit(2, ((0, 0.1), (2, 0.3), (5, 0.6)))
    short = Visit(0, ((1, 0.5), (3, 0.5)))
    for visits in ([short, long, long], [long, short, long], [long, long, short]):
        assert same(evaluate(visits, 6), by_outcomes(visits, 6))


def test_a_half_day_with_nobody_has_no_figures() -> None:
    assert evaluate([], 4) == waits_random_order([], 4) == BlockFigures((), 0.0, 0.0, 0.0)


def test_who_surely_comes_on_time_finds_the_desk_free() -> None:
    assert evaluate(row((1, 1, 1), 1000), 3) == BlockFigures((0.0, 0.0, 0.0), 0.0, 0.0, 0.0)


def test_a_talk_that_starts_after_the_end_is_overtime_only_when_it_takes_place() -> None:
    assert same(evaluate([visit(0, 1, 1000), visit(5, 2, 400)], 4), BlockFigures((0.0, 0.0), 3.0, 0.4 * 3, 0.4))
    assert same(evaluate([visit(5, 2, 400)], 4), BlockFigures((0.0,), 0.0, 0.4 * 3, 0.4))


def test_idle_time_overtime_and_work_add_up() -> None:
    """Nothing is lost: idle = length of the block - expected work + overtime, so only waiting and overtime trade off."""
    chosen = Random(1)
    for _ in range(60):
        visits, end = random_block(chosen, 12), 12
        figures = evaluate(visits, end)
        length = end - visits[0].start
        assert figures.idle == pytest.approx(length - sum(person.work for person in visits) + figures.overtime, abs=1e-12)


def test_nobody_waits_longer_for_being_likely_to_come() -> None:
    before, after = [visit(0, 2, 700), visit(1, 2, 300), visit(2, 1, 500)], [visit(0, 2, 700), visit(1, 2, 950), visit(2, 1, 500)]
    assert evaluate(before, 4).waits[:2] == evaluate(after, 4).waits[:2]
    assert evaluate(before, 4).waits[2] < evaluate(after, 4).waits[2]


def test_all_people_together_wait_as_often_as_they_come() -> None:
    visits = row((2, 1), 700)
    figures = evaluate(visits, 2)
    assert figures.waits == pytest.approx((0.0, 0.7, 0.49))
    assert total_wait(visits, figures) == pytest.approx(0.7 * (0.7 + 0.49))


# Who share a seat are served in random order


def over_all_orders(visits: list[Visit], end: int) -> BlockFigures:
    """Average over every order that keeps the starts sorted."""
    order = sorted(range(len(visits)), key=lambda index: visits[index].start)
    groups = [list(group) for _, group in groupby(order, key=lambda index: visits[index].start)]
    orders = [list(chain(*choice)) for choice in product(*(permutations(group) for group in groups))]
    totals = [0.0] * (len(visits) + 3)
    for indices in orders:
        figures = evaluate([visits[index] for index in indices], end)
        for index, wait in zip(indices, figures.waits, strict=True):
            totals[index] += wait
        for place, value in enumerate((figures.idle, figures.overtime, figures.overtime_chance), len(visits)):
            totals[place] += value
    *waits, idle, overtime, late = (total / len(orders) for total in totals)
    return BlockFigures(tuple(waits), idle, overtime, late)


def test_random_order_is_the_mean_over_all_orders() -> None:
    chosen = Random(4)
    for _ in range(25):
        visits = [visit(2 * chosen.randrange(3), chosen.randint(1, 3), chosen.randint(0, 1000)) for _ in range(6)]
        assert same(waits_random_order(visits, 6), over_all_orders(visits, 6)), visits


def test_random_order_of_four_with_uncertain_lengths() -> None:
    visits = [Visit(0, ((1, 1.0),)), *(Visit(1, ((0, 0.1 * n), (n, 1 - 0.1 * n))) for n in (1, 2, 3, 4)), visit(4, 2, 800)]
    assert same(waits_random_order(visits, 6), over_all_orders(visits, 6))


def test_without_seat_mates_the_order_is_the_given_one() -> None:
    visits = [visit(0, 2, 700), visit(1, 2, 800), visit(3, 1, 600)]
    assert waits_random_order(visits, 4) == evaluate(visits, 4)


def test_waits_stay_with_the_visits_in_whatever_order_these_are_given() -> None:
    visits = [visit(3, 1, 600), visit(0, 2, 700), visit(1, 2, 800), visit(0, 1, 500)]
    shuffled = [visits[index] for index in (2, 0, 3, 1)]
    waits = waits_random_order(visits, 4).waits
    assert waits_random_order(shuffled, 4).waits == pytest.approx([waits[index] for index in (2, 0, 3, 1)])


def test_a_cap_of_six_tenths_of_a_talk_allows_a_first_double_up_to_a_rate_of_077() -> None:
    """The two of the first seat wait p/2 each; the worst off is the one behind them with p²."""
    for rate in range(600, 1000, 10):
        p = rate / 1000
        waits = waits_random_order(row((2, 1, 1, 1), rate), 4).waits
        assert waits[:3] == pytest.approx((p / 2, p / 2, p * p))
        assert (max(waits) <= 0.6) == (rate < 780)


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
