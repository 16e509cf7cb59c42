"""Members of a household come one after the other, whoever holds their talks."""

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints import households
from constraints.cells import members
from constraints.households import chainable, is_chain
from helpers.build import AWAY, MON, TUE, at, breached, cover, due, hours, measured, planned, resource, talk, team, week, worker

FAMILY: dict[str, Any] = {"household": "family"}
ADA, BEA, CEM = (due(name, **FAMILY) for name in ("ada", "bea", "cem"))
TWO_DAYS = worker(hours(MON, 0, 12) | hours(TUE, 0, 12))


def with_second(talk_id: str, **other: Any) -> Any:
    """Return a member of the family whom the second specialist looks after."""
    return due(talk_id, worker=1, **FAMILY, **other)


def test_somebody_alone_is_together() -> None:
    plan = planned(week(ADA, due("bea"), of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["households"] == 0


def test_three_members_with_one_specialist_follow_one_another_though_days_would_be_more_even() -> None:
    plan = planned(week(ADA, BEA, CEM, of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["households"] == 0
    assert plan.values["even_load"] == 60 * 9
    assert sorted(start % 3 for start in plan.starts.values()) == [sorted(plan.starts.values())[0] % 3] * 3


def test_the_first_ends_with_one_specialist_when_the_second_begins_with_another() -> None:
    plan = planned(team(ADA, with_second("bea"), of=(worker(hours(MON, 0, 3)), worker(hours(MON, 3, 6)))))
    assert plan.is_sound
    assert plan.values["households"] == 0
    assert plan.starts == {"ada": at(MON, 0), "bea": at(MON, 3)}


@pytest.mark.parametrize("begin", [2, 4])
def test_a_break_or_a_talk_at_the_same_time_is_apart(begin: int) -> None:
    plan = planned(team(ADA, with_second("bea"), of=(worker(hours(MON, 0, 3)), worker(hours(MON, begin, begin + 3)))))
    assert plan.is_sound
    assert plan.values["households"] == 1


def test_two_days_are_apart() -> None:
    plan = planned(team(ADA, with_second("bea"), of=(worker(hours(MON, 0, 3)), worker(hours(TUE, 3, 6)))))
    assert plan.is_sound
    assert plan.values["households"] == 1


def test_a_third_member_joins_the_two_others() -> None:
    """Ada and cem are six cells apart; with two cells for each bea there is no bridge, with three there is."""
    staff = (worker(hours(MON, 0, 3) | hours(MON, 6, 9)), worker(hours(MON, 3, 6)))
    edges = (due("ada", customer_busy=hours(MON, 3, 12), **FAMILY), due("cem", customer_busy=hours(MON, 0, 6), **FAMILY))
    for cells, apart in ((3, 0), (2, 1)):
        plan = planned(team(*edges, with_second("bea", cells=cells), of=staff))
        assert plan.is_sound
        assert plan.values["households"] == apart


def test_households_apart_are_counted() -> None:
    names = ("one", "two", "three")
    first = [due(f"{name}-a", household=name, customer_busy=0 if name == "one" else hours(MON, 0, 20)) for name in names]
    second = [due(f"{name}-b", household=name, customer_busy=0 if name == "one" else hours(TUE, 0, 20)) for name in names]
    plan = planned(week(*first, *second, of=TWO_DAYS))
    assert plan.is_sound
    assert plan.values["households"] == 2


def test_who_is_not_invited_tears_no_household_apart() -> None:
    ada, bea = ADA, talk("bea", customer_busy=hours(MON, 0, 20), **FAMILY)
    plan = planned(week(ada, bea, of=worker(hours(MON, 0, 3) | hours(TUE, 0, 3), wanted=1)))
    assert plan.is_sound
    assert plan.values["households"] == 0


def test_a_household_costs_no_invitation_and_no_comfort() -> None:
    ada = due("ada", comfortable_from=at(TUE, 0), **FAMILY)
    bea = due("bea", customer_busy=hours(TUE, 0, 20), **FAMILY)
    plan = planned(week(ada, bea, of=TWO_DAYS))
    assert plan.is_sound
    assert (plan.values["ladder.legal"], plan.values["comfortable_lead_time"], plan.values["households"]) == (0, 0, 1)


def test_a_household_is_worth_the_preferred_hours() -> None:
    ada, bea = due("ada", preferred=hours(MON, 0, 3), **FAMILY), due("bea", preferred=hours(TUE, 0, 3), **FAMILY)
    plan = planned(week(ada, bea, of=TWO_DAYS))
    assert plan.is_sound
    assert (plan.values["households"], plan.values["preferred_hours"]) == (0, 1)


def test_one_member_is_covered_and_follows_the_other() -> None:
    bea = due("bea", worker=1, **FAMILY)
    staff = (worker(hours(MON, 3, 6)), AWAY, worker(hours(MON, 0, 12)))
    plan = planned(team(ADA, bea, cover(bea, 2), of=staff))
    assert plan.is_sound
    assert plan.values["households"] == 0
    assert plan.holders == {"ada": 0, "bea": 2}
    assert plan.starts["bea"] in (at(MON, 0), at(MON, 6))


def test_a_household_waits_for_the_room() -> None:
    both = (resource("room", hours(MON, 0, 3) | hours(MON, 6, 9)),)
    for needs, apart in (((), 0), (("room",), 1)):
        pair = (due("ada", resources=("room",), **FAMILY), due("bea", worker=1, resources=needs, **FAMILY))
        plan = planned(team(*pair, of=(worker(), worker()), resources=both))
        assert plan.is_sound
        assert plan.values["households"] == apart


def test_others_make_room_for_a_household() -> None:
    """Six cells for three talks with the first specialist; only the last is next to bea."""
    others = [due(name, cells=2) for name in ("cem", "dan")]
    ada = due("ada", cells=2, **FAMILY)
    plan = planned(team(ada, *others, with_second("bea"), of=(worker(hours(MON, 0, 6)), worker(hours(MON, 6, 9)))))
    assert plan.is_sound
    assert plan.values["households"] == 0
    assert plan.starts["ada"] == at(MON, 4)


@pytest.mark.parametrize(
    ("spans", "together"),
    [([], True), ([(3, 6)], True), ([(6, 8), (3, 6)], True), ([(3, 6), (7, 9)], False), ([(3, 6), (5, 8)], False)],
)
def test_a_chain_has_no_breaks_and_no_overlaps(spans: list[tuple[int, int]], together: bool) -> None:
    assert is_chain(spans) is together


def test_the_audit_finds_a_household_that_could_simply_come_together() -> None:
    problem = week(ADA, BEA)
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}) == set()
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 6)}) == {households.NAME}
    assert measured(problem, {"ada": at(MON, 0), "bea": at(MON, 6)})["households"] == 1


