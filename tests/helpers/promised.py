"""Small teams that have promised something, planned anew."""

from random import Random
from typing import Any

from msgspec import structs

from constraints.audit import audit, measure
from constraints.problem import Assignment, Problem, Resource, Talk, Worker
from constraints.rules import REPLAN_RULES
from constraints.solve import Outcome, solve_replan
from helpers.build import CELLS_PER_DAY, cover, resource, talk, worker


def week_of(*talks: Talk, of: tuple[Worker, ...], resources: tuple[Resource, ...] = ()) -> Problem:
    """Return a week that is timed."""
    return Problem(of, talks, (), CELLS_PER_DAY, resources=resources, is_timed=True)


def promised(talk_id: str, start: int, cells: int = 3, **other: Any) -> Talk:
    """Return a talk of somebody who is away: promised, and free to move within the week."""
    return talk(talk_id, cells, promised=start, **other)


def kept(talk_id: str, start: int, cells: int = 3, **other: Any) -> Talk:
    """Return a talk of somebody who is there."""
    return talk(talk_id, cells, promised=start, stays=True, **other)


def replanned(problem: Problem) -> Outcome:
    """Plan anew; everything is proved, nothing is broken, and the plan has the values that are reported."""
    outcome = solve_replan(problem)
    assert all(stage.proved for stage in outcome.stages)
    assert audit(problem, outcome.assignment, REPLAN_RULES) == []
    assert {stage.name: stage.value for stage in outcome.stages} == measure(problem, outcome.assignment, REPLAN_RULES)
    return outcome


def values(outcome: Outcome) -> dict[str, int]:
    """Return stage → value."""
    return {stage.name: stage.value for stage in outcome.stages}


def starts(assignment: Assignment) -> dict[str, int]:
    return {p.talk_id: p.start for p in assignment}


def holders(assignment: Assignment) -> dict[str, int]:
    return {p.talk_id: p.worker for p in assignment}


def random_promises(random: Random) -> Problem:
    """Return a day of two workers who are there and have promised talks, and of one who is not."""
    cells = 7
    staff = (worker(0), worker((1 << cells) - 1), worker((1 << random.choice([3, 6])) - 1))
    talks: list[Talk] = []
    for number in (1, 2):
        for begin in (0, 3):
            if random.random() < 0.6 and staff[number].open_cells >> begin + 2 & 1:
                reached = random.choice([0, 0, CELLS_PER_DAY])
                talks.append(kept(f"k{number}{begin}", begin, worker=number, reached_from=reached))
    for number in range(random.choice([1, 2])):
        step = random.choice(["first", "legal", None])
        reached = random.choice([0, CELLS_PER_DAY])
        needs = ("room",) if random.random() < 0.3 else ()
        length = random.choice([2, 3])
        own = promised(f"d{number}", random.randrange(0, 4), length, step=step, reached_from=reached, resources=needs)
        talks.append(own)
        if step is not None:
            talks += [cover(own, 1), cover(own, 2)]
        else:
            talks.append(structs.replace(own, worker=1))  # their own specialist is there at other times
    return week_of(*talks, of=staff, resources=(resource("room", (1 << cells) - 1),))
