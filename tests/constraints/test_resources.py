"""Rooms, interpreters and video seats: in their hours, and for no more talks at a time than there are units."""

from typing import Any

import pytest

from constraints import ladder, resources
from constraints.problem import Problem, Resource, Talk
from helpers.build import MON, TUE, at, breached, due, hours, planned, resource, talk, team, worker
from helpers.one_piece import first_wrong_in_one_piece

BOTH = (worker(), worker())
"""Two specialists with room for four talks each."""
IN_ROOM: dict[str, Any] = {"resources": ("room",)}


def room(*left: int) -> tuple[Resource, ...]:
    return (resource("room", *left),)


def in_the_room(number: int) -> list[Talk]:
    """Return talks in the room, by turns with the one and the other specialist."""
    return [due(f"t{i}", worker=i % 2, **IN_ROOM) for i in range(number)]


def test_a_talk_that_needs_nothing_does_not_care() -> None:
    plan = planned(team(due("ada"), due("bea", worker=1), of=BOTH, resources=room()))
    assert plan.is_sound
    assert plan.invited == {"ada", "bea"}


def test_two_talks_of_two_specialists_take_turns_in_one_room() -> None:
    plan = planned(team(*in_the_room(2), of=BOTH, resources=room(hours(MON, 0, 6))))
    assert plan.is_sound
    assert sorted(plan.starts.values()) == [at(MON, 0), at(MON, 3)]


