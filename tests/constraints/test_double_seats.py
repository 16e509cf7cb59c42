"""Double seats: two people for one seat, where nobody protected waits for it and the others do not wait long."""

from dataclasses import replace
from typing import Any

import pytest

from constraints.double_seats import NAME
from helpers.build import MON, TUE, at, booking, hours, week, worker
from helpers.double_seats import ROW, TWO_DAYS, a_row, broken, desk, doubled, people, row

LOOSE: dict[str, Any] = {"most_wait": 9, "most_overtime": 9, "most_overtime_chance": 1}
LAST: dict[str, Any] = {"is_first": False, "rate": 590}
"""Of rare visitors the last seat is doubled where somebody wants it so; both come with 0.35."""
PROTECTED: Any = {"is_protected": True}


# Who waits for whom


def test_the_first_of_four_seats_is_doubled() -> None:
    assert doubled(a_row(*ROW), row(*ROW), "eva") == {"eva": at(MON, 0)}


def test_the_last_of_four_seats_is_doubled_where_the_last_is_the_better_one() -> None:
    assert doubled(a_row(*ROW, of=desk(**LAST)), row(*ROW), "eva") == {"eva": at(MON, 9)}


def test_nobody_is_invited_in_addition_where_nobody_is_wanted_or_nobody_is_there() -> None:
    problem = a_row(*ROW)
    assert doubled(problem, row(*ROW), "eva", wanted=0) == {}
    assert doubled(problem, row(*ROW)) == {}
    assert doubled(problem, {}, "eva") == {}
    assert doubled(a_row(*ROW, of=worker()), row(*ROW), "eva") == {}


def test_no_more_than_are_wanted_in_their_order() -> None:
    days = {**row(*ROW), **row("dora", "emil", "fred", "gina", day=TUE)}
    problem = week(*people(*days, "eva", "fay"), of=desk(TWO_DAYS))
    assert doubled(problem, days, "fay", "eva", wanted=1).keys() == {"fay"}
    assert doubled(problem, days, "fay", "eva", wanted=2).keys() == {"fay", "eva"}


