"""A concept (Kundenkontaktdichtekonzept) as data: rules with their source, weekly number, talk minutes, channels, cover order.

All numbers stand in one TOML file per concept (`concepts/*.toml`, format in `docs/concepts.md`); this module only says what
there is. Reading and checking is `conceptfiles.py`, working out deadlines is `deadlines.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from scheduler.overbooking import Overbooking
from scheduler.roster import Customer
from scheduler.workdays import add_months, birthday

FORCES = ("legal", "binding", "orientation", "recommendation")
TIERS = ("exempt", "youth", "profile", "team", "status", "fallback")
"""Which rule wins when several match (docs/concepts.md): the first tier that matches; inside a tier the shortest."""
KINDS = ("first", "graduate", "wish", "strategy", "follow_up", "regular")
"""Kinds of talks, highest first."""
CLASSES = KINDS[:4]
"""The kinds that a cover order ranks; the others follow by the force of their rule."""
STATUSES = ("alo", "asu", "ratsuchend", "nicht_gesetzt")
PROFILES = ("M", "A", "F", "E", "S", "U", "I", "Z")
TEAM_KINDS = ("basis", "bjo", "u25", "ivm", "fm", "reha", "selbststaendige")
FLAGS = (
    "langzeitbezug",
    "umschueler",
    "schulpflichtig",
    "abschlussjahr",
    "selbststaendig_vollzeit",
    "alg_aufstocker",
    "jba_uebernahme",
    "joint_ok",
    "portal_ok",
    "phone_ok",
)
CHANNELS = ("in_person", "phone", "video", "email", "portal")
DELIVERIES = ("letter", "portal", "agreed")
LEAD_KEYS = (*DELIVERIES, "comfortable", "received")
RATE_ORDERS = ((KINDS, CHANNELS, DELIVERIES), (KINDS, CHANNELS), (CHANNELS, DELIVERIES), (CHANNELS,), (KINDS,))
RATE_KEYS = frozenset({"default", *(".".join(names) for order in RATE_ORDERS for names in product(*order))})
"""Keys of the show rates: kind, channel and delivery, shorter ones for what is alike."""


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


@dataclass(frozen=True, slots=True)
class OccasionRule:
    """What an occasion of a kind asks for: days until the talk, counted in working or calendar days."""

    days: int
    working: bool


@dataclass(frozen=True)
class Concept:
    """A concept: everything that a policy fixes.

    Attributes:
        name: e.g. `aa90-2021`.
        title: title of the document.
        valid_from: first day of validity.
        rules: in the order of the file.
        weekly_target: team kind → held talks a full-time week; "default" for all others; missing = no weekly number.
        weekly_source: source and quote of the weekly number; empty = the concept has none.
        contact_channels: channels that count to the contact clock.
        weekly_channels: channels that count to the weekly number.
        advice_required: whether only qualified consultations count.
        talk_minutes: `kind.team_kind`, `kind` or `default` → minutes.
        consulting_share: share of working time for consultations; None = the office's.
        cover_order: order of the four classes when colleagues are absent.
        cover_is_default: the concept names no order of its own.
        occasions: occasion kind → days.
        newly_due_days: days until the talk when a new rule makes somebody overdue at once.
        fill_share: share of the interval from which somebody may make up the weekly number.
        letter_spacing_days: least days between two letters to one person.
        misses_shown: so many talks missed in a row are shown to a person.
        lead_days: delivery → calendar days from planning to talk; "comfortable" and "received" are of letters.
        show_rates: `kind.channel.delivery` and shorter keys → share of the invited who come.
        overbooking: how the weekly number is made sure of when people do not come.
    """

    name: str
    title: str
    valid_from: date
    rules: tuple[Rule, ...]
    weekly_target: Mapping[str, float]
    weekly_source: str
    contact_channels: frozenset[str]
    weekly_channels: frozenset[str]
    advice_required: bool
    talk_minutes: Mapping[str, int]
    consulting_share: float | None
    cover_order: tuple[str, ...]
    cover_is_default: bool
    occasions: Mapping[str, OccasionRule]
    newly_due_days: int
    fill_share: float
    letter_spacing_days: int
    misses_shown: int
    lead_days: Mapping[str, int]
    show_rates: Mapping[str, float]
    overbooking: Overbooking

    @property
    def ladder(self) -> tuple[str, ...]:
        """The steps of the ladder: the classes in the cover order (those it does not name after them), then the forces."""
        return (*dict.fromkeys((*self.cover_order, *CLASSES)), *FORCES)

    def target_for(self, team_kind: str) -> float | None:
        """Return the held talks of a full-time week for a kind of team, None where the concept sets no number."""
        return self.weekly_target.get(team_kind, self.weekly_target.get("default"))