def test_the_audit_does_not_ask_for_it_at_the_price_of_short_notice_or_a_deadline() -> None:
    soon = due("ada", comfortable_from=at(TUE, 0), **FAMILY)
    late = due("bea", in_time_before=at(TUE, 0), **FAMILY)
    assert breached(week(soon, late, of=TWO_DAYS), {"ada": at(TUE, 0), "bea": at(MON, 0)}) == set()


def test_the_audit_does_not_ask_a_member_to_leave_for_preferred_hours_or_a_more_even_day() -> None:
    ada, bea = (due(name, preferred=hours(MON, 6, 9), **FAMILY) for name in ("ada", "bea"))
    assert breached(week(ada, bea, of=TWO_DAYS), {"ada": at(MON, 0), "bea": at(MON, 3)}) == set()


def test_the_audit_does_not_ask_for_a_seat_that_somebody_else_has() -> None:
    ada, bea = (due(name, customer_busy=hours(MON, 3, 6), **FAMILY) for name in ("ada", "bea"))
    problem = week(ada, due("cem"), bea, of=worker(hours(MON, 0, 9)))
    assert breached(problem, {"ada": at(MON, 0), "cem": at(MON, 3), "bea": at(MON, 6)}) == set()


def test_places_that_nothing_joins_are_groups_of_their_own() -> None:
    morning, afternoon = (hours(MON, 0, 6), 3), (hours(MON, 10, 12), 3)
    assert chainable([morning, afternoon]) == [{0}, {1}]
    between = (hours(MON, 5, 9), 2)
    assert chainable([morning, afternoon, between]) == [{0, 1, 2}]


PLACES = st.lists(st.tuples(st.integers(1, 2**6 - 1), st.integers(1, 3)), min_size=1, max_size=3)


@given(PLACES)
def test_a_chain_of_talks_never_has_to_do_with_two_groups(places: list[tuple[int, int]]) -> None:
    groups = chainable(places)
    assert sorted(index for group in groups for index in group) == list(range(len(places)))
    for number in range(2, len(places) + 1):
        for chosen in permutations(range(len(places)), number):
            for starts in product(*(members(places[index][0]) for index in chosen)):
                spans = [(start, start + places[index][1]) for index, start in zip(chosen, starts, strict=True)]
                if spans == sorted(spans) and is_chain(spans):
                    assert any(set(chosen) <= group for group in groups)
