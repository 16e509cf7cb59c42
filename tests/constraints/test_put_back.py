"""Put back: what can wait is put back only where there is no place left."""

from constraints.audit import audit
from constraints.rules import REPLAN_RULES
from helpers.build import MON, TUE, at, cover, hours, plan_of, resource, worker
from helpers.promised import kept, promised, replanned, starts, values, week_of

BOTH_DAYS = hours(MON, 0, 3) | hours(TUE, 0, 3)


def test_a_talk_goes_to_another_day_of_the_own_specialist() -> None:
    outcome = replanned(week_of(promised("a", at(MON, 0)), of=(worker(hours(TUE, 0, 3)),)))
    assert starts(outcome.assignment) == {"a": at(TUE, 0)}


def test_one_of_two_is_put_back() -> None:
    talks = [promised(name, at(MON, 0)) for name in "ab"]
    assert values(replanned(week_of(*talks, of=(worker(hours(TUE, 0, 5)),))))["put_back"] == 1
    assert values(replanned(week_of(*talks, of=(worker(hours(TUE, 0, 6)),))))["put_back"] == 0


def test_who_cannot_be_told_of_another_time_is_put_back() -> None:
    letter = promised("a", at(MON, 0), reached_from=at(6, 20))
    assert values(replanned(week_of(letter, of=(worker(hours(TUE, 0, 3)),))))["put_back"] == 1


def test_whoever_has_the_last_chance_is_counted_by_the_ladder_alone() -> None:
    outcome = replanned(week_of(promised("a", 0, step="legal"), of=(worker(0),)))
    assert (values(outcome)["ladder.legal"], values(outcome)["put_back"]) == (45, 0)


def test_the_audit_sees_a_talk_put_back_for_nothing() -> None:
    problem = week_of(promised("a", at(MON, 0)), of=(worker(BOTH_DAYS),))
    assert {v.rule for v in audit(problem, (), REPLAN_RULES)} == {"put_back"}


def test_the_audit_asks_for_no_room_that_is_taken() -> None:
    room = (resource("room", hours(MON, 0, 3)),)
    own = promised("b", 0, resources=("room",))
    problem = week_of(kept("a", 0, resources=("room",)), own, cover(own), of=(worker(BOTH_DAYS),) * 2, resources=room)
    assert audit(problem, plan_of({"a": 0}), REPLAN_RULES) == []
