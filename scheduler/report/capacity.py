"""Use of the consulting capacity, the weekly number asked for, and what became of appointments. Sums of units only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from scheduler.concept import Concept
from scheduler.needs import talk_minutes
from scheduler.presence import Presence
from scheduler.report.cells import protect
from scheduler.report.figure import FEW_PEOPLE, NOTHING, Row, share_row
from scheduler.report.month import Month
from scheduler.report.talks import HELD, NO_OUTCOME, OPEN, Talk, held
from scheduler.report.units import Unit, present_share
from scheduler.roster import Roster, Specialist

APPOINTMENTS = "appointments"
OUTCOMES = (HELD, "missed", "excused", "cancelled", "turned_away", OPEN, NO_OUTCOME)
UNINVITED = "without_invitation"
MINUTES = 60


class Work:
    """Sums over the specialists of a unit in a month."""

    def __init__(self, roster: Roster, unit: Unit, month: Month, presence: Presence, talks: Iterable[Talk]) -> None:
        self.roster = roster
        self.unit = unit
        self.month = month
        self.presence = presence
        self.talks = [talk for talk in talks if talk.team in unit.teams]

    def capacity(self) -> Row:
        """Return held talks out of possible ones: hours present × consulting share ÷ mean length of the talks held."""
        done, possible = 0, 0.0
        for team in self.unit.teams:
            concept = self._concept(team)
            talks = held(self._until_now(team), concept, concept.contact_channels | concept.weekly_channels)
            hours = sum(self._present_weeks(s) * s.fte for s in self._people(team)) * self.roster.office.weekly_hours
            done += len(talks)
            possible += hours * (concept.consulting_share or 0.0) * MINUTES / self._mean_minutes(team, talks)
        return share_row("capacity", done, possible)

    def weekly_number(self) -> Row:
        """Return held talks that count to the weekly number, out of what it asks for over the days present."""
        done, wanted = 0, 0.0
        for team in self.unit.teams:
            concept, full_time = self._concept(team), self._full_time(team)
            if full_time is not None:
                done += len(held(self._until_now(team), concept, concept.weekly_channels))
                wanted += full_time * sum(self._present_weeks(s) * s.fte for s in self._people(team))
        return share_row("weekly_number", done, wanted)

    def appointments(self, least_people: int) -> tuple[list[Row], bool]:
        """Return how many appointments there were and what became of them, small cells masked; talks without one apart.

        Also tells whether the figures must be hidden that count all talks held, since they would give small cells away.
        """
        outcomes = Counter(talk.outcome for talk in self.talks if talk.is_invited)
        uninvited, invited = sum(not talk.is_invited for talk in self.talks), outcomes.total()
        if invited < max(least_people, 1):
            return [Row(APPOINTMENTS, mask=FEW_PEOPLE if invited else NOTHING)], False
        counts = [outcomes[outcome] for outcome in OUTCOMES]
        hiding = protect(counts, uninvited, least_people)
        rows = [Row(APPOINTMENTS, numerator=invited, denominator=invited)]
        parts = zip(OUTCOMES, counts, hiding.outcomes, strict=True)
        rows += [_part(outcome, count, invited, mask) for outcome, count, mask in parts]
        return [*rows, _part(UNINVITED, uninvited, None, hiding.uninvited)], hiding.is_sum_hidden

    def _until_now(self, team: str) -> list[Talk]:
        return [talk for talk in self.talks if talk.team == team and self.month.holds(talk.on)]

    def _people(self, team: str) -> list[Specialist]:
        return [specialist for specialist in self.roster.specialists if specialist.team == team]

    def _present_weeks(self, specialist: Specialist) -> float:
        """Return how many of a specialist's own weeks the days of the month were on which they were there."""
        return sum(present_share(specialist, day, self.presence) for day in self.month.days())

    def _mean_minutes(self, team: str, talks: Sequence[Talk]) -> float:
        """Return the mean length of talks by the concept's lengths, that of a regular talk where none was held."""
        kind, concept = self.roster.office.teams[team].kind, self._concept(team)
        kinds = [talk.kind for talk in talks] or ["regular"]
        return fmean(talk_minutes(concept, one, kind) for one in kinds)

    def _concept(self, team: str) -> Concept:
        return self.roster.concepts[self.roster.office.teams[team].concept]

    def _full_time(self, team: str) -> float | None:
        own = self.roster.office.teams[team].weekly_target
        return self._concept(team).target_for(self.roster.office.teams[team].kind) if own is None else own or None


def _part(outcome: str, count: int, invited: int | None, mask: str) -> Row:
    if mask:
        return Row(APPOINTMENTS, outcome, denominator=invited, mask=mask)
    return Row(APPOINTMENTS, outcome, numerator=count, denominator=invited, value=count / invited if invited else None)
