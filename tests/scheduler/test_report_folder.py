"""`turnus report`: what stands on the terminal, what lies in the folder, and that none of it names anybody."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import scheduler.report.files as report_files
from helpers.cli import turnus
from helpers.markers import mark, marked_roster, marks_in, marks_in_folder
from helpers.reports import FIVE, HOUSE, people_with, person, talk
from helpers.rosters import OFFICE, specialist, write_roster, write_table
from scheduler.report.drawings import NAMES, drawings
from scheduler.report.files import COLUMNS
from scheduler.report.month import month_of
from scheduler.report.reporting import ORDER, report_of
from scheduler.rosterfiles import read_roster
from scheduler.texts import use_language

MONTH = ("--month", "2026-10", "--today", "2026-11-20")
LIGHTS = "\n[report.activity]\ngreen_from = 0.9\nyellow_from = 0.5\n"


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report, written twice: the second time it replaces what the first has left; `first` is a copy of that."""
    base = tmp_path_factory.mktemp("report")
    house(base / "r")
    assert turnus("report", base / "r", *MONTH, "-o", base / "out").exit_code == 0
    shutil.copytree(base / "out", base / "first")
    for file in ("figures.csv", "report.html"):
        (base / "out" / file).write_text((base / "out" / file).read_text(encoding="utf-8") + "older\n", encoding="utf-8")
    assert turnus("report", base / "r", *MONTH, "-o", base / "out").exit_code == 0
    return base / "out"


def house(folder: Path, office: str = HOUSE + LIGHTS) -> Path:
    """Ten people of a team of five, seven of them active; two other teams that are too small."""
    people, contacts = people_with(["2026-10-05"] * 7 + ["2026-01-05"] * 3)
    contacts = [row | {"invited_by": "letter"} for row in contacts]
    contacts += [talk(f"K{n}", "2026-10-19", "missed", invited_by="letter") for n in range(2)]
    contacts += [talk(f"K{n}", "2026-10-20", "excused", invited_by="letter") for n in range(8)]
    contacts += [talk(f"K{n}", "2026-01-05") for n in range(7)]
    staff = [*FIVE, *(specialist(f"W{n}", team="west") for n in range(2)), *(specialist(f"N{n}", team="nord") for n in range(2))]
    more = '\n[teams.west]\nconcept = "aa90-2021"\n\n[teams.nord]\nconcept = "aa90-2021"\n'
    return write_roster(folder, people, staff, office + more, contacts=contacts)


def test_the_terminal_shows_figures_lights_rules_and_sources(tmp_path: Path) -> None:
    said = turnus("report", house(tmp_path), *MONTH).output
    for line in (
        "Teamkennzahlen 10/2026",
        "Stichtag 31.10.2026.",
        "übrige Teams (west, nord): zurückgehalten, weil im Monat weniger als 5 Fachkräfte da waren.",
    ):
        assert line in said.splitlines()
    assert re.search(r"^ +Beratungsaktivität +7 +10 +70,0 % +▲ gelb$", said, re.MULTILINE)
    assert re.search(r"^ +Absolventenmanagement ieS +nichts zu zählen +–$", said, re.MULTILINE)
    assert "Die Gruppen sind zu klein, um sie zu zeigen." in said
    assert "(Festlegung 02/2022, Zeile 84)" in said


def test_english(tmp_path: Path) -> None:
    said = turnus("report", house(tmp_path), *MONTH, lang="en").output
    assert re.search(r"^ +Consulting activity +7 +10 +70\.0 % +▲ yellow$", said, re.MULTILINE)


def test_a_running_month_says_so(tmp_path: Path) -> None:
    said = turnus("report", house(tmp_path), "--month", "10.2026", "--today", "2026-10-20").output
    assert "Vorläufig: Der Monat läuft noch, Stand 20.10.2026." in said
    assert "Maßnahmen, die vom 01.10.2026 bis zum 20.10.2026 wie geplant enden" in said


def test_faults_of_thresholds_are_plain(tmp_path: Path) -> None:
    odd = "\n[report.activity]\nyellow_from = 0.5\n\n[report.odd]\ngreen_from = 1\n"
    said = turnus("report", house(tmp_path, HOUSE + odd), *MONTH).output
    assert "office.toml report.activity.green_from fehlt – gewünscht: eine Zahl von 0 bis 10" in said
    assert "report.odd: „[…]“" in said
    assert "{" not in said


