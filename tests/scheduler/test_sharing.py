"""What couples several people's weeks: households come back to back, rooms, interpreters and video seats are enough for all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, booking, customer, planned, specialist, stages, write_roster
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

NO_HOURS = {"mon": "", "tue": "", "wed": "", "thu": "", "fri": ""}
TWO_TEAMS = f'{OFFICE}\n[teams.other]\nconcept = "aa90-2021"\n'
ONLY = {"Mon": "Tue; Thu; Fri", "Tue": "Mon; Thu; Fri", "Fri": "Mon; Tue; Thu"}
"""Who can only come on a weekday, and when they cannot."""


def staff(**monday: str) -> list[dict[str, str]]:
    """Return specialists with consulting hours on Mondays only: `S1="08:00-08:45"`."""
    return [specialist(name, **NO_HOURS | {"mon": windows}) for name, windows in monday.items()]


def member(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody of household H who agreed to joint talks."""
    return customer(customer_id, **{"household_id": "H", "flags": "joint_ok", **values})


def needing(name: str, customer_id: str, specialist_id: str = "S1", **values: str) -> dict[str, str]:
    return customer(customer_id, needs=name, specialist_id=specialist_id, **values)


def shared(name: str, capacity: int = 1, **hours: str) -> dict[str, str]:
    return {"resource": name, "capacity": str(capacity), **hours}


def sound(made: tuple[WeekToPlan, Plan]) -> Plan:
    """Return a plan that is proved and passes its audit."""
    to_plan, plan = made
    assert audit_plan(to_plan, plan, KEY) == []
    assert plan.is_proved
    return plan


def solved(folder: Path, people: Sequence[Mapping[str, str]], team: Sequence[Mapping[str, str]] = (), **tables: Any) -> Plan:
    return sound(planned(write_roster(folder, people, team or [specialist()], **tables)))


def rows_of(plan: Plan, *names: str) -> list[Appointment]:
    return sorted((a for a in plan.appointments if a.customer_id in names), key=lambda a: a.start)


def is_together(plan: Plan, *names: str) -> bool:
    """Tell whether all of some people are invited, one after the other."""
    rows = rows_of(plan, *names)
    assert len(rows) == len(names)
    return all(one.end == other.start for one, other in pairwise(rows))


def overlaps(rows: Sequence[Appointment]) -> list[tuple[str, str]]:
    return [
        (one.customer_id, other.customer_id)
        for one, other in combinations(rows, 2)
        if one.start < other.end and other.start < one.end
    ]


# Households


@pytest.mark.parametrize("size", [2, 3])
def test_a_household_of_one_specialist_comes_back_to_back(tmp_path: Path, size: int) -> None:
    """Though each would rather come on another day."""
    names = ("A", "B", "C")[:size]
    days = ("Mon", "Tue", "Thu")
    people = [member(name, preferred=day) for name, day in zip(names, days, strict=False)]
    plan = solved(tmp_path, people)
    assert is_together(plan, *names)
    assert (stages(plan)["households"], stages(plan)["preferred_hours"]) == (0, size - 1)


@pytest.mark.parametrize("size", [2, 3])
def test_a_household_of_several_specialists_comes_back_to_back(tmp_path: Path, size: int) -> None:
    days = ("Mon", "Tue", "Thu")
    people = [member(name, specialist_id=f"S{n}", preferred=days[n]) for n, name in enumerate(("A", "B", "C")[:size])]
    plan = solved(tmp_path, people, [specialist(f"S{n}") for n in range(size)])
    assert is_together(plan, *("A", "B", "C")[:size])
    assert stages(plan)["households"] == 0
    assert [len(proof.specialists) for proof in plan.proofs] == [size]


def test_a_household_of_three_with_two_specialists(tmp_path: Path) -> None:
    """B and C cannot come at the same time as A: all three after each other, whoever holds the talk."""
    people = [member("A"), member("B", specialist_id="S2"), member("C", specialist_id="S2")]
    plan = solved(tmp_path, people, [specialist("S1"), specialist("S2")])
    assert is_together(plan, "A", "B", "C")


def test_a_household_of_several_specialists_gives_up_days_and_hours(tmp_path: Path) -> None:
    """All come on Monday morning although that is uneven for S2, and B would rather come later; neither is a fault of the plan."""
    early = member("A", unavailable="Mon 09:30-16:00; Tue; Thu; Fri")
    people = [early, member("B", specialist_id="S2", preferred="Mon 10:00-12:30"), member("C", specialist_id="S2")]
    assert is_together(solved(tmp_path / "two", people[:2], [specialist("S1"), specialist("S2")]), "A", "B")
    assert is_together(solved(tmp_path / "three", people, [specialist("S1"), specialist("S2")]), "A", "B", "C")


def test_a_household_moves_others_and_leaves_nobody_out(tmp_path: Path) -> None:
    """Two full mornings of three seats; the members could be anywhere in them."""
    people = [
        member("A"),
        member("B", specialist_id="S2"),
        *[customer(f"K{n}") for n in range(2)],
        *[customer(f"L{n}", specialist_id="S2") for n in range(2)],
    ]
    plan = solved(tmp_path, people, staff(S1="08:00-10:15", S2="08:45-11:00"))
    assert len(plan.appointments) == 6
    assert is_together(plan, "A", "B")


