"""Interpreters, rooms and video seats that several specialists share: enough for who is invited, taken in turns."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from helpers.rosters import KEY, MONDAY, NO_HOURS, TODAY, booking, customer, planned, specialist, staff, write_roster
from helpers.sharing import TWO_TEAMS, is_together, member, needing, rows_of, shared, solved
from scheduler.plan import Appointment
from scheduler.planaudit import audit_plan
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import prepare_week


def overlaps(rows: Sequence[Appointment]) -> list[tuple[str, str]]:
    return [
        (one.customer_id, other.customer_id)
        for one, other in combinations(rows, 2)
        if one.start < other.end and other.start < one.end
    ]


def test_two_specialists_want_the_interpreter_at_the_same_time(tmp_path: Path) -> None:
    """Alone both would take any time of an hour and a half; together they take turns."""
    people = [needing("dolmetscher", "A"), needing("dolmetscher", "B", "S2")]
    plan = solved(tmp_path, people, staff(S1="08:00-09:30", S2="08:00-09:30"), resources=[shared("dolmetscher")])
    assert len(plan.appointments) == 2
    assert overlaps(plan.appointments) == []
    assert [len(proof.specialists) for proof in plan.proofs] == [2]


def test_two_units_are_enough_for_two(tmp_path: Path) -> None:
    people = [needing("dolmetscher", f"K{n}", f"S{n}") for n in range(3)]
    team = staff(S0="08:00-08:45", S1="08:00-08:45", S2="08:00-08:45")
    for capacity in (0, 1, 2, 3):
        plan = solved(tmp_path / str(capacity), people, team, resources=[shared("dolmetscher", capacity)])
        assert len(plan.appointments) == capacity
        assert {row.why for row in plan.not_invited} == ({"resources"} if capacity < 3 else set())


def test_where_it_is_not_enough_the_longest_overdue_is_invited_and_why_says_so(tmp_path: Path) -> None:
    people = [needing("dolmetscher", "A", last_contact_on="2026-05-11"), needing("dolmetscher", "B", "S2")]
    team = staff(S1="08:00-08:45", S2="08:00-08:45")
    plan = solved(tmp_path, people, team, resources=[shared("dolmetscher")])
    assert [a.customer_id for a in plan.appointments] == ["B"]
    assert [(row.customer_id, row.specialist_id, row.why) for row in plan.not_invited] == [("A", "S1", "resources")]
    assert "dolmetscher" in plan.not_invited[0].would_need


def test_as_many_as_fit_one_after_the_other(tmp_path: Path) -> None:
    """Three talks of 45 minutes take two hours and a quarter of one interpreter."""
    people = [needing("dolmetscher", f"K{n}", f"S{n}") for n in range(3)]
    for end, number in (("10:15", 3), ("10:00", 2), ("09:30", 2), ("09:15", 1)):
        team = staff(**{f"S{n}": f"08:00-{end}" for n in range(3)})
        plan = solved(tmp_path / str(number) / end[:2] / end[3:], people, team, resources=[shared("dolmetscher")])
        assert len(plan.appointments) == number
        assert overlaps(plan.appointments) == []


def test_others_of_the_same_specialist_make_room(tmp_path: Path) -> None:
    """S1 has two seats and one talk with the interpreter, who has to go at a quarter to nine; so has S2 until half past nine."""
    people = [
        needing("dolmetscher", "A", unavailable="Mon 08:45-12:00"),
        customer("K"),
        needing("dolmetscher", "B", "S2"),
        customer("L", specialist_id="S2"),
    ]
    plan = solved(tmp_path, people, staff(S1="08:00-09:30", S2="08:00-09:30"), resources=[shared("dolmetscher")])
    assert len(plan.appointments) == 4
    assert [(a.customer_id, a.start.hour, a.start.minute) for a in rows_of(plan, "A", "B")] == [("A", 8, 0), ("B", 8, 45)]


def test_a_resource_has_hours(tmp_path: Path) -> None:
    plan = solved(tmp_path / "there", [needing("dolmetscher", "A")], resources=[shared("dolmetscher", thu="10:00-11:00")])
    assert [(a.start.date(), a.start.hour) for a in plan.appointments] == [(date(2026, 12, 3), 10)]
    plan = solved(tmp_path / "never", [needing("dolmetscher", "A")], resources=[shared("dolmetscher", wed="10:00-11:00")])
    assert [row.why for row in plan.not_invited] == ["resources"]


def test_two_people_of_one_specialist_want_the_interpreter(tmp_path: Path) -> None:
    """A second seat would help nobody: the specialist has many, the interpreter one."""
    people = [needing("dolmetscher", "A", last_contact_on="2026-05-11"), needing("dolmetscher", "B")]
    plan = solved(tmp_path, people, resources=[shared("dolmetscher", thu="10:00-10:45")])
    assert [a.customer_id for a in plan.appointments] == ["B"]
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("A", "resources")]


def test_a_resource_without_hours_is_there_on_working_days(tmp_path: Path) -> None:
    plan = solved(tmp_path, [needing("dolmetscher", "A")], resources=[shared("dolmetscher")])
    assert len(plan.appointments) == 1


def test_bookings_use_resources(tmp_path: Path) -> None:
    """The interpreter is with S1 until a quarter to nine; a booking that fell through gives the time back."""
    people = [needing("dolmetscher", "A", last_contact_on="2026-11-10"), needing("dolmetscher", "B", "S2")]
    team = staff(S1="08:00-09:30", S2="08:00-09:30")
    for state, starts in (("approved", {45}), ("excused", {0, 15, 30, 45})):
        rows = [booking("X", "2026-11-30T08:00", "2026-11-30T08:45", customer_id="A", state=state)]
        plan = solved(tmp_path / state, people, team, bookings=rows, resources=[shared("dolmetscher")])
        (row,) = rows_of(plan, "B")
        assert row.start.minute in starts
    rows = [booking("X", "2026-11-30T08:00", "2026-11-30T09:00", customer_id="A")]
    plan = solved(tmp_path / "long", people, team, bookings=rows, resources=[shared("dolmetscher")])
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("B", "resources")]


def test_a_shared_room(tmp_path: Path) -> None:
    """One room for two: their talks in person take turns. A room that is not in the table is nobody's concern."""
    people = [customer("A"), customer("B", specialist_id="S2")]
    team = [row | {"room": "4.06"} for row in staff(S1="08:00-08:45", S2="08:00-08:45")]
    for name, number in (("4.06", 1), ("4.07", 2)):
        plan = solved(tmp_path / name, people, team, resources=[shared(name)])
        assert len(plan.appointments) == number
    longer = [row | {"mon": "08:00-09:30"} for row in team]
    plan = solved(tmp_path / "longer", people, longer, resources=[shared("4.06")])
    assert (len(plan.appointments), overlaps(plan.appointments)) == (2, [])


