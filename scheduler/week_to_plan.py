"""A roster looked at for one week: everybody's needs and every specialist's problem. No solver in here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.need import WeekNeeds
from scheduler.needs import needs_of_week
from scheduler.prepare import Preparation, Prepared
from scheduler.presence import Presence
from scheduler.roster import Roster
from scheduler.workdays import monday_of


@dataclass(frozen=True)
class WeekToPlan:
    """A roster looked at for one week: the needs and every specialist's problem.

    Attributes:
        roster: the roster.
        today: day of planning.
        week: the needs of everybody.
        presence: presence of everybody.
        prepared: one entry a specialist, in order of id.
    """

    roster: Roster
    today: date
    week: WeekNeeds
    presence: Presence
    prepared: tuple[Prepared, ...]

    @cached_property
    def specialist_ids(self) -> frozenset[str]:
        """The ids of the specialists whose week is planned."""
        return frozenset(prepared.specialist.specialist_id for prepared in self.prepared)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the office."""
        return ZoneInfo(self.roster.office.timezone)


def first_week_reached(roster: Roster, today: date) -> date:
    """Return the Monday of the first week that a letter sent today reaches."""
    days = max((concept.lead_days["letter"] for concept in roster.concepts.values()), default=0)
    earliest = today + timedelta(days=days)
    monday = monday_of(earliest)
    return monday if monday == earliest else monday + timedelta(days=7)


def prepare_week(roster: Roster, monday: date, today: date, specialists: Collection[str] | None = None) -> WeekToPlan:
    """Look at a roster for one week.

    Args:
        roster: the roster.
        monday: first day of the week.
        today: day of planning.
        specialists: ids; None = everybody.
    """
    presence = Presence(roster)
    week = needs_of_week(roster, monday, today, presence)
    preparation = Preparation(roster, week, today, presence)
    chosen = sorted(roster.specialists, key=lambda s: s.specialist_id)
    prepared = [preparation.of(s) for s in chosen if specialists is None or s.specialist_id in specialists]
    return WeekToPlan(roster, today, week, presence, tuple(prepared))
