"""Cover: what is due for the customers of somebody who is away is held by colleagues, fairly, by those who can."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, booking, customer, look_at, planned, specialist, stages, write_roster
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.planfiles import read_plan_folder
from scheduler.planfolder import file_findings, folder_files
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

FRIDAY = date(2026, 12, 4)
NO_HOURS = {"mon": "", "tue": "", "wed": "", "thu": "", "fri": ""}


def away(person: str = "S1", first: date = MONDAY, last: date = FRIDAY, **times: str) -> dict[str, str]:
    return {"person_id": person, "first_day": first.isoformat(), "last_day": last.isoformat(), **times}


def staff(**monday: str) -> list[dict[str, str]]:
    """Return specialists with consulting hours on Mondays only: `S1="08:00-08:45"`."""
    return [specialist(name, **NO_HOURS | {"mon": windows}) for name, windows in monday.items()]


def crowd(number: int, prefix: str = "K", **values: str) -> list[dict[str, str]]:
    return [customer(f"{prefix}{n}", **values) for n in range(number)]


def first_talk(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody who registered two days ago."""
    return customer(customer_id, last_contact_on="", registered_on="2026-11-18", **values)


def occasion(customer_id: str, kind: str) -> dict[str, str]:
    return {"customer_id": customer_id, "kind": kind, "recorded_on": "2026-11-16"}


def wish(specialist_id: str, customer_id: str, must: str = "never", day: str = "") -> dict[str, str]:
    return {"specialist_id": specialist_id, "customer_id": customer_id, "must": must, "day": day}


def sound(made: tuple[WeekToPlan, Plan]) -> Plan:
    """Return a plan that is proved and passes its audit."""
    to_plan, plan = made
    assert audit_plan(to_plan, plan, KEY) == []
    assert plan.is_proved
    return plan


def cover_of(plan: Plan) -> dict[str, str]:
    """Return customer → who holds the talk for whom."""
    return {a.customer_id: f"{a.specialist_id} for {a.covers_for}" for a in plan.appointments if a.covers_for}


def invited(plan: Plan, specialist_id: str) -> set[str]:
    return {a.customer_id for a in plan.of(specialist_id)}


# Who is away


def test_nobody_away_nobody_covered(tmp_path: Path) -> None:
    """A full week of S1 leaves people out although S2 has all the time in the world."""
    plan = sound(planned(write_roster(tmp_path, crowd(2), staff(S1="08:00-08:45", S2="08:00-16:00"))))
    assert (len(invited(plan, "S1")), invited(plan, "S2"), len(plan.not_invited)) == (1, set(), 1)


def test_away_a_week(tmp_path: Path) -> None:
    people = [*crowd(3), customer("L", specialist_id="S2")]
    plan = sound(planned(write_roster(tmp_path, people, [specialist("S1"), specialist("S2")], absences=[away()])))
    assert cover_of(plan) == {f"K{n}": "S2 for S1" for n in range(3)}
    assert invited(plan, "S2") == {"K0", "K1", "K2", "L"}
    assert [week.is_away for week in plan.weeks] == [True, False]
    assert stages(plan)["own_specialist"] == 3


def test_away_on_a_day_without_consulting_hours_is_not_away(tmp_path: Path) -> None:
    folder = write_roster(tmp_path, crowd(2), staff(S1="08:00-08:45", S2="08:00-12:00"), absences=[away(first=date(2026, 12, 1))])
    assert cover_of(sound(planned(folder))) == {}


def test_away_a_day_and_there_on_another(tmp_path: Path) -> None:
    """On ties people see their own specialist: Tuesday has two seats for three people."""
    own = specialist("S1", **NO_HOURS | {"mon": "08:00-12:00", "tue": "08:00-09:30"})
    colleague = specialist("S2", **NO_HOURS | {"mon": "08:00-12:00"})
    for number, covered in ((2, 0), (3, 1), (5, 3)):
        folder = write_roster(tmp_path / str(number), crowd(number), [own, colleague], absences=[away(last=MONDAY)])
        plan = sound(planned(folder))
        assert (len(invited(plan, "S1")), len(invited(plan, "S2"))) == (number - covered, covered)
        assert {a.start.date() for a in plan.of("S1")} == {date(2026, 12, 1)}


