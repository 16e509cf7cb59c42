"""Several weeks in a row: what is planned counts for the next week, who misses is expected back, every week can be verified."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.cli import ON, turnus
from helpers.overload import variant
from helpers.rosters import FULL_WEEK, KEY, MONDAY, OFFICE, TODAY, booking, customer, specialist, write_roster
from scheduler.ahead.full import decided
from scheduler.ahead.horizon import Decided, Horizon, WeekAhead, roll
from scheduler.ahead.outlook import ABSENCE, CLOSED, LOAD
from scheduler.ahead.quick import quick_week
from scheduler.assumed import Ahead
from scheduler.needs import is_open
from scheduler.planaudit import audit_plan
from scheduler.planfiles import read_plan_folder
from scheduler.planner import plan_week
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan

FOUR_SEATS = {"mon": "08:00-11:00", "tue": "", "thu": "", "fri": ""}


def weeks_of(folder: Path, weeks: int, today: date = TODAY) -> list[WeekAhead]:
    """Plan several weeks of a roster."""

    def decide(to_plan: WeekToPlan, ahead: Ahead | None) -> Decided:
        return decided(to_plan, plan_week(to_plan, KEY))

    return list(roll(read_roster(folder), Horizon(MONDAY, weeks, today), decide))


def forecast_of(folder: Path, weeks: int) -> list[WeekAhead]:
    """The same weeks as the forecast sees them."""
    return list(roll(read_roster(folder), Horizon(MONDAY, weeks, TODAY), lambda to_plan, ahead: quick_week(to_plan)))


def invited(week: WeekAhead) -> set[str]:
    return {appointment.customer_id for appointment in week.decided.appointments}


def left_out(weeks: Sequence[WeekAhead]) -> list[int]:
    return [outlook.left_out for week in weeks for outlook in week.outlooks]


def people(number: int, letter: str = "K", **values: str) -> list[dict[str, str]]:
    """So many customers, overdue unless another last contact is named."""
    return [customer(f"{letter}{n:02}", **values) for n in range(number)]


def test_nobody_is_invited_twice_and_who_got_no_seat_comes_next(tmp_path: Path) -> None:
    office = f"{OFFICE}\n[overbooking]\ndoubles_a_day = 0\n"
    first, second = weeks_of(write_roster(tmp_path, people(7), [specialist(**FOUR_SEATS)], office=office), 2)
    assert (len(invited(first)), len(invited(second))) == (4, 3)
    assert not invited(first) & invited(second)
    assert left_out([first, second]) == [3, 0]


@pytest.mark.parametrize(("number", "missing"), [(1, 0), (4, 0), (5, 1), (9, 5)])
def test_it_just_fits_and_just_breaks(tmp_path: Path, number: int, missing: int) -> None:
    """Four seats a week; everybody's last chance is the third week."""
    due = people(number, last_contact_on="2026-06-18")  # six months later: Friday, 18 December
    folder = write_roster(tmp_path, due, [specialist(**FOUR_SEATS, fte="0.1")], office=f"consulting_share = 0.05\n{OFFICE}")
    for weeks in (weeks_of(folder, 3), forecast_of(folder, 3)):
        assert left_out(weeks) == [0, 0, missing], "no share of consulting time is left before they are due"
        assert [outlook.why for week in weeks for outlook in week.outlooks] == ["", "", LOAD if missing else ""]


@pytest.mark.parametrize("colleague", [False, True])
def test_a_deadline_in_a_long_absence_is_met_before_it(tmp_path: Path, colleague: bool) -> None:
    """Away in W51 to W53; deadlines of W52 come in by W50, whether or not somebody could cover."""
    away = [{"person_id": "S1", "first_day": "2026-12-14", "last_day": "2027-01-03"}]
    staff = [specialist("S1", **FOUR_SEATS), *([specialist("S2")] if colleague else [])]
    due = people(6, last_contact_on="2026-06-22")  # deadline Tuesday, 22 December
    office = OFFICE.replace('"aa90-2021"', '"aa90-2021"\nweekly_target = 0')
    weeks = weeks_of(write_roster(tmp_path, due, staff, office=office, absences=away), 4)
    assert invited(weeks[0]) | invited(weeks[1]) == {row["customer_id"] for row in due}
    assert {a.specialist_id for week in weeks for a in week.decided.appointments} == {"S1"}
    assert left_out(weeks) == [0, 0, 0, 0]


def test_the_contact_clock_runs_on_from_what_is_planned(tmp_path: Path) -> None:
    """Somebody of 20 is seen every month: each talk is planned past half of the month since the one before, and within it."""
    folder = write_roster(tmp_path, [customer("K1", birth_date="2006-05-17")], [specialist(fte="0.1")])
    weeks = weeks_of(folder, 6)
    days = [appointment.start.date() for week in weeks for appointment in week.decided.appointments]
    assert (len(days), days[0] < date(2026, 12, 5)) == (3, True)
    assert all(timedelta(days=10) <= later - day <= timedelta(days=31) for day, later in pairwise(days))


