"""The file of scenarios: what it says, what holds where it is silent, and every fault with its place."""

from pathlib import Path

import pytest

from helpers.scenarios import team_roster
from scheduler.attendance import show_rate_per_mille
from scheduler.errors import RosterError
from scheduler.roster import Roster
from scheduler.simulation.scenario import Run, StaffChange
from scheduler.study.defaults import sourced, usual
from scheduler.study.scenariofile import Asked, read_study
from scheduler.study.settings import Search, Study

FULL = """
[study]
title = "Personal 2027"
weeks = 40
warm_up = 4
replications = 12
seed = 7
engine = "exact"

[base]
title = "Heute"
assumptions = { growth = 0.02 }

[[scenario]]
name = "zwei-gehen"
title = "Zwei gehen"
staff = [{ team = "basis", leave = 2 }]

[[scenario]]
name = "alles"
no_show = 0.45
weekly_target = 25
concept = "lichtenberg-2013"
posts = { basis = 5.5 }
assumptions = { presence = 0.7, status_changes = { "alo>asu" = 1.5 } }
staff = [{ team = "basis", join = [0.5, 0.5] }]

[search]
keep = 0.9
"""


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return team_roster(tmp_path_factory.mktemp("roster"))


def read(roster: Roster, tmp_path: Path, words: str, asked: Asked | None = None) -> tuple[Study, Roster]:
    file = tmp_path / "scenarios.toml"
    file.write_text(words, encoding="utf-8")
    return read_study(file, roster, asked)


def test_a_file_says_what_is_changed(roster: Roster, tmp_path: Path) -> None:
    study, extended = read(roster, tmp_path, FULL)
    base, two, all_ = study.scenarios
    assert (study.title, study.run, study.warm_up, study.replications) == ("Personal 2027", Run(44, 7, "exact"), 4, 12)
    assert (base.name, base.title, base.assumptions.growth, base.assumptions.presence) == ("base", "Heute", 0.02, 0.8)
    assert (two.name, two.staff, two.assumptions) == ("zwei-gehen", (StaffChange("basis", 2),), base.assumptions)
    assert all_.show_rates == {"default": 0.55}
    assert (all_.weekly_targets, all_.concepts, all_.posts) == ({"basis": 25}, {"basis": "lichtenberg-2013"}, {"basis": 5.5})
    assert (all_.assumptions.presence, all_.assumptions.growth) == (0.7, 0.02)
    assert all_.assumptions.status_changes == {**usual().status_changes, "alo>asu": 1.5}
    assert study.search == Search("basis", 0.9, 0.25)
    assert extended.concepts.keys() == {"aa90-2021", "lichtenberg-2013"}


def test_an_empty_file_compares_nothing_and_takes_what_is_assumed(roster: Roster, tmp_path: Path) -> None:
    study, extended = read(roster, tmp_path, "")
    assert [scenario.assumptions for scenario in study.scenarios] == [usual()]
    assert (study.search, extended.concepts) == (None, roster.concepts)


def rates(roster: Roster, tmp_path: Path, base: str, changes: str) -> dict[str, float]:
    study, _ = read(roster, tmp_path, f"[base]\n{base}\n[[scenario]]\nname = 'a'\n{changes}")
    return dict(study.scenarios[1].show_rates)


def test_no_show_replaces_every_rate_of_the_base_but_those_of_the_phone(roster: Roster, tmp_path: Path) -> None:
    base = "show_rates = { default = 0.6, in_person = 0.7, wish = 0.9, phone = 0.8, 'wish.phone' = 0.85, 'phone.letter' = 0.75 }"
    found = rates(roster, tmp_path, base, "no_show = 0.45")
    assert found == {"default": 0.55, "phone": 0.8, "wish.phone": 0.85, "phone.letter": 0.75}
    assert show_rate_per_mille(found, "wish", "in_person", "letter") == 550
    assert rates(roster, tmp_path, "no_show = 0.3", "no_show = 0.45") == {"default": 0.55}


def test_rates_beside_no_show_go_before_it_and_without_it_the_rest_is_inherited(roster: Roster, tmp_path: Path) -> None:
    base = "show_rates = { in_person = 0.7, phone = 0.8 }"
    assert rates(roster, tmp_path, base, "no_show = 0.45\nshow_rates = { wish = 0.9 }") == {
        "default": 0.55,
        "wish": 0.9,
        "phone": 0.8,
    }
    assert rates(roster, tmp_path, base, "show_rates = { phone = 0.5 }") == {"in_person": 0.7, "phone": 0.5}