def test_away_half_a_day(tmp_path: Path) -> None:
    """The afternoon has one seat with the own specialist."""
    half = [away(last=MONDAY, from_time="08:00", to_time="12:00")]
    folder = write_roster(tmp_path, crowd(3), staff(S1="08:00-12:00 13:00-13:45", S2="08:00-16:00"), absences=half)
    plan = sound(planned(folder))
    assert (len(invited(plan, "S1")), len(invited(plan, "S2"))) == (1, 2)


def test_an_absence_that_is_over_does_not_count(tmp_path: Path) -> None:
    """S1 was away on Monday; planned is on Tuesday, when S1 is there again."""
    own, colleague = specialist("S1", tue="08:00-08:45", thu="", fri=""), specialist("S2")
    folder = write_roster(tmp_path, crowd(2, flags="portal_ok"), [own, colleague], absences=[away(last=MONDAY)])
    assert len(cover_of(sound(planned(folder, MONDAY, date(2026, 11, 20))))) == 1
    office = f"{OFFICE}\n[lead_days]\nportal = 0\n"
    folder = write_roster(tmp_path / "b", crowd(2, flags="portal_ok"), [own, colleague], office, absences=[away(last=MONDAY)])
    assert cover_of(sound(planned(folder, MONDAY, date(2026, 12, 1)))) == {}


def test_only_what_is_due_is_covered(tmp_path: Path) -> None:
    later = [customer(f"S{n}", last_contact_on="2026-06-20") for n in range(3)]
    later = [row | {"customer_id": f"Z{n}"} for n, row in enumerate(later)]
    folder = write_roster(tmp_path, [customer("K"), *later], [specialist("S1"), specialist("S2")], absences=[away()])
    assert cover_of(sound(planned(folder))) == {"K": "S2 for S1"}


def test_another_team_does_not_cover(tmp_path: Path) -> None:
    office = f'{OFFICE}\n[teams.other]\nconcept = "aa90-2021"\n'
    people = [specialist("S1"), specialist("S2", team="other")]
    plan = sound(planned(write_roster(tmp_path, crowd(1), people, office, absences=[away()])))
    assert cover_of(plan) == {}
    assert plan.not_invited == (), "the week after is the next chance"


def test_what_was_late_already_stands_on_the_ladder_of_a_colleague_now(tmp_path: Path) -> None:
    """Alone, the late talk waits until S1 is back; with a colleague who could hold it, its last chance is this week."""
    alone = look_at(write_roster(tmp_path / "alone", crowd(1), [specialist("S1")], absences=[away()]))
    assert alone.week.ladder == []
    assert [alone.week.is_waiting(need) for need in alone.week.needs] == [True]
    team = look_at(write_roster(tmp_path / "team", crowd(1), [specialist("S1"), specialist("S2")], absences=[away()]))
    assert [need.customer.customer_id for need in team.week.ladder] == ["K0"]


@pytest.mark.parametrize("back", [date(2026, 12, 4), date(2027, 1, 31)])
def test_a_colleague_with_hours_on_other_days_covers_as_well(tmp_path: Path, back: date) -> None:
    """S1 has hours on Mondays and is away, for a week or for two months; S2 has hours on Tuesdays."""
    team = [specialist("S1", **NO_HOURS | {"mon": "08:00-12:00"}), specialist("S2", **NO_HOURS | {"tue": "08:00-12:00"})]
    plan = sound(planned(write_roster(tmp_path, crowd(1), team, absences=[away(last=back)])))
    assert cover_of(plan) == {"K0": "S2 for S1"}


# What comes first


