"""What a whole sample stands on: the seed, the day, the planned week, the concept and its rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.concept import Concept, Rule
from scheduler.due import Case
from scheduler.history import History
from scheduler.intervals import regular
from scheduler.roster import Customer, Deviation
from scheduler.workdays import WorkCalendar, completed_years

SHORTEST_LEAD_DAYS = 7


@dataclass(frozen=True)
class Setting:
    """The frame of a sample.

    Attributes:
        seed: of all random choices.
        concept: of all teams.
        calendar: working days of the office.
        today: the day on which somebody is supposed to plan.
        monday: first day of the planned week.
    """

    seed: int
    concept: Concept
    calendar: WorkCalendar
    today: date
    monday: date = field(init=False)
    _rules: dict[object, Rule] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        first = self.today + timedelta(days=SHORTEST_LEAD_DAYS)
        object.__setattr__(self, "monday", first + timedelta(days=-first.weekday() % 7))

    def rule_of(self, customer: Customer, team_kind: str, deviations: Sequence[Deviation]) -> Rule:
        """Return the rule that gives the customer's interval (or the exemption) in the planned week."""
        if deviations:
            return self._rule(customer, team_kind, tuple(deviations))
        key = (
            completed_years(customer.birth_date, self.monday),
            customer.status,
            customer.profile,
            customer.flags,
            customer.elternzeit_until is not None and customer.elternzeit_until >= self.monday,
            customer.plan_since is not None,
            team_kind,
        )
        if key not in self._rules:
            self._rules[key] = self._rule(customer, team_kind, ())
        return self._rules[key]

    def _rule(self, customer: Customer, team_kind: str, deviations: tuple[Deviation, ...]) -> Rule:
        fresh = replace(customer, registered_on=self.monday)
        case = Case(fresh, team_kind, self.concept, History(()), self.calendar, self.monday, deviations=deviations)
        return regular(case).rule

    def working_day_until(self, day: date) -> date:
        """Return the day or the last working day before it."""
        return self.calendar.previous_working_day(day)

    def working_day_from(self, day: date) -> date:
        """Return the day or the first working day after it."""
        while not self.calendar.is_working_day(day):
            day += timedelta(days=1)
        return day

    def talk_minutes(self, kind: str, team_kind: str) -> int:
        """Return how long a talk lasts by the concept."""
        minutes = self.concept.talk_minutes
        return minutes.get(f"{kind}.{team_kind}") or minutes.get(kind) or minutes["default"]
