"""Bad input of every kind, as a user would hand it in: always words, never a traceback, nothing dropped in silence."""

import csv
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helpers.rosters import OFFICE, booking, customer, specialist, write_roster, write_table
from scheduler.cli import main

TODAY = ("--today", "2026-11-20")
ON = (*TODAY, "--week", "2026-W49")
HEADER = "customer_id,specialist_id,birth_date,status,registered_on,language"
ROW = "K1,S1,1990-01-01,alo,2020-01-01,"
OWN = 'name = "x"\n[teams.basis]\nconcept = "own"\n'
HEAD = '[concept]\nextends = "aa90-2021"\ntitle = "Teamvereinbarung"\n'
RULE = '[[rule]]\nid = "r"\nevery = { weeks = 8 }\ntier = "team"\nquote = "q"\n'
PUPIL = customer("P1", birth_date="2012-01-01", status="nicht_gesetzt", flags="schulpflichtig")
Row = Mapping[str, str]


def turnus(*arguments: object, lang: str = "de") -> Result:
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output
    return result


def refused(folder: Path, *words: str) -> None:
    """The roster is refused with these words, and nothing is written."""
    result = turnus("plan", folder, *ON, "-o", folder.parent / "plan")
    assert result.exit_code == 1, result.output
    for expected in ("gewünscht: ", *words):
        assert expected in result.output, result.output
    assert not (folder.parent / "plan").exists()


def planned(folder: Path, *, today: Sequence[str] = TODAY, week: Sequence[str] = ON[2:]) -> str:
    """The roster is planned, and the plan passes its audit; returns what `plan` printed."""
    result = turnus("plan", folder, *today, *week, "-o", folder.parent / "plan")
    assert result.exit_code == 0, result.output
    verified = turnus("verify", folder, folder.parent / "plan")
    assert verified.exit_code == 0, verified.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


def with_file(folder: Path, name: str, content: str | bytes) -> Path:
    write_roster(folder)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def with_table(folder: Path, name: str, row: Row) -> Path:
    write_roster(folder)
    write_table(folder / f"{name}.csv", [row])
    return folder


def with_office(folder: Path, content: str) -> Path:
    return write_roster(folder, [customer(f"K{n}") for n in range(6)], office=content)


def with_concept(folder: Path, content: str) -> Path:
    write_roster(folder, [customer(f"K{n}") for n in range(3)], office=OWN)
    (folder / "own.toml").write_text(content, encoding="utf-8")
    return folder


# Folders and files


@pytest.mark.parametrize("name", ["missing", "file", "x" * 300])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    refused(tmp_path / name, "gewünscht: ein Ordner mit office.toml")


def test_an_empty_folder(folder: Path) -> None:
    folder.mkdir()
    refused(folder, "office.toml: „“", "specialists.csv: „“", "customers.csv: „“", "3 Fehler gefunden")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_folder_that_may_not_be_read(folder: Path) -> None:
    write_roster(folder).chmod(0)
    try:
        assert turnus("check", folder).exit_code == 1
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["office.toml", "customers.csv", "absences.csv", "own.toml"])
def test_a_folder_in_place_of_a_file(folder: Path, name: str) -> None:
    write_roster(folder, office=OWN)
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    refused(folder, f"{name}")


@pytest.mark.parametrize(
    "content",
    [b"", bytes(range(256)) * 50, "ä,b\n".encode("utf-16"), b"customer_id|start\n1|2\n", b"\0"],
    ids=lambda c: c[:6].hex(),
)
def test_files_of_junk(folder: Path, content: bytes) -> None:
    names = ("office.toml", "specialists.csv", "customers.csv", "absences.csv", "bookings.csv")
    write_roster(folder)
    for name in names:
        (folder / name).write_bytes(content)
    refused(folder, *(f"{name}" for name in names))


def test_an_empty_office_is_named_even_where_nobody_works(folder: Path) -> None:
    with_file(folder, "specialists.csv", "specialist_id,team,fte\n")
    (folder / "customers.csv").write_text(f"{HEADER}\n")
    (folder / "office.toml").write_text("")
    refused(folder, "office.toml name", "office.toml teams")


