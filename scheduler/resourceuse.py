"""Resource use: which rooms, interpreters and video seats the planned talks take, and what that leaves for everybody else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from constraints import Assignment, Problem, Resource
from constraints.cells import block
from scheduler.plan import Elsewhere
from scheduler.prepare import Prepared

Span = tuple[int, int]
"""First cell and the cell after the last."""


class ResourceUse:
    """What the plans of several specialists take of the resources that they share."""

    def __init__(self, weeks: Iterable[Prepared], plans: Mapping[str, Assignment], elsewhere: Elsewhere) -> None:
        self._spans: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        for resource, start, stop in elsewhere.resources:
            self._spans[resource].append(("", (start, stop)))
        for week in weeks:
            name = week.specialist.specialist_id
            for resource, span in resource_spans(week.problem, plans.get(name, ())):
                self._spans[resource].append((name, span))

    def left_for(self, specialists: Collection[str], problem: Problem) -> tuple[Resource, ...]:
        """Return what the plans of all others leave of the resources."""
        return tuple(self._left(resource, specialists) for resource in problem.resources)

    def _left(self, resource: Resource, specialists: Collection[str]) -> Resource:
        for name, span in self._spans.get(resource.name, ()):
            if name not in specialists:
                resource = resource.with_one_less(block(*span))
        return resource


def resource_spans(problem: Problem, plan: Assignment) -> list[tuple[str, Span]]:
    """Return (resource, span) of everything that a plan takes."""
    placed = [(problem.by_id[p.talk_id], p.start) for p in plan if p.talk_id in problem.by_id]
    return [(name, (start, start + talk.cells)) for talk, start in placed for name in talk.resources]
