"""The commands as a user runs them: exit codes, readable German, never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.cli import ON, six_due, turnus
from helpers.rosters import OFFICE, booking, customer, specialist, write_roster
from scheduler.planfiles import read_plan_folder


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return six_due(tmp_path / "roster")


def test_a_team_and_a_specialist_that_do_not_belong_together(tmp_path: Path) -> None:
    staff = [specialist("S1"), specialist("S3", team="jung")]
    folder = write_roster(tmp_path / "roster", [], staff, office=f'{OFFICE}\n[teams.jung]\nconcept = "aa90-2021"\n')
    assert turnus("plan", folder, *ON, "--team", "jung", "--specialist", "S1", "-o", tmp_path / "plan").exit_code == 2


def test_nothing_tells_what_somebody_has_held_once_the_week_has_begun(tmp_path: Path) -> None:
    people = [customer(f"K{n}", last_contact_on="2026-11-10") for n in range(6)]
    rows = [
        booking(
            f"B{n}",
            f"2026-11-30T{8 + n:02}:00",
            f"2026-11-30T{8 + n:02}:45",
            customer_id=f"K{n}",
            state="held" if n < 4 else "missed",
        )
        for n in range(6)
    ]
    folder = write_roster(tmp_path / "roster", people, bookings=rows)
    result = turnus("plan", folder, "--week", "2026-W49", "--today", "2026-12-02", "-o", tmp_path / "plan")
    assert "Die Woche hat begonnen" in result.output
    (week,) = read_plan_folder(tmp_path / "plan").weeks
    assert (week.target, week.booked, week.invitations_wanted, week.expected_per_mille) == (None, 0, None, 0)
    page = (tmp_path / "plan" / "week.html").read_text()
    assert not any(word in page for word in ("stattgefunden", "nicht erschienen"))


def test_the_key_is_made_once_and_kept(roster: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert turnus("plan", roster, *ON, "-o", tmp_path / name).exit_code == 0
    assert read_plan_folder(tmp_path / "a") == read_plan_folder(tmp_path / "b")
    assert len((roster / "pseudonym.key").read_text().strip()) == 64


def test_due_as_table_csv_and_json(roster: Path) -> None:
    table = turnus("due", roster, *ON)
    assert "überfällig" in table.output
    assert "verbindlich" in table.output
    rows = turnus("due", roster, *ON, "--format", "csv").output.splitlines()
    assert rows[0] == "customer_id,specialist_id,kind,deadline,last_chance,late,pace_on,rule_id,force,quote"
    assert rows[1] == "K00,S1,regular,2026-09-02,2026-11-30,yes,,ue25-alo,binding,Alle 6 Monate"
    assert len(rows) == 7
    everybody = json.loads(turnus("due", roster, *ON, "--all", "--format", "json").output)
    assert [row["customer_id"] for row in everybody] == [f"K{n:02}" for n in range(6)] + ["P1"]
    assert (everybody[-1]["deadline"], everybody[-1]["rule_id"]) == ("", "schulpflichtig")


def test_check_says_fine_or_lists_every_fault(roster: Path, tmp_path: Path) -> None:
    assert turnus("check", roster).exit_code == 0
    bad = write_roster(tmp_path / "bad", [customer("K1", birth_date="gestern", status="?")])
    result = turnus("check", bad)
    assert result.exit_code == 1
    assert "customers.csv:2 birth_date: „gestern“ – gewünscht: ein Datum wie 30.11.2026" in result.output
    assert "2 Fehler gefunden" in result.output


def test_check_warns_of_odd_things(tmp_path: Path) -> None:
    people = [customer("K1", flags="alg_aufstocker"), customer("K2", registered_on="2027-01-01", last_contact_on="")]
    rows = [
        booking("B1", "2026-11-10T09:00", "2026-11-10T10:00"),
        booking("B2", "2026-12-02T09:00", "2026-12-02T10:00"),
        booking("B3", "2026-12-01T09:00", "2026-12-01T10:00"),
        booking("B4", "2026-12-01T09:30", "2026-12-01T10:30"),
    ]
    wishes = [{"specialist_id": "S2", "customer_id": "K1", "must": "must"}]
    staff = [specialist(), specialist("S2", mon="", tue="", thu="", fri="")]
    result = turnus("check", write_roster(tmp_path, people, staff, bookings=rows, wishes=wishes), "--today", "2026-11-20")
    assert result.exit_code == 0
    for words in (
        "noch kein Ergebnis",
        "außerhalb der Sprechzeiten",
        "überschneidet sich mit B3",
        "Alg-Aufstocker",
        "in der Zukunft",
        "keine Sprechzeiten",
        "nicht betreut",
    ):
        assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("plan", "ROSTER", "--week", "2026-W40", "--today", "2026-11-20", "-o", "OUT"), 2, "liegt vor dem 20.11.2026"),
        (("plan", "ROSTER", "--week", "2026-W60", "-o", "OUT"), 2, "2026-W60"),
        (("plan", "ROSTER", "--today", "gestern", "-o", "OUT"), 2, "gestern"),
        (("plan", "ROSTER", *ON, "--team", "nirgends", "-o", "OUT"), 2, "nirgends"),
        (("plan", "ROSTER", *ON, "--specialist", "S9", "-o", "OUT"), 2, "S9"),
        (("plan", "ROSTER", *ON), 2, "-o"),
        (("plan", "NOWHERE", *ON, "-o", "OUT"), 1, "office.toml"),
        (("due", "NOWHERE"), 1, "office.toml"),
        (("verify", "ROSTER", "NOWHERE"), 1, "Planordner"),
        (("concepts", "nirgends"), 1, "nirgends"),
        (("plan", "ROSTER", *ON, "-o", "ROSTER"), 1, "kein Planordner"),
    ],
)
def test_wrong_usage_and_missing_things(roster: Path, tmp_path: Path, arguments: Sequence[str], code: int, words: str) -> None:
    places = {"ROSTER": roster, "OUT": tmp_path / "out", "NOWHERE": tmp_path / "nowhere"}
    result = turnus(*(places.get(argument, argument) for argument in arguments))
    assert result.exit_code == code, result.output
    assert words in result.output
    assert not (tmp_path / "out").exists()


def test_a_week_that_letters_do_not_reach_names_the_one_they_do(roster: Path, tmp_path: Path) -> None:
    result = turnus("plan", roster, "--today", "2026-11-26", "--week", "2026-W48", "-o", tmp_path / "plan")
    assert result.exit_code == 0
    assert "6 Personen sind nur per Brief zu erreichen" in result.output
    assert "2026-W50" in result.output


def test_the_default_week_is_the_first_that_letters_reach(roster: Path, tmp_path: Path) -> None:
    assert "Woche 49/2026" in turnus("plan", roster, "--today", "2026-11-20", "-o", tmp_path / "plan").output


def test_a_damaged_key_is_a_fault(roster: Path, tmp_path: Path) -> None:
    (roster / "pseudonym.key").write_text("geheim")
    result = turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 1
    assert "pseudonym.key" in result.output


def test_one_team_and_one_specialist(tmp_path: Path) -> None:
    staff = [specialist("S1"), specialist("S2"), specialist("S3", team="jung")]
    people = [customer(f"K{n:02}", specialist_id=f"S{n % 3 + 1}") for n in range(9)]
    folder = write_roster(
        tmp_path / "roster", people, staff, office=f'{OFFICE}\n[teams.jung]\nconcept = "aa90-2021"\nkind = "u25"\n'
    )
    turnus("plan", folder, *ON, "--team", "basis", "-o", tmp_path / "team")
    turnus("plan", folder, *ON, "--specialist", "S2", "-o", tmp_path / "one")
    assert {a.specialist_id for a in read_plan_folder(tmp_path / "team").appointments} == {"S1", "S2"}
    assert {a.specialist_id for a in read_plan_folder(tmp_path / "one").appointments} == {"S2"}


def test_concepts_are_listed_with_sources(tmp_path: Path) -> None:
    overview = turnus("concepts").output
    for name in ("aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022"):
        assert name in overview
    one = turnus("concepts", "aa90-2021").output
    assert "Arbeitsanleitung Nr. 90, Zeile 124: „1x im Monat“" in one
    assert "Wochenzahl je Vollzeitstelle: 20" in one


def test_every_concept_can_be_shown_in_both_languages() -> None:
    for name in ("aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022"):
        for lang in ("de", "en"):
            assert turnus("concepts", name, lang=lang).exit_code == 0


def test_english_output(roster: Path, tmp_path: Path) -> None:
    result = turnus("plan", roster, *ON, "-o", tmp_path / "plan", lang="en")
    assert "Last chance this week: 6, of these without a seat: 0" in result.output


def test_a_sample_can_be_planned(tmp_path: Path) -> None:
    result = turnus("sample", tmp_path / "sample", "--specialists", 2, "--seed", 1)
    assert result.exit_code == 0
    assert "erfunden" in result.output
    assert "--week 2026-W49" in result.output
    assert turnus("plan", tmp_path / "sample", *ON, "-o", tmp_path / "plan").exit_code == 0
    assert turnus("verify", tmp_path / "sample", tmp_path / "plan").exit_code == 0


def test_help_names_the_commands_in_the_order_of_a_week() -> None:
    lines = turnus("--help").output.splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ") and line.strip()]
    week = ["check", "import", "plan", "approve", "export", "outcome", "next", "replan", "forget"]
    assert [name for name in names if name in week] == week


def test_help_is_light() -> None:
    """`--help` must not import what it does not need."""
    code = (
        "import sys\nfrom scheduler.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted(m for m in ('ortools', 'pandas', 'numpy', 'icalendar', 'holidays', 'jinja2') if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_two_processes_with_other_hash_seeds_write_equal_bytes(tmp_path: Path) -> None:
    """This process is one of the two."""
    turnus("sample", tmp_path / "sample", "--specialists", 3, "--seed", 5)
    planned = ("--lang", "de", "plan", str(tmp_path / "sample"), *ON, "-o")
    assert turnus(*planned[2:], tmp_path / "here").exit_code == 0
    other = {**os.environ, "PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"}
    command = [sys.executable, "-m", "scheduler", *planned, str(tmp_path / "there")]
    subprocess.run(command, check=True, capture_output=True, env=other)
    found = []
    for folder in (tmp_path / "here", tmp_path / "there"):
        files = sorted(f for f in folder.rglob("*") if f.is_file())
        found.append({str(f.relative_to(folder)): f.read_bytes() for f in files})
    assert found[0]
    assert found[0] == found[1]
