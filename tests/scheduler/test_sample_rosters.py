"""The small rosters in sample_rosters/: read without a fault, explained, made up, and free of names."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.conceptfiles import shipped_concepts
from scheduler.needs import Cases
from scheduler.oddities import oddities
from scheduler.pseudonyms import read_key
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster

ROOT = Path(__file__).parents[2] / "sample_rosters"
FOLDERS = sorted(path for path in ROOT.iterdir() if path.is_dir())
TODAY = date(2026, 11, 20)
NAME_COLUMN = re.compile(r"^(first|last|sur|family|full|vor|nach|familien)?[ _-]?name(n)?$", re.IGNORECASE)


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    path = request.param
    assert isinstance(path, Path)
    return path


@pytest.fixture
def roster(folder: Path) -> Roster:
    return read_roster(folder)


def test_all_samples_are_there() -> None:
    names = {path.name for path in FOLDERS}
    assert names == {
        "one_specialist",
        "aa90_team",
        "lichtenberg_2013_basis",
        "lichtenberg_2013_bjo",
        "ba_2010",
        "ivm_ue25",
        "lichtenberg_2022",
        "overbooked_team",
        "u25_team",
        "staffing_study",
    }
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in names)


def test_every_shipped_concept_has_a_sample() -> None:
    used = {team.concept for path in FOLDERS for team in read_roster(path).office.teams.values()}
    assert set(shipped_concepts()) <= used


def test_sizes_are_readable(folder: Path, roster: Roster) -> None:
    """A study needs more: of fewer than five specialists nothing is shown, and of few customers nothing can be said."""
    times = 7 if folder.name == "staffing_study" else 1
    assert 1 <= len(roster.specialists) <= max(4, times + 1)
    assert 10 <= len(roster.customers) <= 40 * times


def test_readme_says_made_up_and_names_the_commands(folder: Path) -> None:
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "made up" in page
    assert "erfunden" in page
    for command in ("check", "due", "plan"):
        line = next(line for line in page.splitlines() if line.startswith(f"    turnus {command} "))
        assert f"sample_rosters/{folder.name} --today 2026-11-20" in line
        assert command == "check" or "--week 2026-W49" in line


def test_office_file_says_made_up(folder: Path) -> None:
    lines = (folder / "office.toml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    assert "erfunden" in lines[0]


def test_readme_speaks_of_known_customers_only(folder: Path, roster: Roster) -> None:
    rows = [
        line.split("|")[1] for line in (folder / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    named = {name for row in rows for name in re.findall(r"\b[A-Z]\d\d\d?\b", row)}
    assert named
    assert named <= roster.customer_by_id.keys()


def test_no_names_anywhere(folder: Path) -> None:
    for file in folder.glob("*.csv"):
        head = file.read_bytes().decode("cp1252").replace(";", ",").splitlines()[:5]
        cells = [cell.strip().strip('"') for line in head for cell in line.split(",")]
        assert not [cell for cell in cells if NAME_COLUMN.match(cell)]


def test_key_is_there(folder: Path) -> None:
    assert read_key(folder)


def test_only_meant_oddities(folder: Path, roster: Roster) -> None:
    found = {(fault.value, fault.column) for fault in oddities(roster, TODAY)}
    meant = {
        "lichtenberg_2022": {("T3", "start"), ("L08", "flags")},
        "u25_team": {("J15", "birth_date")},
    }
    assert found == meant.get(folder.name, set())


def test_contacts_are_past_and_in_step_with_the_customers(roster: Roster) -> None:
    cases = Cases(roster, TODAY)
    for customer in roster.customers:
        talks = cases.of(customer).history.talks
        assert customer.last_contact_on == (talks[-1][0] if talks else None)
    assert all(contact.on <= TODAY for contact in roster.contacts)


def test_german_sample_is_really_german() -> None:
    folder = ROOT / "lichtenberg_2013_basis"
    data = (folder / "customers.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    page = data.decode("cp1252")
    assert "Geburtsdatum;Status elb" in page
    assert re.search(r";\d\d\.\d\d\.\d{4};arbeitslos;", page)
    assert not page.startswith("Kundennummer")
    assert "0,75" in (folder / "specialists.csv").read_text(encoding="cp1252")


def test_team_agreement_stands_beside_the_office_file() -> None:
    roster = read_roster(ROOT / "lichtenberg_2022")
    assert {"lichtenberg-2022", "teamvereinbarung-mitte-2"} == set(roster.concepts)
    own = {rule.rule_id for rule in roster.concepts["teamvereinbarung-mitte-2"].rules}
    assert own > {rule.rule_id for rule in roster.concepts["lichtenberg-2022"].rules}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_plan_has_the_expected_summary_and_passes_the_audit(folder: Path, tmp_path: Path) -> None:
    command = ["--lang", "de", "plan", str(folder), "--today", "2026-11-20", "--week", "2026-W49", "-o", str(tmp_path / "plan")]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    printed = result.output.replace(str(tmp_path / "plan"), "PLAN")
    assert printed == (folder / "expected_summary.txt").read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["verify", str(folder), str(tmp_path / "plan")]).exit_code == 0
