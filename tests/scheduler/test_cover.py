"""Cover for who is away: only what cannot wait, in the order of the concept, evenly among colleagues, also when several are away."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from helpers.covering import away, cover_of, crowd
from helpers.rosters import (
    MONDAY,
    NO_HOURS,
    OFFICE,
    customer,
    look_at,
    planned,
    sound,
    specialist,
    staff,
    stages,
    write_roster,
)
from scheduler.plan import Plan


def first_talk(customer_id: str, **values: str) -> dict[str, str]:
    """Somebody who registered two days ago."""
    return customer(customer_id, last_contact_on="", registered_on="2026-11-18", **values)


def occasion(customer_id: str, kind: str) -> dict[str, str]:
    return {"customer_id": customer_id, "kind": kind, "recorded_on": "2026-11-16"}


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
