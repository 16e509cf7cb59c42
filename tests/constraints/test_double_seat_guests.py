"""Who sits in a double seat: who may be the second one, everybody who fits, and the first ones take turns."""

from itertools import permutations
from typing import Any

import pytest

from constraints.audit import view_of
from constraints.double_seats import NAME, add_doubles
from helpers.build import MON, MORNING, TUE, at, booking, cover, hours, plan_of, resource, talk, team, week, worker
from helpers.double_seats import ROW, THREE_DAYS, TWO_DAYS, a_row, broken, desk, doubled, people, row

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
