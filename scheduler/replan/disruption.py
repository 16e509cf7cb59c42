"""Disruption: who is away, is back, or may not work because the house is closed; as changes to the absences of a roster."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.cellvalues import DAY_MINUTES
from scheduler.errors import PlanError
from scheduler.roster import Absence, Roster
from scheduler.texts import text

CLOSED = "closed"
"""Reason of the absences that stand for a closed house."""


@dataclass(frozen=True)
class Disruption:
    """What breaks a week.

    Attributes:
        people: the specialists concerned.
        added: absences that come.
        removed: absences that go.
    """

    people: frozenset[str]
    added: tuple[Absence, ...] = ()
    removed: tuple[Absence, ...] = ()

    def applied(self, roster: Roster) -> Roster:
        """Return the roster with the absences as they are now."""
        kept = tuple(absence for absence in roster.absences if absence not in self.removed)
        return replace(roster, absences=(*kept, *self.added))


def absent(roster: Roster, specialist_id: str, first: date, last: date, hours: tuple[int, int] = (0, DAY_MINUTES)) -> Disruption:
    """Somebody is away; an absence that stands in the roster already is not added again.

    Args:
        roster: the roster.
        specialist_id: who.
        first: first day.
        last: last day.
        hours: from and to, in minutes of each day.

    Raises:
        PlanError: nobody of that id, or the last day comes before the first.
    """
    _require(roster, specialist_id)
    if last < first:
        raise PlanError(text("replan.error.days", first=f"{first:%d.%m.%Y}", last=f"{last:%d.%m.%Y}"))
    wanted = Absence(specialist_id, first, last, *hours)
    return Disruption(frozenset([specialist_id]), () if _is_covered(roster, wanted) else (wanted,))


def closed(roster: Roster, day: date) -> Disruption:
    """Nobody works on a day.

    Raises:
        PlanError: the house is closed on that day anyway.
    """
    if not roster.office.calendar.is_working_day(day):
        raise PlanError(text("replan.error.closed_already", day=f"{day:%d.%m.%Y}"))
    everyone = sorted(specialist.specialist_id for specialist in roster.specialists)
    wanted = [Absence(name, day, day, reason=CLOSED) for name in everyone]
    return Disruption(frozenset(everyone), tuple(absence for absence in wanted if not _is_covered(roster, absence)))


def returned(roster: Roster, specialist_id: str, first: date) -> Disruption:
    """Somebody is back earlier than the roster says: the absence of that day ends on the day before.

    Raises:
        PlanError: nobody of that id, or not away on that day.
    """
    _require(roster, specialist_id)
    spells = tuple(a for a in roster.absences if a.person_id == specialist_id and a.on(first))
    if not spells:
        raise PlanError(text("replan.error.not_away", specialist=specialist_id, day=f"{first:%d.%m.%Y}"))
    shortened = tuple(replace(a, last_day=first - timedelta(days=1)) for a in spells if a.first_day < first)
    return Disruption(frozenset([specialist_id]), shortened, spells)


def _require(roster: Roster, specialist_id: str) -> None:
    if specialist_id not in roster.specialist_by_id:
        raise PlanError(text("error.specialist", value=specialist_id))


def _is_covered(roster: Roster, wanted: Absence) -> bool:
    """Tell whether one absence of the roster says it all already."""
    return any(
        a.person_id == wanted.person_id
        and a.first_day <= wanted.first_day
        and wanted.last_day <= a.last_day
        and a.from_time <= wanted.from_time
        and wanted.to_time <= a.to_time
        for a in roster.absences
    )