def test_a_first_talk_goes_before_a_regular_one(tmp_path: Path) -> None:
    people = [customer("K1"), first_talk("K2"), customer("K3")]
    folder = write_roster(tmp_path, people, staff(S1="08:00-12:00", S2="08:00-09:00"), absences=[away()])
    plan = sound(planned(folder))
    assert cover_of(plan) == {"K2": "S2 for S1"}
    assert {(row.customer_id, row.specialist_id, row.why) for row in plan.not_invited} == {
        ("K1", "S1", "no_overlap"),
        ("K3", "S1", "no_overlap"),
    }


def test_somebody_elses_first_talk_goes_before_an_own_regular_one(tmp_path: Path) -> None:
    people = [first_talk("K1"), customer("L1", specialist_id="S2")]
    plan = sound(planned(write_roster(tmp_path, people, staff(S1="08:00-12:00", S2="08:00-09:00"), absences=[away()])))
    assert (invited(plan, "S2"), [row.customer_id for row in plan.not_invited]) == ({"K1"}, ["L1"])


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        ('["first", "graduate", "wish", "strategy"]', "first"),
        ('["wish", "first"]', "wish"),
        ('["strategy", "wish", "first"]', "strategy"),
        ('["graduate", "strategy"]', "strategy"),
    ],
)
def test_the_concept_says_which_class_is_covered_first(tmp_path: Path, order: str, seen: str) -> None:
    """Three talks of an absent specialist, one seat. What an order does not name comes after what it names."""
    people = [
        first_talk("first"),
        customer("wish", last_contact_on="2026-11-02"),
        customer("strategy", last_contact_on="2026-11-02"),
    ]
    folder = write_roster(
        tmp_path,
        people,
        staff(S1="08:00-12:00", S2="08:00-09:00"),
        OFFICE.replace("aa90-2021", "own"),
        absences=[away()],
        occasions=[occasion("wish", "wish"), occasion("strategy", "strategy")],
    )
    own = f'[concept]\nextends = "aa90-2021"\ntitle = "Teamvereinbarung"\n\n[cover]\norder = {order}\n'
    (folder / "own.toml").write_text(own, encoding="utf-8")
    plan = sound(planned(folder))
    assert cover_of(plan) == {seen: "S2 for S1"}


# Who can


def test_skills_and_the_language_of_the_own_specialist(tmp_path: Path) -> None:
    """Who does not speak the language counts on an interpreter only where the own specialist does so as well."""
    cases = {"farsi": "S3 for S1", "dari": "S2 for S1", "": "S2 for S1"}
    for number, (language, found) in enumerate(cases.items()):
        people = [
            specialist("S1", skills="farsi"),
            specialist("S2"),
            specialist("S3", skills="farsi", fte="0.5", mon="08:00-08:45", tue="", thu="", fri=""),
        ]
        folder = write_roster(tmp_path / str(number), [customer("K", language=language)], people, absences=[away()])
        assert cover_of(sound(planned(folder))) == {"K": found}


def test_a_need_is_known_or_it_is_a_resource(tmp_path: Path) -> None:
    people = [specialist("S1"), specialist("S2")]
    person = [customer("K", needs="gebaerden")]
    known = write_roster(tmp_path / "b", person, [people[0], people[1] | {"skills": "gebaerden"}], absences=[away()])
    assert cover_of(sound(planned(known))) == {"K": "S2 for S1"}
    shared = [{"resource": "gebaerden", "capacity": "1"}]
    there = write_roster(tmp_path / "c", person, people, absences=[away()], resources=shared)
    assert cover_of(sound(planned(there))) == {"K": "S2 for S1"}
    unknown = write_roster(tmp_path / "a", person, people, absences=[away()])
    plan = sound(planned(unknown))
    assert (cover_of(plan), plan.not_invited) == ({}, ()), "waits for S1"


