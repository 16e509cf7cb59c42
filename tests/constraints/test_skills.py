"""A colleague holds a talk for somebody absent only where they know what the customer needs and speak the language."""

import pytest

from constraints import skills
from helpers.build import AWAY, MON, at, breached, cover, due, planned, team, week, worker

ADA = due("ada", skills=frozenset({"rehab", "turkish"}))


def test_a_talk_that_asks_for_nothing_can_be_held_by_any_colleague() -> None:
    ada = due("ada")
    plan = planned(team(ada, cover(ada), of=(AWAY, worker())))
    assert plan.is_sound
    assert plan.holders == {"ada": 1}


def test_a_colleague_with_all_that_is_needed_and_more_holds_it() -> None:
    plan = planned(team(ADA, cover(ADA), of=(AWAY, worker(skills=("finance", "rehab", "turkish")))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 0


@pytest.mark.parametrize("known", [(), ("rehab",), ("turkish", "finance")])
def test_a_colleague_who_lacks_one_of_two_does_not_hold_it(known: tuple[str, ...]) -> None:
    plan = planned(team(ADA, cover(ADA), of=(AWAY, worker(skills=known))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_of_two_colleagues_the_one_who_knows_it_holds_it_though_it_weighs_more() -> None:
    knows, idle = worker(skills=ADA.skills, cover_weight=600), worker(cover_weight=1)
    plan = planned(team(ADA, cover(ADA), cover(ADA, 2), of=(AWAY, knows, idle)))
    assert plan.is_sound
    assert plan.holders == {"ada": 1}


def test_the_own_specialist_is_not_asked() -> None:
    plan = planned(week(ADA, of=worker(skills=())))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_the_audit_finds_a_talk_with_a_colleague_who_lacks_a_skill() -> None:
    for known, names in ((ADA.skills, set()), (("rehab",), {skills.NAME})):
        problem = team(ADA, cover(ADA), of=(AWAY, worker(skills=known)))
        assert breached(problem, {"ada": at(MON, 0)}, by={"ada": 1}) == names