def test_one_cell_less_is_one_talk_less() -> None:
    plan = planned(team(*in_the_room(2), of=BOTH, resources=room(hours(MON, 0, 5))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_two_units_hold_two_talks_at_a_time() -> None:
    plan = planned(team(*in_the_room(2), of=BOTH, resources=room(hours(MON, 0, 3), hours(MON, 0, 3))))
    assert plan.is_sound
    assert plan.starts == {"t0": at(MON, 0), "t1": at(MON, 0)}


@pytest.mark.parametrize(("second_unit", "left_out"), [((0, 6), 0), ((0, 3), 1), ((3, 6), 1), ((1, 5), 1), ((2, 4), 2)])
def test_a_second_unit_helps_in_its_hours(second_unit: tuple[int, int], left_out: int) -> None:
    problem = team(*in_the_room(4), of=BOTH, resources=room(hours(MON, 0, 6), hours(MON, *second_unit)))
    plan = planned(problem)
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45 * left_out
    assert first_wrong_in_one_piece(problem, plan.reported) == ""


def test_a_talk_that_needs_two_things_needs_both_at_a_time() -> None:
    ada = due("ada", resources=("interpreter", "room"))
    for stop, cost in ((6, 0), (5, 45)):
        both = (resource("interpreter", hours(MON, 0, stop)), resource("room", hours(MON, 3, 12)))
        plan = planned(team(ada, of=(worker(),), resources=both))
        assert plan.is_sound
        assert plan.values["ladder.legal"] == cost


def test_what_is_never_there_is_known_before_any_search() -> None:
    plan = planned(team(*in_the_room(1), of=BOTH, resources=room(hours(MON, 0, 2) | hours(MON, 3, 5))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45
    assert plan.outcome.cuts == 0


def test_who_could_never_have_the_room_leaves_no_seat_to_be_filled() -> None:
    fills = worker(fill_seats=True)
    plan = planned(team(talk("ada", **IN_ROOM), of=(fills,), resources=room(hours(TUE, 0, 12))))
    assert plan.is_sound
    assert plan.values["fill.seats"] == 0


def test_a_resource_without_a_unit_holds_no_talk() -> None:
    plan = planned(team(*in_the_room(2), of=BOTH, resources=room()))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 2 * 45


def test_somebody_who_needs_no_room_stands_aside() -> None:
    """Ada can only have the middle of the morning, and so can the room; bea leaves it to her."""
    ada, bea = due("ada", **IN_ROOM), due("bea", preferred=hours(MON, 3, 6))
    plan = planned(team(ada, bea, of=(worker(),), resources=room(hours(MON, 3, 6))))
    assert plan.is_sound
    assert plan.starts["ada"] == at(MON, 3)
    assert plan.invited == {"ada", "bea"}


def test_many_talks_for_few_units_are_counted_before_they_are_cut_off_one_by_one() -> None:
    """Of forty talks in two hours of one room eight fit; every set of nine is too large."""
    days = range(2)
    staff = tuple(worker(sum(hours(day, 0, 20) for day in days)) for _ in range(4))
    talks = [due(f"{w}-{i}", worker=w, urgency=1 + i % 9, **IN_ROOM) for w in range(4) for i in range(10)]
    plan = planned(team(*talks, of=staff, resources=room(sum(hours(day, 0, 12) for day in days))))
    assert plan.is_sound
    assert len(plan.invited) == 8
    assert plan.outcome.cuts == 0


def test_a_talk_names_resources_that_are_there() -> None:
    with pytest.raises(ValueError, match="no such resource"):
        Problem((worker(),), (due("ada", **IN_ROOM),), cells_per_day=21)


def test_the_audit_finds_two_talks_in_one_room() -> None:
    problem = team(*in_the_room(2), of=BOTH, resources=room(hours(MON, 0, 12)))
    assert breached(problem, {"t0": at(MON, 0), "t1": at(MON, 3)}, by={"t1": 1}) == set()
    assert breached(problem, {"t0": at(MON, 0), "t1": at(MON, 2)}, by={"t1": 1}) == {resources.NAME}


def test_the_audit_finds_a_third_talk_in_the_hours_of_two_units() -> None:
    staff = (worker(), worker(), worker())
    talks = [due(f"t{i}", worker=i, **IN_ROOM) for i in range(3)]
    problem = team(*talks, of=staff, resources=room(hours(MON, 0, 12), hours(MON, 0, 6)))
    by = {"t1": 1, "t2": 2}
    assert breached(problem, {"t0": at(MON, 0), "t1": at(MON, 0), "t2": at(MON, 3)}, by) == set()
    assert breached(problem, {"t0": at(MON, 0), "t1": at(MON, 1), "t2": at(MON, 2)}, by) == {resources.NAME}
    assert breached(problem, {"t0": at(MON, 4), "t1": at(MON, 1), "t2": at(MON, 6)}, by) == {resources.NAME}


def test_the_audit_finds_a_talk_outside_the_hours_of_the_room() -> None:
    problem = team(*in_the_room(1), of=BOTH, resources=room(hours(MON, 0, 6)))
    assert breached(problem, {"t0": at(MON, 3)}) == set()
    assert breached(problem, {"t0": at(MON, 4)}) == {resources.NAME}


def test_the_audit_does_not_ask_for_a_seat_while_the_room_is_taken() -> None:
    problem = team(*in_the_room(2), of=BOTH, resources=room(hours(MON, 0, 5)))
    assert breached(problem, {"t0": at(MON, 1)}) == set()


def test_the_audit_does_not_ask_a_talk_to_move_into_the_time_of_another_in_the_room() -> None:
    """Cem could only come first, and then ada would have to be in the room while bea is."""
    ada, cem = due("ada", **IN_ROOM), due("cem", customer_busy=hours(MON, 3, 6))
    bea = due("bea", worker=1, customer_busy=hours(MON, 0, 3), **IN_ROOM)
    problem = team(ada, cem, bea, of=(worker(hours(MON, 0, 6)), worker()), resources=room(hours(MON, 0, 6)))
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}, by={"bea": 1}) == set()


def test_the_audit_finds_a_seat_that_opens_when_a_talk_without_a_room_moves() -> None:
    dan, cem = due("dan"), due("cem", customer_busy=hours(MON, 3, 6), **IN_ROOM)
    problem = team(dan, cem, of=(worker(hours(MON, 0, 6)),), resources=room(hours(MON, 0, 3)))
    assert breached(problem, {"dan": at(MON, 0)}) == {ladder.NAME}
