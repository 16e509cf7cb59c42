"""What a study writes: figures that add up, intervals by hand, pages and charts with words in one language; never a person."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.cli import turnus
from helpers.languages import page_text, strangers, words
from helpers.rosters import OFFICE, customer, specialist, write_roster
from helpers.scenarios import files_in, studied, team_roster
from scheduler.errors import RefusedError
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.figures import FIGURES
from scheduler.study.defaults import sourced
from scheduler.study.making import Made
from scheduler.study.measures import MEASURES
from scheduler.study.statistics import estimate, paired
from scheduler.study.tables import SUMMARY_COLUMNS
from scheduler.texts import use_language

SCENARIOS = """
[study]
title = "Personal 2027"
weeks = 3
warm_up = 2
replications = 3

[[scenario]]
name = "zwei"
title = "Zwei kommen"
staff = [{ team = "basis", join = [1, 0.5] }]
assumptions = { presence = 0.9 }
no_show = 0.45
"""
TEAMS = OFFICE + '\n[teams.nord]\nconcept = "aa90-2021"\n\n[teams.süd]\nconcept = "aa90-2021"\n'.replace("süd", '"süd, alt"')


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.study.output.has_charts", lambda: False)


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    """A study of one team without charts, and its folder."""
    base = tmp_path_factory.mktemp("simple")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scheduler.study.output.has_charts", lambda: False)
        return studied(base / "study", team_roster(base / "roster"), SCENARIOS)[0], base / "study"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def house(folder: Path, nord: int, sued: int) -> Roster:
    """A team of five and two more teams."""
    names = [("basis", 5), ("nord", nord), ("süd, alt", sued)]
    staff = [specialist(f"Qz{team[:1]}{n}", team=team) for team, size in names for n in range(size)]
    people = [customer(f"K{n:02}", specialist_id=s["specialist_id"]) for n, s in enumerate(staff)]
    return read_roster(write_roster(folder, people, staff, TEAMS))


def test_every_figure_of_every_week_is_there_once(simple: tuple[Made, Path]) -> None:
    made, folder = simple
    found = rows(files_in(folder)["figures.csv"])
    keys = {(r["scenario"], r["replication"], r["week"], r["team"], r["figure"]) for r in found}
    assert len(found) == len(keys) == 2 * 3 * 5 * len(FIGURES)
    assert {r["monday"] for r in found if r["week"] == "1"} == {"2026-12-07"}
    kept = [float(r["value"]) for r in found if (r["scenario"], r["replication"], r["figure"]) == ("base", "2", "kept")]
    assert kept == pytest.approx([float(week[0, 0]) for week in made.results.done["base", 2]], abs=1e-4)


def test_parquet_holds_the_same_as_csv(simple: tuple[Made, Path]) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(simple[1] / "figures.parquet")
    assert [str(table.schema.field(name).type) for name in ("replication", "monday", "value")] == [
        "int32",
        "date32[day]",
        "double",
    ]
    plain = rows(files_in(simple[1])["figures.csv"])
    assert [{k: str(v) for k, v in row.items() if k != "value"} for row in table.to_pylist()] == [
        {k: v for k, v in row.items() if k != "value"} for row in plain
    ]
    assert [row["value"] for row in table.to_pylist()] == pytest.approx([float(row["value"]) for row in plain])


def test_the_summary_leaves_the_warm_up_out_and_compares_the_same_luck(simple: tuple[Made, Path]) -> None:
    made, folder = simple
    found = {(r["scenario"], r["measure"]): r for r in rows(files_in(folder)["summary.csv"])}
    assert len(found) == 2 * len(MEASURES)
    shares = {
        name: [float(figures[2:, 0, 0].sum() / (figures[2:, 0, 0].sum() + figures[2:, 0, 1].sum())) for n, figures in own]
        for name in ("base", "zwei")
        if (own := [(key[1], value) for key, value in sorted(made.results.done.items()) if key[0] == name])
    }
    mean, difference = estimate(shares["zwei"]), paired(shares["zwei"], shares["base"])
    row = found["zwei", "deadlines_kept"]
    assert [float(row[name]) for name in ("mean", "low", "high")] == pytest.approx([mean.mean, mean.low, mean.high], abs=1e-6)
    assert [float(row[n]) for n in ("difference", "difference_low", "difference_high")] == pytest.approx(
        [difference.mean, difference.low, difference.high], abs=1e-6
    )
    assert found["base", "deadlines_kept"]["difference"] == ""
    assert found["base", "days_overdue"]["mean"] != ""
    assert found["base", "first_wait"]["mean"] == ""  # no first talk at all: not defined, not zero


def test_small_teams_stand_together(tmp_path: Path, without_charts: None) -> None:
    made, _ = studied(tmp_path / "study", house(tmp_path / "roster", 3, 2), SCENARIOS)
    assert made.groups.teams == (("basis",), ("nord", "süd, alt"))
    teams = {r["team"] for r in rows(files_in(tmp_path / "study")["figures.csv"])}
    assert teams == {"basis", "übrige Teams (nord, süd, alt)"}


def test_a_team_that_is_too_small_is_in_no_figure_and_no_total(tmp_path: Path, without_charts: None) -> None:
    made, _ = studied(tmp_path / "study", house(tmp_path / "roster", 4, 0), SCENARIOS)
    alone, _ = studied(tmp_path / "alone", house(tmp_path / "other", 0, 0), SCENARIOS)
    assert (made.groups.teams, made.groups.withheld) == ((("basis",),), ("nord",))
    assert files_in(tmp_path / "study")["figures.csv"] == files_in(tmp_path / "alone")["figures.csv"]
    assert made.results.parts == alone.results.parts == [None]


def test_a_team_that_gets_too_small_in_a_scenario_is_not_shown(tmp_path: Path, without_charts: None) -> None:
    leaving = SCENARIOS.replace("join = [1, 0.5]", "leave = 1")
    with pytest.raises(RefusedError, match="mindestens 5"):
        studied(tmp_path / "study", house(tmp_path / "roster", 0, 0), leaving)
    with pytest.raises(RefusedError, match="Team basis"):
        studied(tmp_path / "other", house(tmp_path / "more", 5, 0), leaving + '[search]\nteam = "basis"')


@pytest.mark.parametrize("change", ["join = [0.05, 0.05]", "leave = 1, join = [0.05, 0.05, 1, 1]"])
def test_made_up_colleagues_do_not_make_a_team_large_enough(tmp_path: Path, without_charts: None, change: str) -> None:
    words = f'[base]\nstaff = [{{ team = "basis", {change} }}]'
    with pytest.raises(RefusedError, match="mindestens 5"):
        studied(tmp_path / "study", team_roster(tmp_path / "roster", posts=(1.0,) * 4), words)


def test_a_team_of_made_up_colleagues_shows_nobody(tmp_path: Path, without_charts: None) -> None:
    words = '[study]\nweeks = 2\nwarm_up = 0\nreplications = 1\n[base]\nstaff = [{ team = "basis", leave = 6, join = [1, 1, 1, 1, 1] }]'
    made, _ = studied(tmp_path / "study", team_roster(tmp_path / "roster"), words)
    assert made.groups.teams == (("basis",),)


def test_a_study_says_what_it_is(simple: tuple[Made, Path]) -> None:
    told = json.loads((simple[1] / "study.json").read_bytes())
    assert (told["complete"], told["engine"], told["replications_there"]) == (True, "fast", {"base": 3, "zwei": 3})
    assert told["scenarios"][1]["assumptions"] == {"presence": 0.9}
    assert {"customers.csv", "office.toml", "scenarios.toml", "seed", "versions"} <= told["inputs"].keys()
    page = (simple[1] / "study.html").read_text(encoding="utf-8")
    for said in ("Gedachte Zukunft", "schnellen Verfahren", "Wiederholungen je Szenario: 3", "Zeile 40", "Personalrat"):
        assert said in page
    assert "pip install" in page


def test_the_page_needs_nothing_from_elsewhere_and_has_all_charts(tmp_path: Path) -> None:
    studied(tmp_path / "study", house(tmp_path / "roster", 5, 0), SCENARIOS + '[search]\nteam = "basis"\nkeep = 0.3\nstep = 1')
    page = (tmp_path / "study" / "study.html").read_text(encoding="utf-8")
    charts = {"deadlines", "backlog", "capacity", "target", "cover", "double-seats", "first-talks", "teams", "search"}
    assert set(re.findall(r'<svg id="([\w-]+)"', page)) == charts
    assert {path.name for path in (tmp_path / "study").glob("chart-*")} == {
        f"chart-{n}{end}" for n in charts for end in (".svg", ".png")
    }
    assert re.findall(r'(?:src|href)="(?!#)', page.replace("xlink:href", "href")) == []
    assert "<script" not in page


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_command_lives_through_a_roster_and_names_nobody(tmp_path: Path, without_charts: None, lang: str) -> None:
    """The simulation itself, on five specialists whose ids are marks."""
    house(tmp_path / "roster", 0, 0)
    (tmp_path / "s.toml").write_text(SCENARIOS, encoding="utf-8")
    args = ("--today", "2026-11-20", "--weeks", 2, "--warm-up", 0, "--replications", 1, "--threads")
    result = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study", *args, lang=lang)
    assert result.exit_code == 0, result.output
    assert ("Studie geschrieben" if lang == "de" else "Study written") in result.output
    for name, content in {**files_in(tmp_path / "study"), "output": result.output.encode()}.items():
        assert not re.search(rb"Qz\w+|\bK\d\d\b|ifk-neu", content), name
    again = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study", *args, lang=lang)
    assert again.exit_code == 0
    assert ("schon fertig" if lang == "de" else "complete already") in again.output


def test_faults_of_the_file_end_with_a_list(tmp_path: Path) -> None:
    team_roster(tmp_path / "roster")
    (tmp_path / "s.toml").write_text("[base]\nno_show = 2\n", encoding="utf-8")
    result = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study")
    assert (result.exit_code, "s.toml base.no_show" in result.output, (tmp_path / "study").exists()) == (1, True, False)
    wrong = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study", "--team", "west")
    assert wrong.exit_code == 2
    (tmp_path / "s.toml").write_text("", encoding="utf-8")
    alone = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study", "--team", "basis")
    assert (alone.exit_code, "--posts-for" in alone.output, (tmp_path / "study").exists()) == (2, True, False)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_terminal_and_page_speak_one_language(tmp_path: Path, without_charts: None, lang: str) -> None:
    house(tmp_path / "roster", 0, 0)
    (tmp_path / "s.toml").write_text(SCENARIOS + "[search]\nkeep = 0.01\nstep = 5", encoding="utf-8")
    args = ("--today", "2026-11-20", "--weeks", 1, "--warm-up", 0, "--replications", 2, "--threads")
    result = turnus("simulate", tmp_path / "roster", tmp_path / "s.toml", "-o", tmp_path / "study", *args, lang=lang)
    assert result.exit_code == 0, result.output
    page = (tmp_path / "study" / "study.html").read_text(encoding="utf-8")
    data = words(
        [
            "Personal Zwei kommen basis Jobcenter Musterstadt (erfunden) Kommunikation mit Kunden Berlin BA Drs Arbeitsanleitung Nr Kundenkontaktdichtekonzept"
        ]
    )
    assert strangers(result.output.replace(str(tmp_path), ""), lang, data) == set()
    assert strangers(page_text(page), lang, data) - sources(lang) == set()


def sources(lang: str) -> set[str]:
    """Return the words of the file of assumptions in a language."""
    return words([text for entry in sourced() for text in (entry.unit[lang], entry.source[lang])])


def test_numbers_below_nothing_stay_numbers(tmp_path: Path, without_charts: None) -> None:
    leaving = SCENARIOS.replace("join = [1, 0.5]", "leave = 1").replace("presence = 0.9", "presence = 0.5")
    studied(tmp_path / "study", team_roster(tmp_path / "roster"), leaving)
    found = rows(files_in(tmp_path / "study")["summary.csv"])
    numbers = [row[name] for row in found for name in SUMMARY_COLUMNS[4:] if row[name]]
    assert min(float(cell) for cell in numbers) < 0
