"""A study from begin to end: simulate, search, write; also when it is cut off in the middle."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from scheduler.errors import RefusedError
from scheduler.plan import PACKAGES
from scheduler.roster import Roster
from scheduler.rostersource import home
from scheduler.simulation.figures import FIGURES
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.staffing import scenario_roster
from scheduler.study.capacity import capacity
from scheduler.study.executors import Workers
from scheduler.study.groups import Groups, groups_of
from scheduler.study.measures import BY_NAME, Results
from scheduler.study.posts import Found, search_posts
from scheduler.study.running import Runner
from scheduler.study.settings import Study
from scheduler.study.statistics import Estimate
from scheduler.study.store import Parts
from scheduler.study.tasks import Job, Simulate, Task, packed
from scheduler.texts import text
from scheduler.week_to_plan import first_week_reached

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
"""Opens a progress bar of a name and length; gives what moves it on."""


@contextmanager
def no_bar(_label: str, _length: int) -> Iterator[Callable[[int], object]]:
    """Show no progress."""
    yield lambda _: None


@dataclass(frozen=True)
class Made:
    """A study as far as it came.

    Attributes:
        study: what was asked.
        roster: the roster as it is, with all concepts.
        today: the day on which the simulation begins.
        groups: the teams as they are shown.
        results: the figures.
        found: what the search found; None = none was asked for, or it was cut off.
        complete: whether nothing is missing.
    """

    study: Study
    roster: Roster
    today: date
    groups: Groups
    results: Results
    found: Found | None
    complete: bool

    @property
    def monday(self) -> date:
        """First day of the first simulated week."""
        return first_week_reached(self.roster, self.today)


def inputs_of(study: Study, file: Path, roster: Roster, today: date) -> dict[str, object]:
    """Return everything that the numbers of a study depend on: name → digest or value."""
    own = home(roster.folder)
    files = {f"{name}.toml": own / f"{name}.toml" for name in roster.concepts} | {file.name: file}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if path.is_file()}
    search = study.search
    return {
        **roster.digests,
        **digests,
        "today": today.isoformat(),
        "weeks": study.run.weeks - study.warm_up,
        "warm-up": study.warm_up,
        "replications": study.replications,
        "seed": study.run.seed,
        "engine": study.run.engine,
        "posts-for": [search.team, search.keep, search.step, search.scenario, search.most_posts] if search else None,
        "versions": {package: version(package) for package in PACKAGES},
    }


def make(
    study: Study, roster: Roster, today: date, folder: Path, workers: Workers, simulate: Simulate, bar: Bar = no_bar
) -> Made:
    """Simulate a study; whatever is kept in the folder already is not simulated again. Interrupted, it gives what is there.

    Raises:
        RefusedError: every team is too small to be shown, or the search's team is.
        TurnusError: results cannot be kept, or whoever simulates is gone.
    """
    groups = shown_groups(study, roster)
    job = Job(roster, study.run, today, groups.place, len(groups.teams), simulate)
    runner = Runner(packed(job), workers, Parts(folder, (study.run.weeks, len(groups.teams), len(FIGURES))))
    made = Made(study, roster, today, groups, Results(runner.done, study.warm_up, len(groups.teams)), None, complete=False)
    try:
        with bar(text("study.progress"), len(study.scenarios) * study.replications) as done:
            tasks = [Task(scenario, n) for n in range(study.replications) for scenario in study.scenarios]
            replace(runner, progress=done).run(tasks)
        found = _search(made, runner, bar)
    except KeyboardInterrupt:
        workers.stop()
        return made
    return replace(made, found=found, complete=True)


def shown_groups(study: Study, roster: Roster) -> Groups:
    """Return the teams as the study shows them.

    Raises:
        RefusedError: every team is too small to be shown, or the search's team is.
    """
    groups = groups_of([scenario_roster(roster, scenario) for scenario in study.scenarios], roster)
    if not groups.teams:
        raise RefusedError(text("study.all_small", least=groups.least))
    team = study.search.team if study.search else None
    if team is not None and (team,) not in groups.teams:
        raise RefusedError(text("study.team_small", team=team, least=groups.least))
    return groups


def _search(made: Made, runner: Runner, bar: Bar) -> Found | None:
    study, search = made.study, made.study.search
    if search is None:
        return None
    part = made.groups.place[search.team]

    def simulate(scenario: Scenario) -> Estimate:
        label = text("study.progress_search", posts=f"{scenario.posts[search.team]:g}")
        with bar(label, study.replications) as done:
            replace(runner, progress=done).run([Task(scenario, n) for n in range(study.replications)])
        return made.results.estimate(BY_NAME["deadlines_kept"], scenario.name, part)

    scenario = study.named(search.scenario)
    return search_posts(search, made.roster, scenario, capacity(made.roster, scenario, search.team, made.today), simulate)
