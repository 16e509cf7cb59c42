"""A simulated day: who is ill, who takes over, who is away; customers who come, change and leave."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import mean

import pytest

from helpers.rosters import MONDAY, OFFICE, TODAY, booking, customer, specialist, write_roster
from helpers.simulations import NOTHING_HAPPENS, series, simulator
from scheduler.roster import Absence, Roster
from scheduler.rosterfiles import read_roster
from scheduler.sample.sample import sample_roster
from scheduler.simulation.away import LEAVE, Illness, illness_share, leave_of
from scheduler.simulation.dice import Dice
from scheduler.workdays import WorkCalendar

CALENDAR = WorkCalendar("DE-BE", ())
MONDAYS = [MONDAY + timedelta(weeks=number) for number in range(52)]


def roster_with(folder: Path, people: int, **tables: object) -> Roster:
    """Two specialists, customers of S1 seen lately, and further tables."""
    customers = [customer(f"K{n}", last_contact_on="2026-11-02") for n in range(1, people + 1)]
    staff = [specialist("S1"), specialist("S2")]
    return read_roster(write_roster(folder, customers, staff, **tables))  # type: ignore[arg-type]  # tables by name


def ill_on(monkeypatch: pytest.MonkeyPatch, specialist_id: str, day: date) -> None:
    """Let one specialist be ill on one day, and nobody else ever."""

    def begins(_self: Illness, _specialists: object, today: date) -> list[Absence]:
        return [Absence(specialist_id, day, day)] if today == day else []

    monkeypatch.setattr(Illness, "begins", begins)


def test_a_colleague_takes_over_who_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S1 is ill on the day of two talks; S2 has an internal block during the second: one is held, one is taken back."""
    talks = [
        booking("B1", "2026-12-01T09:00", "2026-12-01T09:45", kind="first"),
        booking("B2", "2026-12-01T10:00", "2026-12-01T10:45", customer_id="K2"),
        booking("B3", "2026-12-01T10:30", "2026-12-01T11:30", customer_id="", specialist_id="S2"),
    ]
    ill_on(monkeypatch, "S1", date(2026, 12, 1))
    made = simulator(roster_with(tmp_path, 2, bookings=talks), 1, TODAY, show_rates={"default": 1.0})
    row = series(made.replicate(0))
    assert (row["held"], row["cover"], row["cancelled"]) == ([1], [1], [1])
    assert row["posts_present"] == pytest.approx([2 - 0.25])


def test_whoever_is_taken_back_for_has_kept_and_broken_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talks = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:45")]
    block = booking("B2", "2026-12-01T08:00", "2026-12-01T12:00", customer_id="", specialist_id="S2")
    ill_on(monkeypatch, "S1", date(2026, 12, 1))
    made = simulator(roster_with(tmp_path, 1, bookings=[*talks, block]), 1, TODAY, show_rates={"default": 1.0})
    row = series(made.replicate(0))
    assert (row["cancelled"], row["kept"], row["broken"], row["held"]) == ([1], [0], [0], [0])


def test_a_talk_in_time_keeps_the_deadline_and_a_late_one_breaks_it_once(tmp_path: Path) -> None:
    """Seen on 02.06.: the six months end on 02.12. A talk on the 1st keeps them; without any, they break, once."""
    people = [
        customer("K1", last_contact_on="2026-06-02"),
        customer("K2", last_contact_on="2026-06-02", unavailable="Mon;Tue;Wed;Thu;Fri"),
    ]
    talks = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:45")]
    roster = read_roster(write_roster(tmp_path, people, [specialist()], bookings=talks))
    row = series(simulator(roster, 3, TODAY, show_rates={"default": 1.0}).replicate(0))
    assert row["kept"] == [1, 0, 0] and row["broken"] == [1, 0, 0]
    assert row["overdue"] == [1, 1, 1] and row["overdue_days"] == [4, 11, 18]
    assert row["caseload"] == [2, 2, 2] and row["left_out"][0] == 1


def test_nobody_comes_at_a_rate_of_0_and_everybody_at_1(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path, [customer(f"K{n}") for n in range(20)]))
    never, always = (series(simulator(roster, 4, TODAY, show_rates={"default": rate}).replicate(0)) for rate in (0.0, 1.0))
    assert sum(never["held"]) == 0 and sum(never["missed"]) == sum(never["invited"]) > 0
    assert sum(always["held"]) == sum(always["invited"]) == 20 and sum(always["missed"]) == 0
    excused = replace(NOTHING_HAPPENS, excused=1.0)
    called = series(simulator(roster, 4, TODAY, show_rates={"default": 0.0}, assumptions=excused).replicate(0))
    assert sum(called["excused"]) == sum(called["invited"]) > 0