def test_who_is_not_covered_is_named_with_what_it_takes(tmp_path: Path) -> None:
    """S2 does not speak farsi; S3, who does, is booked."""
    team = staff(S1="08:00-12:00", S2="08:00-12:00", S3="08:00-08:45")
    speaking = [row | {"skills": "" if row["specialist_id"] == "S2" else "farsi"} for row in team]
    people = [customer("K", language="farsi"), customer("L", specialist_id="S3", last_contact_on="2026-11-19")]
    taken = [booking("B", "2026-11-30T08:00", "2026-11-30T08:45", specialist_id="S3", customer_id="L")]
    plan = sound(planned(write_roster(tmp_path, people, speaking, absences=[away()], bookings=taken)))
    assert [(row.customer_id, row.specialist_id, row.why) for row in plan.not_invited] == [("K", "S1", "skills")]
    assert plan.not_invited[0].would_need == "eine Vertretung mit: farsi"


def test_hours_and_bookings_of_the_colleague(tmp_path: Path) -> None:
    people = [*crowd(2), customer("L", specialist_id="S2", last_contact_on="2026-11-19")]
    taken = [booking("B", "2026-11-30T08:45", "2026-11-30T10:00", specialist_id="S2", customer_id="L")]
    folder = write_roster(tmp_path, people, staff(S1="08:00-12:00", S2="08:00-10:30"), absences=[away()], bookings=taken)
    plan = sound(planned(folder))
    assert len(cover_of(plan)) == 1
    assert [row.why for row in plan.not_invited] == ["no_overlap"]
    assert {(a.start.hour, a.start.minute) for a in plan.of("S2")} == {(8, 0)}


def test_hours_of_the_customer_are_hours_with_everybody(tmp_path: Path) -> None:
    person = [customer("K", unavailable="Mon; Tue; Wed; Fri")]
    plan = sound(planned(write_roster(tmp_path, person, [specialist("S1"), specialist("S2")], absences=[away()])))
    assert [a.start.date() for a in plan.of("S2")] == [date(2026, 12, 3)]


# Pins


def test_a_never_of_the_colleague_or_of_the_own_specialist(tmp_path: Path) -> None:
    team = [specialist("S1"), specialist("S2"), specialist("S3", mon="08:00-08:45", tue="", thu="", fri="")]
    for name, found in (("S2", {"K": "S3 for S1"}), ("S3", {"K": "S2 for S1"}), ("S1", {})):
        folder = write_roster(tmp_path / name, [customer("K")], team, absences=[away()], wishes=[wish(name, "K")])
        plan = sound(planned(folder))
        assert cover_of(plan) == found
        assert [row.why for row in plan.not_invited] == ([] if found else ["pins"])


def test_a_never_of_everybody_is_named(tmp_path: Path) -> None:
    wishes = [wish("S2", "K")]
    plan = sound(
        planned(write_roster(tmp_path, [customer("K")], [specialist("S1"), specialist("S2")], absences=[away()], wishes=wishes))
    )
    assert [(row.specialist_id, row.why) for row in plan.not_invited] == [("S1", "pins")]


def test_a_never_on_a_day_leaves_the_other_days(tmp_path: Path) -> None:
    wishes = [wish("S2", "K", day="Mon"), wish("S1", "K", day="Tue")]
    folder = write_roster(tmp_path, [customer("K")], [specialist("S1"), specialist("S2")], absences=[away()], wishes=wishes)
    plan = sound(planned(folder))
    assert cover_of(plan) == {"K": "S2 for S1"}
    assert plan.of("S2")[0].start.date() >= date(2026, 12, 3)


def test_a_must_of_the_absent_specialist_holds_without_its_hours(tmp_path: Path) -> None:
    """The day is theirs, that the customer is seen is not."""
    team = staff(S1="08:00-12:00", S2="08:00-08:45")
    people = [customer("K1"), customer("K2", last_contact_on="2026-01-02")]
    folder = write_roster(tmp_path, people, team, absences=[away()], wishes=[wish("S1", "K1", "must", "Tue")])
    plan = sound(planned(folder))
    assert cover_of(plan) == {"K1": "S2 for S1"}