def test_axes_of_shares_end_at_a_hundred(tmp_path: Path) -> None:
    roster = read_roster(house(tmp_path))
    made = report_of(roster, month_of(date(2026, 10, 1), date(2026, 11, 20)), date(2020, 1, 1))
    assert {chart.top for chart in drawings(made, roster.office.report).values()} == {100}


@pytest.mark.parametrize(
    ("month", "code", "said"),
    [
        ("2026-12", 2, "Der Monat 2026-12 hat am 20.11.2026 noch nicht begonnen"),
        ("2026-13", 2, "„2026-13“ ist kein Monat"),
        ("Oktober", 2, "„Oktober“ ist kein Monat"),
        ("2025-12", 1, "Für 2025-12 reichen die Daten nicht zurück: Vollständig sind sie erst ab dem 05.01.2026."),
    ],
)
def test_months_that_cannot_be_told(month: str, code: int, said: str, tmp_path: Path) -> None:
    result = turnus("report", house(tmp_path / "r"), "--month", month, "--today", "2026-11-20", "-o", tmp_path / "out")
    assert result.exit_code == code
    assert said in result.output
    assert not (tmp_path / "out").exists()


def test_what_was_forgotten_is_not_told(tmp_path: Path) -> None:
    """Rows that `forget` keeps are older than what it has deleted: the log says from when on the data are whole."""
    roster = house(tmp_path)
    with (roster / "contacts.csv").open("a", encoding="utf-8") as stream:
        stream.write("K0,2026-01-12,in_person,held,regular,\n")  # an older talk of somebody who was seen since
    assert turnus("forget", roster, "--before", "2026-09-15", "--today", "2026-11-20").exit_code == 0
    before = turnus("report", roster, "--month", "2026-08", "--today", "2026-11-20")
    assert (before.exit_code, "erst ab dem 15.09.2026" in before.output) == (1, True)
    assert "was davor im Monat lag, fehlt" in turnus("report", roster, "--month", "2026-09", "--today", "2026-11-20").output
    after = turnus("report", roster, *MONTH).output
    assert "vor dem 15.09.2026 zurück, aus der Daten fehlen, können deshalb zu niedrig sein" in after
    assert re.search(r"^ +Beratungsaktivität .* –$", after, re.MULTILINE)


