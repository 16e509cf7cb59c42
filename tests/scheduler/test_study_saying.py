"""What a study says of itself: how far it came, what to be careful about, assumptions and changes in the planner's words."""

from datetime import date
from pathlib import Path

import pytest

from helpers.cli import turnus
from helpers.rosters import OFFICE, customer, specialist, write_roster
from helpers.scenarios import in_turn, lived_through, studied, team_roster
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.scenario import Run, Scenario
from scheduler.study.assumedwords import assumption_rows, change_lines
from scheduler.study.graphs import charts_of
from scheduler.study.headwords import head_lines
from scheduler.study.making import Made
from scheduler.study.scenariofile import Asked, TeamWantedError, read_study
from scheduler.study.tasks import Replicate, Simulate
from scheduler.study.words import result_lines

SIZE = "[study]\nweeks = 8\nwarm_up = 4\nreplications = 6\n"
TEAMS = OFFICE + '\n[teams.nord]\nconcept = "aa90-2021"\n\n[teams.west]\nconcept = "aa90-2021"\n'


@pytest.fixture(autouse=True)
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.study.output.has_charts", lambda: False)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return team_roster(tmp_path_factory.mktemp("roster"))


def said(tmp_path: Path, roster: Roster, words: str, simulate: Simulate = lived_through, cut: int | None = None) -> Made:
    return studied(tmp_path / "study", roster, words, in_turn(cut), simulate)[0]


def overdue(first: float, change: float) -> Simulate:
    """So many people are overdue in the first week, and so many more each week."""

    def prepare(roster: Roster, scenario: Scenario, run: Run, today: date) -> Replicate:
        def replicate(number: int) -> tuple[Observation, ...]:
            values = [{"overdue": first + change * week + number % 2, "posts": 1.0} for week in range(run.weeks)]
            rows = [tuple(own.get(name, 0.0) for name in FIGURES) for own in values]
            return tuple(Observation(week, today, "basis", row) for week, row in enumerate(rows))

        return replicate

    return prepare


def test_weeks_are_told_by_their_days(tmp_path: Path, roster: Roster) -> None:
    """Planned on 20 November; the first Monday is 30 November, four weeks later counting begins."""
    lines = head_lines(said(tmp_path, roster, SIZE))
    assert any("simuliert ab 30.11.2026; gezählt wird ab 28.12.2026 (8 Wochen)" in line for line in lines)


@pytest.mark.parametrize(("cut", "words"), [(3, "1 bis 2 von 6"), (4, "gab es 2 von 6"), (1, "0 bis 1 von 6")])
def test_an_interrupted_study_tells_how_far_each_scenario_came(tmp_path: Path, roster: Roster, cut: int, words: str) -> None:
    made = said(tmp_path, roster, SIZE + '[[scenario]]\nname = "a"\nweekly_target = 25', cut=cut)
    assert words in head_lines(made)[0]


@pytest.mark.parametrize(("replications", "is_said"), [(4, True), (5, False)])
def test_few_replications_say_little(tmp_path: Path, roster: Roster, replications: int, is_said: bool) -> None:
    made = said(tmp_path, roster, SIZE.replace("6", str(replications)))
    assert any("weniger als 5 Wiederholungen" in line for line in head_lines(made)) == is_said


@pytest.mark.parametrize(
    ("first", "change", "words"), [(100, -7, "fallen noch"), (10, 10, "steigen noch"), (100, -1, ""), (100, 0, "")]
)
def test_numbers_that_have_not_settled_are_told(
    tmp_path: Path, roster: Roster, monkeypatch: pytest.MonkeyPatch, first: float, change: float, words: str
) -> None:
    monkeypatch.setattr("scheduler.study.making.packed", lambda job: job)
    monkeypatch.setattr("scheduler.study.tasks._unpacked", lambda job: (job, {}))
    lines = [line for line in head_lines(said(tmp_path, roster, SIZE, overdue(first, change))) if "noch" in line]
    assert [words in line for line in lines] == ([True] if words else [])