def test_the_command_line_wins(roster: Roster, tmp_path: Path) -> None:
    asked = Asked(weeks=5, warm_up=1, replications=2, seed=3, engine="fast", keep=0.8)
    study, _ = read(roster, tmp_path, FULL, asked)
    assert (study.run, study.replications, study.search) == (Run(6, 3, "fast"), 2, Search("basis", 0.8, 0.25))


def test_every_assumption_has_a_unit_and_a_source() -> None:
    for entry in sourced():
        assert all(words[language] for words in (entry.unit, entry.source) for language in ("de", "en")), entry.name
    assert sum(usual().leave_by_month) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "column", "wanted"),
    [
        ("[[scenario]]\ntitle = 'x'", "scenario[1].name", "name fehlt"),
        ("[[scenario]]\nname = ''", "scenario[1].name", "kurzer Name"),
        ("[scenario]\nname = 'a'", "scenario", "doppelten eckigen"),
        ("[[scenario]]\nname = 'zwei gehen'", "scenario[1].name", "kurzer Name"),
        ("[[scenario]]\nname = 'base'", "scenario[1].name", "kein anderes Szenario"),
        ("[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'a'", "scenario[2].name", "kein anderes Szenario"),
        ("[base]\nstaff = [{ team = 'süd', leave = 1 }]", "base.staff[1].team", "eines von: basis"),
        ("[base]\nstaff = [{ team = 'basis', leave = 7 }]", "base.staff", "6 Fachkräfte"),
        ("[base]\nstaff = [{ team = 'basis', leave = 6 }]", "base.staff", "jemand muss bleiben"),
        ("[base]\nstaff = [{ team = 'basis', leave = -1 }]", "base.staff[1].leave", "von 0 bis"),
        ("[base]\nstaff = [{ team = 'basis' }]", "base.staff[1].leave", "leave (wie viele"),
        ("[base]\nstaff = [{ team = 'basis', leave = 1, name = 'S3' }]", "base.staff[1].name", "bekannter Schlüssel"),
        ("[base]\nstaff = [{ team = 'basis', join = [1.5] }]", "base.staff[1].join", "von 0.05 bis 1"),
        ("[base]\nposts = { sued = 2 }", "base.posts.sued", "ein Team"),
        ("[base]\nno_show = -0.1", "base.no_show", "von 0 bis 0.95"),
        ("[base]\nshow_rates = { sonntags = 0.5 }", "base.show_rates.sonntags", "default oder Art"),
        ("[base]\nshow_rates = { default = 0.5 }\nno_show = 0.4", "base.no_show", "entweder"),
        ("[base]\nconcept = 'kein-konzept'", "concept", "ein Konzept"),
        ("[base.assumptions]\npresence = 1.2", "base.assumptions.presence", "von 0.05 bis 1"),
        ("[base.assumptions]\narrivals = -0.2", "base.assumptions.arrivals", "von 0 bis"),
        ("[base.assumptions]\nleave_by_month = [0.5, 0.5]", "base.assumptions.leave_by_month", "zwölf Anteile"),
        ("[base.assumptions]\nmood = 1", "base.assumptions.mood", "bekannter Schlüssel"),
        ("[base.assumptions.status_changes]\n'alo>alo' = 1", "base.assumptions.status_changes.alo>alo", "zwei verschiedene"),
        ("[search]\nteam = 'süd'", "search.team", "eines von: basis"),
        ("[search]\nscenario = 'x'", "search.scenario", "eines von: base"),
        ("[study]\nengine = 'slow'", "study.engine", "eines von: fast, exact"),
        ("[study]\nreplications = 0", "study.replications", "von 1 bis"),
        ("[stduy]\nseed = 1", "stduy", "bekannter Schlüssel"),
        ("[base", "", "gültiges TOML"),
    ],
)
def test_a_fault_is_told_with_its_place(roster: Roster, tmp_path: Path, words: str, column: str, wanted: str) -> None:
    with pytest.raises(RosterError) as raised:
        read(roster, tmp_path, words)
    (fault,) = raised.value.faults
    assert fault.column == column
    assert wanted in fault.wanted


def test_all_faults_are_told_at_once(roster: Roster, tmp_path: Path) -> None:
    with pytest.raises(RosterError) as raised:
        read(roster, tmp_path, "[base]\nno_show = 3\ncolour = 1\n[study]\nweeks = 0")
    assert len(raised.value.faults) == 3