def test_a_single_early_contact_is_no_begin_of_the_data(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-08-05"] * 9 + ["2025-03-05"])
    roster = write_roster(tmp_path, people, FIVE, HOUSE + LIGHTS, contacts=contacts)
    said = turnus("report", roster, "--month", "2026-05", "--today", "2026-11-20").output
    assert "Die Daten sind erst ab dem 05.08.2026 vollständig" in said
    assert re.search(r"keine Ampel: .*Beratungsaktivität.*Kontaktdichte", said)
    assert "✘" not in said


def test_a_house_without_any_talk_says_so(tmp_path: Path) -> None:
    roster = write_roster(tmp_path, [person(f"K{n}") for n in range(5)], FIVE, HOUSE)
    assert "weder Kontakte noch Termine" in turnus("report", roster, *MONTH).output


def written(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_the_folder_is_whole_and_the_same_each_time(out: Path) -> None:
    assert written(out) == written(out.with_name("first"))
    drawn = {"activity", "capacity", "appointments"}  # all other charts would be empty
    charts = {f"charts/{name}.{kind}" for name in drawn for kind in ("svg", "png")}
    assert written(out).keys() == {"figures.csv", "report.html", *charts}
    assert drawn < set(NAMES)


def test_the_table_is_tidy(out: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((out / "figures.csv").read_text(encoding="utf-8"))))
    assert tuple(rows[0]) == COLUMNS
    assert {row["month"] for row in rows} == {"2026-10"}
    mine = {(row["figure"], row["group"]): row for row in rows if row["team"] == "mitte"}
    activity = mine["activity", ""]
    assert [activity[name] for name in ("numerator", "denominator", "value", "light")] == ["7", "10", "0.7", "yellow"]
    assert activity["source"] == "Festlegung 02/2022, Zeile 74"
    assert activity["rule"].startswith("Alle, die am 31.10.2026 angemeldet sind")
    missed = mine["appointments", "missed"]
    assert [missed[name] for name in ("numerator", "denominator", "value", "note")] == ["<5", "17", "", ""]
    assert {row["figure"] for row in rows if row["team"] == "mitte"} == set(ORDER)
    withheld = [row for row in rows if row["team"].startswith("übrige Teams")]
    assert [row["figure"] for row in withheld] == list(ORDER)
    assert {row[name] for row in withheld for name in ("numerator", "denominator", "value", "low", "high", "light")} == {""}
    assert {row["note"] for row in withheld} == {"zurückgehalten: weniger als 5 Fachkräfte im Monat"}


class Page(HTMLParser):
    """Collects tags, ids and where the page points to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.ids += [value or ""] if name == "id" else []
            self.outside += [value or ""] if name in ("src", "href", "xlink:href") and not (value or "").startswith("#") else []


def test_the_page_is_self_contained_and_says_what_the_council_asks(out: Path) -> None:
    text = (out / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.outside == []
    assert "script" not in page.tags
    assert page.tags.count("svg") == 3
    assert len(page.ids) == len(set(page.ids))
    assert "<h2>Für den Personalrat</h2>" in text
    assert "Nie gebildet werden Zahlen über einzelne Beschäftigte" in text
    assert '<span class="tag yellow">▲ gelb</span>' in text


def test_without_matplotlib_there_are_tables_and_a_word_about_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "find_spec", lambda name: None)
    assert turnus("report", house(tmp_path / "r"), *MONTH, "-o", tmp_path / "out").exit_code == 0
    assert written(tmp_path / "out").keys() == {"figures.csv", "report.html"}
    assert "pip install &#34;turnus[charts]&#34;" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("places", [("figures.csv", "notes.txt"), ("report.html",), ("figures.csv", "charts/own.svg")])
def test_what_belongs_to_others_stays(places: tuple[str, ...], tmp_path: Path) -> None:
    for place in places:
        (tmp_path / "out" / place).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "out" / place).write_text("mine")
    before = written(tmp_path / "out")
    result = turnus("report", house(tmp_path / "r"), *MONTH, "-o", tmp_path / "out")
    assert (result.exit_code, written(tmp_path / "out")) == (1, before)
    assert "Nichts wurde geändert." in result.output


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert turnus("report", house(tmp_path / "r"), *MONTH, "-o", tmp_path / "out").exit_code == 1
    assert (tmp_path / "out").read_text() == "mine"


def test_no_file_holds_anything_about_anybody(tmp_path: Path) -> None:
    """Every id of specialists and customers, and all that the roster says about them, is marked; nothing of it comes out."""
    staff = [
        specialist(mark(90 + n, "specialist"), room=mark(90 + n, "room"), email=f"{mark(90 + n, 'mail')}@example.org")
        for n in range(5)
    ]
    roster = marked_roster(tmp_path / "Qz0roster", number=30, office=OFFICE + LIGHTS, specialists=staff)
    file = roster / "customers.csv"
    file.write_text(file.read_text().replace("S1", mark(90, "specialist")))
    outcomes = ("held", "missed")
    contacts = [talk(mark(n, "id"), f"2026-10-{n:02}", outcomes[n % 2], invited_by="letter") for n in range(1, 31)]
    write_table(roster / "contacts.csv", contacts)
    result = turnus("report", roster, *MONTH, "-o", tmp_path / "out")
    assert (result.exit_code, "30" in result.output) == (0, True)
    (tmp_path / "out" / "terminal.txt").write_text(result.output.replace(str(tmp_path), ""), encoding="utf-8")
    assert marks_in_folder(roster)["customers.csv"]
    for name, content in written(tmp_path / "out").items():
        assert not [found for found in marks_in(name) + marks_in(content) if found.lower().startswith("qz")] or is_picture(
            content
        )
        assert not [number for number in range(99) if mark(number, "").encode() in content and not is_picture(content)]
        assert not [who for n in range(99) for who in (mark(n, "id"), mark(n, "specialist")) if who.encode() in content]


def is_picture(content: bytes) -> bool:
    """Compressed bytes hold any three letters sooner or later."""
    return content.startswith(b"\x89PNG")
