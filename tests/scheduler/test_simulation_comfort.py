"""Comfort without a solver: several talks move at a time, rooms move along, equals change places, households find room."""

from collections.abc import Iterator
from itertools import permutations
from random import Random

import pytest

from constraints.cells import members
from constraints.problem import Resource
from helpers.comforting import A_DAY, LOOK, cell, cells, desk_with, person, seats, week
from scheduler.simulation.chains import chain
from scheduler.simulation.comfort import settle
from scheduler.simulation.comforts import make_comfortable
from scheduler.simulation.desk import Desk
from scheduler.simulation.house import House
from scheduler.simulation.households import join_households
from scheduler.simulation.record import Record
from scheduler.simulation.seat import Seat

MON, TUE, WED = range(3)


def outside(desk: Desk) -> int:
    """Return how many sit outside hours that they prefer."""
    return sum(bool(record.preferred) and not record.preferred >> start & 1 for record, start in desk.placed)


def uneven(desk: Desk) -> int:
    """Return the sum of the squares of the days' numbers of talks."""
    return sum(load * load for load in desk.loads)


def test_three_people_on_three_days_change_places() -> None:
    """A would rather come on Tuesday, where B sits, who can only go to Wednesday, where C sits, who can only go to Monday."""
    a = person("A", preferred=cells((TUE, 0)))
    b = person("B", busy=cells((MON, 0)))
    c = person("C", busy=cells((TUE, 0)))
    desk = desk_with(week(1, 1, 1), [(a, cell(MON, 0)), (b, cell(TUE, 0)), (c, cell(WED, 0))])
    settle(desk, ())
    assert seats(desk) == {"A": cell(TUE, 0), "B": cell(WED, 0), "C": cell(MON, 0)}
    assert desk.free == 0 and desk.loads[:3] == [1, 1, 1]


def test_nobody_loses_preferred_hours_to_somebody_else() -> None:
    a, b = person("A", preferred=cells((TUE, 0))), person("B", preferred=cells((TUE, 0)))
    c = person("C")
    desk = desk_with(week(1, 1, 1), [(a, cell(MON, 0)), (b, cell(TUE, 0)), (c, cell(WED, 0))])
    settle(desk, ())
    assert seats(desk)["B"] == cell(TUE, 0) and outside(desk) == 1


def test_a_chain_may_end_on_a_day_that_takes_one_more() -> None:
    """Where the days of the chain keep their evenness; else there is none."""

    def seat(record: Record, starts: int) -> Seat:
        return Seat(record, (starts & -starts).bit_length() - 1, 1, starts, 10**6, starts & record.preferred)

    a = seat(person("A", preferred=cells((TUE, 0))), cells((MON, 0), (TUE, 0)))
    b = seat(person("B"), cells((TUE, 0), (WED, 0)))
    days = [week(1), week(0, 1), week(0, 0, 1)]
    by_day = {MON: [a], TUE: [b]}
    assert chain(a, MON, by_day, days, [False, False, True]) == {a: cell(TUE, 0), b: cell(WED, 0)}
    assert chain(a, MON, by_day, days, [False, False, False]) == {}


@pytest.mark.parametrize("seed", range(60))
def test_as_few_as_possible_sit_outside_preferred_hours(seed: int) -> None:
    """Every way to seat tiny desks is looked at: the evenest ones, of these the fewest outside (98 of 100 desks like these)."""
    desk = _random_desk(Random(seed))
    settle(desk, ())
    records = [record for record, _ in desk.placed]
    best = min(_worth(records, starts) for starts in _every_way(desk, records))
    assert (uneven(desk), outside(desk)) == best


