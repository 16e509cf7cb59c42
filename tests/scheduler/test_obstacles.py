"""Why not: the rule named in not_invited.csv admits the talk when it alone is lifted."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import structs

from constraints import Booking, Problem, Talk, Worker
from constraints.audit import view_of
from constraints.cells import block
from constraints.no_overlap import NAME as CAPACITY
from constraints.rules import RULES, RuleBook
from constraints.solve import solve
from helpers.rosters import (
    LETTER,
    MONDAY,
    OFFICE,
    TODAY,
    Rows,
    booking,
    customer,
    planned,
    specialist,
    write_roster,
    write_tables,
)
from helpers.teams import random_week
from scheduler.obstacles import obstacle
from scheduler.summary import summary_lines

MONDAY_ONLY = [specialist(tue="", thu="", fri="", mon="08:00-09:30")]

CASES: dict[str, dict[str, Rows]] = {
    "one_open_invitation": {"bookings": [booking("B1", "2026-12-15T09:00", "2026-12-15T09:45")]},
    "letter_spacing": {"contacts": [LETTER]},
    "pins": {"wishes": [{"specialist_id": "S1", "customer_id": "K1", "must": "never"}]},
    "lead_time": {"specialists": [specialist(mon="08:00-12:30", tue="", thu="", fri="")]},
    "bookings_stay": {
        "specialists": MONDAY_ONLY,
        "bookings": [booking("B1", "2026-11-30T08:30", "2026-11-30T09:15", customer_id="")],
    },
}
"""Rosters in which one rule alone keeps K1 out."""


def without_start_rule(name: str) -> RuleBook:
    return replace(RULES, start_rules=tuple(rule for rule in RULES.start_rules if name != rule.NAME))


@pytest.mark.parametrize("rule", CASES)
def test_the_rule_in_the_way_is_named_and_lifting_it_admits_the_talk(tmp_path: Path, rule: str) -> None:
    today = date(2026, 11, 26) if rule == "lead_time" else TODAY
    to_plan, plan = planned(write_tables(tmp_path, CASES[rule]), MONDAY, today)
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", rule)]
    assert plan.not_invited[0].would_need
    lifted = solve(to_plan.prepared[0].problem, rules=without_start_rule(rule))
    assert "K1" in {placement.talk_id for placement in lifted.assignment}


BARRED: dict[str, dict[str, Any]] = {
    "one_open_invitation": {"has_open_invitation": True},
    "letter_spacing": {"letter_too_soon": True},
    "pins": {"pinned_cells": 0},
    "need_window": {"not_before": 22},
    "lead_time": {"reached_from": 22},
    "customer_hours": {"customer_busy": block(0, 24)},
    "bookings_stay": {"cells": 6},
    "consulting_hours": {"cells": 20},
}


@pytest.mark.parametrize("rule", BARRED)
def test_every_start_rule_is_named_where_it_alone_bars_a_talk(rule: str) -> None:
    """Cells 8 to 23 of a day are open; a talk of the ladder beside one that is planned."""
    barred = structs.replace(Talk("barred", 0, cells=3, minutes=45, step="binding"), **BARRED[rule])
    other = Talk("other", 0, cells=3, minutes=45, step="binding")
    bookings = (Booking(0, 11, 24),) if rule == "bookings_stay" else ()
    problem = Problem((Worker("S1", block(8, 24), None, 1000),), (barred, other), bookings)
    outcome = solve(problem)
    assert [placement.talk_id for placement in outcome.assignment] == ["other"]
    assert obstacle(view_of(problem, outcome.assignment), barred) == (rule,)
    assert len(solve(problem, rules=without_start_rule(rule)).assignment) == 2


def test_an_absence_moves_the_last_chance_out_of_the_week(tmp_path: Path) -> None:
    """Somebody who can only be seen after the week is not on its ladder; the week they come back asks for them."""
    away = [{"person_id": "S1", "first_day": "2026-11-30", "last_day": "2026-12-04"}]
    to_plan, plan = planned(write_roster(tmp_path, absences=away))
    assert (to_plan.week.ladder, plan.not_invited) == ([], ())
    assert to_plan.week.needs[0].last_chance is not None
    assert to_plan.week.needs[0].last_chance.isoformat() == "2026-12-07"
    assert to_plan.week.is_waiting(to_plan.week.needs[0])
    assert any("erst nach dieser Woche" in line for line in summary_lines(to_plan, plan))


def test_nobody_is_lost_whose_specialist_has_no_hours_at_all(tmp_path: Path) -> None:
    _, plan = planned(write_roster(tmp_path, specialists=[specialist(mon="", tue="", thu="", fri="")]))
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", "consulting_hours")]


def test_capacity_is_named_where_the_seats_went_to_others(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2"), customer("K3")]
    _, plan = planned(write_roster(tmp_path, people, MONDAY_ONLY, office=f"{OFFICE}\n[overbooking]\ndoubles_a_day = 0\n"))
    assert [row.why for row in plan.not_invited] == ["no_overlap"]


def test_two_rules_that_only_together_stood_in_the_way(tmp_path: Path) -> None:
    tables: dict[str, Rows] = {"bookings": CASES["one_open_invitation"]["bookings"], "contacts": [LETTER]}
    _, plan = planned(write_tables(tmp_path, tables))
    assert [row.why for row in plan.not_invited] == ["one_open_invitation+letter_spacing"]


def test_a_rule_and_capacity(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2"), customer("K3")]
    _, plan = planned(write_roster(tmp_path, people, MONDAY_ONLY, contacts=[LETTER]))
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", "letter_spacing+no_overlap")]


def test_an_unmet_pin_is_named(tmp_path: Path) -> None:
    wishes = [{"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Wed"}]
    _, plan = planned(write_roster(tmp_path, wishes=wishes))
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", "pins")]


def test_a_talk_that_would_displace_a_lesser_one_names_the_rule_alone(tmp_path: Path) -> None:
    """One seat: without the letter K1 (longer overdue) would take it from K2, and from K3 who is only soon due."""
    for name, last_contact_on in (("late", "2026-05-11"), ("soon", "2026-06-15")):
        people = [customer("K1", last_contact_on="2026-01-11"), customer("K2", last_contact_on=last_contact_on)]
        seat = [specialist(tue="", thu="", fri="", mon="08:00-08:45")]
        to_plan, plan = planned(write_roster(tmp_path / name, people, seat, contacts=[LETTER]))
        assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", "letter_spacing")]
        lifted = solve(to_plan.prepared[0].problem, rules=without_start_rule("letter_spacing"))
        assert [placement.talk_id for placement in lifted.assignment] == ["K1"]


@pytest.mark.parametrize("seed", range(40))
def test_on_random_weeks_a_rule_named_alone_admits_the_talk_when_lifted(seed: int) -> None:
    problem = random_week(Random(seed), "w", talks=12, days=2, cells=10)
    view = view_of(problem, solve(problem).assignment)
    for talk in view.left_out:
        names = obstacle(view, talk) if talk.is_due else ()
        if len(names) == 1 and names != (CAPACITY,):
            lifted = solve(problem, rules=_lifted_for(talk, names[0]))
            assert talk.talk_id in {placement.talk_id for placement in lifted.assignment}


def _lifted_for(talk: Talk, name: str) -> RuleBook:
    """Return the rules with one start rule lifted for one talk alone."""
    (rule,) = (rule for rule in RULES.start_rules if name == rule.NAME)

    class Lifted:
        NAME = name
        violations = staticmethod(rule.violations)

        @staticmethod
        def barred_starts(problem: Problem, other: Talk) -> int:
            return 0 if other is talk else rule.barred_starts(problem, other)

    return replace(RULES, start_rules=tuple(Lifted() if r is rule else r for r in RULES.start_rules))


def test_a_pin_is_met_by_an_appointment_of_that_week(tmp_path: Path) -> None:
    wishes = [{"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Tue"}]
    for start, is_met in (("2026-12-01", True), ("2026-12-03", False)):
        rows = [booking("B1", f"{start}T09:00", f"{start}T09:45")]
        _, plan = planned(write_roster(tmp_path / start, bookings=rows, wishes=wishes))
        assert (plan.not_invited == ()) is is_met
