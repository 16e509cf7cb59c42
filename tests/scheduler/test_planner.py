"""From a roster folder to a proved plan: what the week holds, equal bytes, rates that decide how many and never who."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.audit import measure
from constraints.problem import Placement
from helpers.any_rosters import rosters
from helpers.rosters import (
    KEY,
    MONDAY,
    OFFICE,
    TODAY,
    booking,
    customer,
    look_at,
    planned,
    specialist,
    stages,
    write_roster,
    write_tables,
)
from scheduler.planaudit import audit_plan
from scheduler.planfolder import folder_files
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import first_week_reached, prepare_week


def crowd(number: int, **values: str) -> list[dict[str, str]]:
    """So many overdue customers."""
    return [customer(f"K{n:03}", **values) for n in range(number)]


def test_everybody_due_is_invited_where_there_is_room(tmp_path: Path) -> None:
    _, plan = planned(write_roster(tmp_path, crowd(12)))
    assert {a.customer_id for a in plan.appointments} == {f"K{n:03}" for n in range(12)}
    assert plan.is_proved
    assert plan.not_invited == ()


def test_the_ladder_may_exceed_the_share_of_consulting_time_but_nothing_else(tmp_path: Path) -> None:
    office = f"consulting_share = 0.1\n{OFFICE}"
    soon = [customer(f"S{n}", specialist_id="S1", last_contact_on="2026-06-10") for n in range(5)]
    _, plan = planned(
        write_roster(tmp_path, crowd(12) + [row | {"customer_id": f"Z{n}"} for n, row in enumerate(soon)], office=office)
    )
    assert {a.customer_id[0] for a in plan.appointments} == {"K"}
    assert stages(plan)["ladder.binding"] == 0


def test_one_seat_goes_to_the_longest_overdue(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-05-11"), customer("K2", last_contact_on="2026-01-11")]
    _, plan = planned(write_roster(tmp_path, people, [specialist(mon="08:00-08:45", tue="", thu="", fri="")]))
    assert [a.customer_id for a in plan.appointments] == ["K2"]
    assert [(n.customer_id, n.why) for n in plan.not_invited] == [("K1", "no_overlap")]
    assert stages(plan)["ladder.binding"] == 45 * 4


def test_first_talks_go_before_everybody(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="", registered_on="2026-11-18"), *crowd(3)]
    _, plan = planned(write_roster(tmp_path, people, [specialist(mon="08:00-09:00", tue="", thu="", fri="")]))
    assert [a.customer_id for a in plan.appointments] == ["K1"]


def test_whose_deadline_ends_in_the_week_is_seen_by_then(tmp_path: Path) -> None:
    """Ten overdue people and two whose deadline is Monday share the seats of the week: the two come on Monday."""
    by_monday = [customer(f"M{n}", last_contact_on="2026-05-30") for n in range(2)]
    _, plan = planned(write_roster(tmp_path, [*crowd(10), *by_monday]))
    assert {a.start.date() for a in plan.appointments if a.customer_id[0] == "M"} == {MONDAY}
    assert stages(plan)["in_time"] == 0


def test_the_weekly_number_is_made_up_with_the_least_slack(tmp_path: Path) -> None:
    later = [customer(f"K{n:02}", last_contact_on=(date(2026, 7, 1) + timedelta(days=n)).isoformat()) for n in range(40)]
    to_plan, plan = planned(write_roster(tmp_path, later))
    (week,) = plan.weeks
    assert (week.target, week.invitations_wanted, week.invited) == (20.0, 31, 31)
    assert {a.customer_id for a in plan.appointments} == {f"K{n:02}" for n in range(31)}
    assert to_plan.week.ladder == []


def test_bookings_are_counted_and_never_touched(tmp_path: Path) -> None:
    rows = [
        booking("B1", "2026-11-30T09:00", "2026-11-30T10:00"),
        booking("B2", "2026-12-01T08:00", "2026-12-01T09:00", customer_id=""),
    ]
    _, plan = planned(
        write_roster(tmp_path, [customer("K1"), *[c | {"customer_id": f"L{n}"} for n, c in enumerate(crowd(30))]], bookings=rows)
    )
    (week,) = plan.weeks
    assert (week.booked, week.invitations_wanted) == (1, 30)
    for appointment in plan.appointments:
        for start, end in (("2026-11-30T09:00", "2026-11-30T10:00"), ("2026-12-01T08:00", "2026-12-01T09:00")):
            assert appointment.end.isoformat()[:16] <= start or appointment.start.isoformat()[:16] >= end


@pytest.mark.parametrize(
    ("state", "takes_time"), [("approved", True), ("missed", True), ("cancelled", False), ("excused", False)]
)
def test_an_appointment_that_fell_through_gives_its_time_back(tmp_path: Path, state: str, takes_time: bool) -> None:
    rows = [booking("B1", "2026-11-30T08:00", "2026-11-30T08:45", customer_id="K9", state=state)]
    staff = [specialist(mon="08:00-08:45", tue="", thu="", fri="")]
    _, plan = planned(
        write_roster(tmp_path, [customer("K1"), customer("K9", last_contact_on="2026-11-19")], staff, bookings=rows)
    )
    assert (plan.appointments == ()) is takes_time


def test_a_concept_without_weekly_number_fills_its_share(tmp_path: Path) -> None:
    office = OFFICE.replace("aa90-2021", "lichtenberg-2022")
    later = [customer(f"K{n:02}", last_contact_on="2026-07-20") for n in range(60)]
    to_plan, plan = planned(write_roster(tmp_path, later, office=office))
    (week,) = plan.weeks
    assert week.target is None
    assert sum(a.minutes for a in plan.appointments) <= 39 * 60 * 0.6 < sum(a.minutes for a in plan.appointments) + 45
    assert audit_plan(to_plan, plan, KEY) == []


def test_the_first_week_that_letters_reach(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path))
    assert first_week_reached(roster, date(2026, 11, 20)) == date(2026, 11, 30)
    assert first_week_reached(roster, date(2026, 11, 23)) == date(2026, 11, 30)
    assert first_week_reached(roster, date(2026, 11, 24)) == date(2026, 12, 7)


@pytest.mark.parametrize(("today", "first_day"), [("2026-11-24", "2026-12-01"), ("2026-11-26", "2026-12-03")])
def test_letters_take_seven_days(tmp_path: Path, today: str, first_day: str) -> None:
    folder = write_roster(
        tmp_path, [*crowd(3), *[row | {"customer_id": f"P{n}", "flags": "portal_ok"} for n, row in enumerate(crowd(3))]]
    )
    _, plan = planned(folder, MONDAY, date.fromisoformat(today))
    by_letter = [a for a in plan.appointments if a.invited_by == "letter"]
    assert len(by_letter) == 3
    assert min(a.start for a in by_letter).date().isoformat() >= first_day


def test_a_comfortable_lead_time_where_nothing_is_lost(tmp_path: Path) -> None:
    _, plan = planned(write_roster(tmp_path, crowd(4)), MONDAY, date(2026, 11, 22))
    assert min(a.start for a in plan.appointments).date() >= date(2026, 12, 1), (
        "tenth day after planning is Wednesday, seats from Tuesday are short"
    )
    assert stages(plan)["comfortable_lead_time"] == 0 or min(a.start for a in plan.appointments).date() < date(2026, 12, 2)


def test_no_customers_due_and_nobody_present(tmp_path: Path) -> None:
    _, idle = planned(write_roster(tmp_path / "idle", [customer("K1", last_contact_on="2026-11-19")]))
    assert (idle.appointments, idle.not_invited, idle.is_proved) == ((), (), True)
    away = [{"person_id": "S1", "first_day": "2026-11-01", "last_day": "2026-12-31"}]
    _, absent = planned(write_roster(tmp_path / "away", absences=away))
    assert (absent.appointments, absent.weeks[0].is_away) == ((), True)


def test_a_christmas_week_between_holidays(tmp_path: Path) -> None:
    office = OFFICE.replace("[teams", "closed = [2026-12-24, 2026-12-31]\n\n[teams")
    _, plan = planned(write_roster(tmp_path, crowd(30), office=office), date(2026, 12, 21), date(2026, 12, 7))
    assert {a.start.date() for a in plan.appointments} == {date(2026, 12, 21), date(2026, 12, 22)}
    assert plan.weeks[0].target == 10.0


def test_rates_decide_how_many_and_never_who(tmp_path: Path) -> None:
    """Other rates: another N. The same N with rates permuted among the people: the same people."""
    people = [customer(f"K{n:02}", last_contact_on=(date(2026, 6, 1) + timedelta(days=2 * n)).isoformat()) for n in range(50)]
    to_plan = look_at(write_roster(tmp_path, people))
    (prepared,) = to_plan.prepared
    base = {a.customer_id for a in plan_week(to_plan, KEY).appointments}
    shuffled = list(prepared.rates.values())
    random.Random(7).shuffle(shuffled)
    permuted = replace(prepared, rates=dict(zip(prepared.rates, shuffled, strict=True)))
    teams = (replace(to_plan.teams[0], members=(permuted,)),)
    again = {a.customer_id for a in plan_week(replace(to_plan, teams=teams), KEY).appointments}
    assert again == base
    generous = f"{OFFICE}\n[show_rates]\ndefault = 0.95\n"
    fewer = {a.customer_id for a in planned(write_roster(tmp_path / "fewer", people, office=generous))[1].appointments}
    assert fewer < base
    assert len(fewer) == 22


def test_rates_of_groups_permuted_among_the_people_keep_the_people(tmp_path: Path) -> None:
    """Two groups with different rates; whichever group has the low rate, equal N gives equal people."""
    people = [
        customer(
            f"K{n:02}", last_contact_on=(date(2026, 7, 1) + timedelta(days=n)).isoformat(), flags="portal_ok" if n % 2 else ""
        )
        for n in range(60)
    ]
    chosen = []
    for name, rates in (("a", (0.5, 0.8)), ("b", (0.8, 0.5))):
        office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = {rates[0]}\n"regular.in_person.portal" = {rates[1]}\n'
        _, plan = planned(write_roster(tmp_path / name, people, office=office))
        chosen.append((plan.weeks[0].invitations_wanted, {a.customer_id for a in plan.appointments}))
    assert abs((chosen[0][0] or 0) - (chosen[1][0] or 0)) <= 1
    first, second = chosen[0][1], chosen[1][1]
    assert first <= second or second <= first, "one is the other's prefix: nobody is passed over for a low rate"


CONCEPTS = ("aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022")


@settings(max_examples=40)
@given(rosters(), st.sampled_from(CONCEPTS), st.sampled_from([date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 2)]))
def test_any_valid_roster_gives_an_audited_plan_with_equal_bytes(
    tables: dict[str, list[dict[str, str]]], concept: str, today: date
) -> None:
    with TemporaryDirectory() as scratch:
        filled = {name: rows for name, rows in tables.items() if rows}
        folder = write_tables(Path(scratch), filled, OFFICE.replace("aa90-2021", concept))
        to_plan, plan = planned(folder, MONDAY, today)
        assert audit_plan(to_plan, plan, KEY) == []
        assert plan.is_proved
        _, again = planned(folder, MONDAY, today)
        assert folder_files(to_plan, plan) == folder_files(to_plan, again)


def test_reported_values_are_those_of_the_plan(tmp_path: Path) -> None:
    to_plan, plan = planned(write_roster(tmp_path, crowd(30)))
    (prepared,) = to_plan.prepared
    cells = {}
    for a in plan.appointments:
        minutes = a.start.hour * 60 + a.start.minute
        cells[a.customer_id] = (a.start.date() - MONDAY).days * prepared.problem.cells_per_day + minutes // 15
    measured = measure(prepared.problem, tuple(Placement(*item) for item in cells.items()))
    assert measured == stages(plan)


def test_the_wide_window_is_named(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-05-25")]
    measures = [{"customer_id": "K1", "kind": "AGH", "first_day": "2026-06-01", "last_day": "2026-11-26"}]
    _, plan = planned(write_roster(tmp_path, people, measures=measures))
    assert "weiten Fenster" in plan.appointments[0].reason


def test_letters_that_come_too_late_are_no_lack_of_people(tmp_path: Path) -> None:
    later = [customer(f"K{n:02}", last_contact_on="2026-07-01") for n in range(40)]
    folder = write_roster(tmp_path, later)
    assert not planned(folder, MONDAY, date(2026, 11, 27))[1].weeks[0].exhausted
    assert planned(write_roster(tmp_path / "few", later[:10]))[1].weeks[0].exhausted


def test_threads_do_not_change_the_plan(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    staff = [specialist(f"S{n}") for n in range(4)]
    people = [customer(f"K{n:03}", specialist_id=f"S{n % 4}") for n in range(60)]
    to_plan = look_at(write_roster(tmp_path, people, staff))
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(4) as four:
        assert plan_week(to_plan, KEY, executor=one) == plan_week(to_plan, KEY, executor=four)


def test_processes_for_a_house_give_the_plan_of_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = [specialist(f"S{n}") for n in range(3)]
    people = [customer(f"K{n:03}", specialist_id=f"S{n % 3}") for n in range(60)]
    to_plan = look_at(write_roster(tmp_path, people, staff))
    by_threads = plan_week(to_plan, KEY)
    monkeypatch.setattr("scheduler.planner.ENOUGH_FOR_PROCESSES", 1)
    assert plan_week(to_plan, KEY) == by_threads


def test_one_specialist_is_planned_as_in_the_whole(tmp_path: Path) -> None:
    staff = [specialist(f"S{n}") for n in range(2)]
    people = [customer(f"K{n:03}", specialist_id=f"S{n % 2}") for n in range(40)]
    roster = read_roster(write_roster(tmp_path, people, staff))
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    part = plan_week(prepare_week(roster, MONDAY, TODAY, {"S1"}), KEY)
    assert list(part.appointments) == whole.of("S1")