def test_a_talk_by_telephone_needs_no_room(tmp_path: Path) -> None:
    people = [customer("A"), customer("B", specialist_id="S2")]
    team = [row | {"room": "4.06"} for row in staff(S1="08:00-08:45", S2="08:00-08:45")]
    occasions = [{"customer_id": "B", "kind": "wish", "recorded_on": "2026-11-16", "channel": "phone"}]
    plan = solved(tmp_path, people, team, resources=[shared("4.06")], occasions=occasions)
    assert {a.customer_id: a.channel for a in plan.appointments} == {"A": "in_person", "B": "phone"}


def test_who_covers_uses_their_own_room(tmp_path: Path) -> None:
    """The room of S1 is free since S1 is away; the talks for S1 are in the room that S2 and S3 share."""
    absences = [{"person_id": "S1", "first_day": "2026-11-30", "last_day": "2026-12-04"}]
    rooms = {"S1": "1", "S2": "2", "S3": "2"}
    team = [row | {"room": rooms[row["specialist_id"]]} for row in staff(S1="08:00-08:45", S2="08:00-08:45", S3="08:00-08:45")]
    for capacity in (1, 2):
        resources = [shared("1", 5), shared("2", capacity)]
        plan = solved(tmp_path / str(capacity), [customer("A"), customer("B")], team, absences=absences, resources=resources)
        assert len(plan.appointments) == capacity
        assert {row.why for row in plan.not_invited} == ({"no_overlap"} if capacity == 1 else set()), "S2 has no second seat"


