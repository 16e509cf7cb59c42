"""`turnus verify` finds every row, file and key that is not as it was planned."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.cli import ON, six_due, turnus
from helpers.rosters import customer, write_roster


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return six_due(tmp_path / "roster")


def test_plan_verify_and_what_lies_in_the_folder(roster: Path, tmp_path: Path) -> None:
    result = turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 0, result.output
    assert "Woche 49/2026 (30.11.–04.12.2026), geplant am 20.11.2026" in result.output
    assert "Letzte Gelegenheit diese Woche: 6, davon ohne Platz: 0" in result.output
    assert "ja (1 von 1)" in result.output
    names = {str(f.relative_to(tmp_path / "plan")) for f in (tmp_path / "plan").rglob("*") if f.is_file()}
    assert names == {"plan.json", "appointments.csv", "standby.csv", "not_invited.csv", "week.html", "calendars/S1.ics"}
    assert turnus("verify", roster, tmp_path / "plan").exit_code == 0


def test_verify_finds_a_moved_row(roster: Path, tmp_path: Path) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    file = tmp_path / "plan" / "appointments.csv"
    file.write_text(file.read_text().replace("T08:00", "T07:00").replace("T08:45", "T07:45"))
    result = turnus("verify", roster, tmp_path / "plan")
    assert result.exit_code == 1
    assert "Sprechzeiten der Fachkraft" in result.output


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("calendars/S1.ics", lambda data: data.replace(b"SEQUENCE:0", b"SEQUENCE:1", 1)),
        ("calendars/S1.ics", lambda data: data.replace(b"SUMMARY:Termin", b"SUMMARY:Frau Muster", 1)),
        ("calendars/S1.ics", lambda data: None),
        ("calendars/S9.ics", lambda data: b"BEGIN:VCALENDAR"),
        ("week.html", lambda data: data.replace(b"K00", b"K01")),
        ("appointments.csv", lambda data: data.replace("Überfällig".encode(), b"Wunsch", 1)),
        ("standby.csv", lambda data: data + b"S1,1,K00,,\n"),
        ("plan.json", lambda data: data.replace(b'"proved": true', b'"proved": false', 1)),
        ("plan.json", lambda data: data.replace(b'"value": 0', b'"value": 7', 1)),
        ("notes.txt", lambda data: b"mine"),
    ],
)  # fmt: skip
def test_verify_finds_every_changed_missing_and_foreign_file(
    roster: Path, tmp_path: Path, file: str, change: Callable[[bytes], bytes | None]
) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    path = tmp_path / "plan" / file
    content = change(path.read_bytes() if path.exists() else b"")
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    result = turnus("verify", roster, tmp_path / "plan")
    assert result.exit_code == 1
    assert file in result.output


def test_verify_works_in_the_other_language_and_not_without_the_key(roster: Path, tmp_path: Path) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    assert turnus("verify", roster, tmp_path / "plan", lang="en").exit_code == 0
    (roster / "pseudonym.key").unlink()
    result = turnus("verify", roster, tmp_path / "plan")
    assert (result.exit_code, "pseudonym.key" in result.output) == (1, True)


def test_a_time_without_offset_is_a_fault(roster: Path, tmp_path: Path) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    file = tmp_path / "plan" / "appointments.csv"
    file.write_text(file.read_text().replace("+01:00", "", 1))
    result = turnus("verify", roster, tmp_path / "plan")
    assert (result.exit_code, "appointments.csv:2 start" in result.output) == (1, True)


def test_verify_says_which_files_changed(roster: Path, tmp_path: Path) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    write_roster(roster, [customer(f"K{n:02}") for n in range(7)])
    result = turnus("verify", roster, tmp_path / "plan")
    assert "customers.csv" in result.output


def test_verify_needs_no_solver(roster: Path, tmp_path: Path) -> None:
    turnus("plan", roster, *ON, "-o", tmp_path / "plan")
    code = (
        "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
        f"main(['verify', {str(roster)!r}, {str(tmp_path / 'plan')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
