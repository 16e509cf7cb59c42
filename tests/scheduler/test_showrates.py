"""Show rates from history: what the estimator gives, worked by hand, and how well it finds rates that are known."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.histories import LETTER, LIMITS, OPEN, PEOPLE, TODAY, Group, house, row, rows
from scheduler.concept import CHANNELS, DELIVERIES, KINDS
from scheduler.showrates import GroupRate, HistoryLimits, TeamRates, estimate, prior_strength

AGREED = ("regular", "in_person", "agreed")
PHONE = ("regular", "phone", "letter")
ALL_GROUPS = tuple(product(KINDS, CHANNELS, DELIVERIES))


def of_counts(counts: Mapping[Group, tuple[int, int]], limits: HistoryLimits = OPEN) -> TeamRates:
    """The estimate of one team from (came, missed) by group."""
    contacts = [contact for group, (came, missed) in counts.items() for contact in rows(came, missed, group)]
    return estimate(house(contacts), TODAY, limits)["basis"]


def rate_of(rates: TeamRates) -> list[int]:
    return [group.rate_per_mille for group in rates.groups]


def test_two_groups_by_hand() -> None:
    """p = 140/200; S = 2 · 100 · 0.1²/0.21 = 9.5238; ρ = 8.5238/(200 - 100 - 1) = 0.0861; a + b = 10.6145."""
    rates = of_counts({LETTER: (60, 40), AGREED: (80, 20)})
    agreed, letter = rates.groups
    assert rates.strength == pytest.approx(10.6145, abs=1e-4)
    assert (rates.came, rates.invited, rates.customers, rates.rate_per_mille) == (140, 200, PEOPLE, 700)
    assert (rates.low_per_mille, rates.high_per_mille) == (647, 753)  # 1.64485 · √(0.21/201) = 0.0532
    assert (agreed.delivery, agreed.came, agreed.invited, agreed.rate_per_mille) == ("agreed", 80, 100, 790)  # 87.430/110.6145
    assert (letter.delivery, letter.came, letter.invited, letter.rate_per_mille) == ("letter", 60, 100, 610)  # 67.430/110.6145
    assert (agreed.low_per_mille, agreed.high_per_mille) == (727, 854)  # 1.64485 · √(0.7904 · 0.2096/111.6145) = 0.0634


def test_a_group_seen_once_hardly_leaves_the_pool() -> None:
    """141/201 came, likeness below chance: strength 100, (100 · 0.70149 + 1)/101 = 0.70445."""
    rates = of_counts({LETTER: (140, 60), PHONE: (1, 0)})
    assert rates.strength == 100
    assert rates.per_mille(*PHONE) == 704


def test_a_short_record_has_a_wide_band() -> None:
    """Pool: 2/4 ± 1.64485 · √(0.25/5) = 0.3678. Group: strength 10, 7/14 ± 1.64485 · √(0.25/15) = 0.2124."""
    rates = of_counts({LETTER: (2, 2)})
    assert (rates.low_per_mille, rates.high_per_mille) == (132, 868)
    assert (rates.groups[0].low_per_mille, rates.groups[0].high_per_mille) == (288, 712)


def test_opposite_groups_keep_their_own_rates_up_to_floor_and_ceiling() -> None:
    """S = 200, ρ = 199/99: strength at the lower clip 2, (1 + 100)/102 and 1/102."""
    counts = {LETTER: (0, 100), AGREED: (100, 0)}
    assert of_counts(counts).strength == 2
    assert rate_of(of_counts(counts)) == [990, 10]
    assert rate_of(of_counts(counts, LIMITS)) == [950, 300]


@pytest.mark.parametrize(
    ("counts", "strength"),
    [
        ([(70, 100)], 10),  # one group says nothing about how groups differ
        ([], 10),
        ([(100, 100), (50, 50)], 10),  # everybody came
        ([(0, 100), (0, 50)], 10),  # nobody came
        ([(1, 1), (0, 1), (1, 1)], 10),  # no group was seen twice
        ([(70, 100)] * 3, 100),  # no difference at all
        ([(7, 10), (140, 200)], 100),
        ([(100, 100), (0, 100)], 2),
        ([(60, 100), (80, 100)], 10.6145),
    ],
)
def test_prior_strength(counts: list[tuple[int, int]], strength: float) -> None:
    assert prior_strength(counts) == pytest.approx(strength, abs=1e-4)


def test_a_kind_left_empty_is_regular() -> None:
    rates = of_counts({("", "phone", "letter"): (1, 1), PHONE: (2, 0), LETTER: (9, 1)})
    assert [(group.kind, group.channel, group.came, group.invited) for group in rates.groups] == [
        ("regular", "in_person", 9, 10),
        ("regular", "phone", 3, 4),
    ]
    assert rates.per_mille("", "phone", "letter") == rates.per_mille(*PHONE) is not None


def test_groups_without_history() -> None:
    rates = of_counts({LETTER: (70, 30), ("first", "phone", "agreed"): (10, 40)})
    assert rates.rate_per_mille == 533  # 80/150
    assert rates.per_mille("wish", "in_person", "agreed") == 533
    assert rates.per_mille("first", "video", "agreed") == 533
    assert [rates.per_mille("first", channel, "letter") for channel in ("phone", "email", "portal")] == [None] * 3
    assert rates.per_mille("first", "phone", "agreed") == rates.groups[0].rate_per_mille


def test_a_record_without_exception_is_no_certainty() -> None:
    """Somebody who notes only talks that were held does not get a rate of 1 without a band."""
    rates = of_counts({LETTER: (200, 0), AGREED: (50, 0)}, LIMITS)
    assert (rates.rate_per_mille, rates.low_per_mille, rates.high_per_mille) == (950, 950, 1000)
    assert [(group.low_per_mille, group.rate_per_mille, group.high_per_mille) for group in rates.groups] == [(950, 950, 1000)] * 2


def test_who_came_does_not_matter_only_how_many() -> None:
    dice = Random(3)
    groups = {group: (dice.randint(5, 30), dice.randint(1, 20)) for group in ALL_GROUPS[:12]}
    expected = of_counts(groups)
    contacts = []
    for group, (came, missed) in groups.items():
        members = rows(came, missed, group)
        names, outcomes = [c.customer_id for c in members], [c.outcome for c in members]
        dice.shuffle(names)
        dice.shuffle(outcomes)
        contacts += [row(outcome, group, who=name) for outcome, name in zip(outcomes, names, strict=True)]
    dice.shuffle(contacts)
    found = estimate(house(contacts), TODAY, OPEN)["basis"]
    assert found == expected
    assert repr(found) == repr(expected)
    keys = [(group.kind, group.channel, group.delivery) for group in found.groups]
    assert keys == sorted(groups)


def test_no_person_is_named() -> None:
    said = repr(estimate(house(rows(150, 50)), TODAY, LIMITS))
    assert "-K" not in said
    assert "-S" not in said


@given(st.dictionaries(st.sampled_from(ALL_GROUPS), st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_rates_stay_between_own_share_and_pool_and_inside_the_limits(counts: dict[Group, tuple[int, int]]) -> None:
    contacts = [contact for group, (came, missed) in counts.items() for contact in rows(came, missed, group)]
    roster = house(contacts)
    limits = replace(OPEN, floor_per_mille=300, ceiling_per_mille=950)
    for rates in estimate(roster, TODAY, limits).values():
        assert 2 <= rates.strength <= 100
        every: list[TeamRates | GroupRate] = [rates, *rates.groups]
        for found in every:
            assert 300 <= found.rate_per_mille <= 950
            assert 0 <= found.low_per_mille <= found.rate_per_mille <= found.high_per_mille <= 1000
    for rates in estimate(roster, TODAY, OPEN).values():
        assert sum(group.invited for group in rates.groups) == rates.invited == len(contacts)
        for group in rates.groups:
            ends = sorted((round(1000 * group.came / group.invited), rates.rate_per_mille))
            assert ends[0] <= group.rate_per_mille <= ends[1]


def drawn(dice: Random, a: float, b: float, seen: int) -> tuple[TeamRates, dict[Group, float]]:
    """All groups with rates drawn from Beta(a, b), each invited about `seen` times; the estimate and the true rates."""
    truth = {group: dice.betavariate(a, b) for group in ALL_GROUPS}
    counts = {}
    for group, rate in truth.items():
        invited = dice.randint(seen // 2, 3 * seen // 2)
        came = sum(dice.random() < rate for _ in range(invited))
        counts[group] = (came, invited - came)
    return of_counts(counts), truth


def test_strength_is_recovered_from_a_long_history() -> None:
    dice = Random(5)
    strengths = [drawn(dice, 7, 3, 60)[0].strength for _ in range(8)]
    assert all(6 < strength < 16 for strength in strengths)
    assert 8 < sum(strengths) / len(strengths) < 12


def test_nine_bands_in_ten_hold_the_true_rate_of_a_group() -> None:
    dice = Random(7)
    inside = []
    for _ in range(8):
        rates, truth = drawn(dice, 7, 3, 40)
        for group in rates.groups:
            true_rate = 1000 * truth[group.kind, group.channel, group.delivery]
            inside.append(group.low_per_mille <= true_rate <= group.high_per_mille)
    assert 0.87 < sum(inside) / len(inside) < 0.93


def test_nine_bands_in_ten_hold_the_true_rate_of_the_pool() -> None:
    dice = Random(11)
    inside = []
    for _ in range(300):
        came = sum(dice.random() < 0.66 for _ in range(200))
        rates = of_counts({LETTER: (came, 200 - came)}, LIMITS)
        inside.append(rates.low_per_mille <= 660 <= rates.high_per_mille)
    assert 0.86 < sum(inside) / len(inside) < 0.94
