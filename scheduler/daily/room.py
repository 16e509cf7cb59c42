"""Room: a quick look whether talks surely fit beside what is taken. It may miss a way to fit them, never claims a wrong one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from constraints import Problem, Talk
from constraints.cells import block, cells_from, starts_that_fit, starts_touching
from constraints.problem import Resource

MOST_TRIES = 8
Entry = tuple[Talk, int]
"""A talk that somebody could hold, and the mask of the cells at which it may start."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is taken: cells of each worker, and units of resources.

    Attributes:
        taken: worker → cells.
        left: resource → what is left of it.
    """

    taken: Mapping[int, int]
    left: Mapping[str, Resource]

    def with_all(self, entries: Sequence[Entry]) -> "Room | None":
        """Return what is taken with talks of one worker each, None where no way to place all of them was found.

        Talks with the fewest starts go first; whoever finds no place goes before all others in the next try.
        """
        order = sorted(entries, key=lambda entry: (entry[1].bit_count(), -entry[0].cells, entry[0].talk_id))
        for _ in range(MOST_TRIES):
            room = self
            for position, entry in enumerate(order):
                found = room.with_one([entry])
                if found is None:
                    order = [entry, *order[:position], *order[position + 1 :]]
                    break
                room = found
            else:
                return room
        return None

    def with_one(self, entries: Iterable[Entry]) -> "Room | None":
        """Return what is taken with one talk that any of several could hold, None where none of them has a place in time."""
        for talk, starts in entries:
            taken = self.taken[talk.worker]
            allowed = starts & ~starts_touching(taken, talk.cells)
            if talk.in_time_before:
                allowed &= block(0, talk.in_time_before)
            for name in talk.resources:
                allowed &= starts_that_fit(self.left[name].left[0] if self.left[name].left else 0, talk.cells)
            if allowed:
                beside = allowed & ~((cells_from(starts, talk.cells) & ~taken) << 1)
                first = beside or allowed
                cells = cells_from(first & -first, talk.cells)
                left = {name: self.left[name].with_one_less(cells) for name in talk.resources}
                return replace(self, taken={**self.taken, talk.worker: taken | cells}, left={**self.left, **left})
        return None


def fits_in_team(problem: Problem, starts: Mapping[tuple[str, int], int], holder: int) -> bool:
    """Tell whether everything due in a week surely fits: what the holder has to hold, and what colleagues could cover.

    Whoever has more to hold than fits is left aside, with nothing to cover; only not where resources could be in their way.

    Args:
        problem: the week of a team with the slot booked, with nothing but what is due.
        starts: entry → mask of the starts without the slot.
        holder: the worker whose week must fit.
    """
    covered = {talk.talk_id for talk in problem.talks if talk.is_cover}
    own = [(talk, starts[talk.key]) for talk in problem.talks if talk.talk_id not in covered and starts[talk.key]]
    room = Room({worker: problem.taken[worker] for worker in range(len(problem.workers))}, problem.resource_by_name)
    full = set()
    for worker in sorted(room.taken, key=lambda worker: worker != holder):
        entries = [entry for entry in own if entry[0].worker == worker]
        with_own = room.with_all(entries)
        if with_own is None and (worker == holder or any(talk.resources for talk, _ in entries)):
            return False
        full |= {worker} if with_own is None else set()
        room = with_own or room
    choices = [
        [(t, starts[t.key]) for t in problem.talks if t.talk_id == name and starts[t.key] and t.worker not in full]
        for name in sorted(covered)
        if any(starts[t.key] for t in problem.talks if t.talk_id == name)
    ]
    return _with_choices(room, sorted(choices, key=lambda entries: sum(mask.bit_count() for _, mask in entries)))


def _with_choices(room: Room, choices: Sequence[Sequence[Entry]]) -> bool:
    for entries in choices:
        found = room.with_one(entries)
        if found is None:
            return False
        room = found
    return True
