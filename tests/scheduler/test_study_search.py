"""How many posts? The search finds the fewest that are enough; the formula is the one of 2013."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rosters import TODAY, customer, specialist, write_roster
from helpers.scenarios import scenario, studied, team_roster
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.staffing import posts_of, scenario_roster
from scheduler.study.capacity import Capacity, capacity
from scheduler.study.posts import Found, search_posts, trial
from scheduler.study.settings import Search
from scheduler.study.statistics import Estimate

FORMULA = Capacity(10, 60, 39, 0.8, 0.6, 60, 18.72, 4.1)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return team_roster(tmp_path_factory.mktemp("roster"))


def enough_from(posts: float, tried: list[float]) -> Callable[[Scenario], Estimate]:
    def simulate(asked: Scenario) -> Estimate:
        tried.append(asked.posts["basis"])
        share = 0.96 if asked.posts["basis"] >= posts else 0.9
        return Estimate(share, share - 0.02, share + 0.02, 5)

    return simulate


def search(roster: Roster, posts: float, tried: list[float], most: float | None = None, step: float = 0.25) -> Found:
    wanted = Search("basis", 0.95, step, most_posts=most)
    return search_posts(wanted, roster, scenario(), FORMULA, enough_from(posts, tried))


@given(quarters=st.integers(1, 72))
def test_the_fewest_posts_that_are_enough_are_found(roster: Roster, quarters: int) -> None:
    tried: list[float] = []
    found = search(roster, quarters / 4, tried)
    assert found.posts == quarters / 4
    assert len(tried) == len(set(tried)) <= 10
    assert 4.25 in tried  # the formula's number, rounded up


def test_where_not_even_the_most_are_enough_that_is_the_answer(roster: Roster) -> None:
    tried: list[float] = []
    found = search(roster, 20, tried)
    assert (found.posts, max(tried)) == (None, 18)
    assert search(roster, 20, [], most=25).posts == 20


def test_steps_may_be_any(roster: Roster) -> None:
    assert search(roster, 7, [], step=2).posts == 8


@pytest.mark.parametrize("posts", [3, 5.5, 8])
def test_no_trial_shows_real_colleagues(roster: Roster, posts: float) -> None:
    tried = scenario_roster(roster, trial(scenario(), "basis", posts))
    assert not {s.specialist_id for s in tried.specialists} & roster.specialist_by_id.keys()
    assert posts_of(tried.specialists) == posts


def test_a_study_searches_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulation of the tests keeps a tenth of the deadlines for each post that is present."""
    monkeypatch.setattr("scheduler.study.output.has_charts", lambda: False)
    words = "[study]\nweeks = 20\nwarm_up = 0\nreplications = 5\n[search]\nkeep = 0.5\n"
    made, _ = studied(tmp_path / "study", team_roster(tmp_path / "roster"), words)
    assert made.found is not None
    assert made.found.posts is not None
    assert 6 <= made.found.posts <= 6.5  # 0.5 × 10 / 0.8 = 6.25
    page = (tmp_path / "study" / "study.html").read_text(encoding="utf-8")
    assert "Um 50,0 % der Fristen zu halten, braucht das Team basis mindestens 6" in page
    table = (tmp_path / "study" / "search.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "team,posts,kept,low,high,replications,enough,formula"
    assert len(table) == 1 + len(made.found.trials)


def test_the_formula_is_that_of_2013(tmp_path: Path) -> None:
    """39 h × 80 % × 60 % = 18.72 talks of an hour a post and week; 25, 50, 60 years: 2, 3, 4 months; asu: 6 months."""
    office = 'name = "x"\n[teams.basis]\nconcept = "lichtenberg-2013"\nkind = "basis"\n[talk_minutes]\ndefault = 60\n'
    ages = ["1995-01-01", "1976-01-01", "1966-01-01"]
    people = [customer(f"K{n}", birth_date=day) for n, day in enumerate(ages)]
    people += [customer("K3", birth_date=ages[0], status="asu")]
    roster = read_roster(write_roster(tmp_path / "roster", people, [specialist()], office))
    found = capacity(roster, scenario(), "basis", TODAY)
    assert found.talks_a_post == pytest.approx(18.72)
    days = [61, 92, 120, 181]  # from 20 November: 2, 3, 4, 6 months
    assert found.talks_a_week == pytest.approx(sum(7 / length for length in days))
    assert found.posts == pytest.approx(found.talks_a_week / 18.72)
    assert (found.customers, found.minutes) == (4, 60)
