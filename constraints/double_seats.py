"""Double seats: a second person is invited to a seat only where nobody protected waits for it, and the wait stays short.

One rule decides which seat of a gap is doubled (the first or the last); there are at most so many a day and one in a half-day
(so that nobody waits for two of them), two people in a seat, never a protected talk (first, graduate, wish, strategy,
interpreter) in the seat or behind it in the half-day, never a booking. The expected wait of everybody, the overtime and its
probability stay within their limits, worked out exactly and with the highest rate among those who could be invited: no single
rate decides who shares a seat.
Source: docs/model.md, Double seats.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from msgspec import Struct, structs

from constraints import cells
from constraints.problem import Assignment, Booking, DoubleLimits, Placement, Problem, Talk
from constraints.rule import Violation
from constraints.view import PlanView
from constraints.waiting import BlockFigures, Visit, visit, waits_random_order

NAME = "double_seats"


class Seated(Struct, frozen=True):
    """A talk with its start in a half-day, or a booking (talk None)."""

    start: int
    cells: int
    is_protected: bool
    talk: Talk | None
    rate: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """A seat that could be doubled.

    Attributes:
        seat: the talk in it.
        half_day: everything in the half-day, in order of time.
    """

    seat: Seated
    half_day: tuple[Seated, ...]


def half_days(view: PlanView, worker: int) -> list[tuple[Seated, ...]]:
    """Return what stands in each half-day of a worker (hours without a break or an internal block), in order of time."""
    bookings = [b for b in view.problem.bookings if b.worker == worker]
    blocked = 0
    for booking in bookings:
        blocked |= 0 if booking.is_talk else booking.mask
    seated = [_booked(booking) for booking in bookings if booking.is_talk]
    seated += [Seated(start, talk.cells, talk.is_protected, talk, 0, talk.counts) for talk, start in view.of_worker(worker)]
    seated.sort(key=lambda s: s.start)
    runs = cells.runs(view.problem.workers[worker].open_cells & ~blocked)
    starts = [s.start for s in seated]
    return [tuple(seated[bisect_left(starts, start) : bisect_left(starts, stop)]) for start, stop in runs]


def _booked(booking: Booking) -> Seated:
    return Seated(booking.start, booking.stop - booking.start, booking.is_protected, None, booking.rate, booking.counts)


def chances(view: PlanView, worker: int, known: Sequence[tuple[Seated, ...]] | None = None) -> list[Chance]:
    """Return the seats of a worker that could be doubled, in order of time.

    Args:
        view: the plan.
        worker: index of the worker.
        known: the half-days of the worker, where they are known already.
    """
    limits = view.problem.workers[worker].doubles
    if limits is None:
        return []
    found = []
    for half_day in half_days(view, worker) if known is None else known:
        for gap in _gaps(half_day):
            chance = Chance(gap[0] if limits.is_first else gap[-1], half_day)
            if _is_allowed(chance, limits):
                found.append(chance)
    return found


def _gaps(half_day: Sequence[Seated]) -> Iterator[list[Seated]]:
    """Yield the planned talks between bookings."""
    gap: list[Seated] = []
    for seated in half_day:
        if seated.talk is not None:
            gap.append(seated)
        elif gap:
            yield gap
            gap = []
    if gap:
        yield gap


def _is_allowed(chance: Chance, limits: DoubleLimits) -> bool:
    behind = [seated for seated in chance.half_day if seated.start >= chance.seat.start]
    if any(seated.is_protected for seated in behind):
        return False
    figures = figures_of(chance, [limits.rate if s.talk else s.rate for s in chance.half_day], limits.rate)
    slot = chance.seat.cells
    return (
        max(figures.waits) <= limits.most_wait * slot
        and figures.overtime <= limits.most_overtime * slot
        and figures.overtime_chance <= limits.most_overtime_chance
    )


def figures_of(chance: Chance, rates: Sequence[int], second_rate: int) -> BlockFigures:
    """Return waits (the second person's last), idle time and overtime of a half-day with its seat doubled.

    Args:
        chance: the seat and its half-day.
        rates: probability that each of the half-day comes, per mille.
        second_rate: the same of the second person in the seat.
    """
    first = chance.half_day[0].start
    seats = tuple((s.start - first, s.cells, rate) for s, rate in zip(chance.half_day, rates, strict=True))
    return _figures(seats, chance.half_day.index(chance.seat), second_rate)


@lru_cache(maxsize=4096)
def _figures(seats: tuple[tuple[int, int, int], ...], doubled: int, second_rate: int) -> BlockFigures:
    """Return the figures of seats (start, cells, rate); the same whenever in the day they begin."""
    visits: list[Visit] = [visit(start, cells, rate) for start, cells, rate in seats]
    start, cells, _ = seats[doubled]
    place = doubled + 1
    second = visit(start, cells, second_rate)
    figures = waits_random_order([*visits[:place], second, *visits[place:]], seats[-1][0] + seats[-1][1])
    waits = (*figures.waits[:place], *figures.waits[place + 1 :], figures.waits[place])
    return replace(figures, waits=waits)


def add_doubles(
    view: PlanView, worker: int, order: Sequence[str], wanted: int, found: Sequence[Chance] | None = None
) -> Assignment:
    """Return the plan with double seats: at most so many, people in their order, seats of those who had the fewest of late.

    Args:
        view: a plan without double seats.
        worker: index of the worker.
        order: ids of the talks that may be added, first wins; never by their rates.
        wanted: how many are missing.
        found: the seats that could be doubled, where they are known already.
    """
    limits = view.problem.workers[worker].doubles
    if limits is None or wanted < 1:
        return view.assignment
    turned = _rotated(view, worker, chances(view, worker) if found is None else found)
    turned_days = half_days(turned, worker)
    seats = _best_of_each_day(view.problem, chances(turned, worker, turned_days), limits.a_day)
    taken: dict[int, str] = {}
    for talk_id in order:
        if len(taken) < wanted:
            _find_seat(turned, view.problem.by_key[talk_id, worker], worker, seats, taken, set())
    doubles = [Placement(talk_id, seats[number].start, worker, is_double=True) for number, talk_id in taken.items()]
    singles = _moved_for(view, turned, turned_days, {double.start for double in doubles})
    return tuple(sorted((*singles, *doubles), key=lambda p: (p.worker, p.start, p.is_double, p.talk_id)))


def _moved_for(
    view: PlanView, turned: PlanView, turned_days: Sequence[tuple[Seated, ...]], doubled: Collection[int]
) -> list[Placement]:
    """Return the single seats: as they were, but where people changed places in a half-day with a seat that is doubled."""
    concerned = [half_day for half_day in turned_days if any(seated.start in doubled for seated in half_day)]
    moved = {seated.talk.talk_id for half_day in concerned for seated in half_day if seated.talk}
    return [new if new.talk_id in moved else old for old, new in zip(view.assignment, turned.assignment, strict=True)]


def _best_of_each_day(problem: Problem, found: Sequence[Chance], a_day: int) -> list[Seated]:
    """Return at most so many seats a day and one in a half-day, those first whose talks had the fewest double seats."""
    best_of_half_day: dict[int, Seated] = {}
    for chance in found:
        best = best_of_half_day.setdefault(chance.half_day[0].start, chance.seat)
        best_of_half_day[chance.half_day[0].start] = min(best, chance.seat, key=_burden)
    days: defaultdict[int, list[Seated]] = defaultdict(list)
    for seat in best_of_half_day.values():
        days[problem.day_of(seat.start)].append(seat)
    return [seat for day in sorted(days) for seat in sorted(days[day], key=_burden)[:a_day]]


def _burden(seated: Seated) -> tuple[int, int]:
    return seated.talk.burden if seated.talk else 0, seated.start


def may_join(view: PlanView, talk: Talk, seat: Seated) -> bool:
    """Tell whether somebody could be the second person in a seat."""
    is_free = not (talk.is_protected or talk.resources or talk.is_cover)
    return is_free and talk.cells <= seat.cells and bool(view.allowed_starts[talk.key] >> seat.start & 1)


def _find_seat(view: PlanView, talk: Talk, worker: int, seats: Sequence[Seated], taken: dict[int, str], tried: set[int]) -> bool:
    """Give somebody a seat, those who have one already moving to another if need be; nobody loses theirs."""
    for number, seat in enumerate(seats):
        if number in tried or not may_join(view, talk, seat):
            continue
        tried.add(number)
        other = taken.get(number)
        if other is None or _find_seat(view, view.problem.by_key[other, worker], worker, seats, taken, tried):
            taken[number] = talk.talk_id
            return True
    return False


def _rotated(view: PlanView, worker: int, found: Sequence[Chance]) -> PlanView:
    """Let those with the fewest double seats of late sit where it may be doubled, in exchange with people just like them."""
    starts = {placement.talk_id: placement.start for placement in view.assignment if placement.worker == worker}
    settled: set[str] = set()
    for chance in found:
        half_day = [seated.talk for seated in chance.half_day if seated.talk is not None]
        seat = next(talk for talk in half_day if starts[talk.talk_id] == chance.seat.start)
        others = [talk for talk in half_day if talk.talk_id not in settled and _are_alike(view, seat, talk)]
        best = min([seat, *others], key=lambda talk: (talk.burden, talk is not seat, talk.talk_id))
        starts[seat.talk_id], starts[best.talk_id] = starts[best.talk_id], starts[seat.talk_id]
        settled.add(best.talk_id)
    moved = (structs.replace(p, start=starts[p.talk_id]) if p.worker == worker else p for p in view.assignment)
    return PlanView(view.problem, tuple(moved), view.allowed_starts)


def _are_alike(view: PlanView, one: Talk, other: Talk) -> bool:
    """Tell whether two talks of a half-day can change places and no stage can tell the difference."""
    marks = ("cells", "in_time_before", "comfortable_from", "preferred", "household", "resources", "is_protected")
    same = all(getattr(one, mark) == getattr(other, mark) for mark in marks)
    return same and not one.household and view.allowed_starts[one.key] == view.allowed_starts[other.key]


def violations(view: PlanView) -> list[Violation]:
    """Return the people who were invited to a seat that must not be doubled, or doubled too often, or not for them."""
    found = []
    for worker in range(len(view.problem.workers)):
        doubled = sorted((start, talk.talk_id, talk) for talk, start in view.doubled if talk.worker == worker)
        if not doubled:
            continue
        possible = {chance.seat.start: chance for chance in chances(view, worker)}
        limits = view.problem.workers[worker].doubles
        on_day: defaultdict[int, int] = defaultdict(int)
        for start, talk_id, talk in doubled:
            day = view.problem.day_of(start)
            on_day[day] += 1
            chance = possible.get(start)
            if chance is not None:  # a half-day is doubled once
                possible = {cell: other for cell, other in possible.items() if other.half_day != chance.half_day}
            if limits is None or chance is None or on_day[day] > limits.a_day or not may_join(view, talk, chance.seat):
                found.append(Violation(NAME, talk_id, start))
    return found
