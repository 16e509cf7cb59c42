"""Head start: what the team has proved bounds the weeks of its members, unless they compete for a room or an interpreter."""

from pathlib import Path

import pytest

from constraints.solve import Known, SolverSettings, solve, solve_cover
from helpers.rosters import NO_HOURS, customer, look_at, specialist, write_roster
from scheduler.headstart import head_starts
from scheduler.sample import TODAY, write_sample
from scheduler.week_to_plan import WeekToPlan

AWAY = [{"person_id": "S1", "first_day": "2026-11-30", "last_day": "2026-12-04"}]


def decided(to_plan: WeekToPlan) -> tuple[WeekToPlan, dict[str, Known]]:
    """Return the week once its only team has decided who covers what, and the head starts."""
    team = to_plan.teams[0]
    outcome = solve_cover(team.problem)
    holders = {
        p.talk_id: team.members[p.worker].specialist.specialist_id
        for p in outcome.assignment
        if team.problem.by_key[p.talk_id, p.worker].is_cover
    }
    to_plan = to_plan.covered(holders)
    return to_plan, head_starts(to_plan, {team.team: outcome})


@pytest.mark.parametrize("seed", [1, 2])
def test_a_head_start_changes_no_value(seed: int, tmp_path: Path) -> None:
    write_sample(tmp_path / "team", specialists=7, seed=seed)
    to_plan, known = decided(look_at(tmp_path / "team", today=TODAY))
    assert len(known) >= 3  # enough to make the comparison worth something
    for week in to_plan.everyone:
        with_it = solve(week.problem, SolverSettings(), None, known.get(week.specialist.specialist_id))
        without = solve(week.problem)
        assert with_it.stages == without.stages
        assert all(stage.proved for stage in with_it.stages)


@pytest.mark.parametrize(("capacity", "without"), [(1, 1), (2, 0)])
def test_who_yields_an_interpreter_has_none(capacity: int, without: int, tmp_path: Path) -> None:
    """One interpreter for two people: whoever goes without one in the team could do better alone."""
    people = [customer("A", specialist_id="S2", needs="dari"), customer("B", specialist_id="S3", needs="dari"), customer("C")]
    staff = [specialist("S1"), *(specialist(name, **NO_HOURS | {"mon": "08:00-09:00"}) for name in ("S2", "S3"))]
    resources = [{"resource": "dari", "capacity": str(capacity)}]
    _, known = decided(look_at(write_roster(tmp_path, people, staff, absences=AWAY, resources=resources)))
    assert len({"S2", "S3"} - known.keys()) == without
    assert "S1" in known
