"""A sick call on the command line: replan, verify, approve."""

from pathlib import Path

import pytest
from click.testing import Result

from helpers.cli import turnus
from helpers.rosters import customer, specialist, write_roster
from scheduler.planplace import REPLAN_NAMES
from scheduler.rosterfiles import read_roster


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A week that was planned and approved, of three; the plan lies beside the roster."""
    people = [customer(f"K{n}") for n in range(6)]
    roster = write_roster(tmp_path / "roster", people, [specialist(f"S{n}") for n in (1, 2, 3)])
    turnus("plan", roster, "--today", "2026-11-20", "--week", "2026-W49", "-o", tmp_path / "plan")
    assert turnus("approve", roster, tmp_path / "plan", "--today", "2026-11-20").exit_code == 0
    return tmp_path


def fall_ill(house: Path, *more: object, lang: str = "de") -> Result:
    sick = ("--absent", "S1", "--from", "30.11.2026", "--today", "2026-11-30")
    return turnus("replan", house / "roster", house / "plan", *sick, *more, "-o", house / "new", lang=lang)


def test_the_story_of_a_sick_call(house: Path) -> None:
    """Replan, verify, approve; then the roster says so, and taking it over a second time is refused."""
    roster, new = house / "roster", house / "new"
    result = fall_ill(house)
    assert result.exit_code == 0, result.output
    assert "S1 fällt aus: 30.11. bis 06.12.2026" in result.output
    assert "Andere, die dafür verlegt werden müssen: 0 (bewiesen: mit weniger geht es nicht)" in result.output
    assert {path.name for path in new.iterdir()} == REPLAN_NAMES
    assert turnus("verify", roster, new).exit_code == 0
    assert "Probelauf" in turnus("approve", roster, new, "--today", "2026-11-30", "--dry-run").output
    before = read_roster(roster)
    result = turnus("approve", roster, new, "--today", "2026-11-30", "--by", "Leitung")
    assert result.exit_code == 0, result.output
    after = read_roster(roster)
    assert len(after.absences) == len(before.absences) + 1
    assert {b.specialist_id for b in after.bookings if b.state == "approved"} == {"S2", "S3"}
    changed = [b for b in after.bookings if b not in before.bookings]
    assert changed
    assert {b.sequence for b in changed} == {1}
    assert {b.uid for b in after.bookings} == {b.uid for b in before.bookings}
    again = turnus("approve", roster, new, "--today", "2026-11-30")
    assert again.exit_code == 1
    assert "schon übernommen" in again.output
    assert turnus("check", roster, "--today", "2026-11-30").exit_code == 0


def test_a_changed_file_is_found(house: Path) -> None:
    fall_ill(house)
    file = house / "new" / "diff.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("covered", "kept", 1), encoding="utf-8")
    result = turnus("verify", house / "roster", house / "new")
    assert (result.exit_code, "diff.csv" in result.output) == (1, True)


def test_in_english(house: Path) -> None:
    result = fall_ill(house, lang="en")
    assert "Others who have to move for it: 0 (proved: fewer is impossible)" in result.output
    assert turnus("verify", house / "roster", house / "new", lang="de").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ((), "genau eines", 2),
        (("--absent", "S1", "--closed", "2026-11-30"), "genau eines", 2),
        (("--absent", "S1"), "--from fehlt", 2),
        (("--absent", "S1", "--from", "2027-01-04"), "kein Tag der Woche", 2),
        (("--absent", "S1", "--from", "2026-12-04", "--to", "2026-12-01"), "liegt vor dem ersten", 1),
        (("--absent", "S1", "--from", "2026-11-30", "--hours", "12-8"), "keine Zeitspanne", 2),
        (("--absent", "X", "--from", "2026-11-30"), "„X“ gibt es nicht", 1),
        (("--returned", "S1", "--from", "2026-11-30"), "gar nicht abwesend", 1),
        (("--closed", "2026-12-13"), "kein Tag der Woche", 2),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], words: str, code: int, house: Path) -> None:
    result = turnus("replan", house / "roster", house / "plan", *arguments, "--today", "2026-11-30", "-o", house / "new")
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert not (house / "new").exists()


def test_a_week_that_is_over(house: Path) -> None:
    result = turnus(
        "replan", house / "roster", house / "plan", "--closed", "2026-11-30", "--today", "2026-12-08", "-o", house / "new"
    )
    assert result.exit_code == 2


def test_a_plan_folder_is_never_replaced_by_a_replan(house: Path) -> None:
    sick = ("--absent", "S1", "--from", "2026-11-30", "--today", "2026-11-30")
    result = turnus("replan", house / "roster", house / "plan", *sick, "-o", house / "plan")
    assert result.exit_code == 1
    assert (house / "plan" / "plan.json").is_file()