def test_several_teams_are_told_to_be_a_sum(tmp_path: Path) -> None:
    names = ["basis"] * 5 + ["nord"] * 3 + ["west"] * 3
    staff = [specialist(f"S{n}", team=team) for n, team in enumerate(names)]
    house = read_roster(write_roster(tmp_path / "r", [customer("K1", specialist_id="S0")], staff, TEAMS))
    made = said(tmp_path, house, SIZE)
    (line,) = [line for line in head_lines(made) if "Summe" in line]
    assert "basis, nord, west" in line
    assert "Zusammen stehen, weil sie klein sind: nord, west." in line
    assert line in (tmp_path / "study" / "study.html").read_text(encoding="utf-8")
    with pytest.raises(TeamWantedError, match=r"--team: .*basis, nord, west"):
        read_study(tmp_path / "scenarios.toml", house, Asked(keep=0.9))
    told = turnus("simulate", tmp_path / "r", tmp_path / "scenarios.toml", "-o", tmp_path / "x", "--posts-for", "0.9")
    assert (told.exit_code, "--posts-for braucht --team" in told.output) == (2, True)


def test_assumptions_and_changes_have_words(tmp_path: Path, roster: Roster) -> None:
    made = said(
        tmp_path,
        roster,
        SIZE
        + """[base]
show_rates = { phone = 0.3 }
[[scenario]]
name = "a"
concept = "lichtenberg-2013"
show_rates = { default = 0.55, "first.in_person.letter" = 0.4 }
assumptions = { presence = 0.7, status_changes = { "nicht_gesetzt>alo" = 0.2 } }
""",
    )
    lines = "\n".join(change_lines(made.study.scenarios[1], made.study.base, made.roster))
    for words in (
        "Anwesenheit: 70 %",
        "von ohne Status zu arbeitslos: 0,2",
        "Erscheinensquote, alle übrigen: 55 %",
        "Erscheinensquote, Erstgespräch / persönlich / Brief: 40 %",
    ):
        assert words in lines
    assert made.roster.concepts["lichtenberg-2013"].title in lines
    rows = {row[0]: row[1:] for row in assumption_rows(made)}
    assert rows["Anwesenheit"][0] == "80 %"
    assert rows["Erscheinensquoten"] == ["Telefon: 30 %", "Anteil der Eingeladenen, die kommen", "Datei der Szenarien"]
    (name,) = [name for name in rows if name.startswith("Erscheinensquoten („")]
    assert "alle übrigen: " in rows[name][0]
    (line,) = [line for line in result_lines(made) if line.startswith("a: ")]
    assert "Unterschied zu „Wie heute“ (Prozentpunkte)" in line
    assert "Von den Eingeladenen kommen" in line


def test_a_number_of_posts_that_looks_like_a_slip_is_noted(tmp_path: Path, roster: Roster) -> None:
    lines = head_lines(said(tmp_path, roster, SIZE + '[[scenario]]\nname = "a"\nposts = { basis = 250 }'))
    assert any("mehr als das 40-Fache von heute (6)" in line for line in lines)


def test_differences_between_high_shares_can_be_seen(tmp_path: Path, roster: Roster) -> None:
    """Six posts keep about 4.8 of ten deadlines, eleven about 8.8; only where all are above a half the axis may begin higher."""
    low = charts_of(said(tmp_path, roster, SIZE))["deadlines"]
    assert (low.dots, low.bottom, low.top) == (True, None, 100)
    high = charts_of(studied(tmp_path / "high", roster, SIZE + "[base]\nposts = { basis = 11 }")[0])["deadlines"]
    assert (high.dots, high.bottom, high.top) == (True, 80, 100)
    assert "Die Achse beginnt bei 80 %" in high.description


def test_what_is_no_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    team_roster(tmp_path / "r")
    missing = turnus("simulate", tmp_path / "r", tmp_path / "fehlt.toml", "-o", tmp_path / "x")
    folder = turnus("simulate", tmp_path / "r", tmp_path / "r", "-o", tmp_path / "x")
    assert (missing.exit_code, folder.exit_code) == (1, 1)
    assert "fehlt.toml gibt es nicht." in missing.output
    assert "ist ein Ordner" in folder.output


def test_only_names_that_can_be_meant_are_offered(tmp_path: Path) -> None:
    team_roster(tmp_path / "r")
    words = '[[scenario]]\ntitle = "x"\n[[scenario]]\nname = "a"\n[[scenario]]\nname = "a"\n[search]\nscenario = "z"'
    (tmp_path / "s.toml").write_text(words, encoding="utf-8")
    told = turnus("simulate", tmp_path / "r", tmp_path / "s.toml", "-o", tmp_path / "x")
    assert "eines von: base, a\n" in told.output
    (tmp_path / "s.toml").write_text('[scenario]\nname = "a"', encoding="utf-8")
    single = turnus("simulate", tmp_path / "r", tmp_path / "s.toml", "-o", tmp_path / "x")
    assert "„[scenario]“" in single.output
