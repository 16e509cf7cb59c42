"""The audit finds every other telephone list, double seat and figure than those that the number asks for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpers.instruments import SEATS_23, doubles, later, made, the_week
from helpers.rosters import KEY, MONDAY, TODAY, specialist, write_roster
from scheduler.findings import ROW
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan, rebuilt
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week


@pytest.fixture
def phoned(tmp_path: Path) -> tuple[WeekToPlan, Plan]:
    return made(tmp_path, later(50, flags="phone_ok"))


@pytest.fixture
def crowded(tmp_path: Path) -> tuple[WeekToPlan, Plan]:
    return made(tmp_path, later(50))


def rules(made: tuple[WeekToPlan, Plan], **values: Any) -> set[str]:
    to_plan, plan = made
    assert any(getattr(plan, name) != value for name, value in values.items())
    return {finding.rule for finding in audit_plan(to_plan, replace(plan, **values), KEY)}


def matching(made: tuple[WeekToPlan, Plan], rows: Sequence[Appointment]) -> set[str]:
    """Return the rules under which other appointments are found where everything else is made to match them."""
    to_plan, plan = made
    forged = rebuilt(to_plan, replace(plan, appointments=tuple(sorted(rows, key=lambda a: (a.start, a.double_booked)))), KEY)
    assert len(forged.appointments) == len(rows)
    return {finding.rule for finding in audit_plan(to_plan, forged, KEY)}


def test_a_changed_telephone_list(phoned: tuple[WeekToPlan, Plan]) -> None:
    _, plan = phoned
    first, *others = plan.standby
    for rows in (
        (),
        tuple(others),
        (first, first, *others),
        (*others, first),
        (replace(first, rank=2), *others),
        (replace(first, customer_id="K49"), *others),
        (replace(first, half_day=("mon-am",)), *others),
        (replace(first, specialist_id="S9"), *others),
    ):
        assert rules(phoned, standby=rows) == {ROW}


@pytest.mark.parametrize(
    "values",
    [
        {"chance_per_mille": 999},
        {"expected_per_mille": 25_000},
        {"standby": 3},
        {"fits": False},
        {"double_seats": ()},
        {"invitations_wanted": 27},
    ],
)
def test_forged_figures(crowded: tuple[WeekToPlan, Plan], values: dict[str, Any]) -> None:
    week = the_week(crowded[1])
    assert rules(crowded, weeks=(replace(week, **values),)) == {ROW}


@pytest.mark.parametrize("key", ["both_per_mille", "wait_minutes", "overtime_per_mille"])
def test_a_forged_double_seat(crowded: tuple[WeekToPlan, Plan], key: str) -> None:
    week = the_week(crowded[1])
    first, *others = week.double_seats
    other: dict[str, Any] = {key: 1}
    seats = (replace(first, **other), *others)
    assert rules(crowded, weeks=(replace(week, double_seats=seats),)) == {ROW}


def extra(plan: Plan, customer_id: str, at: Appointment) -> list[Appointment]:
    return [*plan.appointments, replace(at, customer_id=customer_id, double_booked=True)]


def test_a_second_person_where_none_may_be(crowded: tuple[WeekToPlan, Plan]) -> None:
    """In a seat that is doubled already, and in the second seat of a morning."""
    _, plan = crowded
    singles = [a for a in plan.appointments if not a.double_booked]
    for seat in singles[:2]:
        assert matching(crowded, extra(plan, "K40", seat)) == {"double_seats"}


def test_an_extra_row_is_found_even_where_somebody_may_be_added(phoned: tuple[WeekToPlan, Plan]) -> None:
    _, plan = phoned
    rows = extra(plan, "K40", plan.appointments[0])
    assert ROW in rules(phoned, appointments=tuple(rows))


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: extra(plan, "K22", plan.appointments[0]),
        lambda plan: [a for a in plan.appointments if a not in doubles(plan)[:1]],
        lambda plan: [replace(a, customer_id="K49") if a in doubles(plan)[:1] else a for a in plan.appointments],
    ],
    ids=["one more than needed", "one less", "somebody further behind"],
)
def test_other_double_seats_than_the_number_asks_for(
    phoned: tuple[WeekToPlan, Plan], crowded: tuple[WeekToPlan, Plan], change: Callable[[Plan], list[Appointment]]
) -> None:
    """Also where everything else is made to match."""
    case = crowded if len(change(crowded[1])) <= len(crowded[1].appointments) else phoned
    assert matching(case, change(case[1]))


def test_a_single_specialist_has_the_same_list_and_double_seats_as_in_the_house(tmp_path: Path) -> None:
    people = [*later(50), *later(50, "P", specialist_id="S2", flags="phone_ok")]
    roster = read_roster(write_roster(tmp_path, people, [specialist("S1", **SEATS_23), specialist("S2", **SEATS_23)]))
    whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
    assert ({a.specialist_id for a in doubles(whole)}, {row.specialist_id for row in whole.standby}) == ({"S1"}, {"S2"})
    for name in ("S1", "S2"):
        part = plan_week(prepare_week(roster, MONDAY, TODAY, {name}), KEY)
        assert list(part.appointments) == whole.of(name)
        assert list(part.standby) == [row for row in whole.standby if row.specialist_id == name]
        assert list(part.weeks) == [week for week in whole.weeks if week.specialist_id == name]
