"""Double seats: two people for one seat, where nobody protected waits for it and the others do not wait long."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product
from math import prod
from random import Random
from typing import Any, NamedTuple

import pytest

from constraints.audit import audit, view_of
from constraints.double_seats import NAME, add_doubles, chances
from constraints.problem import Booking, DoubleLimits, Placement, Problem, Talk, Worker
from helpers.build import MON, MORNING, TUE, WED, at, booking, cover, hours, plan_of, resource, talk, team, week, worker

LIMITS = DoubleLimits(a_day=1, rate=700, is_first=True, most_wait=0.6, most_overtime=0.35, most_overtime_chance=0.35)
LOOSE: dict[str, Any] = {"most_wait": 9, "most_overtime": 9, "most_overtime_chance": 1}
LAST: dict[str, Any] = {"is_first": False, "rate": 590}
"""Of rare visitors the last seat is doubled where somebody wants it so; both come with 0.35."""
TWO_DAYS, THREE_DAYS = (sum(hours(day, 0, 12) for day in days) for days in ((MON, TUE), (MON, TUE, WED)))
ROW = ("ada", "bea", "cem", "dan")


def desk(open_cells: int = MORNING, **limits: Any) -> Worker:
    """Return a worker whose seats may be doubled."""
    return replace(worker(open_cells), doubles=replace(LIMITS, **limits))


def people(*names: str, **other: Any) -> list[Talk]:
    return [talk(name, **other) for name in names]


def row(*names: str, day: int = MON, first: int = 0) -> dict[str, int]:
    """Return a plan by hand with one talk of three cells after the other."""
    return {name: at(day, first + 3 * place) for place, name in enumerate(names)}


def doubled(problem: Problem, starts: Mapping[str, int], *order: str, wanted: int = 9) -> dict[str, int]:
    """Return who is invited in addition, and when."""
    plan = add_doubles(view_of(problem, plan_of(starts)), 0, order, wanted)
    assert {p.talk_id for p in plan if not p.is_double} == starts.keys()
    assert not audit(problem, plan)
    return {p.talk_id: p.start for p in plan if p.is_double}


def broken(problem: Problem, starts: Mapping[str, int], seconds: Mapping[str, int]) -> set[tuple[str, str]]:
    """Return (rule, talk) of what is wrong with double seats by hand."""
    plan = (*plan_of(starts), *(Placement(talk_id, start, is_double=True) for talk_id, start in seconds.items()))
    return {(violation.rule, violation.talk_id) for violation in audit(problem, plan)}


def a_row(*names: str, of: Worker | None = None, bookings: tuple[Booking, ...] = (), **marks: Any) -> Problem:
    """Return a week of some people and eva, who may be invited in addition; `marks` are of single people."""
    talks = [talk(name, **marks.get(name, {})) for name in (*names, "eva")]
    return week(*talks, of=of or desk(), bookings=bookings)


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


# Who may be the second one


def test_a_longer_talk_needs_a_longer_seat() -> None:
    for cells, found in ((2, {"eva": at(MON, 0)}), (3, {"eva": at(MON, 0)}), (4, {})):
        problem = a_row(*ROW, eva={"cells": cells})
        assert doubled(problem, row(*ROW), "eva") == found
        assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == (set() if found else {(NAME, "eva")})


@pytest.mark.parametrize(
    "marks",
    [
        {"customer_busy": hours(MON, 2, 3)},
        {"not_before": at(MON, 1)},
        {"reached_from": at(MON, 1)},
        {"has_open_invitation": True},
        {"letter_too_soon": True},
        {"pinned_cells": 0},
        {"may_fill": False},
        {"is_protected": True},
    ],
)
def test_who_could_not_have_the_seat_alone_cannot_share_it(marks: dict[str, Any]) -> None:
    problem = a_row(*ROW, eva=marks)
    assert doubled(problem, row(*ROW), "eva") == {}
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_who_needs_a_resource_or_comes_for_a_colleague_has_a_seat_of_their_own() -> None:
    rooms = (resource("room", MORNING, MORNING),)
    problem = team(*people(*ROW), talk("eva", resources=("room",)), of=(desk(),), resources=rooms)
    assert doubled(problem, row(*ROW), "eva") == {}
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}
    absent = talk("eva", worker=1)
    problem = team(*people(*ROW), absent, cover(absent, 0), of=(desk(), worker(0)))
    assert doubled(problem, row(*ROW), "eva") == {}
    assert broken(problem, row(*ROW), {"eva": at(MON, 0)}) == {(NAME, "eva")}


def test_who_shares_the_seat_of_a_talk_with_a_resource_needs_none() -> None:
    rooms = (resource("room", MORNING),)
    problem = team(talk("ada", resources=("room",)), *people(*ROW[1:], "eva"), of=(desk(),), resources=rooms)
    assert doubled(problem, row(*ROW), "eva") == {"eva": at(MON, 0)}


# Everybody who fits


BOTH_DAYS = {**row(*ROW), **row("dora", "emil", "fred", "gina", day=TUE)}
ONLY_MONDAY, ONLY_TUESDAY = hours(TUE, 0, 20), hours(MON, 0, 20)


@pytest.mark.parametrize("order", list(permutations(["eva", "fay"])))
@pytest.mark.parametrize(("busy", "own"), [(ONLY_MONDAY, at(MON, 0)), (ONLY_TUESDAY, at(TUE, 0))])
def test_who_fits_only_one_day_is_not_crowded_out_by_who_fits_all(order: tuple[str, ...], busy: int, own: int) -> None:
    problem = week(*people(*BOTH_DAYS, "eva"), talk("fay", customer_busy=busy), of=desk(TWO_DAYS))
    found = doubled(problem, BOTH_DAYS, *order)
    assert found.keys() == {"eva", "fay"}
    assert found["fay"] == own


def test_nobody_loses_their_seat_to_somebody_behind_them() -> None:
    talks = [talk("fay", customer_busy=ONLY_MONDAY), talk("gus", customer_busy=ONLY_MONDAY)]
    problem = week(*people(*BOTH_DAYS, "eva"), *talks, of=desk(TWO_DAYS))
    assert doubled(problem, BOTH_DAYS, "gus", "eva", "fay") == {"gus": at(MON, 0), "eva": at(TUE, 0)}
    assert doubled(problem, BOTH_DAYS, "fay", "gus", "eva") == {"fay": at(MON, 0), "eva": at(TUE, 0)}


# Taking turns


def test_who_had_the_fewest_double_seats_of_late_sits_in_the_next_one() -> None:
    problem = a_row(*ROW, ada={"burden": 2}, bea={"burden": 1}, cem={"burden": 0}, dan={"burden": 1})
    view = view_of(problem, plan_of(row(*ROW)))
    plan = {p.talk_id: p.start for p in add_doubles(view, 0, ["eva"], 1)}
    assert plan["cem"] == plan["eva"] == at(MON, 0)
    assert {plan[name] for name in ROW} == set(row(*ROW).values())


def test_who_sits_there_stays_where_nobody_had_fewer() -> None:
    burdens: dict[str, Any] = {name: {"burden": 1} for name in ROW}
    problem = a_row(*ROW, **burdens)
    assert doubled(problem, row(*reversed(ROW)), "eva") == {"eva": at(MON, 0)}
    plan = add_doubles(view_of(problem, plan_of(row(*reversed(ROW)))), 0, ["eva"], 1)
    assert {p.talk_id: p.start for p in plan if not p.is_double} == row(*reversed(ROW))


@pytest.mark.parametrize(
    "difference",
    [
        {"cells": 2},
        {"customer_busy": hours(TUE, 0, 1)},
        {"customer_busy": hours(MON, 0, 3)},
        {"preferred": hours(MON, 3, 6)},
        {"comfortable_from": at(TUE, 0)},
        {"in_time_before": at(TUE, 0)},
        {"household": "family"},
    ],
)
def test_only_equals_change_places(difference: dict[str, Any]) -> None:
    others: dict[str, Any] = {name: {"burden": 2} for name in ROW if name != "bea"}
    problem = a_row(*ROW, of=desk(THREE_DAYS), bea={"burden": 0, **difference}, **others)
    plan = add_doubles(view_of(problem, plan_of(row(*ROW))), 0, ["eva"], 1)
    assert {p.talk_id: p.start for p in plan if not p.is_double} == row(*ROW)


def test_the_half_day_whose_people_had_fewer_is_doubled() -> None:
    halves = {**row("ada", "bea", "cem"), **row("dan", "dora", "emil", first=10)}
    day = hours(MON, 0, 9) | hours(MON, 10, 19)
    morning: dict[str, Any] = {name: {"burden": 1} for name in ("ada", "bea", "cem")}
    assert doubled(a_row(*halves, of=desk(day)), halves, "eva") == {"eva": at(MON, 0)}
    assert doubled(a_row(*halves, of=desk(day), **morning), halves, "eva") == {"eva": at(MON, 10)}


def test_the_gap_whose_people_had_fewer_is_doubled() -> None:
    """Ada and bea are not alike those behind the booking: their seats are longer."""
    held = booking(MON, 8, 10)
    starts = {"ada": at(MON, 0), "bea": at(MON, 4), **row("cem", "dan", first=10)}
    long = {"cells": 4}
    for burden, seat in ((0, "ada"), (1, "cem")):
        marks: dict[str, Any] = {name: long | {"burden": burden} for name in ("ada", "bea")}
        problem = a_row(*starts, of=desk(hours(MON, 0, 20), rate=500), bookings=(held,), **marks)
        assert doubled(problem, starts, "eva") == {"eva": starts[seat]}


def test_nobody_moves_where_nobody_is_added() -> None:
    """One is wanted, on Monday; on Tuesday everybody stays."""
    burdens: dict[str, Any] = {name: {"burden": 1} for name in ("ada", "dora")}
    problem = a_row(*BOTH_DAYS, of=desk(TWO_DAYS), **burdens)
    for order, moved in ((["eva"], {"ada", "bea"}), ([], set())):
        plan = {p.talk_id: p.start for p in add_doubles(view_of(problem, plan_of(BOTH_DAYS)), 0, order, 1)}
        assert {name for name, start in BOTH_DAYS.items() if plan[name] != start} == moved


def test_two_gaps_of_a_half_day_take_turns_as_well() -> None:
    """Cem and dan had none: they sit in the first seats of both gaps, and the plan is the same when it is made again."""
    held = booking(MON, 6, 9)
    starts = {**row("ada", "bea"), **row("cem", "dan", first=9)}
    problem = a_row(*starts, of=desk(hours(MON, 0, 20), rate=500), bookings=(held,), ada={"burden": 1}, bea={"burden": 1})
    plan = add_doubles(view_of(problem, plan_of(starts)), 0, ["eva"], 1)
    singles = tuple(p for p in plan if not p.is_double)
    assert {p.talk_id for p in singles if p.start in (at(MON, 0), at(MON, 9))} == {"cem", "dan"}
    assert add_doubles(view_of(problem, singles), 0, ["eva"], 1) == plan


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


# A second opinion: a half-day lived through once for everybody who may come or not


class Guest(NamedTuple):
    """Somebody invited: from when on, for how long, how likely (per mille)."""

    start: int
    cells: int
    rate: int


def lived_through(guests: Sequence[Guest], end: int) -> tuple[list[float], float, float]:
    """Return the expected wait of each guest who comes, the expected overtime and its probability, by listing everything."""
    waits, chances_to_come = [0.0] * len(guests), [0.0] * len(guests)
    overtime = late = 0.0
    for order in orders(guests):
        weight = 1 / len(orders(guests))
        for coming in product((True, False), repeat=len(guests)):
            chance = weight * prod(g.rate / 1000 if c else 1 - g.rate / 1000 for g, c in zip(guests, coming, strict=True))
            clock = 0
            for index in order:
                if coming[index]:
                    begin = max(clock, guests[index].start)
                    waits[index] += chance * (begin - guests[index].start)
                    chances_to_come[index] += chance
                    clock = begin + guests[index].cells
            overtime += chance * max(0, clock - end)
            late += chance * (clock > end)
    return [w / c if c else 0.0 for w, c in zip(waits, chances_to_come, strict=True)], overtime, late


def orders(guests: Sequence[Guest]) -> list[tuple[int, ...]]:
    """Return the orders in which guests may be served: by their starts, those of one start in any order."""
    numbers = range(len(guests))
    return [order for order in permutations(numbers) if [guests[i].start for i in order] == sorted(g.start for g in guests)]


def random_half_day(chance: Random) -> tuple[Problem, dict[str, int]]:
    """Return a morning of up to five talks and bookings, some protected, breaks between, with two more people who would come."""
    cell, talks, starts, bookings = 0, [], {}, []
    for name in ROW[: chance.randint(1, 4)]:
        cell += chance.choice([0, 0, 0, 1])
        length = chance.choice([2, 3, 3])
        if chance.random() < 0.25:
            bookings.append(replace(booking(MON, cell, cell + length), rate=chance.randint(100, 1000)))
        else:
            talks.append(talk(name, length, is_protected=chance.random() < 0.15, burden=chance.randint(0, 1)))
            starts[name] = at(MON, cell)
        cell += length
    limits = {"rate": chance.randint(400, 900), "is_first": chance.random() < 0.7, "a_day": chance.choice([1, 2])}
    more = people("eva", "fay", cells=2)
    return week(*talks, *more, of=desk(hours(MON, 0, 20), **limits), bookings=tuple(bookings)), starts


def guests_of(problem: Problem, plan: Sequence[Placement]) -> list[Guest]:
    limits = problem.workers[0].doubles
    assert limits is not None
    starts_to_cells = {p.start: problem.by_id[p.talk_id].cells for p in plan if not p.is_double}
    planned = [Guest(p.start, starts_to_cells[p.start], limits.rate) for p in plan]
    return sorted([*planned, *(Guest(b.start, b.stop - b.start, b.rate) for b in problem.bookings)])


def is_within(problem: Problem, plan: Sequence[Placement], slot: int) -> bool:
    limits, guests = problem.workers[0].doubles, guests_of(problem, plan)
    assert limits is not None
    waits, overtime, late = lived_through(guests, max(guest.start + guest.cells for guest in guests))
    return (
        max(waits) <= limits.most_wait * slot + 1e-9
        and overtime <= limits.most_overtime * slot + 1e-9
        and late <= limits.most_overtime_chance + 1e-9
    )


def test_whoever_comes_the_limits_hold_in_any_half_day() -> None:
    chance = Random(8)
    number_doubled = 0
    for _ in range(250):
        problem, starts = random_half_day(chance)
        plan = add_doubles(view_of(problem, plan_of(starts)), 0, ["eva", "fay"], 2)
        seconds = [p for p in plan if p.is_double]
        number_doubled += len(seconds)
        assert not audit(problem, plan)
        assert add_doubles(view_of(problem, tuple(p for p in plan if not p.is_double)), 0, ["eva", "fay"], 2) == plan
        for second in seconds:
            seat = next(problem.by_id[p.talk_id] for p in plan if p.start == second.start and not p.is_double)
            assert is_within(problem, plan, seat.cells)
            assert not any(problem.by_id[p.talk_id].is_protected for p in plan if p.start >= second.start)
    assert number_doubled > 60


def test_a_seat_is_a_chance_if_and_only_if_the_limits_hold() -> None:
    """Every gap is asked: its first or last seat, with nobody protected from there on."""
    chance = Random(9)
    seen: defaultdict[bool, int] = defaultdict(int)
    for _ in range(150):
        problem, starts = random_half_day(chance)
        limits = problem.workers[0].doubles
        assert limits is not None
        found = {each.seat.start for each in chances(view_of(problem, plan_of(starts)), 0)}
        for gap in gaps(problem, starts):
            name = gap[0] if limits.is_first else gap[-1]
            plan = (*plan_of(starts), Placement("eva", starts[name], is_double=True))
            waits_protected = any(problem.by_id[n].is_protected and starts[n] >= starts[name] for n in starts)
            possible = not waits_protected and is_within(problem, plan, problem.by_id[name].cells)
            assert (starts[name] in found) is possible
            seen[possible] += 1
    assert min(seen.values()) > 30


def gaps(problem: Problem, starts: Mapping[str, int]) -> list[list[str]]:
    """Return the planned talks between bookings, in order of time."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for name, start in sorted(starts.items(), key=lambda item: item[1]):
        found[sum(b.start < start for b in problem.bookings)].append(name)
    return list(found.values())


