"""The telephone list: as long as needed, by what is due next, only for people who agreed, can come and have time."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from constraints.standby import contacts_pmf, expected, names_needed
from helpers.instruments import SEATS_23, doubles, halves, later, listed, made, mean, overbooking, talks, team_target, the_week
from helpers.rosters import OFFICE, booking, customer


def test_nobody_is_phoned_where_all_invitations_have_seats(tmp_path: Path) -> None:
    _, plan = made(tmp_path, later(50, flags="phone_ok"), hours={})
    week = the_week(plan)
    assert (week.invitations_wanted, week.invited, week.standby) == (31, 31, 0)
    assert (listed(plan), doubles(plan), week.double_seats) == ([], [], ())


def test_the_list_is_as_long_as_needed(tmp_path: Path) -> None:
    """Eight invitations have no seat; eleven names make up for them, ten would not."""
    _, plan = made(tmp_path, later(50, flags="phone_ok"))
    week, number = the_week(plan), len(plan.standby)
    assert (week.invitations_wanted, week.invited, week.standby, number) == (31, 23, 11, 11)
    assert mean(talks(plan, number)) >= 20 > mean(talks(plan, number - 1))
    blocks = [list(half.values()) for half in halves(plan)]
    assert expected(contacts_pmf(blocks, [500] * number)) >= 20 > expected(contacts_pmf(blocks, [500] * (number - 1)))
    assert names_needed(Fraction(20), blocks, [500] * 27, None) == number
    assert doubles(plan) == []
    assert [row.rank for row in plan.standby] == list(range(1, number + 1))


def test_who_are_phoned_rarely_are_more(tmp_path: Path) -> None:
    rates = '"regular.phone" = 0.35\n'
    _, plan = made(tmp_path, later(50, flags="phone_ok"), f"{OFFICE}\n[show_rates]\n{rates}")
    number = len(plan.standby)
    assert mean(talks(plan, number, 0.35)) >= 20 > mean(talks(plan, number - 1, 0.35))
    assert number > 11


def test_the_list_goes_by_what_is_due_next(tmp_path: Path) -> None:
    """Those behind the invited ones, in their order; the people between who did not agree to the telephone are passed over."""
    people = [row | {"flags": "phone_ok" if n % 3 else ""} for n, row in enumerate(later(50))]
    random = [people[n] for n in Random(3).sample(range(50), 50)]
    _, plan = made(tmp_path, random)
    invited = {a.customer_id for a in plan.appointments}
    rest = [row["customer_id"] for row in people if row["customer_id"] not in invited and row["flags"]]
    assert listed(plan) == rest[: len(plan.standby)]
    assert len(plan.standby) == 11


OUT_OF_REACH = {"unavailable": "Mon 08:00-11:00; Tue 08:00-11:00; Thu 08:00-11:00; Fri 08:00-10:30", "flags": "phone_ok"}
"""They could be phoned late in the morning, but a talk in person of 90 minutes needs more."""


def test_who_is_never_phoned(tmp_path: Path) -> None:
    """All of them come before the others; each is due soon, cannot come for an hour and a half, and could be phoned but for one thing."""
    soon = {"last_contact_on": "2026-06-02", **OUT_OF_REACH}
    people = [customer(name, **soon) for name in ("fine", "invited", "never", "wish", "graduate", "interpreter")]
    people += [
        customer("silent", **soon | {"flags": ""}),
        customer("first", **soon | {"last_contact_on": "", "registered_on": "2026-11-24"}),
    ]
    people = [row | ({"needs": "dolmetscher"} if row["customer_id"] == "interpreter" else {}) for row in people]
    long = [
        {"customer_id": row["customer_id"], "kind": "follow_up", "recorded_on": "2026-11-20", "minutes": "120"} for row in people
    ]
    long += [
        {"customer_id": name, "kind": name, "recorded_on": "2026-11-20", "minutes": "120", "not_after": "2026-12-18"}
        for name in ("wish", "graduate")
    ]
    rows = [booking("B", "2026-12-15T09:00", "2026-12-15T09:45", customer_id="invited", channel="phone", kind="follow_up")]
    wishes = [{"specialist_id": "S1", "customer_id": "never", "must": "never"}]
    _, plan = made(tmp_path, [*people, *later(50)], bookings=rows, occasions=long, wishes=wishes)
    assert not {a.customer_id for a in plan.appointments} & {row["customer_id"] for row in people}
    assert listed(plan) == ["fine"]


def test_who_has_no_time_while_others_have_seats_is_not_phoned(tmp_path: Path) -> None:
    """Away for the week, or busy on all mornings: nobody to be phoned in them."""
    busy = later(3, "B", date(2026, 6, 10), flags="phone_ok", unavailable="Mon 08:00-12:00; Tue; Thu 08:00-12:30; Fri")
    gone = later(3, "C", date(2026, 6, 10), flags="phone_ok")
    away = [{"person_id": row["customer_id"], "first_day": "2026-11-28", "last_day": "2026-12-06"} for row in gone]
    _, plan = made(tmp_path, [*busy, *gone, *later(50, flags="phone_ok")], absences=away)
    assert {name[0] for name in listed(plan)} == {"K"}
    assert all(row.half_day for row in plan.standby)


def test_the_half_days_are_those_in_which_somebody_has_time(tmp_path: Path) -> None:
    people = later(50, flags="phone_ok", unavailable="Mon; Thu 08:00-11:00")
    _, plan = made(tmp_path, [*later(6, "A", date(2026, 6, 10)), *people])
    assert {row.half_day for row in plan.standby} == {("tue-am", "thu-am", "fri-am")}


@pytest.mark.parametrize(("concept", "is_phoned"), [("aa90-2021", True), ("ba-2010", False), ("lichtenberg-2013", True)])
def test_a_concept_that_does_not_count_the_telephone_has_no_list(tmp_path: Path, concept: str, is_phoned: bool) -> None:
    """All with 20 talks by team agreement; the Empfehlungen of 2010 count talks in person only."""
    office = team_target(20).replace("aa90-2021", concept)
    _, plan = made(tmp_path, later(60, first=date(2026, 7, 10), flags="phone_ok"), office)
    week = the_week(plan)
    assert (week.target, week.invitations_wanted) == (20.0, 31)
    assert (len(plan.standby) > 0) is is_phoned


def test_an_office_without_a_list(tmp_path: Path) -> None:
    _, plan = made(tmp_path, later(50, flags="phone_ok"), overbooking(standby=False))
    assert (plan.standby, len(doubles(plan))) == ((), 4)


def test_where_people_are_missing_others_are_phoned(tmp_path: Path) -> None:
    """Ten people can come, five only speak by telephone: all of them are needed, and no seat is doubled."""
    people = [*later(10), *later(5, "P", flags="phone_ok", unavailable="Mon 08:00-12:00 12:00-12:30; Tue 08:00-12:00; Thu; Fri")]
    minutes = [{"customer_id": f"P{n:02}", "kind": "follow_up", "recorded_on": "2026-11-20", "minutes": "60"} for n in range(5)]
    _, plan = made(tmp_path, people, occasions=minutes, hours=SEATS_23 | {"tue": "08:00-12:45"})
    week = the_week(plan)
    assert (week.exhausted, week.invited, doubles(plan)) == (True, 10, [])
    assert listed(plan) == []