@pytest.mark.parametrize("name", ["video", "videoplatz"])
def test_a_video_seat(tmp_path: Path, name: str) -> None:
    people = [customer("A"), customer("B", specialist_id="S2"), customer("C", specialist_id="S3")]
    occasions = [
        {"customer_id": c, "kind": "wish", "recorded_on": "2026-11-16", "channel": channel}
        for c, channel in (("A", "video"), ("B", "video"), ("C", "phone"))
    ]
    team = staff(S1="08:00-08:45", S2="08:00-08:45", S3="08:00-08:45")
    for capacity in (1, 2):
        resources = [shared(name, capacity)]
        plan = solved(tmp_path / str(capacity), people, team, occasions=occasions, resources=resources)
        assert len(plan.appointments) == 1 + capacity
        assert "C" in {a.customer_id for a in plan.appointments}


def test_across_teams_there_is_one_house(tmp_path: Path) -> None:
    people = [needing("dolmetscher", "A"), needing("dolmetscher", "B", "S2")]
    one, two = staff(S1="08:00-08:45", S2="08:00-08:45")
    plan = solved(tmp_path, people, [one, two | {"team": "other"}], office=TWO_TEAMS, resources=[shared("dolmetscher")])
    assert len(plan.appointments) == 1


def test_households_and_resources_at_once(tmp_path: Path) -> None:
    """A and B are a household; A needs the interpreter as C does, who can only come first."""
    people = [
        member("A", needs="dolmetscher"),
        member("B", specialist_id="S2"),
        needing("dolmetscher", "C", "S3", unavailable="Mon 08:45-12:00"),
    ]
    team = staff(S1="08:00-09:30", S2="08:00-10:15", S3="08:00-10:15")
    plan = solved(tmp_path, people, team, resources=[shared("dolmetscher")])
    assert len(plan.appointments) == 3
    assert is_together(plan, "A", "B")
    assert overlaps(rows_of(plan, "A", "C")) == []


def test_twice_the_same_rows(tmp_path: Path) -> None:
    people = [member(f"A{n}", specialist_id=f"S{n}") for n in range(3)]
    people += [needing("dolmetscher", f"K{n}", f"S{n % 3}") for n in range(7)]
    folder = write_roster(
        tmp_path, people, staff(S0="08:00-11:00", S1="08:00-11:00", S2="08:00-11:00"), resources=[shared("dolmetscher")]
    )
    first, second = planned(folder)[1], planned(folder)[1]
    assert first == second
    assert len(first.appointments) == 7, "three hours hold four talks with the interpreter, one after the other"


def test_some_of_a_house_are_planned_as_in_the_whole(tmp_path: Path) -> None:
    people = [member("A", preferred="Mon"), member("B", specialist_id="S2", preferred="Thu")]
    people += [needing("dolmetscher", "C"), needing("dolmetscher", "D", "S3"), needing("dolmetscher", "E", "S2")]
    hours = NO_HOURS | {"mon": "08:00-10:15", "fri": "08:00-10:15"}
    team = [specialist(name, **hours) for name in ("S1", "S2", "S3")]
    roster = read_roster(write_roster(tmp_path, people, team, resources=[shared("dolmetscher", mon="08:00-12:00")]))
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    for names in ({"S1"}, {"S2", "S3"}):
        to_plan = prepare_week(roster, MONDAY, TODAY, names)
        part = plan_week(to_plan, KEY)
        assert list(part.appointments) == [a for name in sorted(names) for a in whole.of(name)]
        assert audit_plan(to_plan, part, KEY) == []
        assert part.elsewhere.resources
