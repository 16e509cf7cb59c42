"""The roster of a scenario: who leaves is gone, who joins has hours, every customer has somebody, nothing is lost."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from helpers.rosters import TODAY, booking
from helpers.scenarios import scenario, team_roster
from scheduler.conceptfiles import load_concept
from scheduler.errors import RefusedError
from scheduler.roster import Roster
from scheduler.simulation.scenario import StaffChange
from scheduler.simulation.staffing import posts_of, scenario_roster, smallest_teams, team_members
from scheduler.week_to_plan import prepare_week

MONDAY = date(2026, 11, 30)


def loads(roster: Roster) -> dict[str, int]:
    return dict(sorted(Counter(customer.specialist_id for customer in roster.customers).items()))


def test_without_changes_the_roster_stays_as_it_is(tmp_path: Path) -> None:
    roster = team_roster(tmp_path)
    assert scenario_roster(roster, scenario()) is roster


def test_the_last_two_leave_and_their_customers_are_shared_out(tmp_path: Path) -> None:
    changed = scenario_roster(team_roster(tmp_path), scenario(staff=(StaffChange("basis", leave=2),)))
    assert loads(changed) == {"S1": 15, "S2": 15, "S3": 15, "S4": 15}
    assert [customer.customer_id for customer in changed.customers] == [f"K{n:03}" for n in range(60)]


def test_part_timers_join_with_days_and_customers_by_their_post(tmp_path: Path) -> None:
    changed = scenario_roster(team_roster(tmp_path), scenario(staff=(StaffChange("basis", join=(0.5, 0.5)),)))
    usual, *new = changed.specialists[0], *changed.specialists[6:]
    assert [s.specialist_id for s in new] == ["ifk-neu-001", "ifk-neu-002"]
    hours = [sum(h.stop - h.start for h in s.windows) for s in (usual, *new)]
    assert hours[1:] == [hours[0] // 2] * 2
    assert new[0].windows != new[1].windows
    held = loads(changed)
    assert all(abs(held[s.specialist_id] - 60 * s.fte / 7) <= 1 for s in changed.specialists)


def test_what_hangs_on_those_who_leave_is_gone_and_nothing_else(tmp_path: Path) -> None:
    bookings = [
        booking("B1", "2026-12-01T09:00", "2026-12-01T09:45", specialist_id="S1", customer_id="K000", covers_for="S6"),
        booking("B2", "2026-12-01T09:00", "2026-12-01T09:45", specialist_id="S6", customer_id="K005"),
    ]
    away = [{"person_id": name, "first_day": "2026-12-02", "last_day": "2026-12-03"} for name in ("S6", "S1", "K005")]
    wishes = [{"specialist_id": f"S{n}", "customer_id": f"K00{n - 1}", "must": "never"} for n in (1, 6)]
    roster = team_roster(tmp_path, bookings=bookings, absences=away, wishes=wishes)
    changed = scenario_roster(roster, scenario(staff=(StaffChange("basis", leave=1),)))
    assert [(b.booking_id, b.covers_for) for b in changed.bookings] == [("B1", "")]
    assert [a.person_id for a in changed.absences] == ["S1", "K005"]
    assert [w.customer_id for w in changed.wishes] == ["K000"]


def test_households_stay_together(tmp_path: Path) -> None:
    roster = team_roster(tmp_path)
    pairs = {c.customer_id: f"H{n // 12}-{c.specialist_id}" for n, c in enumerate(roster.customers)}
    roster = replace(roster, customers=tuple(structs.replace(c, household_id=pairs[c.customer_id]) for c in roster.customers))
    changed = scenario_roster(roster, scenario(staff=(StaffChange("basis", leave=3),)))
    holders = {(c.household_id, c.specialist_id) for c in changed.customers}
    assert len(holders) == len(set(pairs.values()))


def test_concept_and_weekly_number_are_swapped(tmp_path: Path) -> None:
    roster = team_roster(tmp_path)
    roster = replace(roster, concepts={**roster.concepts, "lichtenberg-2013": load_concept("lichtenberg-2013")})
    changed = scenario_roster(roster, scenario(concepts={"basis": "lichtenberg-2013"}, weekly_targets={"basis": 25}))
    assert (changed.office.teams["basis"].concept, changed.office.teams["basis"].weekly_target) == ("lichtenberg-2013", 25)
    assert changed.customers == roster.customers


@pytest.mark.parametrize("leave", [6, 9])
def test_a_team_without_anybody_is_refused(tmp_path: Path, leave: int) -> None:
    with pytest.raises(RefusedError, match="niemand"):
        scenario_roster(team_roster(tmp_path), scenario(staff=(StaffChange("basis", leave=leave),)))


def test_the_smallest_team_of_all_scenarios_counts(tmp_path: Path) -> None:
    roster = team_roster(tmp_path)
    fewer = scenario_roster(roster, scenario(staff=(StaffChange("basis", leave=2),)))
    assert smallest_teams([roster, fewer], roster.specialist_by_id) == {"basis": 4}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return team_roster(tmp_path_factory.mktemp("mixed"), (1, 0.75, 0.5, 1, 1, 0.6), 80)


@given(quarters=st.integers(1, 60))
def test_any_number_of_posts_is_met_and_customers_follow_the_posts(mixed: Roster, quarters: int) -> None:
    posts = quarters / 4
    changed = scenario_roster(mixed, scenario(posts={"basis": posts}))
    staff = team_members(changed, "basis")
    assert posts_of(staff) == posts
    assert all(specialist.windows for specialist in staff)
    assert not {s.specialist_id for s in staff} & {s.specialist_id for s in mixed.specialists}
    assert sum(s.fte < 1 for s in staff) == (posts % 1 > 0)
    held = loads(changed)
    assert sum(held.values()) == 80
    assert all(abs(held.get(s.specialist_id, 0) - 80 * s.fte / posts) <= 1.5 for s in staff)


def test_made_up_colleagues_are_the_same_whoever_is_there_and_leaves(mixed: Roster) -> None:
    fewer = scenario(posts={"basis": 2.5}, staff=(StaffChange("basis", leave=5, join=(0.75,)),))
    [*whole, part] = team_members(scenario_roster(mixed, fewer), "basis")
    assert [*whole, part] == team_members(scenario_roster(mixed, scenario(posts={"basis": 2.5})), "basis")
    assert whole[0].windows == whole[1].windows == mixed.specialist_by_id["S1"].windows
    assert (part.fte, part.skills, part.room) == (0.5, frozenset(), "")


def test_where_all_work_part_time_posts_are_like_the_fullest(tmp_path: Path) -> None:
    roster = team_roster(tmp_path, (0.5, 0.75, 0.75))
    staff = team_members(scenario_roster(roster, scenario(posts={"basis": 2})), "basis")
    assert [s.fte for s in staff] == [0.75, 0.75, 0.5]
    assert staff[0].windows == roster.specialist_by_id["S2"].windows


def test_a_changed_roster_can_be_planned(mixed: Roster) -> None:
    changed = scenario_roster(mixed, scenario(posts={"basis": 4.25}))
    assert len(prepare_week(changed, MONDAY, TODAY).prepared) == len(changed.specialists)
