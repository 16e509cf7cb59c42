"""The telephone list: what it adds to a week of seats, how many names it needs, and why it counts like invitations."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

import pytest

from constraints.poisson_binomial import fewest_certain, pmf, tail
from constraints.standby import attended_and_idle, chance, contacts_pmf, expected, names_needed
from constraints.waiting import evaluate, visit

Blocks = Sequence[Sequence[Sequence[int]]]
HALF = [500] * 60
"""A list of sixty names, every second of whom answers."""


def singles(seats: int, rate: int) -> Blocks:
    """Return a week of seats with one person each. How they form half-days does not matter then."""
    return [[[rate]] * seats]


def with_outcomes(rates: Sequence[int]) -> list[tuple[tuple[bool, ...], float]]:
    return [
        (outcome, prod(r / 1000 if come else 1 - r / 1000 for r, come in zip(rates, outcome, strict=True)))
        for outcome in product((True, False), repeat=len(rates))
    ]


def lived(blocks: Blocks, coming: Sequence[bool]) -> tuple[int, int]:
    """Count who came and which seats stayed idle, one by one: each idle or busy seat of each half-day."""
    arrivals = iter(coming)
    came = idle = 0
    for block in blocks:
        line: list[str] = []
        for seat in block:
            line += ["person" for _ in seat if next(arrivals)]
            if line:
                line.pop()
                came += 1
            else:
                idle += 1
        came += len(line)
    return came, idle


def random_week(chosen: Random, half_days: int, seats: int) -> list[list[list[int]]]:
    """Return half-days whose seats hold one or two people, sometimes none."""
    numbers = (0, 1, 1, 1, 1, 2, 2)
    return [[[chosen.randint(0, 1000) for _ in range(chosen.choice(numbers))] for _ in range(seats)] for _ in range(half_days)]


# Against all outcomes


def test_who_came_and_what_stayed_idle_is_what_counting_all_outcomes_gives() -> None:
    chosen = Random(23)
    for _ in range(15):
        week = random_week(chosen, 2, 4)
        counted: dict[tuple[int, int], float] = {}
        for coming, likely in with_outcomes([rate for block in week for seat in block for rate in seat]):
            key = lived(week, coming)
            counted[key] = counted.get(key, 0.0) + likely
        found = attended_and_idle(week)
        assert {key: p for key, p in found.items() if p > 1e-15} == pytest.approx(
            {key: p for key, p in counted.items() if p > 1e-15}, abs=1e-12
        )


def test_talks_are_what_counting_all_outcomes_gives() -> None:
    chosen = Random(5)
    for names in (0, 1, 2, 5):
        week, reach = random_week(chosen, 2, 3), [chosen.randint(0, 1000) for _ in range(names)]
        counted = [0.0] * 30
        for coming, likely in with_outcomes([rate for block in week for seat in block for rate in seat]):
            for answering, answered in with_outcomes(reach):
                came, idle = lived(week, coming)
                counted[came + min(idle, sum(answering))] += likely * answered
        found = contacts_pmf(week, reach)
        assert found == pytest.approx(counted[: len(found)], abs=1e-12)
        assert sum(counted[len(found) :]) == 0.0


def test_a_double_and_a_seat_behind_it() -> None:
    """Both come: no seat is idle, since one moves on; one comes: the second seat is; nobody: both are."""
    assert attended_and_idle([[[700, 700], []]]) == pytest.approx({(2, 0): 0.49, (1, 1): 0.42, (0, 2): 0.09})
    assert attended_and_idle([[[], [700, 700]]]) == pytest.approx({(2, 1): 0.49, (1, 1): 0.42, (0, 2): 0.09})


def test_nobody_moves_on_to_another_half_day() -> None:
    surely = {key: p for key, p in attended_and_idle([[[1000, 1000]], [[0]]]).items() if p > 0}
    assert surely == {(2, 1): 1.0}


def test_a_week_without_seats() -> None:
    assert attended_and_idle([]) == {(0, 0): 1.0}
    assert contacts_pmf([], [500, 500]) == [1.0]
    assert names_needed(Fraction(0), [], [], None) == 0
    assert names_needed(Fraction(1), [], HALF, 0.1) is None


# Conservation, and the identity that makes the list count like invitations


def test_people_and_idle_seats_are_seats_and_overtime() -> None:
    """E[A] + E[I] = seats + overtime, with idle time and overtime as the clock of a half-day has them."""
    chosen = Random(11)
    for _ in range(20):
        block = [[chosen.randint(1, 999)], *random_week(chosen, 1, 5)[0]]
        found = attended_and_idle([block])
        figures = evaluate([visit(seat, 1, rate) for seat, people in enumerate(block) for rate in people], len(block))
        came, idle = (sum(key[place] * p for key, p in found.items()) for place in (0, 1))
        assert came == pytest.approx(sum(map(sum, block)) / 1000)
        assert idle == pytest.approx(figures.idle)
        assert came + idle == pytest.approx(len(block) + figures.overtime)


def test_single_seats_are_either_attended_or_idle() -> None:
    assert {came + idle for came, idle in attended_and_idle(singles(23, 700))} == {23}


def test_names_count_like_invitations_as_long_as_the_target_fits_into_the_seats() -> None:
    """P(contacts >= T) = P(A + R >= T) for every T up to the number of seats, with doubles as without."""
    chosen = Random(17)
    for _ in range(20):
        week = random_week(chosen, 3, 4)
        seats = sum(map(len, week))
        reach = [chosen.randint(0, 1000) for _ in range(chosen.randint(0, 8))]
        everybody = [rate for block in week for seat in block for rate in seat] + reach
        talks = contacts_pmf(week, reach)
        for target in range(seats + 1):
            assert chance(talks, target) == pytest.approx(tail(everybody, target), abs=1e-12)


def test_beyond_the_seats_more_names_do_not_help() -> None:
    week = [[[700, 700], [700]]]
    assert chance(contacts_pmf(week, HALF), 3) == pytest.approx(0.343)
    assert tail([700] * 3 + HALF, 3) == pytest.approx(1.0)


# Sizes of the list

SIZES = [
    (20, 23, 600, 13),
    (20, 23, 700, 9),
    (20, 23, 800, 4),
    (25, 30, 600, 15),
    (25, 30, 700, 9),
    (25, 30, 800, 3),
]
"""Target, seats, show rate, names needed to expect the target when every second name answers."""


@pytest.mark.parametrize(("target", "seats", "rate", "names"), SIZES)
def test_names_needed_to_expect_the_target(target: int, seats: int, rate: int, names: int) -> None:
    week = singles(seats, rate)
    assert names_needed(Fraction(target), week, HALF, None) == names
    assert expected(contacts_pmf(week, HALF[:names])) >= target > expected(contacts_pmf(week, HALF[: names - 1]))


@pytest.mark.parametrize(("names", "talks"), [(8, 19.9), (9, 20.4)])
def test_23_seats_at_seven_tenths(names: int, talks: float) -> None:
    assert expected(contacts_pmf(singles(23, 700), HALF[:names])) == pytest.approx(talks, abs=0.05)


def test_nine_names_reach_the_target_in_two_of_three_weeks() -> None:
    assert chance(contacts_pmf(singles(23, 700), HALF[:9]), 20) == pytest.approx(0.67, abs=5e-3)


def test_the_list_gives_as_much_as_six_doubles() -> None:
    """29 letters in 23 seats are expected to bring 20.3 people; 23 letters and nine names 20.4 talks, without wait or overtime."""
    one, two = [700], [700, 700]
    doubled = [[two, one, one, one], *[[two, one, one, one, one]] * 3, [two, one, two, one]]
    assert sum(map(len, doubled)) == 23
    assert sum(len(seat) for block in doubled for seat in block) == 29
    talks = expected(contacts_pmf(doubled, []))
    assert talks == pytest.approx(20.3, abs=1e-9)
    assert expected(contacts_pmf(singles(23, 700), HALF[:9])) > talks


def test_a_list_cannot_hold_more_talks_than_seats_are_idle() -> None:
    """Only the three idle seats of ten can be filled, however long the list."""
    week = singles(10, 700)
    certain = [1000] * 30
    assert expected(contacts_pmf(week, certain)) == pytest.approx(10)
    assert contacts_pmf(week, certain) == pytest.approx([0.0] * 10 + [1.0], abs=1e-12)
    assert names_needed(Fraction(10), week, certain, None) == 10
    assert names_needed(Fraction(10), week, HALF, 0.9) is not None
    assert names_needed(Fraction(101, 10), week, HALF, None) is None
    assert names_needed(Fraction(11), week, HALF, 0.01) is None


def test_seats_that_are_enough_need_no_name() -> None:
    assert names_needed(Fraction(7), singles(10, 700), HALF, None) == 0
    assert names_needed(Fraction(7), singles(10, 700), [], None) == 0
    assert names_needed(Fraction(7), singles(10, 700), HALF, 0.6) == 0
    assert names_needed(Fraction(-1), singles(1, 700), [], 1.0) == 0


def test_names_are_called_in_the_given_order() -> None:
    week, reach = singles(10, 700), [100, 100, 900, 900]
    assert names_needed(Fraction(17, 2), week, reach, None) == 4
    assert names_needed(Fraction(17, 2), week, reach[::-1], None) == 2


def test_a_part_of_a_talk_counts_as_one_where_a_chance_is_asked_for() -> None:
    week = singles(10, 700)
    assert names_needed(Fraction(15, 2), week, HALF, 0.8) == names_needed(Fraction(8), week, HALF, 0.8)
    assert names_needed(Fraction(15, 2), week, HALF, None) == 2


@pytest.mark.parametrize("alpha", [None, 0.5, 0.8, 0.95])
def test_the_short_way_finds_the_same_number_of_names_as_the_whole_distribution(alpha: float | None) -> None:
    chosen = Random(29)
    found = []
    for _ in range(12):
        week = random_week(chosen, 3, 4)
        reach = [chosen.randint(0, 1000) for _ in range(14)]
        target = chosen.randint(4, 11)
        contacts = [contacts_pmf(week, reach[:names]) for names in range(15)]
        if alpha is None:
            enough = [names for names, talks in enumerate(contacts) if expected(talks) >= target - 1e-9]
        else:
            enough = [names for names, talks in enumerate(contacts) if chance(talks, target) >= alpha - 1e-9]
        found.append(names_needed(Fraction(target), week, reach, alpha))
        assert found[-1] == next(iter(enough), None)
    assert len(set(found)) > 3, "not all alike"


@pytest.mark.parametrize("alpha", [0.5, 0.8, 0.95])
def test_names_join_the_count_of_letters(alpha: float) -> None:
    """With a chance, the list is the exact prefix of `fewest_certain`, the invited being the bookings."""
    week = [[[700, 650], [800], [600]], [[750], [700]], [[900], [500], [640]]]
    invited = [rate for block in week for seat in block for rate in seat]
    reach = [500, 300, 450, 610, 500, 500, 720, 480]
    assert names_needed(Fraction(7), week, reach, alpha) == fewest_certain(Fraction(7), invited, reach, alpha)


def test_a_number_and_its_distribution() -> None:
    assert expected([0.25, 0.5, 0.25]) == 1.0
    assert expected(pmf([700] * 29)) == pytest.approx(20.3)
    assert [chance([0.25, 0.5, 0.25], number) for number in (-1, 0, 1, 2, 3)] == [1.0, 1.0, 0.75, 0.25, 0.0]
