"""Moved: a talk that somebody else takes over is held at the time that was promised, if at all possible."""

from constraints.audit import audit
from constraints.rules import REPLAN_RULES
from helpers.build import MON, at, cover, hours, plan_of, worker
from helpers.promised import holders, kept, promised, replanned, starts, values, week_of

AWAY = worker(0)
DAY = worker(hours(MON, 0, 12))


def test_a_colleague_takes_over_at_the_same_time() -> None:
    own = promised("a", 5, step="wish")
    outcome = replanned(week_of(own, cover(own), of=(AWAY, DAY)))
    assert (starts(outcome.assignment), holders(outcome.assignment)) == ({"a": 5}, {"a": 1})
    assert values(outcome)["moved"] == 0


def test_two_at_one_time_need_two_colleagues_or_another_time() -> None:
    talks = [promised(name, 5, step="wish") for name in "ab"]
    one = week_of(*talks, *map(cover, talks), of=(AWAY, DAY))
    two = week_of(*talks, *map(cover, talks), *(cover(t, 2) for t in talks), of=(AWAY, DAY, DAY))
    assert [values(replanned(problem))["moved"] for problem in (one, two)] == [1, 0]


def test_nobody_who_is_there_moves_so_that_another_keeps_their_time() -> None:
    own = promised("a", 5, step="wish")
    outcome = replanned(week_of(kept("b", 5, worker=1), own, cover(own), of=(AWAY, DAY)))
    assert (values(outcome)["promises"], values(outcome)["moved"]) == (0, 1)


def test_a_time_that_was_promised_goes_before_the_own_specialist() -> None:
    """The own specialist is back at six; a colleague has time at the promised hour."""
    own = promised("a", 0, step="wish")
    outcome = replanned(week_of(own, cover(own), of=(worker(hours(MON, 6, 9)), DAY)))
    assert (starts(outcome.assignment), holders(outcome.assignment)) == ({"a": 0}, {"a": 1})


def test_the_audit_sees_who_was_moved_for_nothing() -> None:
    own = promised("a", 5, step="wish")
    problem = week_of(own, cover(own), of=(AWAY, DAY))
    assert {v.rule for v in audit(problem, plan_of({"a": at(MON, 6)}, {"a": 1}), REPLAN_RULES)} == {"moved"}
