"""Approving: rows of a plan become bookings, for all or for some, once, in any order; nothing else is changed."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.approving import WEEK, approve, booked, by_customer, copied, edited, looked_at, plan, rows_of, run, two_specialists
from helpers.languages import roster_words, strangers
from helpers.rosters import KEY, MONDAY, TODAY, customer, specialist, write_roster
from scheduler.cli import main
from scheduler.daily.approve import PlanToApprove
from scheduler.errors import PlanError, RosterError
from scheduler.planfiles import read_plan_folder
from scheduler.rosterfiles import read_roster
from scheduler.texts import LANGUAGES, use_language


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_specialists(tmp_path_factory.mktemp("template"))


@pytest.fixture
def roster(template: Path, tmp_path: Path) -> Path:
    return copied(template, tmp_path / "own")


def test_all_rows_become_bookings_with_the_same_id_and_times(roster: Path) -> None:
    target = plan(roster)
    result = approve(roster, target)
    assert result.exit_code == 0, result.output
    made, found = read_plan_folder(target), booked(roster)
    assert len(found) == len(made.appointments) == 6
    for a in made.appointments:
        b = found[a.appointment_id]
        assert (b.specialist_id, b.customer_id, b.start, b.end) == (
            a.specialist_id,
            a.customer_id,
            a.start.replace(tzinfo=None),
            a.end.replace(tzinfo=None),
        )
        assert (b.state, b.uid, b.sequence) == ("approved", f"{a.appointment_id}@turnus.invalid", 0)
        assert (b.kind, b.channel, b.invited_by, b.invited_on) == (a.kind, a.channel, a.invited_by, TODAY)
        assert (b.covers_for, b.double_booked) == (a.covers_for, a.double_booked)


def test_nothing_else_is_changed_and_the_log_says_who_and_what(roster: Path) -> None:
    target = plan(roster)
    before = {file.name: file.read_bytes() for file in roster.iterdir()}
    assert approve(roster, target).exit_code == 0
    after = {file.name: file.read_bytes() for file in roster.iterdir() if not file.name.startswith(".")}
    assert {name for name in after if after[name] != before.get(name)} == {"bookings.csv", "changes.csv"}
    lines = log(roster)
    assert {(line["who"], line["command"], line["table"]) for line in lines} == {("Ada", "approve", "bookings.csv")}
    assert {line["row"] for line in lines} == set(booked(roster))


def test_a_dry_run_says_the_same_and_writes_nothing(roster: Path) -> None:
    target = plan(roster)
    dry = approve(roster, target, "--dry-run")
    assert not (roster / "bookings.csv").exists()
    assert dry.output.startswith(approve(roster, target).output)
    assert "nichts wurde geschrieben" in dry.output


def test_one_specialist_then_the_rest_then_again_is_harmless(roster: Path) -> None:
    target = plan(roster)
    assert "Genehmigt: 3 Termine" in approve(roster, target, "--specialist", "S1").output
    assert {b.specialist_id for b in booked(roster).values()} == {"S1"}
    rest = approve(roster, target, today=TODAY + timedelta(days=1))
    assert "Genehmigt: 3 Termine" in rest.output
    assert "Schon genehmigt, unverändert gelassen: 3" in rest.output
    before = (roster / "bookings.csv").read_bytes()
    again = approve(roster, target, today=TODAY + timedelta(days=2))
    assert (again.exit_code, (roster / "bookings.csv").read_bytes()) == (0, before)
    assert "Genehmigt: 0 Termine" in again.output


def test_by_customer(roster: Path) -> None:
    target = plan(roster)
    assert approve(roster, target, "--customer", "K2", "--customer", "K5").exit_code == 0
    assert set(by_customer(roster)) == {"K2", "K5"}


def test_after_approving_nobody_is_invited_twice_and_needs_are_met(roster: Path) -> None:
    target = plan(roster)
    approve(roster, target)
    assert run("check", roster).exit_code == 0
    assert "0 Einträge" in run("due", roster, "--week", WEEK).output
    assert rows_of(plan(roster, today=TODAY + timedelta(days=1))) == []


def test_a_folder_of_several_weeks_names_them(roster: Path) -> None:
    weeks = roster.parent / "weeks"
    weeks.mkdir()
    plan(roster).rename(weeks / WEEK)
    result = approve(roster, weeks)
    assert result.exit_code == 1
    assert WEEK in result.output
    assert approve(roster, weeks / WEEK).exit_code == 0


def test_a_plan_of_another_roster_or_key_is_refused(roster: Path, tmp_path: Path) -> None:
    target = plan(roster)
    (roster / "pseudonym.key").write_text("ff" * 32, encoding="ascii")
    result = approve(roster, target)
    assert result.exit_code == 1
    assert "anderen Schlüssel" in result.output
    other = write_roster(tmp_path / "other", [customer("X1", specialist_id="S9")], [specialist("S9")])
    (other / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    assert "gehört nicht zu diesem Bestand" in approve(other, target).output
    assert not (roster / "bookings.csv").exists()


def test_who_is_not_there_is_wrong_usage(roster: Path) -> None:
    target = plan(roster)
    assert approve(roster, target, "--specialist", "S7").exit_code == 2
    assert approve(roster, target, "--customer", "K77").exit_code == 2
    assert approve(roster, target, "--accept", "no_overlap").exit_code == 2


# ---- any roster


@settings(max_examples=3)
@given(seed=st.integers(0, 10_000), concept=st.sampled_from(["aa90-2021", "lichtenberg-2013", "ba-2010"]))
def test_whatever_is_planned_can_be_approved_and_planned_on(tmp_path_factory: Any, seed: int, concept: str) -> None:
    from scheduler.planfiles import write_plan_folder
    from scheduler.planfolder import folder_files
    from scheduler.planner import plan_week
    from scheduler.sample import write_sample
    from scheduler.week_to_plan import prepare_week

    folder = tmp_path_factory.mktemp("any") / "roster"
    write_sample(folder, specialists=2, seed=seed, concept=concept, today=TODAY)
    (folder / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    to_plan = prepare_week(read_roster(folder), MONDAY, TODAY)
    made = plan_week(to_plan, KEY)
    target = folder.parent / "plan"
    write_plan_folder(target, folder_files(to_plan.covered(made.holders), made))
    before = set(booked(folder))
    result = approve(folder, target)
    assert result.exit_code == 0, result.output
    roster = read_roster(folder)
    assert {b.booking_id for b in roster.bookings} - before == {a.appointment_id for a in made.appointments}
    again = prepare_week(roster, MONDAY, TODAY)
    invited = {a.customer_id for a in made.appointments}
    assert not invited & {a.customer_id for a in plan_week(again, KEY).appointments}
    assert not invited & {need.customer.customer_id for need in again.week.ladder}


def test_errors_of_the_library_are_ours(roster: Path) -> None:
    target = plan(roster)
    with pytest.raises(PlanError):
        PlanToApprove(read_roster(roster), read_plan_folder(target), b"x" * 32, TODAY)
    with pytest.raises(RosterError):
        looked_at(roster, target, target / "plan.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_is_in_one_language(roster: Path, language: str) -> None:
    target = plan(roster)
    rows = rows_of(target)
    rows[0] |= {"start": "2026-12-02T09:00", "end": ""}
    rows[1] |= {"start": "2026-12-06T09:00", "end": ""}
    wrong = edited(target, rows)
    late = ["--today", "2026-11-25", "--accept", "lead_time", "--by", "Ada"]
    known = roster_words(roster) | {"lead_time", "accept", "consulting_hours"}
    for how in (["--from", str(wrong)], ["--from", str(wrong), "--specialist", "S2"], ["--dry-run"], [], []):
        result = CliRunner().invoke(main, ["--lang", language, "approve", str(roster), str(target), *how, *late])
        assert strangers(result.output, language, known) == set(), result.output
    use_language("de")


def test_a_later_week_tells_what_it_takes_for_granted(roster: Path) -> None:
    weeks = roster.parent / "weeks"
    (roster / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    run("plan", roster, "--week", WEEK, "--weeks", 2, "-o", weeks)
    assumed = (weeks / "2026-W50" / "assumed.csv").read_text(encoding="utf-8").count("\n") - 1
    assert assumed > 0
    later = approve(roster, weeks / "2026-W50", "--dry-run")
    assert f"die nicht genehmigt sind: {assumed}." in later.output
    approve(roster, weeks / WEEK)
    assert "die nicht genehmigt sind" not in approve(roster, weeks / "2026-W50", "--dry-run").output
