"""What is due, and the case (one customer on one day) that it follows from."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from msgspec import Struct

from scheduler.concept import Concept
from scheduler.history import REVIEW as REVIEW
from scheduler.history import History
from scheduler.roster import Customer, Deviation, Measure, Occasion
from scheduler.rule import Rule
from scheduler.workdays import WorkCalendar


class Due(Struct, frozen=True):
    """One thing that is due: a talk (or a review task) of a kind by a deadline, under a rule.

    Attributes:
        kind: first, graduate, wish, strategy, follow_up, regular, or review (a task, never a talk).
        rule: the rule it follows from.
        deadline: last day; None = exempt, nothing is due.
        not_before: first day on which a talk meets it; None = any.
        since: start of the interval (last contact or registration), for the share of the interval; None = no interval.
        pace_on: day of the even pace (count rules); only orders the fill.
        is_new: a new rule made it due: "newly due" instead of overdue.
        is_wide: graduate talk in the wide window only.
        minutes: length that the occasion names.
        channel: channel that the occasion names.
    """

    kind: str
    rule: Rule
    deadline: date | None
    not_before: date | None = None
    since: date | None = None
    pace_on: date | None = None
    is_new: bool = False
    is_wide: bool = False
    minutes: int | None = None
    channel: str = ""


@dataclass(frozen=True)
class Case:
    """One customer on one day, with everything that decides about deadlines.

    Attributes:
        customer: the customer.
        team_kind: kind of the specialist's team.
        concept: the team's concept.
        history: the contacts that count.
        calendar: working days of the office.
        on: the day: ages, groups and windows are looked at on it.
    """

    customer: Customer
    team_kind: str
    concept: Concept
    history: History
    calendar: WorkCalendar
    on: date
    measures: tuple[Measure, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    rules: tuple[Rule, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work out once which rules are in force for the customer."""
        object.__setattr__(self, "rules", self.concept.rules_for(self.customer, self.team_kind, self.on))

    def channels(self, rule: Rule) -> frozenset[str]:
        """Return the channels that count to a rule's clock."""
        return rule.channels or self.concept.contact_channels

    @cached_property
    def is_unseen(self) -> bool:
        """Whether no counting contact was held since registration (a new customer, or one who came back)."""
        channels = self.concept.contact_channels.union(*(rule.channels for rule in self.rules))
        last = self.history.last(channels, self.on)
        return last is None or last < self.customer.registered_on
