"""Waiting, idling and overtime of a half-day: what counting all outcomes gives, also where seat mates come in random order."""

from itertools import chain, groupby, permutations, product
from math import prod
from random import Random

import pytest

from constraints.waiting import BlockFigures, Visit, evaluate, visit, waits_random_order
from helpers.waiting import row, total_wait

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