def test_people_who_probably_miss_are_expected_back_and_kept_free_for(tmp_path: Path) -> None:
    """Twenty are overdue and invited in W49, with rate 0.65; whether they came is known when the letters for W51 go out."""
    later = people(90, "L", last_contact_on="2026-08-20")
    weeks = weeks_of(write_roster(tmp_path, people(20) + later), 4)
    assert invited(weeks[0]) >= {f"K{n:02}" for n in range(20)}
    assert [round(outlook.returns, 2) for week in weeks for outlook in week.outlooks][:3] == [0, 0, 7.0]
    (returns,) = weeks[2].ahead.returns if weeks[2].ahead else ()
    assert (returns.specialist_id, returns.talks_per_mille, returns.held_per_mille, returns.minutes) == ("S1", 7000, 4550, 315)
    (prepared,) = weeks[2].decided.to_plan.prepared
    assert prepared.problem.workers[0].minutes_left == 23.4 * 60 - 315
    assert prepared.number.booked_per_mille == 4550
    assert prepared.number.invitations == 24, "(20 - 4.55) / 0.65 instead of 31"


def test_expected_returns_without_a_seat_are_counted(tmp_path: Path) -> None:
    """Four seats a week, four new deadlines each week: nobody who misses finds a seat any more."""
    due = [row for n in range(4) for row in people(4, f"K{n}", last_contact_on=f"2026-06-{4 + 7 * n:02}")]
    folder = write_roster(tmp_path, due, [specialist(**FOUR_SEATS, fte="0.1")], office=f"consulting_share = 0.05\n{OFFICE}")
    weeks = weeks_of(folder, 4)
    assert left_out(weeks) == [0, 0, 0, 0]
    assert [round(o.returns_left_out, 2) for week in weeks for o in week.outlooks] == [0, 0, 1.4, 2.8]


@pytest.mark.parametrize(
    ("tables", "office", "why"),
    [
        ({"absences": [{"person_id": "S1", "first_day": "2026-12-14", "last_day": "2026-12-15"}]}, OFFICE, ABSENCE),
        ({}, OFFICE.replace("[teams", "closed = [2026-12-14, 2026-12-15]\n\n[teams"), CLOSED),
    ],
)
def test_why_a_week_breaks(tmp_path: Path, tables: dict[str, list[dict[str, str]]], office: str, why: str) -> None:
    """A day of the week is left, with three seats for ten strategies that wait for this week."""
    occasions = [
        {
            "customer_id": f"K{n:02}",
            "kind": "strategy",
            "recorded_on": "2026-11-16",
            "not_before": "2026-12-14",
            "not_after": "2026-12-18",
        }
        for n in range(10)
    ]
    hours = {**dict.fromkeys(FULL_WEEK, ""), "mon": "08:00-12:30", "tue": "08:00-12:30", "thu": "08:00-10:15"}
    folder = write_roster(
        tmp_path, people(10, last_contact_on="2026-11-18"), [specialist(**hours)], office=office, occasions=occasions, **tables
    )
    (outlook,) = forecast_of(folder, 3)[2].outlooks
    assert (outlook.left_out, dict(outlook.by_step), outlook.why) == (7, {"strategy": 7}, why)


