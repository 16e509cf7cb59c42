"""One rule of a concept as data: whom it is for, what it demands, where it is written."""

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.roster import Customer
from scheduler.workdays import add_months, birthday


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: calendar months, or days (weeks are seven days)."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the day this long after a day."""
        return add_months(day, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a rule is for; an empty condition holds for everybody. Ages are completed years, both ends included.

    `profile_months_*`: completed months since the profile was assigned, both ends included; unknown = 0.
    """

    age_from: int | None = None
    age_to: int | None = None
    status: frozenset[str] = frozenset()
    profile: frozenset[str] = frozenset()
    profile_months_from: int | None = None
    profile_months_to: int | None = None
    team_kind: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    without_flags: frozenset[str] = frozenset()
    elternzeit: bool | None = None
    kooperationsplan: bool | None = None

    def matches(self, customer: Customer, team_kind: str, age: int, profile_months: int, in_elternzeit: bool) -> bool:
        """Tell whether a customer belongs to the group: of an age, so many months in the profile, in Elternzeit or not."""
        return (
            _is_within(age, self.age_from, self.age_to)
            and _is_within(profile_months, self.profile_months_from, self.profile_months_to)
            and (not self.status or customer.status in self.status)
            and (not self.profile or customer.profile in self.profile)
            and (not self.team_kind or team_kind in self.team_kind)
            and self.flags <= customer.flags
            and not self.without_flags & customer.flags
            and self.elternzeit in (None, in_elternzeit)
            and self.kooperationsplan in (None, customer.plan_since is not None)
        )

    def began(self, customer: Customer) -> list[date]:
        """Return the days on which the customer came to meet a condition of the group, as far as the roster tells."""
        days = []
        if self.age_from is not None:
            days.append(birthday(customer.birth_date, self.age_from))
        if self.status and customer.status_since:
            days.append(customer.status_since)
        if self.profile and customer.profile_since:
            days.append(customer.profile_since)
        return days


def _is_within(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


@dataclass(frozen=True, slots=True)
class Every:
    """At most this long between two contacts."""

    span: Span


@dataclass(frozen=True, slots=True)
class Individual:
    """By individual need, but never longer than the cap between two contacts."""

    at_most: Span


@dataclass(frozen=True, slots=True)
class TimesPerHalfYear:
    """A number of contacts in each half-year of the plan; `spacing_days` apart at the end, same-week contacts count once."""

    times: int
    spacing_days: int
    count_apart_days: int


@dataclass(frozen=True, slots=True)
class Exempt:
    """No contact density and no first talk for this group; `from_all`: no windows either, only what was asked for."""

    from_all: bool = False


@dataclass(frozen=True, slots=True)
class MeasureEnd:
    """A talk around the end of a measure: from `from_days` before it to its last day, at the latest `late_to_days` after it."""

    from_days: int
    late_to_days: int


@dataclass(frozen=True, slots=True)
class ElternzeitEnd:
    """A talk between so many months before the end of Elternzeit and so many months before it."""

    from_months: int
    to_months: int


@dataclass(frozen=True, slots=True)
class FirstTalk:
    """A first talk within so many working days after registration."""

    working_days: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review task (Wiedervorlage), never a talk: so long after the profile was assigned, or before Elternzeit ends."""

    after_profile: Span | None = None
    before_elternzeit_end_months: int | None = None


@dataclass(frozen=True, slots=True)
class AfterMiss:
    """The chain of invitations: a talk within so many days after one that was missed or excused."""

    days: int


@dataclass(frozen=True, slots=True)
class AfterTurnedAway:
    """Somebody came and could not be seen: a talk within so many days, before everybody else."""

    days: int


RuleKind = (
    Every | Individual | TimesPerHalfYear | Exempt | MeasureEnd | ElternzeitEnd | FirstTalk | Review | AfterMiss | AfterTurnedAway
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a concept with its source.

    Attributes:
        rule_id: unique within the concept.
        kind: what it demands.
        group: whom it is for.
        tier: see `TIERS`; windows, first talks and reviews are added and have none (empty).
        force: legal, binding, orientation or recommendation.
        source: document and line of the source, e.g. "AA 90, Zeile 124".
        quote: the German sentence.
        valid_from: first day of validity.
        channels: channels that count to this rule's clock; empty = the concept's.
        phone_suffices: the contact may generally be by phone.
        assumption: what we assume where the source is silent; empty = as the source says.
    """

    rule_id: str
    kind: RuleKind
    group: Group
    tier: str
    force: str
    source: str
    quote: str
    valid_from: date
    channels: frozenset[str] = frozenset()
    phone_suffices: bool = False
    assumption: str = ""