def test_one_a_day() -> None:
    """Morning and afternoon could each have one."""
    halves = {**row("ada", "bea", "cem"), **row("dan", "dora", "emil", first=10)}
    talks = people(*halves, "eva", "fay")
    day = hours(MON, 0, 9) | hours(MON, 10, 19)
    assert len(doubled(week(*talks, of=desk(day)), halves, "eva", "fay")) == 1
    assert doubled(week(*talks, of=desk(day, a_day=2)), halves, "eva", "fay").keys() == {"eva", "fay"}
    both = {"eva": at(MON, 0), "fay": at(MON, 10)}
    assert broken(week(*talks, of=desk(day, a_day=2)), halves, both) == set()
    assert broken(week(*talks, of=desk(day)), halves, both) == {(NAME, "fay")}
    assert broken(week(*talks, of=desk(day, a_day=0)), halves, {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_nobody_else_comes_with_somebody_protected() -> None:
    for name in ("ada", "eva"):
        problem = a_row(*ROW, **{name: PROTECTED})
        assert doubled(problem, row(*ROW), "eva") == {}
        assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}


@pytest.mark.parametrize("place", [1, 2, 3])
def test_nobody_else_comes_before_somebody_protected(place: int) -> None:
    problem = a_row(*ROW, **{ROW[place]: PROTECTED})
    assert doubled(problem, row(*ROW), "eva") == {}
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_somebody_protected_may_come_before_a_doubled_last_seat() -> None:
    problem = a_row(*ROW, of=desk(**LAST), ada=PROTECTED, cem=PROTECTED)
    assert doubled(problem, row(*ROW), "eva") == {"eva": at(MON, 9)}
    assert doubled(a_row(*ROW, of=desk(**LAST), dan=PROTECTED), row(*ROW), "eva") == {}


def test_somebody_protected_with_a_booking_behind_waits_as_little() -> None:
    for is_protected in (False, True):
        held = replace(booking(MON, 9, 12), is_protected=is_protected)
        problem = a_row("ada", "bea", "cem", bookings=(held,))
        found = {} if is_protected else {"eva": at(MON, 0)}
        assert doubled(problem, row("ada", "bea", "cem"), "eva") == found


def test_somebody_protected_in_the_afternoon_waits_for_nobody_of_the_morning() -> None:
    halves = {**row("ada", "bea", "cem"), **row("dan", first=10)}
    for open_cells, found in ((hours(MON, 0, 9) | hours(MON, 10, 19), {"eva": at(MON, 0)}), (hours(MON, 0, 19), {})):
        assert doubled(a_row(*halves, of=desk(open_cells), dan=PROTECTED), halves, "eva") == found


def test_an_internal_block_parts_a_half_day_and_a_talk_does_not() -> None:
    halves = {**row("ada", "bea", "cem"), **row("dan", first=12)}
    for is_talk, found in ((False, {"eva": at(MON, 0)}), (True, {})):
        break_ = booking(MON, 9, 12, is_talk=is_talk)
        problem = a_row(*halves, of=desk(hours(MON, 0, 19)), bookings=(break_,), dan=PROTECTED)
        assert doubled(problem, halves, "eva") == found


def test_what_is_booked_is_never_doubled() -> None:
    """The first seat is booked: the first planned one is doubled. Where all is booked, none is."""
    held = booking(MON, 0, 3)
    problem = a_row("bea", "cem", "dan", of=desk(rate=500), bookings=(held,))
    assert doubled(problem, row("bea", "cem", "dan", first=3), "eva") == {"eva": at(MON, 3)}
    assert broken(problem, row("bea", "cem", "dan", first=3), {"eva": at(MON, 0)}) == {(NAME, "eva")}
    booked = tuple(booking(MON, first, first + 3) for first in (0, 3, 6, 9))
    assert doubled(a_row(bookings=booked), {}, "eva") == {}


def test_the_seats_behind_a_booking_are_a_gap_of_their_own() -> None:
    """Who is booked may be protected as well: then nobody else comes before them, but behind them somebody may."""
    held = replace(booking(MON, 3, 6), is_protected=True)
    problem = a_row("ada", "cem", "dan", bookings=(held,))
    starts = {"ada": at(MON, 0), **row("cem", "dan", first=6)}
    assert doubled(problem, starts, "eva") == {"eva": at(MON, 6)}
    assert broken(problem, starts, {"eva": at(MON, 0)}) == {(NAME, "eva")}


# Waits and overtime


@pytest.mark.parametrize(("rate", "is_doubled"), [(770, True), (774, True), (775, False), (780, False)])
def test_in_four_seats_the_one_behind_waits_too_long_from_a_rate_of_0775_on(rate: int, is_doubled: bool) -> None:
    """The next one waits for both with p²: 0.599 or 0.6006 of a talk."""
    problem = a_row(*ROW, of=desk(rate=rate))
    assert doubled(problem, row(*ROW), "eva") == ({"eva": at(MON, 0)} if is_doubled else {})
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == (set() if is_doubled else {(NAME, "eva")})


@pytest.mark.parametrize(("seats", "last_rate"), [(1, 591), (2, 704), (3, 769), (4, 774)])
def test_the_fewer_seats_behind_the_sooner_it_gets_late(seats: int, last_rate: int) -> None:
    """All come with p^(seats + 1), at most 0.35."""
    for rate, found in ((last_rate, {"eva": at(MON, 0)}), (last_rate + 1, {})):
        assert doubled(a_row(*ROW[:seats], of=desk(rate=rate)), row(*ROW[:seats]), "eva") == found


def test_each_limit_alone() -> None:
    """Four seats at 0.7: the longest wait 0.49, a fifth talk after the end 0.17 of the time."""
    for limit, enough, not_enough in (
        ("most_wait", 0.4901, 0.4899),
        ("most_overtime", 0.1681, 0.1680),
        ("most_overtime_chance", 0.1681, 0.1680),
    ):
        for value, found in ((enough, {"eva": at(MON, 0)}), (not_enough, {})):
            assert doubled(a_row(*ROW, of=desk(**{**LOOSE, limit: value})), row(*ROW), "eva") == found


def test_a_break_behind_takes_up_what_runs_over() -> None:
    """Two seats at 0.75: back to back both are late too often; with a cell between the wait is shorter."""
    problem = a_row("ada", "bea", of=desk(rate=750, most_overtime_chance=0.45))
    assert doubled(problem, row("ada", "bea"), "eva") == {}
    assert doubled(problem, {"ada": at(MON, 0), "bea": at(MON, 4)}, "eva") == {"eva": at(MON, 0)}


def test_rates_of_bookings_are_their_own() -> None:
    """A booked talk behind the double comes for certain, or hardly ever: then less runs over."""
    for rate, found in ((1000, {}), (200, {"eva": at(MON, 0)})):
        held = replace(booking(MON, 3, 6), rate=rate)
        assert doubled(a_row("ada", bookings=(held,)), row("ada"), "eva") == found


# Plans by hand


def test_a_second_person_where_nobody_sits_or_where_two_sit_already() -> None:
    problem = week(*people(*ROW, "eva", "fay"), of=desk(a_day=2))
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == set()
    assert broken(problem, row(*ROW), {"eva": at(MON, 1)}) == {(NAME, "eva")}
    assert broken(problem, row(*ROW), {"eva": at(MON, 0), "fay": at(MON, 0)}) == {(NAME, "fay")}
    assert broken(problem, row("ada", "bea", "cem"), {"eva": at(MON, 9)}) == {(NAME, "eva")}
    assert broken(problem, {}, {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_another_seat_than_the_first_of_the_gap() -> None:
    problem = a_row(*ROW)
    for name in ROW[1:]:
        assert broken(problem, row(*ROW), {"eva": row(*ROW)[name]}) == {(NAME, "eva")}


def test_a_double_seat_with_a_worker_who_has_none() -> None:
    assert broken(a_row(*ROW, of=worker()), row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_two_double_seats_of_one_half_day_are_too_much_waiting() -> None:
    """Each alone keeps within 0.6, but the second two would wait for each other and for the first two: 0.69 of a talk."""
    held = replace(booking(MON, 3, 6), rate=700)
    starts = {"ada": at(MON, 0), **row("bea", "cem", "dan", first=6)}
    problem = week(*people(*starts, "eva", "fay"), of=desk(hours(MON, 0, 20), a_day=2), bookings=(held,))
    assert len(doubled(problem, starts, "eva", "fay")) == 1
    assert broken(problem, starts, {"eva": at(MON, 0), "fay": at(MON, 6)}) == {(NAME, "fay")}
