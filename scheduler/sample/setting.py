"""What a whole sample stands on: the seed, the day, the planned week, the concept and its rules."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from scheduler.concept import Concept
from scheduler.due import Case
from scheduler.history import History
from scheduler.intervals import regular
from scheduler.roster import Customer, Deviation
from scheduler.rule import Rule
from scheduler.workdays import WorkCalendar, completed_years

SHORTEST_LEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What a concept asks about a person; `has_plan`: there is a Kooperationsplan."""

    birth_date: date
    status: str
    profile: str
    flags: frozenset[str]
    elternzeit_until: date | None
    has_plan: bool


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

    @cached_property
    def _ages(self) -> list[int]:
        """The ages at which some rule begins or ends."""
        groups = [rule.group for rule in self.concept.rules]
        return sorted({g.age_from or 0 for g in groups} | {g.age_to + 1 for g in groups if g.age_to is not None})

    @cached_property
    def _flags(self) -> frozenset[str]:
        """The flags that some rule asks for."""
        return frozenset().union(*(rule.group.flags | rule.group.without_flags for rule in self.concept.rules))

    def rule_of(self, facts: Facts, team_kind: str, deviation: Deviation | None) -> Rule:
        """Return the rule that gives the interval (or the exemption) in the planned week."""
        age = bisect_right(self._ages, completed_years(facts.birth_date, self.monday))
        in_elternzeit = facts.elternzeit_until is not None and facts.elternzeit_until >= self.monday
        flags = facts.flags & self._flags
        key = (age, facts.status, facts.profile, flags, in_elternzeit, facts.has_plan, team_kind, deviation)
        if key not in self._rules:
            self._rules[key] = self._rule(facts, team_kind, (deviation,) if deviation else ())
        return self._rules[key]

    def _rule(self, facts: Facts, team_kind: str, deviations: tuple[Deviation, ...]) -> Rule:
        customer = Customer(
            customer_id="",
            specialist_id="",
            birth_date=facts.birth_date,
            status=facts.status,
            registered_on=self.monday,
            profile=facts.profile,
            plan_since=self.monday if facts.has_plan else None,
            elternzeit_until=facts.elternzeit_until,
            flags=facts.flags,
        )
        case = Case(customer, team_kind, self.concept, History(()), self.calendar, self.monday, deviations=deviations)
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
