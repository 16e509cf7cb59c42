"""The audit of weeks with cover, households and resources: silent on every plan, exact about what a change by hand breaks.

What a plan breaks stands here once more, rule by rule and cell by cell.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from constraints.audit import audit, measure, view_of
from constraints.cells import members
from constraints.households import apart
from constraints.problem import Assignment, Placement, Problem, Talk
from constraints.rules import RULES
from constraints.solve import solve
from helpers.build import MON, Planned, at, due, plan_of, planned, week
from helpers.one_piece import is_in, units
from helpers.teams import random_absent_team, random_crowded_team

STAGES = {rule.NAME for rule in RULES.stage_rules}


def cells_of(talk: Talk, start: int) -> range:
    return range(start, start + talk.cells)


def is_kept(problem: Problem, talk: Talk, start: int) -> dict[str, bool]:
    """Return for every rule about single starts whether a talk keeps it."""
    worker = problem.workers[talk.worker]
    booked = {c for b in problem.bookings if b.worker == talk.worker for c in range(b.start, b.stop)}
    cells = cells_of(talk, start)
    return {
        "one_open_invitation": not talk.has_open_invitation,
        "letter_spacing": not talk.letter_too_soon,
        "fill": talk.step is not None or talk.must or talk.is_soon or talk.may_fill,
        "pins": is_in(talk.pinned_cells, start),
        "need_window": start >= talk.not_before,
        "lead_time": start >= talk.reached_from,
        "customer_hours": not any(is_in(talk.customer_busy, cell) for cell in cells),
        "skills": not talk.is_cover or talk.skills <= worker.skills,
        "bookings_stay": not booked & set(cells),
        "consulting_hours": all(is_in(worker.open_cells, cell) for cell in cells),
    }


def broken(problem: Problem, assignment: Assignment) -> set[str]:
    """Return the names of the hard rules that a plan breaks."""
    placed = [(problem.by_key[p.talk_id, p.worker], p.start) for p in assignment]
    names = {name for talk, start in placed for name, kept in is_kept(problem, talk, start).items() if not kept}
    busy = Counter((talk.worker, cell) for talk, start in placed for cell in cells_of(talk, start))
    used = Counter((name, cell) for talk, start in placed for cell in cells_of(talk, start) for name in talk.resources)
    names |= {"no_overlap" for number in busy.values() if number > 1}
    names |= {"resources" for (name, cell), number in used.items() if number > units(problem, name, cell)}
    names |= {"once_a_week" for number in Counter(p.talk_id for p in assignment).values() if number > 1}
    for index, worker in enumerate(problem.workers):
        mine = [talk for talk, _ in placed if talk.worker == index]
        is_beyond = sum(talk.minutes for talk in mine) > max(0, worker.minutes_left)
        if is_beyond and any(talk.step is None and not talk.must for talk in mine):
            names.add("room_to_breathe")
    return names


def changed(chance: Random, problem: Problem, assignment: Assignment) -> Assignment:
    """Return a plan with one to three changes: two starts swapped, a talk moved, moved to another's start, given away, left out, added."""

    def some_hour(entry: Talk) -> int:
        return chance.choice(list(members(problem.workers[entry.worker].open_cells)) or [0])

    plan = list(assignment)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        one, two = chance.randrange(len(plan)), chance.randrange(len(plan))
        kind = chance.randrange(7)
        if kind == 0:
            one_start, two_start = plan[one].start, plan[two].start
            plan[one], plan[two] = structs.replace(plan[one], start=two_start), structs.replace(plan[two], start=one_start)
        elif kind == 1:
            plan[one] = structs.replace(plan[one], start=max(0, plan[one].start + chance.choice([-2, -1, 1, 2])))
        elif kind == 2:
            plan[one] = structs.replace(plan[one], start=plan[two].start)
        elif kind == 3:
            entry = chance.choice([talk for talk in problem.talks if talk.talk_id == plan[one].talk_id])
            plan[one] = Placement(entry.talk_id, some_hour(entry), entry.worker)
        elif kind == 4 and len(plan) > 1:
            plan.pop(one)
        else:
            entry = chance.choice(problem.talks)
            plan.append(Placement(entry.talk_id, some_hour(entry), entry.worker))
    return tuple({(p.talk_id, p.worker): p for p in plan}.values())