APART: dict[str, dict[str, Any]] = {
    "one did not agree": {"B": {"flags": ""}},
    "nobody agreed": {"A": {"flags": ""}, "B": {"flags": ""}},
    "two households": {"B": {"household_id": "G"}},
    "no household": {"A": {"household_id": ""}, "B": {"household_id": ""}},
}


@pytest.mark.parametrize("marks", APART.values(), ids=APART)
@pytest.mark.parametrize("holder", ["S1", "S2"])
def test_nobody_is_kept_together_without_having_agreed(tmp_path: Path, marks: dict[str, Any], holder: str) -> None:
    people = [
        member("A", preferred="Mon") | marks.get("A", {}),
        member("B", preferred="Thu", specialist_id=holder) | marks.get("B", {}),
    ]
    plan = solved(tmp_path, people, [specialist("S1"), specialist("S2")])
    assert not is_together(plan, "A", "B")
    assert (stages(plan)["households"], stages(plan)["preferred_hours"]) == (0, 0)


def test_a_household_in_two_teams_is_two(tmp_path: Path) -> None:
    people = [member("A", preferred="Mon"), member("B", specialist_id="S2", preferred="Thu")]
    plan = solved(tmp_path, people, [specialist("S1"), specialist("S2", team="other")], office=TWO_TEAMS)
    assert not is_together(plan, "A", "B")
    assert stages(plan)["households"] == 0


@pytest.mark.parametrize("holder", ["S1", "S2"])
def test_where_it_cannot_be_the_stage_says_so_and_all_is_proved(tmp_path: Path, holder: str) -> None:
    people = [member("A", unavailable=ONLY["Mon"]), member("B", unavailable=ONLY["Fri"], specialist_id=holder)]
    plan = solved(tmp_path, people, [specialist("S1"), specialist("S2")])
    assert not is_together(plan, "A", "B")
    assert stages(plan)["households"] == 1


def test_one_household_is_torn_for_another(tmp_path: Path) -> None:
    """Two families, and time for one of them in a row: A and B only on Monday, G and F begin or end there."""
    tight = staff(S1="08:00-09:30 10:00-10:45", S2="08:00-08:45 10:00-10:45")
    people = [member("A"), member("B"), member("F", household_id="G"), member("G", household_id="G", specialist_id="S2")]
    plan = solved(tmp_path, [*people, customer("L", specialist_id="S2")], tight)
    assert len(plan.appointments) == 5
    assert stages(plan)["households"] == 1
    assert is_together(plan, "A", "B") + is_together(plan, "F", "G") == 1


def test_a_household_costs_no_invitation(tmp_path: Path) -> None:
    """A and B could only come one after the other where a third person needs the time."""
    plan = solved(
        tmp_path,
        [member("A"), member("B"), customer("K", unavailable="Mon 10:00-12:00; Tue")],
        [specialist(**NO_HOURS | {"mon": "08:00-09:30", "tue": "08:00-08:45"})],
    )
    assert len(plan.appointments) == 3
    assert stages(plan)["households"] == 1


def test_a_covered_member_follows_the_others(tmp_path: Path) -> None:
    """S2 is away: whoever holds the talk of B, it is next to that of A."""
    absences = [{"person_id": "S2", "first_day": "2026-11-30", "last_day": "2026-12-04"}]
    people = [member("A", preferred="Mon"), member("B", specialist_id="S2", preferred="Thu")]
    team = [specialist("S1"), specialist("S2"), specialist("S3")]
    for number, busy in enumerate((False, True)):
        own = [customer(f"K{n}") for n in range(20 if busy else 0)]
        plan = solved(tmp_path / str(number), [*people, *own], team, absences=absences)
        assert is_together(plan, "A", "B")
        assert {a.covers_for for a in rows_of(plan, "B")} == {"S2"}


def test_taking_turns_in_double_seats_tears_no_household_apart(tmp_path: Path) -> None:
    """B comes first with S2, after A with S1, and shared a seat before; the others did not, but nobody changes places with B."""
    people = [
        member("A", unavailable="Mon 08:45-16:00"),
        member("B", specialist_id="S2"),
        *[customer(f"K{n}", specialist_id="S2") for n in range(2)],
        *[customer(f"L{n}", specialist_id="S2", last_contact_on="2026-06-20") for n in range(9)],
    ]
    shared_seat = [
        booking(
            name, "2026-09-07T08:00", "2026-09-07T08:45", specialist_id="S2", customer_id=who, state="missed", double_booked=flag
        )
        for name, who, flag in (("X1", "B", "no"), ("X2", "L8", "yes"))
    ]
    plan = solved(tmp_path, people, staff(S1="08:00-08:45", S2="08:45-11:00"), bookings=shared_seat)
    assert is_together(plan, "A", "B")
    assert [a.start for a in plan.of("S2") if a.double_booked] == [rows_of(plan, "B")[0].start]


# Resources


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


# The audit


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