def test_header_only(folder: Path) -> None:
    with_file(folder, "customers.csv", f"{HEADER}\n")
    assert "Kundinnen und Kunden: 0" in planned(folder)
    (folder / "specialists.csv").write_text("specialist_id,team,fte\n")
    assert "Fachkräfte: 0" in planned(folder)


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_line_ends(folder: Path, ending: str) -> None:
    planned(with_file(folder, "customers.csv", f"{HEADER}\n{ROW}x\n".replace("\n", ending)))


def test_a_cell_of_a_million_letters(folder: Path) -> None:
    refused(with_file(folder, "customers.csv", f"{HEADER}\n{ROW}{'x' * 1_000_000}\n"), "customers.csv:2", "131072 Zeichen")


def test_many_faults_at_once_and_fast(folder: Path) -> None:
    rows = "".join(f"K{n},S9,x,y,z,\n" for n in range(2500))
    start = time.monotonic()
    assert "10000 Fehler gefunden" in turnus("check", with_file(folder, "customers.csv", f"{HEADER}\n{rows}")).output
    assert time.monotonic() - start < 5


BAD_IDS = ["=1+1", "../x", "a/b", "a\\b", ".x", "-x", "K 1", "K\u200b1", "K\x1b1", "K\n1", "K" * 65, "😀", "@x", "+1"]


def test_ids_that_could_be_something_else(folder: Path) -> None:
    write_roster(folder, [customer(name) for name in BAD_IDS], [specialist(), *(specialist(name) for name in BAD_IDS)])
    refused(
        folder,
        f"{2 * len(BAD_IDS)} Fehler gefunden",
        "customers.csv:2 customer_id: „=1+1“ – gewünscht: Buchstaben, Ziffern und . _ -",
    )


def test_ids_that_are_fine(folder: Path) -> None:
    names = ["Ä" * 64, "日本", "con", "x" * 64, "_", "1.2-3"]
    people = [customer(f"K{n}", specialist_id=name) for n, name in enumerate(names)]
    planned(write_roster(folder, people, [specialist(name) for name in names]))
    assert {file.stem for file in (folder.parent / "plan" / "calendars").iterdir()} == set(names)


def test_an_id_that_stands_twice_says_where_else(folder: Path) -> None:
    write_roster(folder, [customer("S1"), customer("K1"), customer("K1")])
    refused(folder, "customers.csv:2 customer_id: „S1“ – gewünscht: eine Kennung, die nicht schon eine Fachkraft trägt")
    assert (
        "customers.csv:4 customer_id: „K1“ – gewünscht: eine Kennung, die nur einmal vorkommt" in turnus("check", folder).output
    )


# Values of tables


BAD_WINDOWS = ["08:00-12:00 11:00-13:00", "08:00-25:00", "12:00-08:00", "08:00", "8-12", "-", "08:00-08:00", "24:00-24:00", ";"]


def test_windows_that_are_none(folder: Path) -> None:
    staff = [specialist(f"S{n}", mon=window) for n, window in enumerate(BAD_WINDOWS, 1)]
    words = [f"specialists.csv:{line} mon: „{window}“" for line, window in enumerate(BAD_WINDOWS, 2)]
    refused(write_roster(folder, [customer("K1")], staff), *words, f"{len(words)} Fehler gefunden")


def test_odd_windows(folder: Path) -> None:
    windows = ["00:00-24:00", "08:07-08:09", "00:00-00:15", "23:45-24:00", "08:00 – 12:00, 13:00-14:00", ""]
    staff = [specialist(f"S{n}", **dict.fromkeys(("mon", "tue", "thu", "fri"), window)) for n, window in enumerate(windows)]
    people = [customer(f"K{n}", specialist_id=f"S{n % len(windows)}") for n in range(5 * len(windows))]
    assert "Eingeladen: 10" in planned(write_roster(folder, people, staff))


def test_shares_that_are_none(folder: Path) -> None:
    shares = ("0", "1e9", "NaN", "-1", "inf", "", "0,00001", "1/2", "1,01")
    staff = [specialist(f"S{n}", fte=share) for n, share in enumerate(shares, 1)]
    words = [f"specialists.csv:{line} fte: „{share}“" for line, share in enumerate(shares, 2)]
    refused(write_roster(folder, [customer("K1")], staff), *words, f"{len(words)} Fehler gefunden")


