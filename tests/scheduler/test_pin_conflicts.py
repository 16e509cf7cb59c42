"""Wishes that contradict each other or the house: each reported set is a contradiction, and smallest."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters import LETTER, MONDAY, OFFICE, TODAY, Rows, booking, customer, look_at, planned, specialist, write_tables
from scheduler.daily.pin_conflicts import HOUSE, NOT_OWN, PinConflict, pin_conflicts, static_conflicts
from scheduler.daily.pinwords import conflict_line, plan_conflict_lines
from scheduler.roster import Roster, Wish
from scheduler.week_to_plan import WeekToPlan

MORNING = [specialist(mon="08:00-09:00", tue="", thu="", fri="")]


def wish(must: str, customer_id: str = "K1", day: str = "", half_day: str = "", specialist_id: str = "S1") -> dict[str, str]:
    return {"specialist_id": specialist_id, "customer_id": customer_id, "must": must, "day": day, "half_day": half_day}


def found(folder: Path, today: date = TODAY, **tables: Rows) -> tuple[WeekToPlan, list[tuple[list[int], tuple[str, ...]]]]:
    """Return what contradicts: lines of wishes.csv and rules."""
    to_plan = look_at(write_tables(folder, tables), MONDAY, today)
    return to_plan, [named(conflict) for conflict in pin_conflicts(to_plan)]


def named(conflict: PinConflict) -> tuple[list[int], tuple[str, ...]]:
    return [wish.line for wish in conflict.wishes], conflict.rules


AGAINST_THE_HOUSE: dict[str, tuple[dict[str, Rows], date]] = {
    "one_open_invitation": ({"bookings": [booking("B1", "2026-12-15T09:00", "2026-12-15T09:45")]}, TODAY),
    "letter_spacing": ({"contacts": [LETTER]}, TODAY),
    "lead_time": ({"wishes": [wish("must", day="Mon")]}, date(2026, 11, 26)),
    "customer_hours": ({"customers": [customer("K1", unavailable="Mon; Tue; Wed; Thu; Fri")]}, TODAY),
    "resources": (
        {"customers": [customer("K1", needs="raum")], "resources": [{"resource": "raum", "capacity": "1", "wed": "08:00-09:00"}]},
        TODAY,
    ),
    "bookings_stay": (
        {"specialists": MORNING, "bookings": [booking("B1", "2026-11-30T08:00", "2026-11-30T09:00", customer_id="")]},
        TODAY,
    ),
    "consulting_hours": ({"wishes": [wish("must", day="Wed")]}, TODAY),
}


@pytest.mark.parametrize("rule", AGAINST_THE_HOUSE)
def test_a_wish_against_a_rule_of_the_house(tmp_path: Path, rule: str) -> None:
    """Some rules leave only times outside the consulting hours; then both are named, since either alone would do."""
    tables, today = AGAINST_THE_HOUSE[rule]
    to_plan, conflicts = found(tmp_path, today, **{"wishes": [wish("must")], **tables})
    needs_hours = rule in ("customer_hours", "resources", "bookings_stay")
    assert conflicts == [([2], (rule, "consulting_hours") if needs_hours else (rule,))]
    assert [named(conflict) for conflict in static_conflicts(to_plan)] == conflicts


def test_must_and_never_for_the_same_half_day(tmp_path: Path) -> None:
    rows = [wish("never", "K2"), wish("must", day="Mon", half_day="am"), wish("never", day="2026-11-30")]
    to_plan, conflicts = found(tmp_path, customers=[customer("K1"), customer("K2")], wishes=rows)
    assert conflicts == [([3, 4], ())]
    assert [named(conflict) for conflict in static_conflicts(to_plan)] == conflicts


def test_two_wishes_about_a_person_are_one_that_any_of_the_times_meets(tmp_path: Path) -> None:
    _, conflicts = found(tmp_path / "one", wishes=[wish("must", day="Wed"), wish("must", day="Thu")])
    assert conflicts == []
    _, conflicts = found(tmp_path / "none", wishes=[wish("must", day="Wed"), wish("must", day="2026-12-05")])
    assert conflicts == [([2, 3], ("consulting_hours",))]


def test_two_wishes_and_one_seat(tmp_path: Path) -> None:
    """Room for one talk: without the hours, without one of the wishes, or with two desks both would be seen."""
    rows = [wish("must"), wish("must", "K2"), wish("never", "K2", day="Tue")]
    to_plan, conflicts = found(tmp_path, customers=[customer("K1"), customer("K2")], specialists=MORNING, wishes=rows)
    assert conflicts == [([2, 3], ("consulting_hours", "no_overlap"))]
    assert static_conflicts(to_plan) == []


def test_two_specialists_and_one_interpreter(tmp_path: Path) -> None:
    people = [customer("K1", needs="dolmetscher"), customer("K2", specialist_id="S2", needs="dolmetscher")]
    hours = [{"resource": "dolmetscher", "capacity": "1", "mon": "08:00-09:00"}]
    rows = [wish("must"), wish("must", "K2", specialist_id="S2")]
    staff = [specialist("S1"), specialist("S2")]
    _, conflicts = found(tmp_path, specialists=staff, customers=people, resources=hours, wishes=rows)
    assert conflicts == [([2, 3], ("resources",))]


def test_a_wish_about_somebody_elses_customer(tmp_path: Path) -> None:
    """Two specialists want the same person: only one of them looks after the person."""
    rows = [wish("must"), wish("must", specialist_id="S2")]
    _, conflicts = found(tmp_path, specialists=[specialist("S1"), specialist("S2")], wishes=rows)
    assert conflicts == [([3], (NOT_OWN,))]


def test_a_wish_that_an_appointment_meets_or_a_colleague_can_meet_is_no_contradiction(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:45")]
    assert found(tmp_path / "met", bookings=rows, wishes=[wish("must", day="Tue")])[1] == []
    away = [{"person_id": "S1", "first_day": "2026-11-28", "last_day": "2026-12-06"}]
    staff = [specialist("S1"), specialist("S2")]
    assert found(tmp_path / "covered", specialists=staff, absences=away, wishes=[wish("must", day="Tue")])[1] == []
    assert found(tmp_path / "alone", absences=away, wishes=[wish("must")])[1] == [([2], ("consulting_hours",))]


def test_wishes_of_other_weeks_contradict_nothing(tmp_path: Path) -> None:
    rows = [wish("must", day="2026-12-09"), wish("must", day="2026-12-12"), wish("never", day="2026-12-09")]
    assert found(tmp_path, wishes=rows)[1] == []


def test_the_plan_and_its_rows_say_the_same(tmp_path: Path) -> None:
    rows = [wish("must", day="Tue", half_day="am"), wish("never", day="Tue")]
    to_plan, plan = planned(write_tables(tmp_path, {"wishes": rows}))
    assert [(row.customer_id, row.why) for row in plan.not_invited] == [("K1", "pins")]
    heading, line = plan_conflict_lines(to_plan, plan)
    assert "1" in heading
    assert line.strip() == conflict_line(pin_conflicts(to_plan)[0])
    assert line.strip() == "Zeile 2, Zeile 3: S1 wünscht K1 (Dienstag vormittags); S1 schließt K1 aus (Dienstag)"


def test_nothing_is_said_where_all_wishes_are_met(tmp_path: Path) -> None:
    to_plan, plan = planned(write_tables(tmp_path, {"wishes": [wish("must", day="Tue", half_day="am")]}))
    assert plan_conflict_lines(to_plan, plan) == []


# A second opinion: every start of the week and every order of the people, from the roster alone

LENGTH = timedelta(minutes=45)
STEP = timedelta(minutes=15)
DAYS = [MONDAY + timedelta(days=n) for n in range(7)]


def can_all_be_seen(roster: Roster, wishes: Iterable[Wish], rules: Iterable[str]) -> bool:
    """Tell whether everybody whom the wishes demand finds a start under some rules."""
    rows, held = list(wishes), frozenset(rules)
    persons = sorted({(w.specialist_id, w.customer_id) for w in rows if w.must})
    starts = [[start for start in every_start() if suits(roster, person, start, rows, held)] for person in persons]
    return seated(roster, persons, starts, [], held)


def every_start() -> Iterable[datetime]:
    for day in DAYS:
        midnight = datetime.combine(day, datetime.min.time())
        yield from (midnight + n * STEP for n in range(94))


def suits(roster: Roster, person: tuple[str, str], start: datetime, rows: list[Wish], rules: frozenset[str]) -> bool:
    name, customer_id = person
    own = [w for w in rows if (w.specialist_id, w.customer_id) == person]
    someone, worker = roster.customer_by_id[customer_id], roster.specialist_by_id[name]
    begin, end = start.hour * 60 + start.minute, start.hour * 60 + start.minute + 45
    here = [(h.start, h.stop) for h in worker.windows if h.weekday == start.weekday()]
    busy = [(h.start, h.stop) for h in someone.unavailable if h.weekday == start.weekday()]
    taken = [b for b in roster.bookings if b.specialist_id == name and b.start < start + LENGTH and start < b.end]
    times = [(h.start, h.stop) for r in roster.resources for h in r.windows if h.weekday == start.weekday()]
    lead = 4 if "portal_ok" in someone.flags else 7
    broken = {
        "consulting_hours": not any(a <= begin and end <= b for a, b in here),
        "customer_hours": any(a < end and begin < b for a, b in busy),
        "lead_time": (start.date() - TODAY_NEAR).days < lead,
        "one_open_invitation": any(b.customer_id == customer_id for b in roster.bookings),
        "letter_spacing": lead == 7 and any(c.customer_id == customer_id for c in roster.contacts),
        "bookings_stay": bool(taken),
        "resources": bool(someone.needs) and not any(a <= begin and end <= b for a, b in times),
    }
    is_wanted = any(w.must and is_at(w, start) for w in own) and not any(not w.must and is_at(w, start) for w in own)
    return is_wanted and not any(broken[rule] for rule in rules & broken.keys())


def is_at(wish: Wish, start: datetime) -> bool:
    day = wish.day.weekday() if wish.day else wish.weekday
    half = "am" if start.hour < 12 else "pm"
    return day in (None, start.weekday()) and wish.half_day in ("", half)


def seated(
    roster: Roster, persons: list[tuple[str, str]], starts: list[list[datetime]], taken: list[datetime], rules: frozenset[str]
) -> bool:
    number = len(taken)
    if number == len(persons):
        return True
    needs = [roster.customer_by_id[customer_id].needs for _, customer_id in persons]
    for start in starts[number]:
        near = [n for n, other in enumerate(taken) if abs(other - start) < LENGTH]
        same_desk = "no_overlap" in rules and any(persons[n][0] == persons[number][0] for n in near)
        same_unit = "resources" in rules and needs[number] and any(needs[n] for n in near)
        if not same_desk and not same_unit and seated(roster, persons, starts, [*taken, start], rules):
            return True
    return False


TODAY_NEAR = date(2026, 11, 24)
HOURS = st.sampled_from(["", "08:00-08:45", "08:00-09:30", "11:30-12:30"])


@st.composite
def wishful(draw: st.DrawFn) -> dict[str, Any]:
    """Return two specialists with little time, four people and up to six wishes about them."""
    staff = [specialist(f"S{n}", mon="", tue=draw(HOURS), wed="", thu=draw(HOURS), fri="") for n in range(2)]
    people = [
        customer(
            f"K{n}",
            specialist_id=f"S{draw(st.integers(0, 1))}",
            flags=draw(st.sampled_from(["", "portal_ok"])),
            needs=draw(st.sampled_from(["", "dolmetscher"])),
            unavailable=draw(st.sampled_from(["", "", "Tue", "Thu 08:00-08:30"])),
        )
        for n in range(4)
    ]
    looked_after = {person["customer_id"]: person["specialist_id"] for person in people}
    when = st.tuples(st.sampled_from(["", "Tue", "Thu", "2026-12-01", "Wed"]), st.sampled_from(["", "", "am", "pm"]))
    rows = [
        wish(must, name, *at, specialist_id=looked_after[name])
        for must, name, at in draw(
            st.lists(st.tuples(st.sampled_from(["must", "must", "never"]), st.sampled_from(list(looked_after)), when), max_size=6)
        )
    ]
    units = [{"resource": "dolmetscher", "capacity": "1", "tue": "08:00-09:30", "thu": "08:00-08:45"}]
    late = [booking("B1", "2026-12-15T09:00", "2026-12-15T09:45", customer_id="K1", specialist_id=looked_after["K1"])]
    tables: dict[str, Any] = {"specialists": staff, "customers": people, "wishes": rows, "resources": units}
    tables["bookings"] = draw(st.sampled_from([[], [], late]))
    tables["contacts"] = draw(st.sampled_from([[], [], [LETTER | {"customer_id": "K2"}]]))
    return {name: table for name, table in tables.items() if table}


@settings(max_examples=20)
@given(wishful())
def test_every_contradiction_is_one_and_none_of_it_could_be_left_out(tables: dict[str, Any]) -> None:
    with TemporaryDirectory() as scratch:
        to_plan = look_at(write_tables(Path(scratch), tables, OFFICE), MONDAY, TODAY_NEAR)
        roster = to_plan.roster
        conflicts = pin_conflicts(to_plan)
        assert bool(conflicts) is not can_all_be_seen(roster, roster.wishes, HOUSE)
        for conflict in conflicts:
            assert not can_all_be_seen(roster, conflict.wishes, conflict.rules)
            for rule in conflict.rules:
                assert can_all_be_seen(roster, conflict.wishes, set(conflict.rules) - {rule})
            for row in conflict.wishes:
                alike = [w for w in conflict.wishes if w.must and row.must and w.customer_id == row.customer_id] or [row]
                rest = [w for w in conflict.wishes if w is not row and w not in alike]
                assert can_all_be_seen(roster, rest, conflict.rules)
        for conflict in static_conflicts(to_plan):
            assert not can_all_be_seen(roster, conflict.wishes, conflict.rules)
            assert len({w.customer_id for w in conflict.wishes}) == 1
