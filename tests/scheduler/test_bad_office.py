"""Bad and odd values of office.toml: named with their key, and the ends of what is allowed are allowed."""

import json
from pathlib import Path

import pytest

from helpers.bad_input import office, planned, refused, with_file, with_office
from helpers.rosters import OFFICE, customer, specialist, write_roster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("weekly_hours = 0", "weekly_hours: „0“"),
        ("weekly_hours = nan", "eine Zahl von 1 bis 60"),
        ("weekly_hours = true", "weekly_hours: „true“"),
        ("grid_minutes = 7", "eines von: 5, 10, 15, 20, 30"),
        ("grid_minutes = 15.0", "eines von: 5, 10, 15, 20, 30"),
        (f"grid_minutes = 0x{'f' * 5000}", "eines von: 5, 10, 15, 20, 30"),
        ("consulting_share = 0", "eine Zahl von 0.05 bis 1"),
        ("fill = 1", "fill: „1“"),
        ("closed = 2026-11-30", "closed: „2026-11-30“"),
        ("closed = [1]", "eine Liste von Daten"),
        ("closed = [2026-11-30T00:00:00]", "eine Liste von Daten"),
        ("[talk_minutes]\ndefault = 4", "talk_minutes.default: „4“"),
        ("[talk_minutes]\nfoo = 45", "ein bekannter Schlüssel"),
        ("[lead_days]\nletter = 61", "eine ganze Zahl von 0 bis 60"),
        ("[show_rates]\ndefault = 1.1", "eine Zahl von 0 bis 1"),
        ("[show_rates]\ndefualt = 0.5", "show_rates.defualt: „0.5“ – gewünscht: default oder Art, Kanal, Zustellung"),
        ("[show_rates]\ndefault = {}", "show_rates.default"),
        ("[show_rates]\nletter.phone = 0.5", "show_rates.letter.phone"),
        ("subdivision = 'XX'", "ein Land wie DE-BE"),
        ("subdivision = 'registry'", "ein Land wie DE-BE"),
        ("subdivision = '__name__'", "ein Land wie DE-BE"),
        ("subdivision = 'Germany'", "ein Land wie DE-BE"),
        ("timezone = '/etc/passwd'", "eine Zeitzone wie Europe/Berlin"),
        ("timezone = 'Europe'", "eine Zeitzone wie Europe/Berlin"),
        ('timezone = "x\\u0000"', "eine Zeitzone wie Europe/Berlin"),
        ("organizer = 'x'", "mailto:"),
        ("namen = 1", "ein bekannter Schlüssel"),
        ('namen = "\\u001b[31m"', "namen: „�[31m“"),
        ("name = 'zweimal'", "office.toml:2: „name = 'zweimal'“ – gewünscht: gültiges TOML"),
        (f"x = {'[' * 5000}", "gültiges TOML"),
        (f"x = {'9' * 5000}", "gültiges TOML"),
    ],
    ids=lambda text: text[:30],
)
def test_faults_of_the_office(folder: Path, lines: str, words: str) -> None:
    refused(with_office(folder, office(lines)), "office.toml", words)


@pytest.mark.parametrize(
    "teams",
    [
        "[teams]", "teams = 1", "[[teams]]\nconcept = 'x'", "teams.basis = 1", "[teams.basis]", "[teams.basis]\nconcept = 1",
        "[teams.basis]\nconcept = ''", "[teams.basis]\nconcept = 'office'", "[teams.basis]\nconcept = '../x'",
        "[teams.basis]\nconcept = '..\\x'", "[teams.basis]\nconcept = 'AA90-2021'", '[teams.basis]\nconcept = "\\u001b"',
        f"[teams.basis]\nconcept = '{'a' * 300}'", "[teams.basis]\nconcept = 'aa90-2021'\nkind = 'x'",
        "[teams.basis]\nconcept = 'aa90-2021'\nweekly_target = 61", "[teams.basis]\nconcept = 'aa90-2021'\nx = 1",
        '[teams.""]\nconcept = "aa90-2021"', "[teams.' basis']\nconcept = 'aa90-2021'",
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_faults_of_teams(folder: Path, teams: str) -> None:
    refused(with_office(folder, f'name = "x"\n{teams}\n'), "toml")


@pytest.mark.parametrize(
    "lines",
    [
        "weekly_hours = 1\n[show_rates]\ndefault = 0",
        "weekly_hours = 60\nconsulting_share = 1\n[show_rates]\ndefault = 1",
        "consulting_share = 0.05\n[talk_minutes]\ndefault = 240",
        "grid_minutes = 5\n[talk_minutes]\ndefault = 50",
        "grid_minutes = 30\nfill = 'seats'\n[talk_minutes]\ndefault = 7",
        "timezone = 'America/New_York'\n[lead_days]\nletter = 0\nportal = 0\nagreed = 0\ncomfortable = 0",
        "[lead_days]\nletter = 60\nportal = 60\n[show_rates]\nregular = { in_person = { letter = 0.5 } }",
        "closed = [2026-11-30, 2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04]",
    ],
)
def test_the_ends_of_what_is_allowed(folder: Path, lines: str) -> None:
    planned(with_office(folder, office(lines)))


def test_names_and_weekly_numbers_of_teams(folder: Path) -> None:
    numbers = {
        "Team Mitte 1": "0",
        "Süd-Öst": "60",
        "a'b": "0.001",
        'a"b': "1e-9",
        "a,b": "1",
        ";": "2",
        "<script>": "3",
        "=1+1": "4",
    }
    teams = [
        f'[teams.{json.dumps(name, ensure_ascii=False)}]\nconcept = "aa90-2021"\nweekly_target = {number}\n'
        for name, number in numbers.items()
    ]
    staff = [specialist(f"S{n}", team=name) for n, name in enumerate(numbers)]
    people = [customer(f"K{n}", specialist_id=f"S{n % len(staff)}") for n in range(2 * len(staff))]
    planned(write_roster(folder, people, staff, 'name = "<b>"\n' + "".join(teams)))


def test_a_byte_order_mark(folder: Path) -> None:
    planned(with_file(folder, "office.toml", b"\xef\xbb\xbf" + OFFICE.encode()))