BAD_DAYS = [
    "0000-00-00",
    "9999-12-31",
    "29.02.2027",
    "2026-13-01",
    "2026-W01-1",
    "20260101",
    "1.1.26",
    "2020-01-01T00:00",
    "heute",
]


def test_days_that_are_none(folder: Path) -> None:
    columns = ("birth_date", "registered_on", "last_contact_on", "plan_since", "elternzeit_until")
    people = [customer(f"K{n}", **dict.fromkeys(columns, day)) for n, day in enumerate(BAD_DAYS)]
    words = [f"customers.csv:{line} {column}: „{day}“" for line, day in enumerate(BAD_DAYS, 2) for column in columns]
    refused(write_roster(folder, people), *words, f"{len(words)} Fehler gefunden")


@pytest.mark.parametrize("concept", ["aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022"])
def test_days_far_away(folder: Path, concept: str) -> None:
    columns = ("last_contact_on", "plan_since", "status_since", "profile_since", "elternzeit_until")
    born = {"birth_date": "1900-01-01", "registered_on": "1900-01-01"}
    people = [customer("L", birth_date="2004-02-29")]
    for day in ("1900-01-01", "2199-12-31"):
        people.append(customer(f"N{day}", registered_on=day, birth_date=day, last_contact_on=""))
        for column in columns:
            people += [customer(f"K{profile}{column}{day}", profile=profile, **{**born, column: day}) for profile in "MIZ"]
    planned(write_roster(folder, people, office=OFFICE.replace("aa90-2021", concept)))


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("absences", {"person_id": "K1", "first_day": "2026-01-01", "last_day": "2026-01-01", "from_time": "24:00"}, "from_time"),
        ("absences", {"person_id": "K1", "first_day": "2026-01-01", "last_day": "2026-01-01", "to_time": "00:00"}, "to_time"),
        ("absences", {"person_id": "K1", "first_day": "2026-01-02", "last_day": "2026-01-01"}, "last_day"),
        ("bookings", booking("B", "2026-11-30T23:00", "2026-12-01T01:00"), "end: „01.12.2026 01:00“"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T10:00"), "end"),
        ("bookings", booking("B", "2026-10-25T02:30+02:00", "2026-10-25T02:15+01:00"), "end"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T24:00"), "end"),
        ("bookings", booking("B", "2026-12-03T10:00:30", "2026-12-03T11:00"), "start"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T11:00", covers_for="S9"), "covers_for"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T11:00", sequence="1000001"), "sequence"),
        ("occasions", {"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-12", "not_after": "2026-11-01"}, "not_after"),
        ("occasions", {"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-12", "minutes": "1"}, "minutes"),
        ("measures", {"customer_id": "K1", "kind": "x", "first_day": "2026-05-01", "last_day": "2026-12-31", "ended_early_on": "2026-04-01"}, "ended_early_on"),
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x", "every": "0 months"}, "every"),
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x", "every": "1 Jahr"}, "every"),
        ("contacts", {"customer_id": "K1", "on": "2026-11-01", "channel": "phone", "outcome": "held", "invited_on": "2026-12-01"}, "on"),
        ("wishes", {"specialist_id": "S1", "customer_id": "K9", "must": "must"}, "customer_id"),
        ("wishes", {"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Sa"}, "day"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be(folder: Path, table: str, row: Row, column: str) -> None:
    refused(with_table(folder, table, row), f"{table}.csv:2 {column}")


def test_much_that_can_be(folder: Path) -> None:
    ages = {"first_day": "1900-01-01", "last_day": "2199-12-31"}
    occasion = {"customer_id": "K2", "kind": "wish", "recorded_on": "1900-01-01"}
    planned(
        write_roster(
            folder,
            [*(customer(f"K{n}") for n in range(6)), PUPIL],
            absences=[
                {"person_id": "K1", **ages},
                *({"person_id": "S1", "first_day": "2026-12-01", "last_day": "2026-12-01"},) * 500,
            ],
            bookings=[
                booking("B1", "2026-12-06T10:00", "2026-12-06T11:00"),
                booking("B2", "2026-12-03T23:58", "2026-12-03T23:59"),
                booking("B3", "2027-03-28T02:15", "2027-03-28T03:15"),
                booking("B4", "2026-12-03T09:00Z", "2026-12-03T10:00Z"),
                booking("B5", "2026-12-03T10:00", "2026-12-03T11:00", state="held"),
                *(booking(f"C{n}", "2026-12-04T10:00", "2026-12-04T11:00", customer_id="") for n in range(1000)),
            ],
            occasions=[occasion, {**occasion, "not_before": "2199-12-31"}, {**occasion, "kind": "review"}] * 50,
            measures=[
                {"customer_id": "K3", "kind": "x", **ages},
                {"customer_id": "K3", "kind": "x", **ages, "ended_early_on": "2199-12-31"},
            ],
            deviations=[
                {"customer_id": "K4", "until": "2199-12-31", "reason": "x", "every": "999 months"},
                {"customer_id": "K5", "until": "2020-01-01", "reason": "x", "every": "1 day"},
                {"customer_id": "K5", "until": "2027-01-01", "reason": "x", "every": "2 weeks"},
                {"customer_id": "K5", "until": "2027-01-01", "reason": "x", "pause": "ja"},
            ],
            contacts=[{"customer_id": "K2", "on": "1901-01-01", "channel": "in_person", "outcome": "held"}] * 1000,
            resources=[{"resource": "Raum", "capacity": "1000", "mon": "00:00-24:00"}],
        )
    )


def test_a_day_in_the_future_is_noted(folder: Path) -> None:
    contact = {"customer_id": "K1", "on": "2199-12-31", "channel": "phone", "outcome": "held"}
    write_roster(folder, [customer("K1", registered_on="2027-01-01", status_since="2027-01-02")], contacts=[contact])
    output = turnus("check", folder, *TODAY).output
    for words in ("registered_on K1: 01.01.2027", "status_since K1: 02.01.2027", "contacts.csv on K1: 31.12.2199"):
        assert words in output


def test_notes_stay_on_one_line_and_come_back_from_the_plan(folder: Path) -> None:
    letters = ["a\u2028b", "a\x85b", "a\x0cb", "a\nb", "a\r\nb", "a\x1c\x1b[31mb", '""",;\t', "<script>", "{x}%s", "=1+1"]
    staff = [specialist(f"S{n}", room=note, skills=note) for n, note in enumerate(letters)]
    people = [customer(f"{kind}{n}", specialist_id=f"S{n}") for kind in "OD" for n in range(len(letters))]
    wishes = [
        {"customer_id": f"O{n}", "kind": "wish", "recorded_on": "2026-11-12", "note": note} for n, note in enumerate(letters)
    ]
    others = [
        {"customer_id": f"D{n}", "until": "2027-01-01", "reason": note, "every": "1 week"} for n, note in enumerate(letters)
    ]
    assert "Eingeladen: 20" in planned(write_roster(folder, people, staff, occasions=wishes, deviations=others))
    rows = (folder.parent / "plan" / "appointments.csv").read_text(encoding="utf-8").splitlines()
    assert {len(row) for row in csv.reader(rows)} == {16}
    page = (folder.parent / "plan" / "week.html").read_text(encoding="utf-8")
    assert "„<script>“" not in page
    listed = turnus("due", folder, *ON, "--all").output
    assert len(listed.splitlines()) == 22


@pytest.mark.parametrize("day", ["", "Mo"])
def test_wishes_that_contradict_each_other_are_told(folder: Path, day: str) -> None:
    wish = {"specialist_id": "S1", "customer_id": "K1", "day": day}
    output = planned(write_roster(folder, wishes=[{**wish, "must": "must"}, {**wish, "must": "never"}]))
    assert "1 × Wünsche der Fachkräfte" in output


def test_a_wish_about_somebody_elses_customer_invites_nobody(folder: Path) -> None:
    wish = {"specialist_id": "S2", "customer_id": "P1", "must": "must"}
    output = planned(write_roster(folder, [PUPIL], [specialist(), specialist("S2")], wishes=[wish]))
    assert "Eingeladen: 0" in output
    assert "die S2 nicht betreut" in turnus("check", folder, *TODAY).output


def test_a_wish_brings_an_exempt_customer(folder: Path) -> None:
    wish = {"specialist_id": "S1", "customer_id": "P1", "must": "must"}
    assert "Eingeladen: 1" in planned(write_roster(folder, [PUPIL], wishes=[wish]))


# office.toml


def office(lines: str) -> str:
    return f'name = "x"\n{lines}\n[teams.basis]\nconcept = "aa90-2021"\n'


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


# Concept files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "own.toml concept"),
        ("# nichts\n", "own.toml concept"),
        ('[concept]\nextends = "own"\n', "nicht im Kreis"),
        ('[concept]\nextends = "nirgends"\n', "nirgends"),
        ('[concept]\nextends = "office"\n', "ein Konzept"),
        ('[concept]\nextends = "../own"\n', "ein Konzept"),
        (HEAD + RULE + RULE, "own.toml rule[2].id: „r“ – gewünscht: eine Kennung, die nur einmal vorkommt"),
        (HEAD + RULE.replace('"r"', '"a b"'), "Buchstaben, Ziffern"),
        (HEAD + RULE.replace('"r"', '"pin"'), "rule"),
        (HEAD + RULE.replace('"r"', '"deviation"'), "eine andere Kennung als pin, deviation"),
        (HEAD + RULE.replace('"r"', '"occasion-wish"'), "eine andere Kennung"),
        (HEAD + RULE.replace('"r"', "[]"), "ein Text"),
        (HEAD + RULE.replace('"team"', '"exempt"'), "rule.r.tier: „exempt“"),
        (HEAD + '[[rule]]\nid = "w"\nfirst_talk = { working_days = 5 }\ntier = "status"\nquote = "q"\n', "rule.w.tier"),
        (HEAD + '[[rule]]\nid = "w"\nreview = {}\nquote = "q"\n', "after_profile oder before_elternzeit_end_months"),
        (HEAD + '[[rule]]\nid = "w"\nelternzeit_end = { from_months = -2, to_months = -6 }\nquote = "q"\n', "mindestens so viel wie from_months (-2)"),
        (HEAD + RULE + "group = { age_from = 50, age_to = 20 }\n", "mindestens so viel wie age_from (50)"),
        ('remove_rules = ["fallback"]\n' + HEAD, "eine Regel ohne group"),
        ('remove_rules = "fallback"\n' + HEAD, "eine Liste aus"),
        ('remove_rules = ["zzz", 1, ["a"], {a = 1}]\n' + HEAD, "remove_rules: „zzz“"),
        ("rule = [1]\n" + HEAD, "own.toml rule[1]: „1“"),
        (HEAD + "[show_rates]\ndefault = {}\n", "show_rates.default"),
        (HEAD + "[occasions]\nwish = { days = 1, working_days = 1 }\n", "genau eines von working_days, days"),
    ],
    ids=lambda text: text[-40:],
)  # fmt: skip
def test_faults_of_a_concept(folder: Path, content: str, words: str) -> None:
    refused(with_concept(folder, content), words)


