"""Double seats against a second opinion: a half-day lived through once for everybody who may come or not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product
from math import prod
from random import Random
from typing import NamedTuple

from constraints.audit import audit, view_of
from constraints.double_seats import add_doubles, chances
from constraints.problem import Placement, Problem
from helpers.build import MON, TUE, WED, at, booking, hours, plan_of, talk, week
from helpers.double_seats import ROW, THREE_DAYS, desk, doubled, people


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
