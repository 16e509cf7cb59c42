"""The worked examples of the pages are right: every figure that they name comes out of the code."""

from fractions import Fraction

import pytest

from constraints.hull import facets
from constraints.poisson_binomial import fewest_certain, fewest_expected, fewest_safe, tail
from constraints.standby import chance, contacts_pmf, expected, names_needed
from constraints.waiting import first_is_better, visit, waits_random_order
from helpers.build import AWAY, cover, due, measured, team, worker
from helpers.pages import MODEL, section
from scheduler.conceptfiles import load_concept
from scheduler.showrates import prior_strength
from scheduler.weekly_target import invitations_needed, week_target


def unsaid(heading: str, *words: str) -> list[str]:
    """Return which figures a section of the model does not name."""
    said = " ".join(section(MODEL, heading).split())
    return [figure for figure in words if figure not in said]


def test_the_worked_examples_are_right() -> None:
    policy = load_concept("aa90-2021").overbooking
    assert set(facets((3, 4), 16)) == {((3, 4), 16), ((1, 1), 5), ((1, 0), 5), ((0, 1), 4)}
    assert invitations_needed(Fraction(20), [], [650] * 60, policy).invitations == 31
    assert invitations_needed(Fraction(20), [1000] + [650] * 4, [650] * 60, policy).invitations == 26
    assert week_target(20, 0.5, [1, 1, 0.5, 1], 4) == Fraction("8.75")
    assert unsaid("Weekly number", "N = 31", "N = 26", "8.75") == []
    assert unsaid("Capacity of a gap", "a + b ≤ 5", "3a + 4b ≤ 16") == []


def test_the_worked_example_of_sharing_out_cover_is_right() -> None:
    def evenness(rooms: tuple[int, int], talks: tuple[int, int]) -> int:
        weights = [round(60 * max(rooms) / room) for room in rooms]
        colleagues = tuple(worker(cover_weight=weight) for weight in weights)
        own = [due(f"{number}:{n}", worker=2) for number, count in enumerate(talks) for n in range(count)]
        covered = [cover(talk, colleague=int(talk.talk_id[0])) for talk in own]
        problem = team(*own, *covered, of=(*colleagues, AWAY))
        return measured(problem, {t.talk_id: 0 for t in covered}, {t.talk_id: t.worker for t in covered})["cover_load"]

    assert [evenness((60, 30), talks) for talks in ((2, 1), (3, 0), (1, 2))] == [360, 540, 540]
    assert unsaid("Cover", "60 and 30 cells have κ = 60 and 120", "= 360", "540, one and two 540") == []


def test_the_worked_examples_of_overbooking_are_right() -> None:
    target, rates, mixed = Fraction(20), [650] * 60, [900, 400] * 30
    assert fewest_expected(target, [], rates) == 31
    assert fewest_certain(target, [], rates, 0.8) == fewest_safe(target, [], rates, 0.8) == 34
    assert (fewest_certain(target, [], mixed, 0.8), fewest_safe(target, [], mixed, 0.8)) == (33, 34)
    assert [round(tail([650] * number, 20), 2) for number in (31, 34)] == [0.6, 0.83]
    assert [round(tail(mix, 25), 2) for mix in ([992] * 25, [1000] * 24 + [800])] == [0.82, 0.8]
    seats, telephone = [[[650]] * 4] * 6, [500] * 40
    assert [names_needed(target, seats, telephone, alpha) for alpha in (None, 0.8)] == [9, 13]
    contacts = contacts_pmf(seats, telephone[:9])
    assert (round(expected(contacts), 2), round(chance(contacts, 20), 2)) == (20.01, 0.59)
    figures = ("31, and P(A ≥ 20) = 0.60", "34, and P(A ≥ 20) = 0.83", "0.82", "0.80", "33 and 34", "20.01", "0.59", "13 names")
    assert unsaid("Overbooking", *figures) == []
    concept = load_concept("lichtenberg-2013")
    assert (concept.target_for("basis"), concept.talk_minutes["default"], concept.consulting_share) == (25, 60, 0.6)
    assert unsaid("Overbooking", "25 talks of 60 minutes", "60 % of 39 hours are 23.4") == []


def test_the_worked_example_of_a_double_seat_is_right() -> None:
    def half_day(talks: int, rate: int, *, is_first: bool = True) -> tuple[list[float], float, float]:
        visits = [visit(3 * number, 3, rate) for number in range(talks)]
        figures = waits_random_order([visits[0 if is_first else -1], *visits], 3 * talks)
        return [wait / 3 for wait in figures.waits], figures.overtime / 3, figures.overtime_chance

    waits, overtime, late = half_day(4, 650)
    assert waits == pytest.approx([0.325, 0.325, 0.65**2, 0.65**3, 0.65**4])
    assert overtime == pytest.approx(late) == pytest.approx(0.65**5)
    policy = load_concept("aa90-2021").overbooking
    weights = policy.wait_weight, policy.idle_weight, policy.overtime_weight
    assert [first_is_better(rate, *weights) for rate in (833, 834)] == [True, False]
    assert max(half_day(4, 774)[0]) < policy.most_wait < max(half_day(4, 775)[0])
    assert half_day(1, 650)[2] > policy.most_overtime_chance
    assert half_day(4, 834, is_first=False)[2] > policy.most_overtime_chance
    assert unsaid("Double seats", "0.833", "0.42, 0.27, 0.18", "0.12", "19.01", "0.774") == []


def test_the_worked_example_of_show_rates_is_right() -> None:
    strength = prior_strength([(60, 100), (80, 100)])
    rates = [(strength * 0.7 + came) / (strength + 100) for came in (60, 80)]
    assert ([round(rate, 2) for rate in rates], round(strength, 1)) == ([0.61, 0.79], 10.6)
    assert unsaid("Show rates", "0.61 and 0.79", "M = 10.6") == []