def test_own_defaults_are_not_dropped_in_silence(folder: Path) -> None:
    with_concept(folder, HEAD)
    (folder / "defaults.toml").write_text("")
    refused(folder, "defaults.toml", "ein anderer Dateiname")


TABLES = (
    "concept",
    "weekly",
    "channels",
    "talk_minutes",
    "consulting",
    "cover",
    "occasions",
    "limits",
    "lead_days",
    "show_rates",
)
KEYS = {
    "concept": ("extends", "title", "source", "office", "valid_from", "as_of", "force"),
    "weekly": ("target", "line", "quote"),
    "channels": ("contact", "weekly", "advice_required"),
    "talk_minutes": ("first", "default", "'x.y'"),
    "consulting": ("share",),
    "cover": ("order",),
    "occasions": ("wish", "xx"),
    "limits": ("newly_due_days", "fill_share"),
    "lead_days": ("letter", "x"),
    "show_rates": ("default", "x"),
    "rule": ("tier", "force", "line", "quote", "source", "valid_from", "channels", "phone_suffices", "assumption", "group", "every", "exempt"),
}  # fmt: skip
VALUES = ("-1", "[[1]]", "{x = 1}", "1979-05-27T07:32:00Z")


@pytest.mark.parametrize("table", KEYS)
def test_no_value_of_any_key_ends_in_a_traceback(folder: Path, table: str) -> None:
    wrong = 0
    for key in KEYS[table]:
        for value in VALUES:
            name = f"[{table}]" if table != "rule" else '[[rule]]\nid = "r"\nevery = { weeks = 8 }\ntier = "team"\nquote = "q"'
            lines = [line for line in name.split("\n") if not line.startswith(f"{key} ")]
            head = HEAD if table != "concept" else ""
            wrong += turnus(
                "concepts", "own", "--roster", with_concept(folder, f"{head}{chr(10).join(lines)}\n{key} = {value}\n")
            ).exit_code
    assert wrong >= len(KEYS[table]) * len(VALUES) // 2


