"""On ties people see the specialist who looks after them."""

from constraints import own_specialist
from helpers.build import AWAY, MON, TUE, at, breached, cover, due, hours, measured, planned, team, worker

TUESDAY = worker(hours(TUE, 0, 3))
"""A specialist who is there for one talk on Tuesday."""


def test_without_colleagues_who_could_cover_everybody_sees_their_own() -> None:
    plan = planned(team(due("ada"), due("bea", worker=1), of=(worker(), worker())))
    assert plan.is_sound
    assert plan.values["own_specialist"] == 0
    assert plan.holders == {"ada": 0, "bea": 1}


def test_the_only_place_of_the_own_specialist_is_taken_though_a_colleague_is_free_all_day() -> None:
    ada = due("ada", preferred=hours(MON, 0, 12))
    plan = planned(team(ada, cover(ada), of=(TUESDAY, worker(cover_weight=0))))
    assert plan.is_sound
    assert plan.values["own_specialist"] == 0
    assert plan.starts == {"ada": at(TUE, 0)}


def test_the_own_specialist_is_worth_short_notice() -> None:
    ada = due("ada", comfortable_from=at(TUE, 0))
    plan = planned(team(ada, cover(ada), of=(worker(hours(MON, 0, 3)), worker(hours(TUE, 0, 12), cover_weight=0))))
    assert plan.is_sound
    assert (plan.values["own_specialist"], plan.values["comfortable_lead_time"]) == (0, 1)


def test_one_cell_too_few_and_a_colleague_covers() -> None:
    ada = due("ada")
    plan = planned(team(ada, cover(ada), of=(worker(hours(TUE, 0, 2)), worker())))
    assert plan.is_sound
    assert plan.values["own_specialist"] == 1
    assert plan.holders == {"ada": 1}


def test_of_three_talks_two_are_covered_where_the_own_specialist_has_one_place() -> None:
    talks = [due(name) for name in ("ada", "bea", "cem")]
    plan = planned(team(*talks, *(cover(talk) for talk in talks), of=(TUESDAY, worker())))
    assert plan.is_sound
    assert plan.values["own_specialist"] == 2
    assert plan.values["ladder.legal"] == 0


def test_somebody_who_could_only_see_the_own_specialist_gets_the_place_there() -> None:
    ada, bea = due("ada"), due("bea")
    plan = planned(team(ada, cover(ada), bea, of=(TUESDAY, worker())))
    assert plan.is_sound
    assert plan.holders == {"ada": 1, "bea": 0}


def test_being_seen_in_time_comes_before_by_whom() -> None:
    ada = due("ada", in_time_before=at(TUE, 0))
    plan = planned(team(ada, cover(ada), of=(TUESDAY, worker())))
    assert plan.is_sound
    assert (plan.values["in_time"], plan.values["own_specialist"]) == (0, 1)


def test_where_both_are_late_it_is_the_own_specialist() -> None:
    ada = due("ada", in_time_before=at(TUE, 0))
    plan = planned(team(ada, cover(ada), of=(TUESDAY, worker(hours(TUE, 0, 12)))))
    assert plan.is_sound
    assert (plan.values["in_time"], plan.values["own_specialist"]) == (1, 0)


def test_a_covered_talk_is_counted_once() -> None:
    ada = due("ada", must=True)
    problem = team(ada, cover(ada), cover(ada, 2), of=(AWAY, worker(), worker()))
    assert (measured(problem, {})["pins"], measured(problem, {})["ladder.legal"]) == (1, 45)
    held = measured(problem, {"ada": at(MON, 0)}, by={"ada": 2})
    assert (held["pins"], held["ladder.legal"], held["own_specialist"]) == (0, 0, 1)


def test_the_audit_finds_a_covered_talk_for_which_the_own_specialist_has_a_place() -> None:
    ada = due("ada")
    problem = team(ada, cover(ada), of=(TUESDAY, worker()))
    assert breached(problem, {"ada": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}, by={"ada": 1}) == {own_specialist.NAME}


def test_the_audit_does_not_ask_for_a_place_after_the_deadline() -> None:
    ada = due("ada", in_time_before=at(TUE, 0))
    problem = team(ada, cover(ada), of=(TUESDAY, worker()))
    assert breached(problem, {"ada": at(MON, 0)}, by={"ada": 1}) == set()
