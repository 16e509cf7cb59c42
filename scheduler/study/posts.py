"""How many full-time posts keep a share of the deadlines? Bisection over the simulation, on the same random numbers each time.

More posts keep more deadlines; the fewest posts (in steps) whose mean over the replications reaches the share are the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from scheduler.roster import Roster
from scheduler.simulation.scenario import Scenario, StaffChange
from scheduler.simulation.staffing import posts_of, scenario_roster, smallest_teams, team_members
from scheduler.study.capacity import Capacity
from scheduler.study.settings import Search
from scheduler.study.statistics import Estimate

TIMES_AS_MANY = 3.0
"""More than so many times the posts of today are not tried, unless somebody asks for it."""
SLACK = 1e-9
Simulate = Callable[[Scenario], Estimate]
"""Gives the share of the deadlines that a scenario keeps."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        search: what was asked.
        posts: the fewest full-time posts that keep the share; None = not even the most that were tried.
        posts_now: full-time posts of the team in the scenario as it is.
        trials: full-time posts → share of the deadlines that they keep, in order of posts.
        capacity: the estimate by formula.
        formula_posts: the posts of the formula, rounded up to a step; simulated as well.
    """

    search: Search
    posts: float | None
    posts_now: float
    trials: Mapping[float, Estimate]
    capacity: Capacity
    formula_posts: float


def search_posts(search: Search, roster: Roster, scenario: Scenario, capacity: Capacity, simulate: Simulate) -> Found:
    """Search.

    Args:
        search: team, share, steps.
        roster: the roster as it is.
        scenario: what holds otherwise.
        capacity: the estimate by formula; its number is simulated as well, so that people see where it misleads.
        simulate: simulates a scenario on the team.
    """
    now = posts_of(team_members(scenario_roster(roster, scenario), search.team))
    most = floor((search.most_posts or now * TIMES_AS_MANY) / search.step + SLACK)
    trials: dict[float, Estimate] = {}

    def keeps(steps: int) -> bool:
        posts = round(steps * search.step, 6)
        if posts not in trials:
            trials[posts] = simulate(trial(scenario, search.team, posts))
        return trials[posts].mean >= search.keep

    steps = _fewest(keeps, min(most, max(1, ceil(now / search.step - SLACK))), max(1, most))
    formula = max(1, ceil(capacity.posts / search.step - SLACK))
    keeps(formula)
    return Found(
        search=search,
        posts=None if steps is None else round(steps * search.step, 6),
        posts_now=now,
        trials=dict(sorted(trials.items())),
        capacity=capacity,
        formula_posts=round(formula * search.step, 6),
    )


def trial(scenario: Scenario, team: str, posts: float) -> Scenario:
    """Return a scenario in which a team has so many posts; its name is no name that a file can give."""
    return replace(scenario, name=f"search.{scenario.name}.{posts:g}", posts={**scenario.posts, team: posts})


def among_many(scenario: Scenario, team: str, roster: Roster, least: int) -> Scenario:
    """Return a trial as it may be shown: where fewer real colleagues than the least would stay, all of its staff are made up."""
    if smallest_teams([scenario_roster(roster, scenario)], roster.specialist_by_id)[team] >= least:
        return scenario
    return replace(scenario, staff=(*scenario.staff, StaffChange(team, leave=len(team_members(roster, team)))))


def _fewest(keeps: Callable[[int], bool], start: int, most: int) -> int | None:
    """Return the fewest steps that keep, None where even the most do not."""
    low, high = 0, max(1, start)
    while not keeps(high):
        if high >= most:
            return None
        low, high = high, min(most, high * 2)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high
