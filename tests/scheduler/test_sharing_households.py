"""Households across specialists: back to back where they agreed to it, and nobody is left out for it."""

from pathlib import Path
from typing import Any

import pytest

from helpers.rosters import NO_HOURS, booking, customer, specialist, staff, stages
from helpers.sharing import TWO_TEAMS, is_together, member, rows_of, solved

ONLY = {"Mon": "Tue; Thu; Fri", "Tue": "Mon; Thu; Fri", "Fri": "Mon; Tue; Thu"}
"""Who can only come on a weekday, and when they cannot."""


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
