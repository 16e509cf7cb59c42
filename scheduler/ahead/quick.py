"""A week planned quickly, for the forecast: same needs, hours, order and numbers as the plan, but seats in the order of the list.

The ladder first, for the team in one piece; where the quick way leaves somebody out who could be seen, the model decides who is
seen (only the due talks, as for cover). Then every specialist alone: who is due in the next weeks, then the least slack up to the
weekly number, as far as seats and the share of consulting time go, then double seats. Nothing about comfort; none of it is ever
written as a plan.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from constraints import Assignment, Placement, Problem, Talk
from constraints.cells import block, starts_that_fit
from constraints.cover_load import NAME as COVER_LOAD
from constraints.in_time import NAME as IN_TIME
from constraints.rules import RULES, TEAM_RULES
from constraints.solve import SolverSettings, solve
from scheduler.ahead.horizon import Decided
from scheduler.planrows import PlanRows, with_doubles
from scheduler.prepare import Prepared
from scheduler.week_to_plan import WeekToPlan

LADDER_RULES = TEAM_RULES.without(IN_TIME).without(COVER_LOAD)
"""Who is seen, and by a colleague only where it is needed; not on which side of the deadline, nor how evenly it is shared out."""
SHORT_SEARCH = SolverSettings(deterministic_limit=0.5)
"""A forecast needs no proof."""


class Seats:
    """The free cells of several workers and of what they share, as talks are placed one after the other."""

    def __init__(self, problem: Problem) -> None:
        self.free = [worker.open_cells & ~taken for worker, taken in zip(problem.workers, problem.taken, strict=True)]
        self._resources = dict(problem.resource_by_name)

    def take(self, talk: Talk, start: int) -> Placement:
        """Take the cells of a talk."""
        cells = block(start, start + talk.cells)
        self.free[talk.worker] &= ~cells
        for name in talk.resources:
            self._resources[name] = self._resources[name].with_one_less(cells)
        return Placement(talk.talk_id, start, talk.worker)

    def place(self, talk: Talk, starts: int) -> Placement | None:
        """Place a talk at the best of some starts: before its deadline, where it leaves no hole; None where nothing is free."""
        for name in talk.resources:
            left = self._resources[name].left
            starts &= starts_that_fit(left[0] if left else 0, talk.cells)
        starts &= starts_that_fit(self.free[talk.worker], talk.cells)
        if not starts:
            return None
        starts = starts & block(0, talk.in_time_before) or starts
        free = self.free[talk.worker]
        flush = starts & ~(free << 1) or starts & ~(free >> talk.cells) or starts
        return self.take(talk, (flush & -flush).bit_length() - 1)


def quick_week(to_plan: WeekToPlan) -> Decided:
    """Plan a week quickly."""
    due: dict[str, list[Placement]] = {p.specialist.specialist_id: [] for p in to_plan.everyone}
    holders: dict[str, str] = {}
    for team in to_plan.teams:
        problem = team.problem
        for placement in ladder(problem):
            name = team.members[placement.worker].specialist.specialist_id
            due[name].append(Placement(placement.talk_id, placement.start))
            if problem.by_key[placement.talk_id, placement.worker].is_cover:
                holders[placement.talk_id] = name
    to_plan = to_plan.covered(holders)
    plans = {p.specialist.specialist_id: filled(p, due[p.specialist.specialist_id]) for p in to_plan.prepared}
    single = PlanRows(to_plan, b"", plans)
    rows = single.with_plans(with_doubles(single))
    return Decided(to_plan, rows.plans, tuple(row for prepared in to_plan.prepared for row in rows.appointments(prepared)))


def ladder(problem: Problem) -> Assignment:
    """Return who of the due talks of a team is seen by whom and when."""
    allowed = TEAM_RULES.allowed_starts(problem)
    entries: dict[str, list[Talk]] = {}
    for talk in problem.talks:
        if allowed[talk.key]:
            entries.setdefault(talk.talk_id, []).append(talk)
    rank = {step: number for number, step in enumerate(problem.ladder)}
    seats = Seats(problem)
    placed = []
    order = sorted(
        entries.values(),
        key=lambda own: (
            not own[0].must,
            sum(allowed[talk.key].bit_count() for talk in own),
            rank.get(own[0].step or "", len(rank)),
            -own[0].urgency,
            own[0].talk_id,
        ),
    )
    for own in order:
        by_room = sorted(own, key=lambda talk: (talk.is_cover, -seats.free[talk.worker].bit_count(), talk.worker))
        place = next((p for talk in by_room if (p := seats.place(talk, allowed[talk.key]))), None)
        if place is not None:
            placed.append(place)
    if len(placed) < len(entries):
        with suppress(RuntimeError):  # nothing found so quickly: then the quick way stands
            return solve(problem, SHORT_SEARCH, LADDER_RULES).assignment
    return tuple(placed)


@dataclass
class _Count:
    """What a week still takes: invitations to the weekly number (None = no number), minutes of the share."""

    wanted: int | None
    minutes: int

    def add(self, talk: Talk) -> None:
        """Count one more talk."""
        self.minutes -= talk.minutes
        if self.wanted is not None:
            self.wanted -= talk.counts


def filled(prepared: Prepared, due: Iterable[Placement]) -> Assignment:
    """Return the plan of a specialist: what is due, and what the weekly number and the next two weeks add."""
    problem = prepared.problem
    worker, seats = problem.workers[0], Seats(problem)
    placed = [seats.take(problem.by_id[p.talk_id], p.start) for p in due]
    count = _Count(worker.invitations_wanted, max(0, worker.minutes_left))
    for placement in placed:
        count.add(problem.by_id[placement.talk_id])
    others = [talk for talk in problem.talks if not talk.is_due]
    for talk in sorted(others, key=lambda talk: (not talk.is_soon, talk.slack_days, talk.talk_id)):
        is_wanted = talk.is_soon or worker.fill_seats or (talk.counts and (count.wanted or 0) > 0)
        if is_wanted and talk.minutes <= count.minutes and (place := seats.place(talk, RULES.starts_of(problem, talk))):
            placed.append(place)
            count.add(talk)
    return tuple(sorted(placed, key=lambda p: p.start))
