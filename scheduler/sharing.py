"""Sharing: what couples the weeks of several specialists, households and resources, and who must be planned together for it.

Everybody is planned alone first. Only where the plans then tear a household apart or want more of a resource than there is, the
specialists concerned are planned in one piece. Meaning: docs/model.md, Households and Resources.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from constraints import Assignment, Problem
from constraints.audit import view_of
from constraints.households import NAME as HOUSEHOLDS
from constraints.households import measure
from constraints.problem import join
from constraints.resources import NAME as RESOURCES
from constraints.resources import violations
from constraints.rules import RULES
from scheduler.prepare import Prepared

Names = frozenset[str]
"""Ids of specialists."""


@dataclass(frozen=True)
class Sharing:
    """The households that several specialists look after.

    Attributes:
        label_of: customer id → household, of the members of such households.
        specialists_of: household → the specialists who could hold a talk with one of its members.
    """

    label_of: Mapping[str, str]
    specialists_of: Mapping[str, Names]

    @classmethod
    def of(cls, weeks: Iterable[Prepared]) -> "Sharing":
        """Find the households of some weeks that several specialists look after."""
        label_of: dict[str, str] = {}
        specialists: defaultdict[str, set[str]] = defaultdict(set)
        for week in weeks:
            for talk in week.problem.talks:
                if talk.household and RULES.starts_of(week.problem, talk):
                    label_of[talk.talk_id] = talk.household
                    specialists[talk.household].add(week.specialist.specialist_id)
        across = {label: frozenset(names) for label, names in sorted(specialists.items()) if len(names) > 1}
        return cls({talk_id: label for talk_id, label in label_of.items() if label in across}, across)

    def alone(self, week: Prepared) -> Prepared:
        """Return a week in which members of households that colleagues look after as well are a household each.

        So nobody of the week is to come next to them, and nothing moves them to a time that only suits the week.
        """
        if self.label_of.keys().isdisjoint(week.needs):
            return week
        single = {talk_id: f"{label}/{talk_id}" for talk_id, label in self.label_of.items()}
        talks = tuple(structs.replace(t, household=single.get(t.talk_id, t.household)) for t in week.problem.talks)
        return replace(week, problem=replace(week.problem, talks=talks))

    def joined(self, weeks: Sequence[Prepared]) -> Problem:
        """Return several weeks as one problem, with the households that only they look after."""
        names = {week.specialist.specialist_id for week in weeks}
        problem = join([week.problem for week in weeks], weeks[0].problem.ladder)
        inside = {label for label, specialists in self.specialists_of.items() if specialists <= names}
        talks = (
            structs.replace(t, household=label) if (label := self.label_of.get(t.talk_id)) in inside else t for t in problem.talks
        )
        return replace(problem, talks=tuple(talks))

    def clashes(self, weeks: Mapping[str, Prepared], plans: Mapping[str, Assignment]) -> list[Names]:
        """Return the specialists who must be planned together: households torn apart, resources wanted by too many.

        Args:
            weeks: specialist id → week.
            plans: specialist id → plan of this week alone, worker 0.
        """
        found = [names for label, names in self.specialists_of.items() if self.is_apart(label, names, weeks, plans)]
        for resource in sorted({name for week in weeks.values() for talk in week.problem.talks for name in talk.resources}):
            users = [name for name, plan in sorted(plans.items()) if _uses(weeks[name], plan, resource)]
            if len(users) > 1 and self._is_overused(resource, [weeks[name] for name in users], [plans[name] for name in users]):
                found.append(frozenset(users))
        return found

    def is_apart(self, label: str, names: Names, weeks: Mapping[str, Prepared], plans: Mapping[str, Assignment]) -> bool:
        """Tell whether invited members of a household do not come one after the other."""
        members = {talk_id for talk_id, household in self.label_of.items() if household == label}
        chosen = sorted(names & weeks.keys())
        invited = [p for name in chosen for p in plans[name] if p.talk_id in members]
        if len(invited) < 2:
            return False
        problem = self.joined([self._only(weeks[name], members) for name in chosen])
        return bool(measure(view_of(problem, joined_plan([_among(plans[name], members) for name in chosen])))[HOUSEHOLDS])

    def _is_overused(self, resource: str, weeks: list[Prepared], plans: list[Assignment]) -> bool:
        users = {talk.talk_id for week in weeks for talk in week.problem.talks if resource in talk.resources}
        problem = join([self._only(week, users).problem for week in weeks])
        view = view_of(problem, joined_plan([_among(plan, users) for plan in plans]))
        return any(violation.rule == RESOURCES for violation in violations(view))

    def _only(self, week: Prepared, customers: set[str]) -> Prepared:
        talks = tuple(talk for talk in week.problem.talks if talk.talk_id in customers)
        return replace(week, problem=replace(week.problem, talks=talks))


def _uses(week: Prepared, plan: Assignment, resource: str) -> bool:
    return any(resource in week.problem.by_id[p.talk_id].resources for p in plan)


def _among(plan: Assignment, customers: set[str]) -> Assignment:
    return tuple(p for p in plan if p.talk_id in customers)


def joined_plan(plans: Sequence[Assignment]) -> Assignment:
    """Return the plans of single workers as a plan of the joined problem."""
    return tuple(structs.replace(p, worker=number) for number, plan in enumerate(plans) for p in plan)


def merged(groups: Iterable[Names]) -> list[Names]:
    """Join groups that have somebody in common, in order of their first member."""
    found: list[Names] = []
    for group in groups:
        touching = [other for other in found if other & group]
        found = [other for other in found if not other & group] + [group.union(*touching)]
    return sorted(found, key=min)
