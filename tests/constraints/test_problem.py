"""A problem that no rule could read is refused, and the message names the offender."""

from typing import Any

import pytest

from constraints.problem import LADDER, Booking, Problem, Talk, Worker, join
from helpers.build import CELLS_PER_DAY, MON, TUE, at, booking, cover, due, hours, resource, talk, team, week, worker


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cells": 0}, "talk ada: length must be positive"),
        ({"minutes": 0}, "talk ada: length must be positive"),
        ({"step": "urgent"}, "talk ada: unknown step 'urgent', expected one of first, graduate"),
        ({"urgency": 0}, "talk ada: urgency must be 1 to 9, got 0"),
        ({"urgency": 10}, "talk ada: urgency must be 1 to 9, got 10"),
    ],
)
def test_a_talk_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Talk("ada", **{"worker": 0, "cells": 3, "minutes": 45, **wrong})


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"talks": (talk("ada", worker=1),)}, "talk ada: no worker 1"),
        ({"talks": (talk("ada", worker=-1),)}, "talk ada: no worker -1"),
        ({"talks": (talk("ada"), talk("ada"))}, "talk ada stands twice"),
        ({"talks": (talk("ada", comfortable_from=1),)}, "talk ada: comfortable lead time and deadline must begin with a day"),
        ({"talks": (talk("ada", resources=("room",)),)}, "talk ada: no such resource among room"),
        ({"ladder": LADDER[:7]}, "the ladder needs each step once: first, graduate"),
        ({"ladder": (*LADDER[:7], "first")}, "the ladder needs each step once: first, graduate"),
        ({"bookings": (Booking(1, 0, 3),)}, "booking at cell 0: no worker 1"),
        ({"bookings": (Booking(0, 3, 3),)}, "booking at cells 3 to 3 lies outside the week"),
        ({"bookings": (Booking(0, 0, 7 * CELLS_PER_DAY + 1),)}, "booking at cells 0 to 148 lies outside the week"),
        ({"workers": (Worker("w", 1 << CELLS_PER_DAY - 1, None, 0),)}, "worker w: the last cell of a day is never open"),
        ({"workers": (Worker("w", 1 << 7 * CELLS_PER_DAY, None, 0),)}, "worker w: open cells lie outside the week"),
    ],
)
def test_a_problem_is_refused(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Problem(**{"workers": (worker(),), "talks": (), "cells_per_day": CELLS_PER_DAY, **parts})


def test_bookings_are_counted_by_day_and_blocks_are_not() -> None:
    problem = week(bookings=(booking(MON, 0, 2), booking(MON, 4, 6, is_talk=False), booking(TUE, 0, 3)))
    assert [problem.booked_talks_on(0, day) for day in (MON, TUE)] == [1, 1]
    assert problem.taken == (hours(MON, 0, 2) | hours(MON, 4, 6) | hours(TUE, 0, 3),)
    assert problem.day_of(at(TUE, 0)) == TUE


def test_a_talk_may_have_an_entry_with_every_worker_and_the_first_one_speaks_for_it() -> None:
    ada = due("ada")
    problem = team(ada, cover(ada), of=(worker(), worker()))
    assert problem.by_id == {"ada": ada}
    assert problem.by_key == {("ada", 0): ada, ("ada", 1): cover(ada)}


def test_units_of_a_resource_are_counted_cell_by_cell() -> None:
    room = resource("room", hours(MON, 0, 4), hours(MON, 2, 4))
    assert [room.units(cell) for cell in range(6)] == [1, 1, 2, 2, 0, 0]


def test_weeks_of_single_workers_are_joined_with_their_own_talks_first() -> None:
    ada = due("ada")
    one, two = week(cover(ada, 0), due("bea"), bookings=(booking(MON, 0, 2),)), week(ada, bookings=(booking(TUE, 0, 2),))
    joined = join([one, two], LADDER[::-1])
    assert [talk.key for talk in joined.talks] == [("bea", 0), ("ada", 1), ("ada", 0)]
    assert [(b.worker, b.start) for b in joined.bookings] == [(0, at(MON, 0)), (1, at(TUE, 0))]
    assert (len(joined.workers), joined.ladder) == (2, LADDER[::-1])
