"""The report in words: one language at a time, nothing that the pages do not tell, and a roster in Excel as well."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from helpers.cli import turnus
from helpers.languages import concept_words, page_text, strangers, words
from helpers.pages import DOCS, FILES, content, section, ticked
from helpers.reports import FIVE, HOUSE, counted, people_with, report
from helpers.rosters import write_roster
from helpers.workbooks import workbook_of
from scheduler.report.files import COLUMNS
from scheduler.report.reporting import ORDER
from scheduler.reportpolicy import FIGURES
from scheduler.texts import LANGUAGES, catalogue, use_language

LIGHTS = "".join(f"\n[report.{figure}]\ngreen_from = 0.9\nyellow_from = 0.5\n" for figure in FIGURES)
MONTH = ("--month", "2026-10", "--today", "2026-11-20")


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


def house(folder: Path) -> Path:
    people, contacts = people_with(["2026-10-05"] * 40 + ["2026-01-05"] * 8 + ["2026-04-20"] * 3)
    outcomes = ["held", "missed", "excused", "cancelled", "turned_away"]
    more = [
        {**contacts[n % 40], "on": f"2026-0{1 + n % 9}-{1 + n // 9:02}", "outcome": outcomes[n % 5], "invited_by": "letter"}
        for n in range(240)
    ]
    return write_roster(folder, people, FIVE, HOUSE + LIGHTS, contacts=[*contacts, *more])


@pytest.mark.parametrize("language", LANGUAGES)
def test_terminal_and_page_speak_one_language(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.report.files.find_spec", lambda name: None)
    said = turnus("report", house(tmp_path / "r"), *MONTH, "-o", tmp_path / "out", lang=language).output
    sources = words(table["source"] for table in figures().values())
    own = {"mitte", "jobcenter", "musterstadt", "erfunden", *sources, *concept_words()}
    assert strangers(said.replace(str(tmp_path), ""), language, own) == set()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert strangers(page_text(page), language, own) == set()
    assert "%" in page


def figures() -> dict[str, dict[str, str]]:
    data = tomllib.loads(files("scheduler").joinpath("report", "figures.toml").read_text(encoding="utf-8"))
    return {name: table for name, table in data.items() if isinstance(table, dict)}


def test_every_figure_has_a_source_a_name_a_rule_and_its_row_in_the_pages() -> None:
    assert set(figures()) == set(ORDER) >= set(FIGURES)
    for table in figures().values():
        assert table["quote"]
        assert table["line"]
    for language in LANGUAGES:
        assert {f"report.{kind}.{figure}" for kind in ("name", "rule") for figure in ORDER} <= catalogue(language).keys()
    page = DOCS / "report.md"
    assert [name for line in section(page, "What is counted").splitlines() for name in ticked(line.partition("|")[2][:40])][
        : len(ORDER)
    ] == list(ORDER)
    assert set(FIGURES) <= set(ticked(section(FILES, "office.toml")))


def test_every_column_of_the_table_is_described() -> None:
    listed = [line.split("`")[1] for line in section(FILES, "figures.csv").splitlines() if line.startswith("| `")]
    assert tuple(listed) == COLUMNS


def test_the_page_for_the_staff_council_is_german_with_an_english_line() -> None:
    lines = content(DOCS / "staff_council.md").splitlines()
    assert lines[0] == "# Für den Personalrat"
    assert re.match(r"\*English summary: .*\*$", lines[2])


def test_a_roster_in_excel_has_the_same_figures(tmp_path: Path) -> None:
    roster = house(tmp_path / "r")
    book = workbook_of(roster, tmp_path / "team.xlsx")
    assert turnus("report", book, *MONTH).output == turnus("report", roster, *MONTH).output


def test_the_house_of_these_tests_has_figures(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 7 + ["2026-01-05"] * 3)
    assert counted(report(tmp_path, people, contacts=contacts), "activity") == (7, 10)
