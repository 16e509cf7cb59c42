"""Show rates from history: what counts, who is pooled, and what the estimator gives, worked by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle, islice, product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rosters import OFFICE, customer, specialist, write_roster
from scheduler.concept import CHANNELS, DELIVERIES, KINDS
from scheduler.roster import Contact, Customer, Office, Roster, Specialist, Team
from scheduler.rosterfiles import read_roster
from scheduler.showrates import GroupRate, HistoryLimits, TeamRates, estimate, prior_strength

TODAY = date(2026, 11, 20)
LAST_WEEK = date(2026, 11, 13)
LIMITS = HistoryLimits(24, 200, 30, 5, 300, 950)
OPEN = HistoryLimits(24, 0, 0, 1, 0, 1000)
"""Everything is believed, nothing is clipped: the bare estimator."""
PEOPLE = 40
LETTER = ("regular", "in_person", "letter")
AGREED = ("regular", "in_person", "agreed")
PHONE = ("regular", "phone", "letter")
ALL_GROUPS = tuple(product(KINDS, CHANNELS, DELIVERIES))

Group = tuple[str, str, str]


def house(contacts: Sequence[Contact], **specialists: int) -> Roster:
    """A house with so many specialists in each team; every team has customers `<team>-K<i>`, dealt out in turn."""
    sizes = specialists or {"basis": 5}
    staff = [Specialist(f"{team}-S{i}", team, 1.0, ()) for team, size in sizes.items() for i in range(size)]
    people = [
        Customer(f"{team}-K{i}", f"{team}-S{i % size}", date(1990, 5, 17), "alo", date(2020, 1, 1))
        for team, size in sizes.items()
        for i in range(PEOPLE)
    ]
    office = Office("Musterstadt", {team: Team(team, "aa90-2021", "basis") for team in sizes})
    return Roster(Path(), office, {}, tuple(staff), tuple(people), contacts=tuple(contacts))


def row(outcome: str = "held", group: Group = LETTER, on: date = LAST_WEEK, who: str = "basis-K0") -> Contact:
    kind, channel, delivery = group
    return Contact(who, on, channel, outcome, kind, delivery)


def rows(came: int, missed: int, group: Group = LETTER, team: str = "basis", people: int = PEOPLE) -> list[Contact]:
    """So many who came and so many who did not, dealt out to the people of the team."""
    outcomes = ["held"] * came + ["missed"] * missed
    names = islice(cycle(f"{team}-K{i}" for i in range(people)), len(outcomes))
    return [row(outcome, group, who=name) for outcome, name in zip(outcomes, names, strict=True)]


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


@pytest.mark.parametrize(
    ("outcome", "came", "invited"),
    [
        ("held", 1, 1),
        ("late", 1, 1),
        ("turned_away", 1, 1),
        ("missed", 0, 1),
        ("excused", 0, 1),
        ("cancelled", 0, 0),
        ("approved", 0, 0),
    ],
)
def test_which_outcomes_count(outcome: str, came: int, invited: int) -> None:
    rates = estimate(house([*rows(2, 1), row(outcome)]), TODAY, OPEN)["basis"]
    assert (rates.came, rates.invited) == (2 + came, 3 + invited)
    assert [(group.came, group.invited) for group in rates.groups] == [(2 + came, 3 + invited)]


@pytest.mark.parametrize(
    "group",
    [
        ("regular", "in_person", ""),  # nobody was invited
        ("information", "in_person", "letter"),
        ("group_event", "in_person", "letter"),
        ("review", "in_person", "agreed"),
    ],
)
def test_no_invitation_to_a_talk(group: Group) -> None:
    assert estimate(house([*rows(2, 1), row(group=group)]), TODAY, OPEN)["basis"].invited == 3
    assert estimate(house([row(group=group)]), TODAY, OPEN) == {}


@pytest.mark.parametrize(
    ("today", "months", "on", "counts"),
    [
        (TODAY, 24, date(2026, 11, 20), True),
        (TODAY, 24, date(2026, 11, 21), False),
        (TODAY, 24, date(2024, 11, 20), True),
        (TODAY, 24, date(2024, 11, 19), False),
        (date(2026, 8, 31), 6, date(2026, 2, 28), True),  # no 31 February
        (date(2026, 8, 31), 6, date(2026, 2, 27), False),
    ],
)
def test_days_at_the_edges_of_the_window(today: date, months: int, on: date, counts: bool) -> None:
    assert bool(estimate(house([row(on=on)]), today, replace(OPEN, months=months))) is counts


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


def test_small_teams_are_pooled_large_ones_stand_alone() -> None:
    contacts = [*rows(150, 50, team="large"), *rows(90, 60, team="b"), *rows(10, 40, team="a")]
    found = estimate(house(contacts, large=5, b=2, a=3), TODAY, LIMITS)
    assert list(found) == ["a", "b", "large"]
    assert found["a"] is found["b"]
    assert (found["a"].teams, found["a"].came, found["a"].invited, found["a"].customers) == (("a", "b"), 100, 200, 2 * PEOPLE)
    assert (found["large"].teams, found["large"].rate_per_mille) == (("large",), 750)


@pytest.mark.parametrize(("sizes", "found"), [({"a": 4}, []), ({"a": 2, "b": 2}, []), ({"a": 2, "b": 3}, ["a", "b"])])
def test_nothing_from_fewer_than_five_specialists(sizes: dict[str, int], found: list[str]) -> None:
    contacts = [contact for team in sizes for contact in rows(300, 100, team=team)]
    assert list(estimate(house(contacts, **sizes), TODAY, LIMITS)) == found


def test_a_small_team_does_not_ride_on_a_large_one() -> None:
    found = estimate(house([*rows(150, 50, team="large"), *rows(150, 50, team="small")], large=5, small=4), TODAY, LIMITS)
    assert (list(found), found["large"].invited) == (["large"], 200)


@pytest.mark.parametrize(
    ("contacts", "enough"),
    [
        (rows(150, 50, people=30), True),
        (rows(150, 49, people=30), False),
        (rows(150, 50, people=29), False),
        ([*rows(150, 49), row("cancelled"), row(on=date(2024, 1, 2))], False),
        ([*rows(150, 50, people=29), row("cancelled", who="basis-K39")], False),
        ([], False),
    ],
)
def test_short_history_gives_no_estimate(contacts: list[Contact], enough: bool) -> None:
    assert bool(estimate(house(contacts), TODAY, LIMITS)) is enough


def test_an_office_without_history() -> None:
    assert estimate(house([]), TODAY, OPEN) == {}


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


def test_from_files_with_german_words(tmp_path: Path) -> None:
    words = [("erschienen", "Brief", ""), ("verspätet", "vereinbart", "Folgegespräch"), ("abgewiesen", "portal", "Wunsch")]
    words += [("entschuldigt", "Brief", ""), ("nicht erschienen", "Brief", "Regelkontakt"), ("abgesagt", "Brief", "")]
    words += [("stattgefunden", "", ""), ("stattgefunden", "Brief", "Auskunft")]
    contacts = [
        {"customer_id": "K1", "on": "2026-11-13", "channel": "persönlich", "outcome": said, "invited_by": by, "kind": kind}
        for said, by, kind in words
    ]
    staff = [specialist(f"S{i}") for i in range(1, 6)]
    folder = write_roster(tmp_path, [customer("K1")], staff, OFFICE, contacts=contacts)
    rates = estimate(read_roster(folder), TODAY, replace(OPEN, least_specialists=5))["basis"]
    assert [(group.kind, group.delivery, group.came, group.invited) for group in rates.groups] == [
        ("follow_up", "agreed", 1, 1),
        ("regular", "letter", 1, 3),
        ("wish", "portal", 1, 1),
    ]
    assert (rates.came, rates.invited, rates.customers) == (3, 5, 1)