def _random_desk(chance: Random) -> Desk:
    """Three to five days of one or two cells, nearly full; people have hours of their own, half of them wishes."""
    hours = [chance.randint(1, 2) for _ in range(chance.randint(3, 5))]
    places = list(members(week(*hours)))
    chance.shuffle(places)
    people = []
    for number, place in enumerate(places[chance.randint(0, 1) :][:6]):
        busy, preferred = (sum(1 << cell for cell in chance.sample(places, len(places) // 2)) for _ in range(2))
        people.append((person(f"K{number}", busy=busy & ~(1 << place), preferred=preferred * chance.randint(0, 1)), place))
    return desk_with(week(*hours), people)


def _every_way(desk: Desk, records: list[Record]) -> Iterator[tuple[int, ...]]:
    for starts in permutations(members(desk.open_cells), len(records)):
        if all(desk.starts(record) >> start & 1 for record, start in zip(records, starts, strict=True)):
            yield starts


def _worth(records: list[Record], starts: tuple[int, ...]) -> tuple[int, int]:
    loads = [sum(start // A_DAY == day for start in starts) for day in range(7)]
    missed = sum(bool(r.preferred) and not r.preferred >> start & 1 for r, start in zip(records, starts, strict=True))
    return sum(load * load for load in loads), missed


def test_a_talk_with_a_room_moves_and_its_room_with_it() -> None:
    """The room is free on Tuesday too, where the customer would rather come."""
    house = House(LOOK, [{}] * 7)
    house.resources["raum"] = Resource("raum", (cells((MON, 0), (TUE, 0)),))
    a, b = person("A", preferred=cells((TUE, 0)), needs="raum"), person("B")
    desk = desk_with(week(1, 1), [(a, cell(MON, 0)), (b, cell(TUE, 0))], house)
    house.take(desk.units(a), cells((MON, 0)))
    settle(desk, ())
    assert seats(desk) == {"A": cell(TUE, 0), "B": cell(MON, 0)}
    assert house.resources["raum"].in_hours == cells((MON, 0))


def test_a_room_that_a_colleague_has_is_not_taken() -> None:
    house = House(LOOK, [{}] * 7)
    house.resources["raum"] = Resource("raum", (cells((MON, 0)),))
    a = person("A", preferred=cells((TUE, 0)), needs="raum")
    desk = desk_with(week(1, 1), [(a, cell(MON, 0))], house)
    house.take(desk.units(a), cells((MON, 0)))
    settle(desk, ())
    assert seats(desk) == {"A": cell(MON, 0)} and house.resources["raum"].in_hours == 0


def test_a_unit_given_back_is_free_again() -> None:
    """One or two units, in some cells all of them in use."""
    room = Resource("raum", (0b1111, 0b0011))
    assert room.with_one_less(0b0110).left == (0b1011, 0b0001)
    assert room.with_one_less(0b0110).with_one_more(0b0110).left == (0b1111, 0b0011)
    assert room.with_one_more(0b0011).left == (0b1111, 0b0011, 0b0011)


def test_of_equals_the_one_is_invited_whom_the_hours_suit() -> None:
    """Friday is closed; B is as urgent as A and minds nothing."""
    a, b = person("A", preferred=cells((4, 0))), person("B")
    desk = desk_with(week(1), [(a, cell(MON, 0))])
    settle(desk, (), [b])
    assert seats(desk) == {"B": cell(MON, 0)}


def test_of_equals_somebody_may_come_at_another_time_that_they_prefer() -> None:
    a, b = person("A", preferred=cells((4, 0))), person("B", preferred=cells((TUE, 0)))
    desk = desk_with(week(1, 1), [(a, cell(MON, 0)), (person("C"), cell(TUE, 0))])
    settle(desk, (), [b])
    assert seats(desk) == {"B": cell(TUE, 0), "C": cell(MON, 0)}


@pytest.mark.parametrize(
    "other",
    [
        person("B", long=2),
        person("B", busy=week(1)),
        person("B", preferred=cells((4, 1))),
        person("B", household="H"),
        person("B", needs="raum"),
    ],
    ids=["longer", "cannot come", "minds too", "household", "no room"],
)
def test_nobody_is_invited_instead_who_is_no_equal(other: Record) -> None:
    house = House(LOOK, [{}] * 7)
    house.resources["raum"] = Resource("raum", (0,))
    desk = desk_with(week(2), [(person("A", preferred=cells((4, 0))), cell(MON, 0))], house)
    settle(desk, (), [other])
    assert list(seats(desk)) == ["A"]


def test_nobody_less_urgent_is_invited_instead() -> None:
    a, b = person("A", preferred=cells((4, 0))), person("B")
    a.last_chance = LOOK.sunday.toordinal() + 20
    b.last_chance = LOOK.sunday.toordinal() + 21
    desk = desk_with(week(1), [(a, cell(MON, 0))])
    settle(desk, (), [b])
    assert list(seats(desk)) == ["A"]
    b.last_chance -= 1
    settle(desk, (), [b])
    assert list(seats(desk)) == ["B"]


def test_who_gives_way_has_the_seat_of_somebody_less_urgent() -> None:
    """B, as urgent as A, can only come on Monday; C, whose turn is later, sits on Tuesday, where A could come as well."""
    a, b, c = person("A", preferred=cells((4, 0))), person("B", busy=week(0, 1)), person("C")
    c.last_chance += 1
    desk = desk_with(week(1, 1), [(a, cell(MON, 0)), (c, cell(TUE, 0))])
    settle(desk, (), [b])
    assert seats(desk) == {"B": cell(MON, 0), "A": cell(TUE, 0)}
    c.last_chance -= 1
    desk = desk_with(week(1, 1), [(a, cell(MON, 0)), (c, cell(TUE, 0))])
    settle(desk, (), [b])
    assert seats(desk) == {"B": cell(MON, 0), "C": cell(TUE, 0)}


def test_a_household_comes_together_where_a_talk_of_another_day_has_to_move() -> None:
    """Both days are full; one of Monday's other people goes to where the second member sat."""
    a, b = person("A", household="H"), person("B", household="H")
    c, d = person("C"), person("D")
    desk = desk_with(week(2, 2), [(a, cell(MON, 0)), (c, cell(MON, 1)), (b, cell(TUE, 0)), (d, cell(TUE, 1))])
    families = join_households([desk])
    assert [[member.record for member in family] for family in families] == [[a, b]]
    found = seats(desk)
    assert abs(found["A"] - found["B"]) == 1 and desk.loads[:2] == [2, 2] and desk.free == 0
    assert sorted(found.values()) == list(members(week(2, 2)))


def test_a_household_does_not_drive_another_apart() -> None:
    """The second family could only sit together where the first one sits."""
    a, b = person("A", household="H1"), person("B", household="H1")
    c, d = person("C", household="H2", busy=week(0, 9, 9)), person("D", household="H2", busy=week(0, 9, 9))
    desk = desk_with(week(3, 1, 1), [(a, cell(MON, 0)), (b, cell(MON, 1)), (c, cell(MON, 2)), (d, cell(WED, 0))])
    assert [family[0].record for family in join_households([desk])] == [a]
    assert seats(desk) == {"A": cell(MON, 0), "B": cell(MON, 1), "C": cell(MON, 2), "D": cell(WED, 0)}


def test_who_stays_is_not_shifted_while_others_are() -> None:
    """C makes way for somebody in its seat; for the seat of A nobody does."""
    a, b, c = (person(name) for name in "ABC")
    desk = desk_with(week(4), [(a, cell(MON, 0)), (b, cell(MON, 1)), (c, cell(MON, 2))])
    moved = desk.shifted_away(cells((MON, 2)), week(9), {"A", "B"})
    assert moved is not None
    assert {record.customer.customer_id: start for record, start in moved} == {
        "A": cell(MON, 0),
        "B": cell(MON, 1),
        "C": cell(MON, 3),
    }
    assert len(moved) == 3 and desk.shifted_away(cells((MON, 0)), week(9), {"A", "B"}) is None


def test_a_household_moves_to_hours_that_its_members_prefer() -> None:
    """It sits together on Monday; Tuesday, where it would rather come, is full of people who do not mind."""
    a, b = (person(name, household="H", preferred=week(0, 2)) for name in "AB")
    c, d = person("C"), person("D")
    desk = desk_with(week(2, 2), [(a, cell(MON, 0)), (b, cell(MON, 1)), (c, cell(TUE, 0)), (d, cell(TUE, 1))])
    make_comfortable({desk.specialist.specialist_id: desk}, {desk.specialist.specialist_id: []})
    assert outside(desk) == 0 and desk.loads[:2] == [2, 2]


def test_a_household_makes_way_for_somebody_who_prefers_its_place() -> None:
    """K can only come on Tuesday and would rather come in its first cell, where a family sits that minds nothing."""
    a, b = person("A", household="H"), person("B", household="H")
    k = person("K", busy=week(9), preferred=cells((TUE, 0)))
    desk = desk_with(week(3, 3), [(a, cell(TUE, 0)), (b, cell(TUE, 1)), (k, cell(TUE, 2)), *_usual(MON, 3)])
    make_comfortable({desk.specialist.specialist_id: desk}, {desk.specialist.specialist_id: []})
    found = seats(desk)
    assert found["K"] == cell(TUE, 0) and abs(found["A"] - found["B"]) == 1 and desk.loads[:2] == [3, 3]


def test_a_household_stays_where_moving_it_would_make_the_days_less_even() -> None:
    a, b = (person(name, household="H", preferred=week(0, 2)) for name in "AB")
    c = person("C", busy=week(9))
    desk = desk_with(week(2, 3), [(a, cell(MON, 0)), (b, cell(MON, 1)), (c, cell(TUE, 0))])
    make_comfortable({desk.specialist.specialist_id: desk}, {desk.specialist.specialist_id: []})
    assert seats(desk)["A"] // A_DAY == MON and desk.loads[:2] == [2, 1]


def _usual(day: int, number: int) -> list[tuple[Record, int]]:
    return [(person(f"U{n}"), cell(day, n)) for n in range(number)]
