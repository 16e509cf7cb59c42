"""Promises: who is there keeps their appointments, and moves one only where the ladder demands it."""

import pytest

from constraints.audit import audit
from constraints.rules import REPLAN_RULES
from constraints.talk import Talk
from helpers.build import MON, at, cover, due, hours, plan_of, planned, talk, week, worker
from helpers.promised import kept, promised, replanned, starts, values, week_of

AWAY = worker(0)


def test_nothing_promised() -> None:
    assert replanned(week_of(due("a"), of=(worker(hours(MON, 0, 3)),))).assignment


def test_everybody_keeps_their_time() -> None:
    outcome = replanned(week_of(kept("a", 6), kept("b", 1), of=(worker(hours(MON, 0, 12)),)))
    assert starts(outcome.assignment) == {"a": 6, "b": 1}


def test_a_promise_holds_in_spite_of_lead_time_and_hours() -> None:
    talks = kept("a", 1, reached_from=at(MON, 6), customer_busy=hours(MON, 0, 3))
    assert starts(replanned(week_of(talks, of=(worker(hours(MON, 0, 12)),))).assignment) == {"a": 1}


def test_nobody_moves_for_a_talk_that_can_wait() -> None:
    """Six cells, somebody in the middle: there is no room for another talk unless they move."""
    outcome = replanned(week_of(kept("a", 2), promised("b", 9), of=(worker(hours(MON, 0, 6)),)))
    assert (starts(outcome.assignment), values(outcome)["put_back"]) == ({"a": 2}, 1)


@pytest.mark.parametrize(("cells", "moved"), [(6, 1), (8, 0), (5, 0)])
def test_the_ladder_moves_somebody_only_where_it_must(cells: int, moved: int) -> None:
    """Six cells: both fit if one moves. Eight: both fit as it is. Five: no way, so nobody moves in vain."""
    outcome = replanned(week_of(kept("a", 2), due("b"), of=(worker(hours(MON, 0, cells)),)))
    assert values(outcome)["promises"] == moved
    assert values(outcome)["ladder.legal"] == (45 if cells == 5 else 0)


def test_as_few_as_possible_move() -> None:
    """Three are promised, one cell apart each; one long talk needs two of them to close ranks."""
    team = (worker(hours(MON, 0, 14)),)
    outcome = replanned(week_of(kept("a", 1), kept("b", 5), kept("c", 9), due("d", 4), of=team))
    assert (values(outcome)["promises"], values(outcome)["ladder.legal"]) == (2, 0)


def test_who_cannot_be_told_in_time_does_not_move() -> None:
    outcome = replanned(week_of(kept("a", 2, reached_from=at(MON, 20)), due("b"), of=(worker(hours(MON, 0, 6)),)))
    assert (starts(outcome.assignment), values(outcome)["ladder.legal"]) == ({"a": 2}, 45)


def test_a_colleague_makes_room() -> None:
    """A first talk of somebody away was promised at the time that a colleague has given away."""
    own = promised("d", 0, step="first", reached_from=at(MON, 20))
    outcome = replanned(week_of(kept("a", 0, worker=1), own, cover(own), of=(AWAY, worker(hours(MON, 0, 6)))))
    assert starts(outcome.assignment) == {"d": 0, "a": 3}
    assert values(outcome)["promises"] == 1


def test_the_audit_sees_who_is_dropped_or_moved_for_nothing() -> None:
    problem = week_of(kept("a", 2), kept("b", 6), of=(worker(hours(MON, 0, 12)),))
    breached = {(v.rule, v.talk_id) for v in audit(problem, plan_of({"a": 3}), REPLAN_RULES)}
    assert breached == {("promises", "a"), ("promises", "b")}


def test_promises_need_a_week_that_is_timed() -> None:
    with pytest.raises(ValueError, match="timed"):
        week(promised("a", 2))
    with pytest.raises(ValueError, match="nothing is promised"):
        Talk("a", worker=0, cells=3, minutes=45, stays=True)


def test_an_ordinary_week_may_be_timed_as_well() -> None:
    """The same stages, the same values, whether a half-day is one gap or every start a seat."""
    people = [due(f"d{n}", 2 + n % 3) for n in range(5)] + [talk(f"t{n}") for n in range(3)]
    problem = week_of(*people, of=(worker(hours(MON, 0, 11), wanted=3),))
    assert planned(problem).reported == planned(week(*people, of=worker(hours(MON, 0, 11), wanted=3))).reported
    assert planned(problem).is_sound
