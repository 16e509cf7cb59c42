"""Who can cover: skills, needs, hours, bookings, and the wishes of both specialists."""

from datetime import date
from pathlib import Path

from helpers.covering import away, cover_of, crowd
from helpers.rosters import booking, customer, planned, sound, specialist, staff, write_roster


def wish(specialist_id: str, customer_id: str, must: str = "never", day: str = "") -> dict[str, str]:
    return {"specialist_id": specialist_id, "customer_id": customer_id, "must": must, "day": day}


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
