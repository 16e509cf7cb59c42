"""What a study is: its scenarios, how often and how long they are simulated, and what is searched for. Plain frozen data."""

from dataclasses import dataclass

from scheduler.simulation.scenario import Run, Scenario

BASE = "base"
"""Name of the scenario to which the others are compared."""
ENGINES = ("fast", "exact")


@dataclass(frozen=True, slots=True)
class Search:
    """How many full-time posts keep a share of the deadlines?

    Attributes:
        team: whose posts are searched for.
        keep: share of the deadlines that is to be kept.
        step: in steps of so many posts.
        scenario: name of the scenario that holds otherwise.
        most_posts: more are not tried; None = three times as many as there are.
    """

    team: str
    keep: float
    step: float
    scenario: str = BASE
    most_posts: float | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A study.

    Attributes:
        title: what people read.
        run: the same for all scenarios; its weeks hold the warm-up.
        warm_up: weeks at the begin that do not count.
        replications: how often each scenario is simulated.
        scenarios: the base first.
        search: None = nothing is searched for.
    """

    title: str
    run: Run
    warm_up: int
    replications: int
    scenarios: tuple[Scenario, ...]
    search: Search | None = None

    @property
    def base(self) -> Scenario:
        """The scenario to which the others are compared."""
        return self.scenarios[0]

    def named(self, name: str) -> Scenario:
        """Return a scenario by name."""
        return next(scenario for scenario in self.scenarios if scenario.name == name)
