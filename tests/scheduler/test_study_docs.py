"""The page on staffing scenarios keeps up with the code, and the sample shows what it speaks of."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from helpers.pages import FENCE, ROOT, content, section, ticked
from helpers.scenarios import team_roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.scenario import Assumptions
from scheduler.study.figuretables import FIGURE_COLUMNS
from scheduler.study.groups import groups_of
from scheduler.study.measures import MEASURES
from scheduler.study.scenariofile import read_study
from scheduler.study.tables import SEARCH_COLUMNS, SUMMARY_COLUMNS
from scheduler.texts import LANGUAGES, catalogue

PAGE = ROOT / "docs" / "simulation.md"
SAMPLE = ROOT / "sample_rosters" / "staffing_study"


def names(heading: str) -> list[str]:
    """Return what stands in the first cells of the tables of a section."""
    lines = section(PAGE, heading).splitlines()
    return [name for line in lines if line.startswith("|") for name in ticked(line.split("|")[1])]


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("figures.csv", FIGURE_COLUMNS),
        ("summary.csv", (*SUMMARY_COLUMNS, *(measure.name for measure in MEASURES))),
        ("search.csv", SEARCH_COLUMNS),
        ("Assumptions", tuple(field.name for field in fields(Assumptions))),
        ("The search", ("team", "keep", "step", "scenario", "most_posts")),
    ],
)
def test_tables_of_the_page_are_complete(heading: str, wanted: tuple[str, ...]) -> None:
    assert sorted(names(heading)) == sorted(wanted)


def test_every_key_of_the_file_is_explained_and_the_example_is_read(tmp_path: Path) -> None:
    example = next(body for language, body in FENCE.findall(content(PAGE)) if language == "toml")
    used = {
        key
        for table in ("base", "scenario")
        for part in [tomllib.loads(example)[table]]
        for key in dict(part[-1] if isinstance(part, list) else part)
    }
    assert used <= set(names("The file of scenarios"))
    team_roster(tmp_path / "roster")
    for file in (tmp_path / "roster").iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("basis", "mitte"), encoding="utf-8")
    (tmp_path / "roster" / "drei-monate.toml").write_bytes((SAMPLE / "drei-monate.toml").read_bytes())
    (tmp_path / "s.toml").write_text(example, encoding="utf-8")
    study, _ = read_study(tmp_path / "s.toml", read_roster(tmp_path / "roster"))
    assert [scenario.name for scenario in study.scenarios] == ["base", "zwei-gehen", "drei-monate"]


def test_the_sample_ships_the_scenarios_that_planners_ask_about() -> None:
    study, roster = read_study(SAMPLE / "scenarios.toml", read_roster(SAMPLE))
    by_name = {scenario.name: scenario for scenario in study.scenarios}
    assert by_name["zwei-gehen"].staff[0].leave == 2
    assert by_name["anwesenheit-70"].assumptions.presence == 0.7
    assert by_name["nicht-erschienen-45"].show_rates["default"] == 0.55
    assert by_name["teilzeit-kommt"].staff[0].join == (0.5, 0.25)
    assert by_name["drei-monate"].concepts == {"mitte": "drei-monate"}
    assert by_name["zahl-25"].weekly_targets == {"mitte": 25}
    assert study.search is not None
    assert groups_of([roster], roster).teams == (("mitte",),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_composed_text_is_there(language: str) -> None:
    keys = {f"measure.{measure.name}" for measure in MEASURES} | {f"study.unit.{measure.unit}" for measure in MEASURES}
    keys |= {f"assumption.{field.name}" for field in fields(Assumptions)}
    keys |= {f"study.change.{name}" for name in ("posts", "concepts", "weekly_targets", "show_rates")}
    charts = ("deadlines", "backlog", "capacity", "target", "cover", "double_seats", "first_talks")
    keys |= {f"study.{part}.{name}" for part in ("chart", "describe", "axis") for name in charts}
    assert keys - catalogue(language).keys() == set()
