"""The audit finds a unit used twice, a household torn apart, and somebody left out although all was free."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from helpers.rosters import KEY, planned, specialist, staff, write_roster
from helpers.sharing import member, needing, rows_of, shared
from scheduler.findings import ROW
from scheduler.plan import Plan
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.week_to_plan import WeekToPlan


def forged(made: tuple[WeekToPlan, Plan], starts: Mapping[str, datetime]) -> set[str]:
    """Return the rules under which other starts are found where everything else is made to match them."""
    to_plan, plan = made
    rows = [replace(a, start=starts.get(a.customer_id, a.start)) for a in plan.appointments]
    assert tuple(rows) != plan.appointments
    matching = rebuilt(to_plan, replace(plan, appointments=tuple(rows)), KEY)
    return {finding.rule for finding in audit_plan(to_plan, matching, KEY)}


def test_two_talks_on_one_unit(tmp_path: Path) -> None:
    people = [needing("dolmetscher", "A"), needing("dolmetscher", "B", "S2")]
    made = planned(write_roster(tmp_path, people, staff(S1="08:00-09:30", S2="08:00-09:30"), resources=[shared("dolmetscher")]))
    first, second = rows_of(made[1], "A", "B")
    for start in (first.start, first.start + timedelta(minutes=15)):
        assert "resources" in forged(made, {first.customer_id: first.start, second.customer_id: start})
    assert forged(made, {first.customer_id: second.start, second.customer_id: first.start}) == set(), (
        "who is first does not matter"
    )


def test_a_household_torn_apart(tmp_path: Path) -> None:
    """Planned together, or alone and together by chance: S2 begins when A, who can only come first, is through."""
    together = [member("A", preferred="Mon"), member("B", specialist_id="S2", preferred="Tue")]
    by_chance = [member("A", unavailable="Mon 08:45-16:00"), member("B", specialist_id="S2")]
    cases = [(together, [specialist("S1"), specialist("S2")], 1), (by_chance, staff(S1="08:00-12:00", S2="08:45-12:00"), 2)]
    for people, team, parts in cases:
        made = planned(write_roster(tmp_path / str(parts), people, team))
        assert len(made[1].proofs) == parts
        row = rows_of(made[1], "A", "B")[1]
        assert "households" in forged(made, {row.customer_id: row.start + timedelta(minutes=15)})


def test_a_household_of_one_specialist_torn_apart(tmp_path: Path) -> None:
    made = planned(write_roster(tmp_path, [member("A"), member("B")]))
    row = rows_of(made[1], "A", "B")[1]
    assert "households" in forged(made, {row.customer_id: row.start + timedelta(minutes=15)})


def test_somebody_left_out_although_the_interpreter_has_time(tmp_path: Path) -> None:
    people = [needing("dolmetscher", "A"), needing("dolmetscher", "B", "S2")]
    to_plan, plan = planned(
        write_roster(tmp_path, people, staff(S1="08:00-09:30", S2="08:00-09:30"), resources=[shared("dolmetscher")])
    )
    for name in ("A", "B"):
        rows = tuple(a for a in plan.appointments if a.customer_id != name)
        assert {f.rule for f in audit_plan(to_plan, replace(plan, appointments=rows), KEY)} >= {ROW}
        found = audit_plan(to_plan, rebuilt(to_plan, replace(plan, appointments=rows), KEY), KEY)
        assert {finding.rule for finding in found} == {"ladder"}