def test_who_did_not_come_is_invited_again(tmp_path: Path) -> None:
    """With nobody ever coming, one person is invited again and again, never twice within the days between two letters."""
    roster = read_roster(write_roster(tmp_path, [customer("K1")]))
    row = series(simulator(roster, 12, TODAY, show_rates={"default": 0.0}).replicate(0))
    assert 4 <= sum(row["invited"]) <= 6
    assert not any(first and second for first, second in zip(row["invited"], row["invited"][1:], strict=False))


def test_leave_is_taken_in_the_months_of_the_assumptions() -> None:
    """All of it in July: of six weeks no more than the five of July, those of less leave among those of more."""
    july = replace(NOTHING_HAPPENS, leave_days=20, leave_by_month=(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0))
    staff = sample_roster(specialists=1, seed=1, today=TODAY).specialists[0]
    weeks = [absence.first_day for absence in leave_of(staff, MONDAYS, july, Dice(1, 0))]
    assert len(weeks) == 4 and {day.month for day in weeks} <= {7}
    even = replace(NOTHING_HAPPENS, leave_days=30)
    more, less = (
        {a.first_day for a in leave_of(staff, MONDAYS, replace(even, leave_days=days), Dice(1, 0))} for days in (30, 20)
    )
    assert len(more) == 6 and len(less) == 4 and less < more
    assert all(absence.reason == LEAVE for absence in leave_of(staff, MONDAYS, even, Dice(1, 0)))


def test_illness_and_leave_leave_the_presence_that_is_assumed(tmp_path: Path) -> None:
    """Over a year of ten people: posts present ÷ posts, on working days, is the presence of the assumptions."""
    staff = [specialist(f"S{n}", mon="08:00-12:00", tue="08:00-12:00", wed="08:00-12:00") for n in range(10)]
    roster = read_roster(write_roster(tmp_path, [customer("K1", specialist_id="S1")], staff))
    usual = replace(NOTHING_HAPPENS, presence=0.75, leave_days=30)
    made = simulator(roster, 52, TODAY, assumptions=usual)
    rows = [series(made.replicate(number)) for number in range(8)]
    share = sum(sum(row["posts_present"]) for row in rows) / sum(sum(row["posts"]) for row in rows)
    working = sum(CALENDAR.is_working_day(day + timedelta(days=n)) for day in MONDAYS for n in range(5)) / (5 * 52)
    assert share == pytest.approx(0.75 * working, abs=0.02)


@pytest.mark.parametrize(("presence", "sick_days"), [(0.8, 6), (0.6, 1), (0.4, 1), (0.3, 2)])
def test_the_share_of_days_ill_comes_out_however_short_illnesses_are(presence: float, sick_days: float) -> None:
    """Twenty people, two years of working days."""
    assumed = replace(NOTHING_HAPPENS, presence=presence, sick_days=sick_days)
    staff = sample_roster(specialists=1, seed=1, today=TODAY).specialists * 20
    people = tuple(replace(person, specialist_id=f"S{number}") for number, person in enumerate(staff))
    illness, days = Illness(assumed, CALENDAR, Dice(1, 0)), [MONDAY + timedelta(days=number) for number in range(730)]
    working = [day for day in days if CALENDAR.is_working_day(day)]
    ill = 0
    for day in working:
        for absence in illness.begins(people, day):
            ill += sum(absence.first_day <= other <= absence.last_day for other in working)
    assert 1 - ill / (len(people) * len(working)) == pytest.approx(presence, abs=0.03)


def test_leave_that_the_roster_knows_is_not_drawn_again(tmp_path: Path) -> None:
    """Six weeks entered for the summer: no more is drawn for a year of thirty days."""
    summer = [{"person_id": "S1", "first_day": "2027-06-28", "last_day": "2027-08-08"}]
    roster = read_roster(write_roster(tmp_path, [customer("K1")], [specialist()], absences=summer))
    made = simulator(roster, 52, TODAY, assumptions=replace(NOTHING_HAPPENS, leave_days=30, presence=0.9))
    row = series(made.replicate(0))
    assert sum(present == 0 for present in row["posts_present"]) in (6, 7, 8)