def test_a_must_of_somebody_who_is_not_due_waits_for_the_own_specialist(tmp_path: Path) -> None:
    person = customer("K", last_contact_on="2026-11-02")
    team = [specialist("S1"), specialist("S2")]
    plan = sound(planned(write_roster(tmp_path, [person], team, absences=[away()], wishes=[wish("S1", "K", "must")])))
    assert (cover_of(plan), [(row.customer_id, row.why) for row in plan.not_invited]) == ({}, [("K", "consulting_hours")])


# Fairly


def test_equal_colleagues_cover_equally(tmp_path: Path) -> None:
    team = [specialist(f"S{n}") for n in range(1, 5)]
    plan = sound(planned(write_roster(tmp_path, crowd(6), team, absences=[away()])))
    assert Counter(a.specialist_id for a in plan.appointments) == {"S2": 2, "S3": 2, "S4": 2}


def test_cover_goes_by_the_room_that_is_left(tmp_path: Path) -> None:
    """Half a post covers half as much; so does who has much to do already."""
    half = specialist("S3", fte="0.5", mon="08:00-12:30", tue="08:00-12:30", thu="", fri="")
    full = specialist("S2", mon="08:00-12:30", tue="08:00-12:30", thu="08:00-12:30", fri="08:00-12:30")
    plan = sound(planned(write_roster(tmp_path / "half", crowd(6), [specialist("S1"), full, half], absences=[away()])))
    assert Counter(a.specialist_id for a in plan.appointments) == {"S2": 4, "S3": 2}
    own = crowd(12, "L", specialist_id="S3")
    plan = sound(
        planned(
            write_roster(
                tmp_path / "own", [*crowd(6), *own], [specialist("S1"), full, full | {"specialist_id": "S3"}], absences=[away()]
            )
        )
    )
    assert Counter(a.specialist_id for a in plan.appointments if a.covers_for) == {"S2": 4, "S3": 2}


def test_nobody_of_their_own_is_left_out_for_an_even_share(tmp_path: Path) -> None:
    people = [*crowd(2), *crowd(3, "L", specialist_id="S2")]
    team = staff(S1="08:00-12:00", S2="08:00-11:00", S3="08:00-12:00")
    plan = sound(planned(write_roster(tmp_path, people, team, absences=[away()])))
    assert plan.not_invited == ()
    assert {"L0", "L1", "L2"} <= invited(plan, "S2")


def test_cover_makes_up_the_weekly_number_of_who_holds_it(tmp_path: Path) -> None:
    """S2 needs 31 invitations for 20 talks; those held for S1 are among them."""
    later = [customer(f"L{n:02}", specialist_id="S2", last_contact_on="2026-07-01") for n in range(40)]
    plan = sound(planned(write_roster(tmp_path, [*crowd(5), *later], [specialist("S1"), specialist("S2")], absences=[away()])))
    week = plan.weeks[1]
    assert (week.invitations_wanted, week.invited) == (31, 31)
    assert len(cover_of(plan)) == 5


# Several away


def test_two_away(tmp_path: Path) -> None:
    people = [*crowd(2), *crowd(2, "L", specialist_id="S2"), *crowd(2, "M", specialist_id="S3")]
    team = [specialist(name) for name in ("S1", "S2", "S3")]
    plan = sound(planned(write_roster(tmp_path, people, team, absences=[away(), away("S2")])))
    assert Counter(cover_of(plan).values()) == {"S3 for S1": 2, "S3 for S2": 2}
    assert len(invited(plan, "S3")) == 6


