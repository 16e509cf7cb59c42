"""The roster: who works when, who is looked after by whom, what is already known and promised. Plain frozen data.

Columns and units: docs/files.md. Times of day are minutes from midnight, weekdays 0 = Monday.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from scheduler.assumed import Returns
from scheduler.letterhead import Letterhead
from scheduler.register import SentLetter
from scheduler.reportpolicy import ReportPolicy
from scheduler.revision import Revision
from scheduler.workdays import WorkCalendar, monday_of

if TYPE_CHECKING:
    from scheduler.concept import Concept

OPEN_STATES = frozenset({"approved", "sent"})
HELD_OUTCOMES = frozenset({"held", "late"})
FREED_STATES = frozenset({"cancelled", "excused"})
"""States of a booking that does not take its time (any more)."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of a weekday: `start` and `stop` in minutes from midnight, stop excluded."""

    weekday: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the office: its concept, kind and own agreements.

    Attributes:
        name: key of the table in office.toml.
        concept: name of the concept.
        kind: basis, bjo, u25, ivm, fm, reha or selbststaendige.
        weekly_target: talks a full-time week by team agreement; None = the concept's.
    """

    name: str
    concept: str
    kind: str
    weekly_target: float | None = None


@dataclass(frozen=True)
class Office:
    """office.toml: what holds for the whole house. None = the concept or the defaults decide.

    Attributes:
        grid_minutes: talks start on multiples of it.
        weekly_hours: hours of a full-time week.
        consulting_share: share of working time for consultations where the concept is silent.
        talk_minutes: kind or "default" → minutes where the concept is silent.
        fill: "number" (stop at the weekly number) or "seats" (fill free seats).
        lead_days: delivery → calendar days.
        show_rates: `kind.channel.delivery`, `kind.channel`, `kind` or `default` → fraction that comes.
        overbooking: keys of `[overbooking]` that hold where the concept is silent.
        letterhead: sender of letters; None = not given.
        report: thresholds and least numbers of the monthly figures.
    """

    name: str
    teams: Mapping[str, Team]
    subdivision: str = "DE-BE"
    timezone: str = "Europe/Berlin"
    closed: frozenset[date] = frozenset()
    organizer: str = ""
    grid_minutes: int = 15
    weekly_hours: float = 39.0
    consulting_share: float | None = None
    talk_minutes: Mapping[str, int] = field(default_factory=dict)
    fill: str = "number"
    lead_days: Mapping[str, int] = field(default_factory=dict)
    show_rates: Mapping[str, float] = field(default_factory=dict)
    overbooking: Mapping[str, object] = field(default_factory=dict)
    letterhead: Letterhead | None = None
    report: ReportPolicy = field(default_factory=ReportPolicy)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days of the office."""
        return WorkCalendar(self.subdivision, self.closed)


@dataclass(frozen=True, slots=True)
class Specialist:
    """A specialist (IFK): team, share of a full-time post, weekly consulting windows."""

    specialist_id: str
    team: str
    fte: float
    windows: tuple[Hours, ...]
    room: str = ""
    skills: frozenset[str] = frozenset()
    email: str = ""


class Customer(Struct, frozen=True):
    """A customer: what the concepts ask about, and when they cannot or would rather come."""

    customer_id: str
    specialist_id: str
    birth_date: date
    status: str
    registered_on: date
    profile: str = ""
    last_contact_on: date | None = None
    last_contact_channel: str = ""
    household_id: str = ""
    plan_since: date | None = None
    status_since: date | None = None
    profile_since: date | None = None
    elternzeit_until: date | None = None
    flags: frozenset[str] = frozenset()
    unavailable: tuple[Hours, ...] = ()
    preferred: tuple[Hours, ...] = ()
    language: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody (specialist or customer) is away, on whole days or between two times of each day.

    `uid`: mark of a row that came from an imported calendar; empty = it did not.
    """

    person_id: str
    first_day: date
    last_day: date
    from_time: int = 0
    to_time: int = 1440
    reason: str = ""
    uid: str = field(default="", compare=False)

    def on(self, day: date) -> bool:
        """Tell whether the absence touches a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Measure:
    """A customer's measure (Maßnahme) with its individual end."""

    customer_id: str
    kind: str
    first_day: date
    last_day: date
    ended_early_on: date | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something recorded that asks for a talk (or a review task): a wish, a strategy to continue, a first talk …"""

    customer_id: str
    kind: str
    recorded_on: date
    not_before: date | None = None
    not_after: date | None = None
    minutes: int | None = None
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """An approved exception for one customer: another interval (`every`) or a pause, until a day, with a reason."""

    customer_id: str
    until: date
    reason: str
    every: tuple[int, str] | None = None
    pause: bool = False


class Contact(Struct, frozen=True):
    """A past talk, or an attempt: outcome held or late counts, everything else does not.

    Attributes:
        booking_id: the booking whose outcome it is; empty = recorded elsewhere.
        double_booked: two people were invited to the seat; a miss in it is nobody's miss.
    """

    customer_id: str
    on: date
    channel: str
    outcome: str
    kind: str = ""
    invited_by: str = ""
    invited_on: date | None = None
    advice: bool = True
    booking_id: str = ""
    double_booked: bool = False


class Booking(Struct, frozen=True):
    """An appointment that stands, or an internal block (no customer). Times are local to the office."""

    booking_id: str
    specialist_id: str
    customer_id: str
    start: datetime
    end: datetime
    state: str
    kind: str = ""
    channel: str = ""
    invited_by: str = ""
    invited_on: date | None = None
    covers_for: str = ""
    double_booked: bool = False
    uid: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """A room, interpreter or video seat: capacity and weekly windows."""

    resource: str
    capacity: int
    windows: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A pin for the next plan: this customer must or must never be seen (on a day, in a half-day).

    `line`: where it stands in wishes.csv; 0 = it stands in no file.
    """

    specialist_id: str
    customer_id: str
    day: date | None
    weekday: int | None
    half_day: str
    must: bool
    line: int = field(default=0, compare=False)

    def concerns(self, monday: date) -> bool:
        """Tell whether the wish holds in the week of a Monday."""
        return self.day is None or monday_of(self.day) == monday


@dataclass(frozen=True)
class Roster:
    """Everything that was read from a roster folder, checked.

    Attributes:
        folder: where it lies: a folder, or a workbook (.xlsx).
        concepts: name → concept, for every concept that a team names.
        calendar: what the readers of calendars have been told last.
        digests: file name → sha256 of its bytes, in order of name.
        returns: what a week planned ahead keeps free; never read from files.
    """

    folder: Path
    office: Office
    concepts: Mapping[str, "Concept"]
    specialists: tuple[Specialist, ...]
    customers: tuple[Customer, ...]
    absences: tuple[Absence, ...] = ()
    measures: tuple[Measure, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    bookings: tuple[Booking, ...] = ()
    resources: tuple[Resource, ...] = ()
    wishes: tuple[Wish, ...] = ()
    letters: tuple[SentLetter, ...] = ()
    calendar: tuple[Revision, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    returns: tuple[Returns, ...] = ()

    @cached_property
    def specialist_by_id(self) -> dict[str, Specialist]:
        """The specialists by id."""
        return {s.specialist_id: s for s in self.specialists}

    @cached_property
    def customer_by_id(self) -> dict[str, Customer]:
        """The customers by id."""
        return {c.customer_id: c for c in self.customers}

    def team_of(self, customer: Customer) -> Team:
        """Return the team of the customer's specialist."""
        return self.office.teams[self.specialist_by_id[customer.specialist_id].team]
