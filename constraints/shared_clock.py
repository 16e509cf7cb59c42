"""The shared clock: start times for talks of several specialists on one day that share resources or belong to one household.

A day on which nothing is shared is left to `clock.py`. Here a small model of its own decides, with a yes or no for every kind of
talk and start cell: one talk at a time for every worker, no more talks at a time than a resource has units, the members of a
household one after the other. Its relaxation is nearly whole, so a day full to the last cell is decided as fast as any other.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from constraints.cells import members
from constraints.clock import UndecidedError
from constraints.model import FEASIBLE, INFEASIBLE, OPTIMAL, IntVar, LinearExpr, Model, Solver
from constraints.problem import Resource

DETERMINISTIC_LIMIT = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """One talk of the day: who holds it, how long, where it may start, what it needs, with whom it must be together."""

    worker: int
    cells: int
    starts: int
    resources: tuple[str, ...] = ()
    household: str = ""


def place_together(items: Sequence[Item], resources: Sequence[Resource]) -> list[int] | None:
    """Return a start cell for every item, or None when there are none.

    Args:
        items: the talks of one day; a household that need not be together is left empty.
        resources: what is left of everything that the items name.

    Raises:
        UndecidedError: the limit was reached before anything was known.
    """
    day = _Day(items, resources)
    solver = Solver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = DETERMINISTIC_LIMIT
    status = solver.solve(day.model)
    if status in (OPTIMAL, FEASIBLE):
        found = {kind: [start for start, chosen in day.at[kind].items() if solver.value(chosen)] for kind in day.at}
        return [found[item].pop(0) for item in items]
    if status == INFEASIBLE:
        return None
    raise UndecidedError


class _Day:
    """The model of a day: like talks are one kind, and every kind starts in as many cells as there are talks of it."""

    def __init__(self, items: Sequence[Item], resources: Sequence[Resource]) -> None:
        self.model = Model()
        self.at: dict[Item, dict[int, IntVar]] = {}
        for kind in dict.fromkeys(items):
            self.at[kind] = {start: self.model.new_bool_var(f"start:{start}") for start in members(kind.starts)}
            self.model.add(LinearExpr.sum(list(self.at[kind].values())) == items.count(kind))
        for worker in sorted({kind.worker for kind in self.at}):
            for talks in self._by_cell([kind for kind in self.at if kind.worker == worker]).values():
                self.model.add_at_most_one(talks)
        for resource in resources:
            for cell, talks in self._by_cell([kind for kind in self.at if resource.name in kind.resources]).items():
                self.model.add(LinearExpr.sum(talks) <= resource.units(cell))
        for household in sorted({kind.household for kind in self.at} - {""}):
            self._post_chain([item for item in items if item.household == household])

    def _by_cell(self, kinds: Sequence[Item]) -> dict[int, list[IntVar]]:
        """Return cell → the starts of some kinds from which a talk takes it."""
        found: defaultdict[int, list[IntVar]] = defaultdict(list)
        for kind in kinds:
            for start, chosen in self.at[kind].items():
                for cell in range(start, start + kind.cells):
                    found[cell].append(chosen)
        return found

    def _post_chain(self, together: Sequence[Item]) -> None:
        """The talks take the cells from one of their starts on, as many as all of them have, and no other."""
        length = sum(item.cells for item in together)
        kinds = list(dict.fromkeys(together))
        taken = self._by_cell(kinds)
        firsts = {
            start: self.model.new_bool_var(f"first:{start}") for start in sorted({s for kind in kinds for s in self.at[kind]})
        }
        self.model.add_exactly_one(firsts.values())
        for cell in range(min(firsts), max(firsts) + length):
            inside = LinearExpr.sum([chosen for first, chosen in firsts.items() if first <= cell < first + length])
            self.model.add(LinearExpr.sum(taken.get(cell, [])) == inside)
