"""Displaced: whom a slot would cost the place that the week needs for them.

First a quick look: if everything that the week needs fits beside the slot, nobody is displaced. Only where that is not plain, the
week's ladder is solved with and without the slot. Meaning: docs/model.md, At the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from msgspec import structs

from constraints import Booking, Problem, Talk, in_time, ladder, pins
from constraints.audit import view_of
from constraints.cells import cells_from, starts_touching
from constraints.problem import Assignment, Key, Resource, join
from constraints.rules import RULES, TEAM_RULES
from scheduler.daily.room import Entry, Room, fits_in_team
from scheduler.daily.slots import Slot
from scheduler.daily.weeks_ahead import Names, WeeksAhead
from scheduler.need import Need
from scheduler.prepare import Preparation, Prepared
from scheduler.presence import DAYS
from scheduler.roster import Specialist
from scheduler.teamweek import team_week
from scheduler.workdays import monday_of

DESK_RULES = replace(TEAM_RULES, stage_rules=(pins, ladder, in_time))
"""What a week needs: pins, everybody whose last chance it is, and nobody after the deadline."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """What a slot would cost the week.

    Attributes:
        cost: by how much each stage gets worse, in order of the stages.
        needs: whose talks have no place any more, or only one after the deadline.
    """

    cost: tuple[int, ...]
    needs: tuple[Need, ...]


class Watch:
    """Tells for the slots of the weeks ahead whom they would displace."""

    def __init__(self, ahead: WeeksAhead) -> None:
        self.ahead = ahead
        self._weeks: dict[date, _Week] = {}

    def is_surely_harmless(self, slot: Slot) -> bool:
        """Tell whether a quick look shows that a slot displaces nobody."""
        week = self._week(slot)
        return week.has_room_beside(slot) or week.has_room_in_team(slot)

    def displaced(self, slot: Slot) -> Displaced | None:
        """Return what a slot would cost its week, None where it costs nothing; solves the week where that is not plain."""
        week = self._week(slot)
        return None if self.is_surely_harmless(slot) or week.has_witness(slot) else week.solved_with(slot)

    @property
    def solves(self) -> int:
        """How many slots were decided by solving."""
        return sum(week.solves for week in self._weeks.values())

    def _week(self, slot: Slot) -> "_Week":
        monday = monday_of(slot.day)
        if monday not in self._weeks:
            self._weeks[monday] = _Week(self.ahead, monday)
        return self._weeks[monday]


class _Week:
    """One week of the holder, with whoever is planned together with them."""

    def __init__(self, ahead: WeeksAhead, monday: date) -> None:
        self.ahead = ahead
        self.monday = monday
        self.holder = ahead.diary.holder
        self.customer_id = ahead.diary.follow.customer.customer_id
        self.solves = 0
        self._users: dict[Names, Names] = {}
        self._witnesses: list[Assignment] = []

    def has_room_beside(self, slot: Slot) -> bool:
        """Tell whether nobody surely needs the cells of a slot.

        Whoever could use them must fit elsewhere: into hours that nobody else could use, else together with all others.
        """
        entries, problem = self._asked
        if any(talk.talk_id == self.customer_id and self._stays(talk, slot) for talk, _ in entries):
            return False
        others = [entry for entry in entries if entry[0].talk_id != self.customer_id]
        taken = self._mask(slot)
        using = [(talk, starts) for talk, starts in others if starts & starts_touching(taken, talk.cells)]
        apart = [entry for entry in others if entry not in using]
        left = {resource.name: resource for resource in self._resources_beside(problem, slot)}
        if not self._is_shared(using, apart):
            wanted = taken
            for talk, starts in apart:
                wanted |= cells_from(starts, talk.cells)
            if Room({0: wanted}, left).with_all(using) is not None:
                return True
        return bool(apart) and not self._is_shared(others, []) and Room({0: taken}, left).with_all(others) is not None

    def _is_shared(self, moved: Sequence[Entry], kept: Sequence[Entry]) -> bool:
        """Tell whether a resource of the slot or of talks that may move is also needed by talks that stay or by colleagues."""
        wanted = {resource.resource for resource in self.ahead.diary.resources}
        wanted |= {name for talk, _ in moved for name in talk.resources}
        if not wanted:
            return False
        is_needed_here = any(wanted.intersection(talk.resources) for talk, _ in kept)
        return bool(self._away) or is_needed_here or bool(self._users_of(frozenset(wanted)))

    def has_room_in_team(self, slot: Slot) -> bool:
        """Tell whether all that is due surely fits beside a slot, with colleagues who cover or need the same resources."""
        if len(self._prepared) == 1:
            return False
        problem = self._problem_with(slot)
        if any(talk.talk_id == self.customer_id for talk in problem.talks):
            return False
        return fits_in_team(problem, self._starts, self._holder)

    @cached_property
    def _starts(self) -> dict[Key, int]:
        """Where everything that is due could be held without the slot."""
        return RULES.allowed_starts(self._problem)

    @cached_property
    def _asked(self) -> tuple[list[tuple[Talk, int]], Problem]:
        """Return what is due with the holder, everything that could be covered included, with its starts; and the problem."""
        preparation = self.ahead.week(self.monday, frozenset({self.holder.specialist_id, *(s.specialist_id for s in self._away)}))
        problem = preparation.of(self.holder).problem
        talks = [talk for talk in problem.talks if talk.is_due]
        for absent in self._away:
            own = preparation.own_talks(absent) if absent is not self.holder else []
            talks += [preparation.cover_talk(need, talk, self.holder) for need, talk in own if talk.step is not None]
        entries = [(talk, RULES.starts_of(problem, talk)) for talk in talks]
        return [(talk, starts) for talk, starts in entries if starts], problem

    @cached_property
    def _team(self) -> list[Specialist]:
        people = (s for s in self.ahead.roster.specialists if s.team == self.holder.team)
        return sorted(people, key=lambda s: s.specialist_id)

    @cached_property
    def _away(self) -> list[Specialist]:
        """Return the members of the team whom an absence keeps from some of their hours."""
        first, last = max(self.monday, self.ahead.today), self.monday + timedelta(days=DAYS - 1)
        return [s for s in self._team if self.ahead.presence.is_away_between(s, first, last)]

    def _users_of(self, resources: Names) -> Names:
        """Return who else has a talk that the week needs and that takes one of some resources."""
        if resources not in self._users:
            self._users[resources] = self.ahead.users(self.monday, resources, self.holder.specialist_id)
        return self._users[resources]

    def _mask(self, slot: Slot) -> int:
        """Return the cells of the week that a slot takes."""
        return slot.mask << (slot.day - self.monday).days * self.ahead.presence.cells_per_day

    def _resources_beside(self, problem: Problem, slot: Slot) -> tuple[Resource, ...]:
        names = {resource.resource for resource in self.ahead.diary.resources}
        return tuple(r.with_one_less(self._mask(slot)) if r.name in names else r for r in problem.resources)

    def _stays(self, talk: Talk, slot: Slot) -> bool:
        """Tell whether the week would still ask for the customer's own talk once the slot is booked (a pin, another deadline)."""
        start = (self._mask(slot) & -self._mask(slot)).bit_length() - 1
        sunday = self.monday + timedelta(days=DAYS - 1)
        follow = self.ahead.diary.follow
        missed = [
            due
            for due, channels in follow.dues
            if (due.deadline or date.max) <= sunday
            and not (follow.channel in channels and (due.not_before or slot.day) <= slot.day)
        ]
        return (talk.must and not talk.pinned_cells >> start & 1) or (talk.step is not None and bool(missed))

    def has_witness(self, slot: Slot) -> bool:
        """Tell whether one of the best plans found so far leaves the cells of a slot free, so that it stays as good as it is."""
        if self.ahead.diary.resources or any(t.talk_id == self.customer_id and self._stays(t, slot) for t in self._problem.talks):
            return False
        holder, taken, cells = self._holder, self._mask(slot), self._problem.by_key
        _, plan = self._before
        return any(
            not any(
                starts_touching(taken, cells[p.talk_id, p.worker].cells) >> p.start & 1
                for p in witness
                if p.worker == holder and p.talk_id != self.customer_id
            )
            for witness in (plan, *self._witnesses)
        )

    def solved_with(self, slot: Slot) -> Displaced | None:
        """Return what the week loses by a slot, by solving it with and without."""
        self.solves += 1
        before, plan = self._before
        problem = self._problem_with(slot)
        after, plan_after = _solved(problem)
        cost = tuple(max(0, value - before[name]) for name, value in after.items())
        if not any(cost):
            self._witnesses.append(plan_after)
            return None
        lost = _shortfalls(problem, plan_after) - _shortfalls(self._problem, plan)
        return Displaced(cost, tuple(self._needs[name] for name in sorted(lost - {self.customer_id}) if name in self._needs))

    @cached_property
    def _before(self) -> tuple[dict[str, int], Assignment]:
        return _solved(self._problem)

    @cached_property
    def _members(self) -> list[list[Specialist]]:
        """Return who is solved in one piece: the team where anybody is away, and single others who need the same resources."""
        team = self._team if self._away else [self.holder]
        names = {s.specialist_id for s in team}
        wanted = {resource.resource for resource in self.ahead.diary.resources}
        wanted |= {name for talk, _ in self._asked[0] for name in talk.resources}
        others = [s for s in self.ahead.roster.specialists if s.specialist_id in self._users_of(frozenset(wanted)) - names]
        return [team, *([s] for s in sorted(others, key=lambda s: s.specialist_id))]

    @cached_property
    def _preparation(self) -> Preparation:
        return self.ahead.week(self.monday, frozenset(s.specialist_id for group in self._members for s in group))

    @cached_property
    def _prepared(self) -> list[tuple[Prepared, Problem]]:
        """Return the weeks that are solved in one piece, each with what is due in it."""
        teams = [team_week(self._preparation, group[0].team, group) for group in self._members]
        return [pair for team in teams for pair in zip(team.members, team.due_weeks, strict=True)]

    @cached_property
    def _problem(self) -> Problem:
        return join([problem for _, problem in self._prepared], self.ahead.diary.follow.concept.ladder)

    @cached_property
    def _holder(self) -> int:
        """The worker of the problem who holds the talk."""
        return [prepared.specialist.specialist_id for prepared, _ in self._prepared].index(self.holder.specialist_id)

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.customer.customer_id: need for need in self._preparation.week.needs}

    def _problem_with(self, slot: Slot) -> Problem:
        """Return the week as it is once the slot is booked."""
        mask = self._mask(slot)
        booking = Booking(self._holder, (mask & -mask).bit_length() - 1, mask.bit_length())
        talks = []
        for talk in self._problem.talks:
            if talk.talk_id != self.customer_id:
                talks.append(talk)
            elif self._stays(talk, slot):
                talks.append(structs.replace(talk, has_open_invitation=True))
        resources = self._resources_beside(self._problem, slot)
        return replace(self._problem, talks=tuple(talks), bookings=(*self._problem.bookings, booking), resources=resources)


def _solved(problem: Problem) -> tuple[dict[str, int], Assignment]:
    """Return the least values of what a week needs, and a plan that has them."""
    from constraints.solve import solve

    outcome = solve(problem, rules=DESK_RULES)
    return {stage.name: stage.value for stage in outcome.stages}, outcome.assignment


def _shortfalls(problem: Problem, plan: Assignment) -> set[str]:
    """Return the talks that are due and have no place, or one after their deadline."""
    view = view_of(problem, plan, DESK_RULES)
    late = {talk.talk_id for talk, start in view.placed if 0 < talk.in_time_before <= start}
    return late | {talk.talk_id for talk in view.left_out if talk.is_due}
