"""Shared days: where talks of a day share a resource or a household comes together, the day is timed as a whole.

The clock of each gap knows nothing of the others. This looks at its start times, and where a resource is wanted by too many at
once or a household is torn apart, asks the shared clock for other start times of all who are concerned on that day. What the
shared clock refuses comes back as a set of counts that do not go together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from constraints.clock import UndecidedError
from constraints.households import households, is_chain
from constraints.model import IntVar
from constraints.problem import DAYS
from constraints.seats import Seat
from constraints.shared_clock import Item, place_together
from constraints.variables import Variables

Times = dict[Seat, list[int]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What does not go together on a day: so many talks in each of some seats, and these households in one piece."""

    counts: tuple[tuple[Seat, int], ...]
    households: tuple[str, ...]


class SharedDays:
    """Finds the days on which something is shared, and times them."""

    def __init__(self, x: Variables) -> None:
        self.x = x
        self.household_of = {talk.talk_id: talk.household for talk in x.problem.talks if talk.household}
        self.is_needed = bool(x.together) or any(seat.resources for seat in x.count)

    def settle(self, value: Callable[[IntVar], int], times: Times) -> list[Conflict]:
        """Change the start times of days on which something is shared; return what cannot be placed.

        Args:
            value: value of a variable in the solution.
            times: seat → start cells, as the clock of each gap found them; changed in place.

        Raises:
            UndecidedError: the shared clock gave up on a day.
        """
        conflicts = []
        for day in range(DAYS) if self.is_needed else ():
            here = {seat: starts for seat, starts in times.items() if self.x.problem.day_of(seat.gap[0]) == day}
            wanted = {name for name, literal in self.x.together.items() if value(literal)}
            if self._is_fine(here, wanted):
                continue
            items = self._items(here, wanted)
            starts = self._placed([item for _, item in items])
            if starts is None:
                conflicts.append(self._smallest_conflict(items))
                continue
            for seat in {seat for seat, _ in items}:
                times[seat] = sorted(start for (other, _), start in zip(items, starts, strict=True) if other == seat)
        return conflicts

    def _is_fine(self, here: Times, wanted: set[str]) -> bool:
        """Tell whether the start times of a day respect all resources and keep the wanted households together."""
        spans: dict[str, list[tuple[int, int]]] = {}
        used: dict[tuple[str, int], int] = {}
        for seat, starts in here.items():
            for start in starts:
                spans.setdefault(self._household(seat, wanted), []).append((start, start + seat.length))
                for name in seat.resources:
                    for cell in range(start, start + seat.length):
                        used[name, cell] = used.get((name, cell), 0) + 1
        resources = self.x.problem.resource_by_name
        is_enough = all(number <= resources[name].units(cell) for (name, cell), number in used.items())
        return is_enough and all(is_chain(chain) for household, chain in spans.items() if household)

    def _household(self, seat: Seat, wanted: set[str]) -> str:
        household = self.household_of.get(seat.household_member, "")
        return household if household in wanted else ""

    def _items(self, here: Times, wanted: set[str]) -> list[tuple[Seat, Item]]:
        """Return the talks of everybody who shares anything on the day."""
        sharing = {seat.worker for seat in here if seat.resources or self._household(seat, wanted)}
        return [
            (seat, Item(seat.worker, seat.length, seat.starts, seat.resources, self._household(seat, wanted)))
            for seat, starts in here.items()
            if seat.worker in sharing
            for _ in starts
        ]

    def _placed(self, items: list[Item]) -> list[int] | None:
        return place_together(items, self.x.problem.resources)

    def _smallest_conflict(self, items: list[tuple[Seat, Item]]) -> Conflict:
        """Take away households, workers and talks as long as what is left cannot be placed.

        Members of a household that is to be together stay, since without one of them the others may be harder to join.
        """
        kept = items
        for household in sorted({item.household for _, item in kept if item.household}):
            kept = self._without(kept, [], household)
        for worker in sorted({item.worker for _, item in kept}):
            kept = self._without(kept, [p for p in kept if p[1].worker == worker and not p[1].household])
        for pair in list(kept):
            if not pair[1].household:
                kept = self._without(kept, [pair])
        counts = {seat: sum(other == seat for other, _ in kept) for seat, _ in kept}
        return Conflict(tuple(counts.items()), tuple(sorted({item.household for _, item in kept if item.household})))

    def _without(
        self, items: list[tuple[Seat, Item]], dropped: list[tuple[Seat, Item]], household: str = ""
    ) -> list[tuple[Seat, Item]]:
        """Return the talks without some of them, or with a household apart, if they still cannot be placed; else all of them."""
        rest = list(items)
        for pair in dropped:
            rest.remove(pair)
        if household:
            rest = [(seat, replace(item, household="") if item.household == household else item) for seat, item in rest]
        try:
            return items if self._placed([item for _, item in rest]) is not None else rest
        except UndecidedError:
            return items

    def cut(self, conflict: Conflict) -> None:
        """Forbid a conflict: fewer in one of the seats, or a household not together, or with another member."""
        x = self.x
        ways = [~x.at_least(seat, number) for seat, number in conflict.counts]
        there = {seat.household_member for seat, _ in conflict.counts}
        for household in conflict.households:
            others = {talk.talk_id for talk in households(x.problem)[household] if x.is_possible(talk)} - there
            ways += [~x.together[household], *(x.invited[talk_id] for talk_id in sorted(others))]
        x.model.add_bool_or(ways)