def check_change(chance: Random, plan: Planned) -> set[str]:
    """Check what the audit says of a plan after a change against the plain words; return the names of the hard rules broken.

    A stage may be named only where the plan is worse in it, or in an earlier one, than it was.
    """
    after = changed(chance, plan.problem, plan.outcome.assignment)
    found = {violation.rule for violation in audit(plan.problem, after)}
    hard = broken(plan.problem, after)
    assert found - STAGES == hard - STAGES
    assert hard <= found
    if not hard:
        values = measure(plan.problem, after)
        worse = [name.split(".")[0] for name, value in plan.reported.items() if values[name] != value]
        order = list(dict.fromkeys(name.split(".")[0] for name in values))
        assert all(worse and order.index(worse[0]) <= order.index(name) for name in found)
    return hard


@cache
def absent(seed: int) -> Planned:
    return planned(random_absent_team(Random(seed)))


@cache
def crowded(seed: int) -> Planned:
    return planned(random_crowded_team(Random(seed), cells=14))


@cache
def broken_by_changes(team: Callable[[int], Planned], seed: int) -> list[set[str]]:
    """Check twenty changes of a plan; return the names of the hard rules that each of them breaks."""
    plan = team(seed)
    return [check_change(Random(number), plan) for number in range(20 if plan.outcome.assignment else 0)]


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("team", [absent, crowded])
def test_the_audit_names_exactly_the_hard_rules_that_a_change_breaks(team: Callable[[int], Planned], seed: int) -> None:
    broken_by_changes(team, seed)


def test_many_rules_are_broken_alone() -> None:
    """Changes that always break several rules at once, or none, would test little."""
    sets = [names for seed in range(30) for team in (absent, crowded) for names in broken_by_changes(team, seed)]
    alone = {name for names in sets if len(names) == 1 for name in names}
    assert alone >= {"resources", "no_overlap", "once_a_week", "room_to_breathe", "consulting_hours", "customer_hours"}


def given_to_the_unskilled(plan: Planned) -> Iterator[Assignment]:
    """Yield the plan with a talk given to a colleague who lacks a skill, at times at which nothing else is wrong with that."""
    problem = plan.problem
    for entry in problem.talks:
        if entry.is_cover and not entry.skills <= problem.workers[entry.worker].skills:
            others = [p for p in plan.outcome.assignment if p.talk_id != entry.talk_id]
            for start in members(problem.workers[entry.worker].open_cells):
                given = (*others, Placement(entry.talk_id, start, entry.worker))
                if broken(problem, given) == {"skills"}:
                    yield given


def test_a_talk_given_to_a_colleague_who_lacks_a_skill_is_found() -> None:
    given = [(plan, each) for seed in range(30) for plan in [absent(seed)] for each in given_to_the_unskilled(plan)]
    assert given
    for plan, assignment in given:
        assert {violation.rule for violation in audit(plan.problem, assignment)} - STAGES == {"skills"}


def torn_apart(plan: Planned) -> Iterator[Assignment]:
    """Yield the plan with one member of a household that is together moved to a free time of the day that is not next to it."""
    view = view_of(plan.problem, plan.outcome.assignment)
    households = {talk.household for talk, _ in view.placed} - {""} - apart(view).keys()
    for talk, start in view.placed:
        if talk.household in households and sum(other.household == talk.household for other, _ in view.placed) > 1:
            for begin in members(view.free_starts(talk) & view.day_mask(start)):
                moved = tuple(
                    structs.replace(p, start=begin) if p.talk_id == talk.talk_id else p for p in plan.outcome.assignment
                )
                if measure(plan.problem, moved)["households"] > plan.reported["households"]:
                    yield moved


@pytest.mark.parametrize("seed", range(30))
def test_a_member_who_could_simply_come_back_is_found(seed: int) -> None:
    plan = crowded(seed)
    for moved in torn_apart(plan):
        assert {v.rule for v in audit(plan.problem, moved)} == {"households"}


@settings(max_examples=40)
@given(st.randoms())
def test_every_plan_of_a_crowded_team_is_proved_passes_the_audit_and_comes_out_again(chance: Random) -> None:
    team = random_crowded_team(chance, days=2, cells=8)
    plan = planned(team)
    assert plan.is_sound
    assert solve(team) == plan.outcome


@pytest.mark.parametrize("seed", range(10))
def test_an_absent_team_planned_twice_has_the_same_plan(seed: int) -> None:
    team = random_absent_team(Random(seed), sharing=0.8)
    assert solve(team) == solve(random_absent_team(Random(seed), sharing=0.8))


def test_a_member_who_stands_in_the_plan_twice_is_there_once_too_often() -> None:
    problem = week(due("ada", household="family"), due("bea", household="family"))
    twice = (*plan_of({"ada": at(MON, 0), "bea": at(MON, 3)}), *plan_of({"ada": at(MON, 9)}))
    assert "once_a_week" in {violation.rule for violation in audit(problem, twice)}
