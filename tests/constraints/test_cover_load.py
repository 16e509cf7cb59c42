"""Talks for absent colleagues are shared out in proportion to the seats that everybody has left: Σ talks² · weight."""

import pytest

from constraints import cover_load
from constraints.problem import Problem
from helpers.build import AWAY, MON, TUE, at, breached, cover, due, hours, measured, planned, soon, team, worker


def absent_week(number: int, *weights: int) -> Problem:
    """Return a week of somebody absent with some talks, which colleagues of these weights could hold."""
    talks = [due(f"t{i}") for i in range(number)]
    entries = [cover(talk, colleague) for colleague in range(1, len(weights) + 1) for talk in talks]
    return team(*talks, *entries, of=(AWAY, *(worker(cover_weight=weight) for weight in weights)))


def test_with_nobody_to_cover_for_there_is_no_load() -> None:
    plan = planned(team(due("ada"), due("bea", worker=1), of=(worker(), worker())))
    assert plan.is_sound
    assert plan.values["cover_load"] == 0


@pytest.mark.parametrize(("number", "value"), [(1, 60), (2, 120), (3, 60 * (4 + 1)), (4, 60 * (4 + 4)), (8, 60 * (16 + 16))])
def test_two_colleagues_with_as_many_seats_share_the_talks(number: int, value: int) -> None:
    plan = planned(absent_week(number, 60, 60))
    assert plan.is_sound
    assert plan.values["cover_load"] == value


def test_a_colleague_with_half_the_seats_takes_half_as_many() -> None:
    plan = planned(absent_week(3, 60, 120))
    assert plan.is_sound
    assert plan.values["cover_load"] == 60 * 4 + 120 * 1
    assert sorted(plan.holders.values()) == [1, 1, 2]


def test_who_weighs_nothing_takes_all() -> None:
    plan = planned(absent_week(4, 60, 0))
    assert plan.is_sound
    assert plan.values["cover_load"] == 0
    assert set(plan.holders.values()) == {2}


def test_a_load_that_only_one_can_bear_is_as_uneven_as_it_is() -> None:
    talks = [due(f"t{i}", skills=frozenset({"rehab"})) for i in range(3)]
    entries = [cover(talk, colleague) for colleague in (1, 2) for talk in talks]
    plan = planned(team(*talks, *entries, of=(AWAY, worker(skills=("rehab",)), worker())))
    assert plan.is_sound
    assert plan.values["cover_load"] == 60 * 9


def test_an_even_load_gives_way_to_a_deadline() -> None:
    talks = [due(name, in_time_before=at(TUE, 0)) for name in ("ada", "bea")]
    entries = [cover(talk, colleague) for colleague in (1, 2) for talk in talks]
    plan = planned(team(*talks, *entries, of=(AWAY, worker(), worker(hours(TUE, 0, 12)))))
    assert plan.is_sound
    assert (plan.values["in_time"], plan.values["cover_load"]) == (0, 60 * 4)


def test_an_even_load_is_worth_a_need_of_the_next_two_weeks() -> None:
    """The second colleague has one seat, and somebody of their own who needs one soon; the weights say they take over one."""
    talks = [due(name) for name in ("ada", "bea")]
    entries = [cover(talk, colleague) for colleague in (1, 2) for talk in talks]
    plan = planned(team(*talks, soon("cem", worker=2), *entries, of=(AWAY, worker(), worker(hours(MON, 0, 3)))))
    assert plan.is_sound
    assert (plan.values["cover_load"], plan.values["fill.soon"]) == (120, 8)


def test_the_audit_finds_two_covered_talks_with_one_colleague_beside_an_idle_one() -> None:
    problem = absent_week(2, 60, 60)
    starts = {"t0": at(MON, 0), "t1": at(MON, 3)}
    assert breached(problem, starts, by={"t0": 1, "t1": 2}) == set()
    assert breached(problem, starts, by={"t0": 1, "t1": 1}) == {cover_load.NAME}
    assert measured(problem, starts, by={"t0": 1, "t1": 1})["cover_load"] == 60 * 4


def test_the_audit_does_not_ask_a_colleague_who_has_no_place_in_time() -> None:
    talks = [due(name, in_time_before=at(TUE, 0)) for name in ("ada", "bea")]
    entries = [cover(talk, colleague) for colleague in (1, 2) for talk in talks]
    problem = team(*talks, *entries, of=(AWAY, worker(), worker(hours(TUE, 0, 12))))
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}, by={"ada": 1, "bea": 1}) == set()
