"""Trials: does a change get somebody a seat while everybody else keeps theirs? Found by solving the week again, never guessed.

Kept is everybody whose last chance is in the week (or whom a wish demands): an invitation this week, with the same specialist,
and no more of them after their deadline. Who only makes up the weekly number may have to wait; they are named.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from constraints import Assignment, Problem, Talk
from constraints.audit import audit, measure, view_of
from constraints.ladder import cost, stage_name
from constraints.rules import RULES, TEAM_RULES, RuleBook
from constraints.solve import Known, Outcome, SolverSettings, solve
from constraints.view import PlanView
from scheduler.daily.changes import Change, edited, with_entry
from scheduler.daily.edits import with_wish
from scheduler.daily.planned import PlannedWeek
from scheduler.need import Need
from scheduler.roster import Roster
from scheduler.sharing import joined_plan

MET = ("pins", "ladder")
"""Stages that say who is left out of those who are kept."""
TOLD = (*MET, "in_time", "weekly_number", "fill")
"""Stages of which it is told by how much they get worse; the calm ones below decide nothing about whether anybody is seen."""


@dataclass(frozen=True)
class Seat:
    """A seat that a change opens, found by planning the holder's week again.

    Attributes:
        specialist_id: who would hold the talk.
        start: first cell.
        roster: the roster with the change, as far as a roster can say it.
        gives_way: customers without a deadline this week who would have to wait for it.
    """

    specialist_id: str
    start: int
    roster: Roster
    gives_way: tuple[str, ...]


@dataclass(frozen=True)
class Displaced:
    """What it means to see somebody all the same.

    Attributes:
        roster: the roster with the wish.
        gives_way: customers with a deadline this week who lose their seat.
        waits: customers without one who have to wait.
        worse: (stage, by how much) of the stages that lose by it.
        seat: when and with whom; None = not worked out, because the team decides anew who covers what.
    """

    roster: Roster
    gives_way: tuple[str, ...]
    waits: tuple[str, ...]
    worse: tuple[tuple[str, int], ...]
    seat: tuple[str, int] | None


class Trials:
    """Tries changes for one customer; remembers whether a search was cut short.

    Args:
        planned: the week and its plan.
        need: what the customer needs.
        settings: limits and seed of the solver.
    """

    def __init__(self, planned: PlannedWeek, need: Need, settings: SolverSettings) -> None:
        self.planned = planned
        self.need = need
        self.settings = settings
        self.was_cut_short = False
        self._id = need.customer.customer_id
        self._own = need.customer.specialist_id

    def holders(self, changes: Collection[Change]) -> list[str]:
        """Return who could hold the talk under some changes: the own specialist first."""
        named = {change.holder for change in changes if change.holder}
        offered = [week.specialist.specialist_id for week, _ in self.planned.to_plan.offers_of(self._id)]
        return sorted(named) if named else [self._own, *offered]

    def seat(self, changes: Sequence[Change]) -> Seat | None:
        """Return the seat that some changes together open, None where they do not."""
        for holder in self.holders(changes):
            if holder in self.planned.to_plan.written and self._is_worth_a_try(changes, holder):
                found = self._planned_again(changes, holder)
                if found is not None:
                    return found
        return None

    def changed(self, planned: PlannedWeek, changes: Sequence[Change], holder: str) -> Problem:
        """Return a holder's week with the entry of the talk and the model side of some changes."""
        problem = planned.problem_of(holder)
        entry = problem.by_key.get((self._id, 0)) or self.entry(planned, holder)
        if entry is None:
            return problem
        problem = with_entry(problem, entry)
        for change in changes:
            problem = change.model(problem, problem.by_key[self._id, 0])
        return problem

    def entry(self, planned: PlannedWeek, holder: str) -> Talk | None:
        """Return the entry of the talk with a specialist; None where the week does not ask for it."""
        to_plan = planned.to_plan
        specialists = to_plan.roster.specialist_by_id
        for need, own in to_plan.preparation.own_talks(specialists[self._own]):
            if own.talk_id == self._id:
                return own if holder == self._own else to_plan.preparation.cover_talk(need, own, specialists[holder])
        return None

    def _is_worth_a_try(self, changes: Sequence[Change], holder: str) -> bool:
        """Tell whether the talk finds a place beside everybody who is kept, with the change in the model alone."""
        problem = self.changed(self.planned, changes, holder)
        talk = problem.by_key.get((self._id, 0))
        if talk is None or not RULES.starts_of(problem, talk):
            return False
        kept = self.planned.due_of(holder) | {self._id}
        few = replace(problem, talks=tuple(talk for talk in problem.talks if talk.talk_id in kept))
        outcome = solve(few, self.settings, TEAM_RULES)
        return self._all_held(outcome) and self._as_timely(holder, view_of(few, outcome.assignment, TEAM_RULES))

    def _all_held(self, outcome: Outcome) -> bool:
        """Tell whether a plan leaves nobody out; remember when it might only not have been found."""
        missing = [stage for stage in outcome.stages if stage.name.split(".")[0] in MET and stage.value > 0]
        self.was_cut_short |= any(stage.bound == 0 for stage in missing)
        return not missing

    def _as_timely(self, holder: str, view: PlanView) -> bool:
        """Tell whether no more of the others than in the plan are seen after their deadline."""
        before = view_of(self.planned.problem_of(holder), self.planned.plans[holder], TEAM_RULES)
        return _late(view, self._id) <= _late(before, self._id)

    def _planned_again(self, changes: Sequence[Change], holder: str) -> Seat | None:
        """Return the seat in the holder's whole week, planned again with the change in the roster itself."""
        roster = edited(self.planned.to_plan.roster, changes)
        after = self.planned.with_roster(roster, None if any(c.touches_all for c in changes) else {self._id}, [holder])
        problem = self.changed(after, [change for change in changes if change.edit is None], holder)
        talk = problem.by_key.get((self._id, 0))
        if talk is None or not talk.is_due:
            return None
        kept = self.planned.due_of(holder)
        musts = tuple(structs.replace(t, must=t.must or t.talk_id in kept or t is talk) for t in problem.talks)
        wanted = replace(problem, talks=musts)
        outcome = solve(wanted, self.settings, None, Known(self.planned.plans[holder], {}))
        starts = {placement.talk_id: placement.start for placement in outcome.assignment}
        if not starts.keys() >= kept | {self._id} or audit(wanted, outcome.assignment):
            return None
        if not self._as_timely(holder, view_of(wanted, outcome.assignment)):
            return None
        return Seat(holder, starts[self._id], roster, self._without_seat(holder, starts))

    def _without_seat(self, holder: str, starts: Collection[str]) -> tuple[str, ...]:
        """Return who had a seat of their own in the plan and has none any more."""
        return tuple(sorted(p.talk_id for p in self.planned.plans[holder] if not p.is_double and p.talk_id not in starts))

    def displaced(self, changes: Sequence[Change] = ()) -> Displaced | None:
        """Return what it means that a wish demands the talk, under some changes; None where even that does not help.

        Where the holder alone cannot make room without somebody losing a deadline, and the team covers or shares for one another,
        the team decides in one piece who gives way.
        """
        roster = with_wish(self._own, self._id)(edited(self.planned.to_plan.roster, changes))
        after = self.planned.with_roster(roster, None if any(c.touches_all for c in changes) else {self._id})
        models = [change for change in changes if change.edit is None]
        team = after.team_of(self._own)
        names = [member.specialist.specialist_id for member in team.members]
        is_joined = team.needs_cover or any(talk.resources for m in team.members for talk in m.problem.talks if talk.is_due)
        (holder, *_) = self.holders(changes)
        problem = self.changed(after, models, holder)
        alone = self._forced(Forced(roster, problem, self._single_seats(problem, holder), RULES, holder))
        if (alone and not alone.gives_way) or not is_joined or models or not after.to_plan.written.issuperset(names):
            return alone
        problem = after.rows.with_resources_left(names, team.problem)
        plan = joined_plan([self._due_plan(problem, number, name) for number, name in enumerate(names)])
        return self._forced(Forced(roster, problem, plan, TEAM_RULES, ""))

    def could_start(self, changes: Sequence[Change], *, is_wished: bool = False) -> bool:
        """Tell whether some changes leave the talk a start with anybody, whatever else is planned.

        Args:
            changes: the changes.
            is_wished: look at the talk as if a wish demanded it.
        """
        return any(
            self._starts(changes, holder, is_wished=is_wished)
            for holder in self.holders(changes)
            if holder in self.planned.to_plan.written
        )

    def _starts(self, changes: Sequence[Change], holder: str, *, is_wished: bool) -> int:
        problem = self.changed(self.planned, changes, holder)
        talk = problem.by_key.get((self._id, 0))
        return RULES.starts_of(problem, structs.replace(talk, must=talk.must or is_wished)) if talk is not None else 0

    def opened(self, changes: Sequence[Change], seat: Seat) -> frozenset[str]:
        """Return whose talks with the holder of a seat could start anywhere after some changes."""
        problem = self.changed(self.planned, changes, seat.specialist_id)
        holder = self.planned.team_of(seat.specialist_id).offers.get(seat.specialist_id, ())
        entries = [*problem.talks, *(entry for _, entry in holder)]
        return frozenset(talk.talk_id for talk in entries if talk.is_due and RULES.starts_of(problem, talk))

    def _due_plan(self, problem: Problem, worker: int, name: str) -> Assignment:
        """Return what a member of a team holds of what the team decides, worker 0."""
        return tuple(p for p in self.planned.plans[name] if (p.talk_id, worker) in problem.by_key and not p.is_double)

    def _single_seats(self, problem: Problem, name: str) -> Assignment:
        return tuple(p for p in self.planned.plans[name] if p.talk_id in problem.by_id and not p.is_double)

    def _forced(self, forced: "Forced") -> Displaced | None:
        """Solve a week in which the talk is demanded, and compare it with the plan."""
        problem, before = forced.problem, forced.before
        entries = [talk for talk in problem.talks if talk.talk_id == self._id]
        if not any(RULES.starts_of(problem, talk) for talk in entries):
            return None
        problem = replace(problem, talks=tuple(structs.replace(t, must=t.must or t in entries) for t in problem.talks))
        outcome = solve(problem, self.settings, forced.rules, Known(before, {}))
        starts = {placement.talk_id: placement.start for placement in outcome.assignment}
        if self._id not in starts:
            self.was_cut_short |= any(stage.name == "pins" and stage.bound == 0 for stage in outcome.stages)
            return None
        lost = sorted(p.talk_id for p in before if p.talk_id not in starts)
        first = problem.by_id
        return Displaced(
            roster=forced.roster,
            gives_way=tuple(name for name in lost if first[name].is_due),
            waits=tuple(name for name in lost if not first[name].is_due),
            worse=self._worse(problem, before, outcome.assignment, forced.rules),
            seat=(forced.holder, starts[self._id]) if forced.holder else None,
        )

    def _worse(self, problem: Problem, before: Assignment, after: Assignment, rules: RuleBook) -> tuple[tuple[str, int], ...]:
        """Return the stages in which the others lose, and by how much."""
        talk = problem.by_id[self._id]
        was, now = measure(problem, before, rules), measure(problem, after, rules)
        was["pins"] -= 1
        if talk.step is not None:
            was[stage_name(talk.step)] -= cost(talk)
        return tuple((name, now[name] - value) for name, value in was.items() if name.split(".")[0] in TOLD and now[name] > value)


@dataclass(frozen=True)
class Forced:
    """A week in which a talk is demanded, and the plan as it was.

    Attributes:
        roster: the roster with the wish.
        problem: the week of the holder, or what the team decides in one piece.
        before: the plan as it was.
        rules: the rules of the week, or of the team.
        holder: whose week it is; "" = the team's.
    """

    roster: Roster
    problem: Problem
    before: Assignment
    rules: RuleBook
    holder: str


def _late(view: PlanView, but: str) -> int:
    """Return how many people, one left out, are seen after a deadline that lies in the week."""
    return sum(0 < talk.in_time_before <= start for talk, start in view.placed if talk.talk_id != but)