@pytest.mark.parametrize("table", [*TABLES, "rule"])
def test_no_value_in_place_of_a_table_ends_in_a_traceback(folder: Path, table: str) -> None:
    for value in ("1", "[{}]", "{default = {x = 1}}"):
        result = turnus(
            "concepts", "own", "--roster", with_concept(folder, f"{table} = {value}\n{HEAD if table != 'concept' else ''}")
        )
        assert result.exit_code == 1
        assert "own.toml" in result.output


# The plan folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A roster and its plan, with people without a seat."""
    top = tmp_path_factory.mktemp("made")
    people = [customer(f"K{n}") for n in range(5)] + [customer("Z1", specialist_id="S2")]
    short = {"mon": "", "tue": "08:00-10:00", "thu": "", "fri": ""}
    planned(write_roster(top / "roster", people, [specialist("S1", **short), specialist("S2", **short)]))
    return top / "roster", top / "plan"


def verified_with(made: tuple[Path, Path], name: str, content: bytes | None) -> Result:
    """Verify with other bytes in a file of the plan (None = without the file), then put the old ones back."""
    file = made[1] / name
    before = file.read_bytes()
    try:
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        return turnus("verify", *made)
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize(
    "name", ["plan.json", "appointments.csv", "not_invited.csv", "standby.csv", "week.html", "calendars/S1.ics"]
)
def test_damaged_files_of_a_plan(made: tuple[Path, Path], name: str) -> None:
    content = (made[1] / name).read_bytes()
    for damaged in (None, b"", bytes(range(256)), content[: len(content) // 2], b"[" * 100_000):
        assert verified_with(made, name, damaged).exit_code == 1
    assert turnus("verify", *made).exit_code == 0


ODD_JSON: tuple[Any, ...] = ([], 10**400)
ODD_DAYS = ("9999-W52", "0001-W01", "9999-12-31", "0001-01-01")


def odd_plans(data: dict[str, Any]) -> list[str]:
    """plan.json with every key left out, and with values of every type in its place."""
    found = []
    for key in data:
        found.append({k: v for k, v in data.items() if k != key})
        found += [
            {**data, key: value} for value in (*ODD_JSON, *ODD_DAYS[: 4 * (key in ("week", "today"))]) if value != data[key]
        ]
    week, *others = data["specialists"]
    for key in week:
        found.append({**data, "specialists": [{**week, key: "x"}, *others]})
    for value in ODD_JSON:
        found.append({**data, "specialists": [{**week, "specialist_id": value}, *others]})
    found += [{**data, "specialists": others}, {**data, "specialists": [week, *others, week]}, {**data, "extra": 1}]
    found += [{**data, "settings": {**data["settings"], "language": value}} for value in ("xx", "../de", 1, None)]
    texts = [json.dumps(plan) for plan in found]
    return [*texts, json.dumps(data).replace('"cuts": 0', '"cuts": Infinity'), '{"a":' * 100_000]


def test_no_key_of_plan_json_can_be_changed_unseen(made: tuple[Path, Path]) -> None:
    data = json.loads((made[1] / "plan.json").read_text(encoding="utf-8"))
    unseen = [content for content in odd_plans(data) if verified_with(made, "plan.json", content.encode()).exit_code != 1]
    assert unseen == []


ODD_CELLS = ("\x1b[31m", "", "9" * 5000, "9999-12-31T23:59-14:00")


@pytest.mark.parametrize("name", ["appointments.csv", "not_invited.csv"])
def test_no_cell_of_a_plan_can_be_changed_unseen(made: tuple[Path, Path], name: str) -> None:
    header, first, *others = list(csv.reader((made[1] / name).read_text(encoding="utf-8").splitlines()))

    def result_of(*rows: list[str]) -> int:
        return verified_with(made, name, "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()).exit_code

    for column in range(len(header)):
        without = [row[:column] + row[column + 1 :] for row in (header, first, *others)]
        assert result_of(*without) == 1
        for cell in ODD_CELLS if header[column] in ("start", "minutes") else ODD_CELLS[:1]:
            assert result_of(header, [*first[:column], cell, *first[column + 1 :]], *others) == 1
    assert result_of(header, *others) == 1
    assert result_of(header, first, first, *others) == 1
    assert result_of(header, [*first, "more"], *others) == 1
    assert result_of(header, first, *others, ["x"]) == 1


def test_times_without_offset_are_named(made: tuple[Path, Path]) -> None:
    content = (made[1] / "appointments.csv").read_bytes().replace(b"+01:00", b"")
    output = verified_with(made, "appointments.csv", content).output
    assert "appointments.csv:2 start" in output
    assert "eine Zeit wie 2026-11-30T09:00+01:00" in output


def test_odd_places_for_a_plan(folder: Path, tmp_path: Path) -> None:
    write_roster(folder)
    (tmp_path / "file").write_text("x")
    for place in (
        tmp_path / "file",
        tmp_path / "file" / "x" / "y",
        tmp_path / ("x" * 300),
        folder,
        "",
        "/",
        "/dev/null",
        "/proc/x",
    ):
        result = turnus("plan", folder, *ON, "-o", place)
        assert result.exit_code == 1, result.output
        assert "Nichts wurde geändert" in result.output
    for _ in range(2):
        assert turnus("plan", folder, *ON, "-o", tmp_path / "a" / "b" / "plan").exit_code == 0
    assert turnus("verify", folder, tmp_path / "a" / "b" / "plan").exit_code == 0


def test_what_somebody_put_beside_a_plan_is_not_deleted(folder: Path, tmp_path: Path) -> None:
    assert turnus("plan", write_roster(folder), *ON, "-o", tmp_path / "plan").exit_code == 0
    (tmp_path / "plan" / "notes.txt").write_text("years of work")
    result = turnus("plan", folder, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 1
    assert "notes.txt" in result.output
    assert (tmp_path / "plan" / "notes.txt").read_text() == "years of work"


def test_a_sample_at_an_odd_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "x", tmp_path / ("x" * 300), "/"):
        assert turnus("sample", place, "--specialists", 1, "--seed", 1).exit_code == 1


# The command line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", "ROSTER", *TODAY, "--week", "0001-W01", "-o", "OUT"), "keine Kalenderwoche"),
        (("plan", "ROSTER", *TODAY, "--week", "9999-W52", "-o", "OUT"), "keine Kalenderwoche"),
        (("due", "ROSTER", *TODAY, "--week", "9999-W52"), "keine Kalenderwoche"),
        (("plan", "ROSTER", *TODAY, "--week", "2027-W53", "-o", "OUT"), "keine Kalenderwoche"),
        (("plan", "ROSTER", "--today", "9999-12-31", "-o", "OUT"), "kein Datum"),
        (("plan", "ROSTER", *ON, "--team", "", "-o", "OUT"), "Das Team „“ gibt es nicht"),
        (("plan", "ROSTER", *ON, "--team", "leer", "-o", "OUT"), "gibt es keine Fachkraft (leer)"),
        (("plan", "ROSTER", *ON, "--team", "leer", "--specialist", "S1", "-o", "OUT"), "gibt es keine Fachkraft (leer, S1)"),
        (("plan", "ROSTER", *ON), "--output fehlt."),
        (("plan", "ROSTER", "-o"), "Nach -o fehlt ein Wert."),
        (("plan", "ROSTER", "--foo"), "Die Angabe --foo gibt es nicht."),
        (("plan",), "BESTAND fehlt."),
        (("due", "ROSTER", "--format", "x"), "Falscher Wert für --format; gewünscht ist eines von: table, csv, json."),
        (("sample", "OUT", "--specialists", "0", "--seed", "1"), "eine ganze Zahl von 1 bis 1000"),
        (("sample", "OUT", "--specialists", "x", "--seed", "1"), "eine ganze Zahl von 1 bis 1000"),
        (("check", "ROSTER", "mehr"), "Zu viele Angaben"),
        (("nix",), "Diesen Befehl gibt es nicht"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_german(folder: Path, tmp_path: Path, arguments: Sequence[str], words: str) -> None:
    write_roster(folder, office=f'{OFFICE}[teams.leer]\nconcept = "aa90-2021"\n')
    places = {"ROSTER": str(folder), "OUT": str(tmp_path / "out")}
    given = [places.get(argument, argument) for argument in arguments]
    result = turnus(*given)
    assert result.exit_code == 2, result.output
    assert words in result.output
    assert "Error" not in result.output
    assert turnus(*given, lang="en").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_day_before_every_rule(folder: Path, tmp_path: Path) -> None:
    write_roster(folder)
    for command in (("due", folder), ("plan", folder, "-o", tmp_path / "plan")):
        result = turnus(*command, "--today", "1900-01-01")
        assert result.exit_code == 1
        assert "gilt noch keine Regel" in result.output


def test_the_last_day_that_can_be_named(folder: Path) -> None:
    planned(write_roster(folder), today=("--today", "2199-12-31"), week=())


def test_concepts_that_are_none(folder: Path) -> None:
    write_roster(folder)
    for name in ("x" * 300, "office", "..", "../x", "a b", "\x1b[31m"):
        assert turnus("concepts", name, "--roster", folder).exit_code == 1


@pytest.mark.parametrize(
    "damage", [lambda key: key.mkdir(), lambda key: key.write_text("zz" * 32), lambda key: key.write_bytes(b"\xff" * 64)]
)
def test_damaged_keys(folder: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    damage(write_roster(folder) / "pseudonym.key")
    result = turnus("plan", folder, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 1
    assert "64 hexadezimale Ziffern" in result.output


def test_faults_are_told_in_english_too(folder: Path) -> None:
    result = turnus("check", write_roster(folder, [customer("K1", status="?"), customer("K1")], [specialist(fte="0")]), lang="en")
    assert result.exit_code == 1
    assert "customers.csv:2 status: “?” – wanted: one of: alo" in result.output
    assert "3 faults found" in result.output


# Time


def hours(number: int) -> str:
    """Weekly hours at which somebody cannot come, different for many."""
    days = [day for bit, day in enumerate(("Mo", "Di", "Mi", "Do", "Fr")) if (number * 7 + 3) >> bit & 1]
    return "; ".join(
        f"{day} {8 + (number + bit) % 6:02}:15-{9 + (number + bit) % 6:02}:{number % 4 * 15:02}" for bit, day in enumerate(days)
    )


@pytest.mark.parametrize(
    ("window", "grid", "people"), [("08:00-16:00", 15, 400), ("00:00-24:00", 15, 40), ("00:00-24:00", 5, 80), ("", 15, 400)]
)
def test_time_stays_within_bounds(folder: Path, window: str, grid: int, people: int) -> None:
    """Everybody overdue, everybody with other hours, in windows without a break; nobody has a last chance for centuries."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), window)
    start = time.monotonic()
    planned(
        write_roster(
            folder,
            [customer(f"K{n:03}", unavailable=hours(n)) for n in range(people)],
            [specialist(**week)],
            office(f"grid_minutes = {grid}\nconsulting_share = 1\n[talk_minutes]\nregular = 30"),
            deviations=[
                {"customer_id": f"K{n:03}", "until": "2199-01-01", "reason": "x", "every": "999 months"}
                for n in range(0, people, 2)
            ],
        )
    )
    assert time.monotonic() - start < 20


def test_absences_of_centuries_take_no_time(folder: Path) -> None:
    people = [customer(f"K{n:03}") for n in range(300)]
    away = [
        {"person_id": name, "first_day": "1900-01-01", "last_day": "2199-12-31"}
        for name in ("S1", *(p["customer_id"] for p in people))
    ]
    far = [{"customer_id": p["customer_id"], "until": "2199-01-01", "reason": "x", "every": "999 months"} for p in people]
    start = time.monotonic()
    planned(write_roster(folder, people, absences=away, deviations=far))
    assert time.monotonic() - start < 5