def test_short_studies_have_the_leave_of_their_season() -> None:
    summer = replace(NOTHING_HAPPENS, leave_days=30, leave_by_month=(0.05,) * 6 + (0.2, 0.2) + (0.075,) * 4)
    person = sample_roster(specialists=1, seed=1, today=TODAY).specialists[0]
    for first, weeks in ((date(2027, 7, 5), 2.2), (date(2027, 2, 1), 0.6)):
        mondays = [first + timedelta(weeks=number) for number in range(8)]
        taken = [len(leave_of(person, mondays, summer, Dice(1, number))) for number in range(200)]
        assert mean(taken) == pytest.approx(weeks, abs=0.3)


def test_nobody_is_ill_where_leave_takes_all_absence() -> None:
    assert illness_share(replace(NOTHING_HAPPENS, presence=0.9, leave_days=30), CALENDAR, 2027) == 0
    some = illness_share(replace(NOTHING_HAPPENS, presence=0.8, leave_days=30), CALENDAR, 2027)
    assert some == pytest.approx((1 - 0.8 - 30 / 253) / (1 - 30 / 253), abs=0.005)


def test_customers_come_and_go_at_their_rates(tmp_path: Path) -> None:
    people = [customer(f"K{n}") for n in range(100)]
    roster = read_roster(write_roster(tmp_path, people, [specialist()]))
    moving = replace(NOTHING_HAPPENS, arrivals=0.5, departures=0.5)
    rows = [series(simulator(roster, 52, TODAY, assumptions=moving).replicate(number)) for number in range(4)]
    assert mean(sum(row["arrivals"]) for row in rows) == pytest.approx(50, abs=10)
    assert mean(sum(row["departures"]) for row in rows) == pytest.approx(45, abs=10)
    growing = series(simulator(roster, 52, TODAY, assumptions=replace(moving, growth=0.5)).replicate(0))
    assert growing["caseload"][-1] > growing["caseload"][0] + 20


def test_a_new_status_changes_what_is_due(tmp_path: Path) -> None:
    """AA 90: under 25 and alo is seen every month, under 25 and not set every twelve months."""
    young = [customer(f"K{n}", birth_date="2004-05-17", last_contact_on="2026-11-10") for n in range(12)]
    roster = read_roster(write_roster(tmp_path, young, [specialist()]))
    as_now = series(simulator(roster, 26, TODAY, show_rates={"default": 1.0}).replicate(0))
    soon = replace(NOTHING_HAPPENS, status_changes={"alo>nicht_gesetzt": 50.0})
    changed = series(simulator(roster, 26, TODAY, show_rates={"default": 1.0}, assumptions=soon).replicate(0))
    assert sum(as_now["held"]) > 3 * sum(changed["held"]) > 0


@pytest.mark.parametrize("changes", [{"wishes": 4.0}, {"measures": 12.0, "measure_days": 20}])
def test_wishes_and_measures_ask_for_talks(tmp_path: Path, changes: dict[str, float]) -> None:
    """Festlegung 02/2022: talks that people ask for, and talks around the end of a measure, long before the six months end."""
    people = [customer(f"K{n}", last_contact_on="2026-08-20") for n in range(12)]
    office = OFFICE.replace("aa90-2021", "lichtenberg-2022") + "weekly_target = 0.5\n"
    roster = read_roster(write_roster(tmp_path, people, [specialist()], office=office))
    busy = replace(NOTHING_HAPPENS, **changes)  # type: ignore[arg-type]  # fields of the assumptions
    quiet, asked = (
        sum(series(simulator(roster, 6, TODAY, show_rates={"default": 1.0}, assumptions=assumptions).replicate(0))["held"])
        for assumptions in (NOTHING_HAPPENS, busy)
    )
    assert asked >= quiet + 3


@pytest.mark.parametrize(
    ("named", "channel", "rate"),
    [
        ({}, "in_person", 650),
        ({"default": 0.4}, "in_person", 400),
        ({"default": 0.4}, "phone", 500),
        ({"default": 0.4, "phone": 0.8}, "phone", 800),
        ({"wish.phone": 0.9}, "phone", 500),
        ({"wish.phone": 0.9}, "in_person", 650),
    ],
)
def test_rates_of_a_scenario(tmp_path: Path, named: dict[str, float], channel: str, rate: int) -> None:
    """The shipped rates are 65 % in person and 50 % by phone; what a scenario does not name stays, the phone on its own."""
    roster = read_roster(write_roster(tmp_path, [customer("K1")]))
    rates = simulator(roster, 1, TODAY, show_rates=named).memory.rates
    assert rates.per_mille("basis", "regular", channel, "letter") == rate