def test_two_away_in_turn_cover_each_other(tmp_path: Path) -> None:
    """S1 is away on Monday, S2 on Tuesday, each with hours on these days only. Both are seen by whoever is there."""
    hours = NO_HOURS | {"mon": "08:00-08:45", "tue": "08:00-08:45"}
    people = [customer("K1", unavailable="Tue"), customer("K2", specialist_id="S2", unavailable="Mon")]
    absences = [away(last=MONDAY), away("S2", date(2026, 12, 1))]
    plan = sound(
        planned(write_roster(tmp_path, people, [specialist("S1", **hours), specialist("S2", **hours)], absences=absences))
    )
    assert cover_of(plan) == {"K1": "S2 for S1", "K2": "S1 for S2"}


def test_the_whole_team_away(tmp_path: Path) -> None:
    plan = sound(planned(write_roster(tmp_path, crowd(3), [specialist("S1"), specialist("S2")], absences=[away(), away("S2")])))
    assert (plan.appointments, plan.not_invited) == ((), ()), "there is a chance after the week"
    assert all(week.is_away for week in plan.weeks)


# Rows and files


def test_the_rows_say_for_whom(tmp_path: Path) -> None:
    folder = write_roster(tmp_path, crowd(1), [specialist("S1", room="1"), specialist("S2", room="2")], absences=[away()])
    to_plan, plan = planned(folder)
    (row,) = plan.appointments
    assert (row.specialist_id, row.customer_id, row.covers_for) == ("S2", "K0", "S1")
    files = folder_files(to_plan.covered(plan.holders), plan)
    assert b",S1," in files["appointments.csv"]
    assert b"UID" in files["calendars/S2.ics"]
    assert b"UID" not in files["calendars/S1.ics"]