def test_all_who_can_are_seated_and_the_first_in_the_order_before_others() -> None:
    """Three days with one double seat each, up to four people with days of their own: listed in full."""
    chance = Random(10)
    names = [f"{day}{place}" for day in (MON, TUE, WED) for place in range(4)]
    starts = {name: at(int(name[0]), 3 * int(name[1])) for name in names}
    for _ in range(60):
        days = {name: set(chance.sample([MON, TUE, WED], chance.randint(0, 3))) for name in ("eva", "fay", "gus", "hal")}
        wanted = chance.randint(1, 4)
        busy = {name: sum(hours(day, 0, 20) for day in (MON, TUE, WED) if day not in own) for name, own in days.items()}
        more = [talk(name, customer_busy=mask) for name, mask in busy.items()]
        problem = week(*people(*names), *more, of=desk(THREE_DAYS))
        found = doubled(problem, starts, *days, wanted=wanted)
        assert all(problem.day_of(start) in days[name] for name, start in found.items())
        seated: list[str] = []
        for name in days:
            if len(seated) < wanted and can_all_sit([days[other] for other in (*seated, name)]):
                seated.append(name)
        assert set(found) == set(seated)


def can_all_sit(wishes: Sequence[set[int]]) -> bool:
    return any(all(day in own for day, own in zip(days, wishes, strict=False)) for days in permutations((MON, TUE, WED))) and (
        len(wishes) <= 3
    )
