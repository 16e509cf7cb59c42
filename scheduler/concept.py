"""A concept (Kundenkontaktdichtekonzept) as data: rules with their source, weekly number, talk minutes, channels, cover order.

All numbers stand in one TOML file per concept (`concepts/*.toml`, format in `docs/concepts.md`); this module only says what
there is. Reading and checking is `conceptfiles.py`, working out deadlines is `deadlines.py`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from scheduler.overbooking import Overbooking
from scheduler.roster import Customer
from scheduler.rule import Rule
from scheduler.workdays import add_months, completed_years

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

    def rules_for(self, customer: Customer, team_kind: str, on: date) -> tuple[Rule, ...]:
        """Return the rules in force for a customer on a day, in the order of the file; worked out once for all who are alike.

        Args:
            customer: who.
            team_kind: kind of the team.
            on: the day.
        """
        until, since = customer.elternzeit_until, customer.profile_since
        who = (
            team_kind,
            bisect_right(self._valid_from, on),
            completed_years(customer.birth_date, on),
            _completed_months(since, on) if since is not None else 0,
            until is not None and until >= on,
            customer.status,
            customer.profile,
            customer.flags,
            customer.plan_since is not None,
        )
        if who not in self._in_force:
            matching = (rule for rule in self.rules if rule.valid_from <= on)
            self._in_force[who] = tuple(rule for rule in matching if rule.group.matches(customer, team_kind, *who[2:5]))
        return self._in_force[who]

    @cached_property
    def _valid_from(self) -> list[date]:
        return sorted({rule.valid_from for rule in self.rules})

    @cached_property
    def _in_force(self) -> dict[tuple[object, ...], tuple[Rule, ...]]:
        return {}

    @property
    def ladder(self) -> tuple[str, ...]:
        """The steps of the ladder: the classes in the cover order (those it does not name after them), then the forces."""
        return (*dict.fromkeys((*self.cover_order, *CLASSES)), *FORCES)

    def target_for(self, team_kind: str) -> float | None:
        """Return the held talks of a full-time week for a kind of team, None where the concept sets no number."""
        return self.weekly_target.get(team_kind, self.weekly_target.get("default"))


def _completed_months(since: date, on: date) -> int:
    months = 12 * (on.year - since.year) + on.month - since.month
    return months if add_months(since, months) <= on else months - 1