def test_an_open_appointment_of_the_roster_is_taken_as_held_too(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-11-24T09:00", "2026-11-24T09:45", customer_id="K1", invited_by="agreed", invited_on="2026-11-10")]
    folder = write_roster(tmp_path, [customer("K1")], [specialist()], bookings=rows)
    first, second = weeks_of(folder, 2)
    assert (invited(first), invited(second)) == (set(), set())
    assert [round(o.returns, 2) for o in second.outlooks] == [0.35]


@settings(max_examples=3)
@given(st.integers(0, 10_000))
def test_any_roster_three_weeks_ahead(number: int) -> None:
    """Every week passes its audit on what it takes for granted; nobody is invited beside an open invitation."""
    roster = variant(number, specialists=2)

    def decide(to_plan: WeekToPlan, ahead: Ahead | None) -> Decided:
        plan = plan_week(to_plan, KEY)
        assert audit_plan(to_plan, plan, KEY) == []
        return decided(to_plan, plan)

    taken = {b.customer_id: b.start.date() for b in roster.bookings if b.customer_id and is_open(b, TODAY)}
    for week in roll(roster, Horizon(MONDAY, 3, TODAY), decide):
        for customer_id in invited(week):
            assert taken.get(customer_id, date.min) <= week.decided.to_plan.today
        taken |= {a.customer_id: a.start.date() for a in week.decided.appointments}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A roster of two colleagues, one of them away in the second week, and its plans of three weeks."""
    base = tmp_path_factory.mktemp("ahead")
    away = [{"person_id": "S2", "first_day": "2026-12-07", "last_day": "2026-12-11"}]
    rows = people(14) + people(14, "L", specialist_id="S2") + people(8, "M", specialist_id="S2", last_contact_on="2026-06-09")
    folder = write_roster(base / "roster", rows, [specialist("S1"), specialist("S2", mon="08:00-12:30", tue="", thu="", fri="")])
    (folder / "absences.csv").write_text("person_id,first_day,last_day\n" + "\n".join(",".join(a.values()) for a in away) + "\n")
    assert turnus("plan", folder, *ON, "--weeks", 3, "-o", base / "plans").exit_code == 0
    return folder, base / "plans"


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_first_week_is_the_plan_without_weeks_ahead(written: tuple[Path, Path], tmp_path: Path) -> None:
    roster, plans = written
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    assert files(tmp_path / "plan") == files(plans / "2026-W49")


def test_every_week_can_be_verified_and_all_of_them_together(written: tuple[Path, Path]) -> None:
    roster, plans = written
    for folder in (plans, *(plans / f"2026-W{week}" for week in (49, 50, 51))):
        result = turnus("verify", roster, folder)
        assert (result.exit_code, "besteht die Prüfung" in result.output) == (0, True), result.output
    with (plans / "weeks.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["week"] for row in rows] == ["2026-W49", "2026-W50", "2026-W51"]
    assert [int(row["invited"]) for row in rows] == [len(read_plan_folder(plans / row["week"]).appointments) for row in rows]
    assert 'href="2026-W50/week.html"' in (plans / "index.html").read_text()


def test_equal_bytes_in_every_run_and_an_older_folder_is_replaced(written: tuple[Path, Path], tmp_path: Path) -> None:
    roster, plans = written
    target = tmp_path / "plans"
    turnus("plan", roster, *ON, "-o", target)
    assert turnus("plan", roster, *ON, "--weeks", 3, "-o", target).exit_code == 0
    assert files(target) == files(plans)
    (target / "2026-W50" / "letter.odt").write_text("")
    result = turnus("plan", roster, *ON, "--weeks", 3, "-o", target)
    assert (result.exit_code, "2026-W50/letter.odt" in result.output) == (1, True)
    assert turnus("verify", roster, target).exit_code == 1


@pytest.mark.parametrize("damage", ["row", "week", "table", "returns"])
def test_weeks_that_do_not_belong_together_are_found(written: tuple[Path, Path], tmp_path: Path, damage: str) -> None:
    roster, plans = written
    for name, content in files(plans).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assumed, plan_json = tmp_path / "2026-W51" / "assumed.csv", tmp_path / "2026-W51" / "plan.json"
    if damage == "row":
        lines = assumed.read_text().splitlines(keepends=True)
        assumed.write_text("".join(lines[:1] + lines[2:]))
    elif damage == "week":
        for file in (tmp_path / "2026-W50").rglob("*"):
            if file.is_file():
                file.unlink()
        (tmp_path / "2026-W50" / "calendars").rmdir()
        (tmp_path / "2026-W50").rmdir()
    elif damage == "table":
        (tmp_path / "weeks.csv").write_text("week\n")
    else:
        plan_json.write_text(plan_json.read_text().replace('"talks_per_mille": ', '"talks_per_mille": 1', 1))
    assert turnus("verify", roster, tmp_path).exit_code == 1


def test_a_later_week_is_read_strictly(written: tuple[Path, Path], tmp_path: Path) -> None:
    roster, plans = written
    for name, content in files(plans / "2026-W50").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert turnus("verify", roster, tmp_path).exit_code == 0
    assumed = tmp_path / "assumed.csv"
    whole = assumed.read_text()
    assumed.write_text(whole.replace("2026-11-20", "gestern", 1))
    result = turnus("verify", roster, tmp_path)
    assert (result.exit_code, "assumed.csv:2 invited_on: „gestern“" in result.output) == (1, True)
    assumed.write_text(whole.replace("K00", "X99"))
    assert "X99" in turnus("verify", roster, tmp_path).output
    assumed.unlink()
    assert turnus("verify", roster, tmp_path).exit_code == 1


def test_a_later_week_says_when_it_was_planned_and_when_its_letters_go_out(written: tuple[Path, Path]) -> None:
    _, plans = written
    page = (plans / "2026-W50" / "week.html").read_text()
    assert "vorausgeplant am 20.11.2026; Einladungen gehen am 27.11.2026 heraus" in page
    assert (
        "Freigehalten für Menschen, die einen früheren Termin voraussichtlich versäumen: "
        in (plans / "2026-W51" / "week.html").read_text()
    )
    assert b"DTSTAMP:20261120" in (plans / "2026-W50" / "calendars" / "S1.ics").read_bytes()


def test_several_weeks_in_both_languages_and_not_for_one_specialist(written: tuple[Path, Path], tmp_path: Path) -> None:
    roster, _ = written
    result = turnus("plan", roster, *ON, "--weeks", 2, "--team", "basis", "-o", tmp_path / "plans", lang="en")
    assert "Weeks 2026-W49 to 2026-W50, planned on 20.11.2026" in result.output
    assert turnus("verify", roster, tmp_path / "plans").exit_code == 0
    refused = turnus("plan", roster, *ON, "--weeks", 2, "--specialist", "S1", "-o", tmp_path / "one")
    assert (refused.exit_code, (tmp_path / "one").exists()) == (2, False)