def test_twice_the_same_bytes(tmp_path: Path) -> None:
    people = [*crowd(9), *crowd(6, "L", specialist_id="S2"), *crowd(4, "M", specialist_id="S3")]
    folder = write_roster(tmp_path, people, [specialist(name) for name in ("S1", "S2", "S3")], absences=[away()])
    first, second = (folder_files(*planned(folder)) for _ in range(2))
    assert first == second


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Three specialists, one of them away, with people of their own; Monday and Tuesday only."""
    hours = NO_HOURS | {"mon": "08:00-12:30", "tue": "08:00-12:30"}
    people = [*crowd(5), *crowd(3, "L", specialist_id="S2"), *crowd(2, "M", specialist_id="S3")]
    people += [customer("F", language="farsi"), customer("G", needs="raum")]
    skilled = [specialist("S1", skills="farsi", **hours), specialist("S2", skills="farsi", **hours), specialist("S3", **hours)]
    shared = [{"resource": "raum", "capacity": "1"}]
    return write_roster(tmp_path / "roster", people, skilled, absences=[away()], resources=shared)


@pytest.mark.parametrize("names", [{"S2"}, {"S1"}, {"S3", "S1"}])
def test_some_of_a_team_are_planned_as_in_the_whole(team: Path, names: set[str], tmp_path: Path) -> None:
    roster = read_roster(team)
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    part_to_plan = prepare_week(roster, MONDAY, TODAY, names)
    part = plan_week(part_to_plan, KEY)
    assert list(part.appointments) == [a for name in sorted(names) for a in whole.of(name)]
    assert audit_plan(part_to_plan, part, KEY) == []
    again = read_back(tmp_path / "plan", part_to_plan, part)
    assert audit_plan(part_to_plan, again, KEY) == []


def read_back(folder: Path, to_plan: WeekToPlan, plan: Plan) -> Plan:
    """Write a plan folder, check its files and read it again."""
    for name, content in folder_files(to_plan.covered(plan.holders), plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    again = read_plan_folder(folder)
    assert file_findings(folder, to_plan, again, KEY) == []
    assert (again.appointments, again.weeks, again.elsewhere) == (plan.appointments, plan.weeks, plan.elsewhere)
    return again


def test_a_plan_folder_is_read_as_it_was_written(team: Path, tmp_path: Path) -> None:
    to_plan, plan = planned(team)
    again = read_back(tmp_path / "plan", to_plan, plan)
    assert again == plan
    assert audit_plan(to_plan, again, KEY) == []


# The audit


def rules(to_plan: WeekToPlan, plan: Plan, rows: Sequence[Appointment]) -> set[str]:
    assert tuple(rows) != plan.appointments
    return {finding.rule for finding in audit_plan(to_plan, replace(plan, appointments=tuple(rows)), KEY)}


def changed(plan: Plan, customer_id: str, **values: object) -> list[Appointment]:
    return [replace(a, **values) if a.customer_id == customer_id else a for a in plan.appointments]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "S2", "S3", "S9"])
def test_covers_for_somebody_else(team: Path, name: str) -> None:
    to_plan, plan = planned(team)
    assert ROW in rules(to_plan, plan, changed(plan, "K0", covers_for=name))


def test_covers_for_somebody_who_is_there(team: Path) -> None:
    to_plan, plan = planned(team)
    assert ROW in rules(to_plan, plan, changed(plan, "L0", covers_for="S1"))
    assert ROW in rules(to_plan, plan, changed(plan, "L0", specialist_id="S3", covers_for="S2"))


def test_cover_by_somebody_without_the_language(team: Path) -> None:
    to_plan, plan = planned(team)
    (row,) = [a for a in plan.appointments if a.customer_id == "F"]
    assert row.specialist_id == "S2"
    free = free_start(plan, "S3")
    moved = changed(plan, "F", specialist_id="S3", start=free, end=free + (row.end - row.start))
    assert rules(to_plan, plan, moved) == {"skills", ROW}


def free_start(plan: Plan, specialist_id: str) -> datetime:
    """Return a time at which somebody has nothing until noon."""
    last = max(plan.of(specialist_id), key=lambda a: (a.start.date() == MONDAY, a.end))
    return last.end


def forged(to_plan: WeekToPlan, plan: Plan, rows: Sequence[Appointment]) -> set[str]:
    """Return the rules under which other appointments are found where everything else is made to match them."""
    matching = rebuilt(to_plan, replace(plan, appointments=tuple(rows)), KEY)
    assert {(a.customer_id, a.specialist_id) for a in matching.appointments} == {(a.customer_id, a.specialist_id) for a in rows}
    return {finding.rule for finding in audit_plan(to_plan, matching, KEY)}


def test_a_plan_made_to_match_itself_is_fine(team: Path) -> None:
    to_plan, plan = planned(team)
    assert forged(to_plan, plan, plan.appointments) == set()


def test_a_covered_talk_struck_although_a_colleague_has_room(team: Path) -> None:
    to_plan, plan = planned(team)
    rows = [a for a in plan.appointments if a.customer_id != "K0"]
    assert rules(to_plan, plan, rows) == {ROW}
    assert "ladder" in forged(to_plan, plan, rows)


def test_a_cover_moved_to_a_busier_colleague(team: Path) -> None:
    """S2 has more to do than S3 already."""
    to_plan, plan = planned(team)
    assert Counter(a.specialist_id for a in plan.appointments if a.covers_for) == {"S2": 3, "S3": 4}
    (row, *_) = [a for a in plan.of("S3") if a.covers_for and a.customer_id != "G"]
    free = free_start(plan, "S2")
    moved = changed(plan, row.customer_id, specialist_id="S2", start=free, end=free + (row.end - row.start))
    assert forged(to_plan, plan, moved) >= {"cover_load"}


def test_a_colleague_although_the_own_specialist_is_there(tmp_path: Path) -> None:
    own = specialist("S1", **NO_HOURS | {"mon": "08:00-12:00", "tue": "08:00-09:30"})
    folder = write_roster(tmp_path, crowd(2), [own, specialist("S2")], absences=[away(last=MONDAY)])
    to_plan, plan = planned(folder)
    row = plan.of("S1")[0]
    assert forged(to_plan, plan, changed(plan, row.customer_id, specialist_id="S2", covers_for="S1")) == {"own_specialist"}
