"""Figures about the people of a unit: first talks, activity, graduates. Counted as of one day, over the roster of today.

Source of each: `figures.toml`. A talk counts as to the contact clock of the team's concept: held, in a counting channel, and
qualified where the concept asks for it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from scheduler.due import Case
from scheduler.report.definitions import Definitions
from scheduler.report.month import Month
from scheduler.rule import FirstTalk, MeasureEnd, Span

Count = tuple[int, int]
"""Numerator and denominator."""


class People:
    """Counts the figures over the cases of a unit, each on the day as of which the month is told."""

    def __init__(self, cases: Iterable[Case], month: Month, definitions: Definitions) -> None:
        self.cases = [case for case in cases if case.customer.registered_on <= month.as_of]
        self.month = month
        self.definitions = definitions

    def first_talks(self, *, in_time: bool) -> Count:
        """Count the new customers whose deadline for the first talk lies in the month; with one at all, or by the deadline."""
        without = self.definitions.without_flags["first_talks_in_time" if in_time else "first_talks"]
        found = [
            case.history.any_between(
                _first_channels(case), case.customer.registered_on, deadline if in_time else self.month.as_of
            )
            for case, deadline in self._new
            if not without & case.customer.flags
        ]
        return sum(found), len(found)

    def activity(self) -> Count:
        """Count everybody registered on the day; with a counting talk since registration within so many months."""
        span, found = Span(months=self.definitions.activity_months), []
        for case in self._counted("activity"):
            last = case.history.last(case.concept.contact_channels, self.month.as_of)
            since = case.customer.registered_on
            found.append(last is not None and last >= since and span.after(last) >= self.month.as_of)
        return sum(found), len(found)

    def graduates(self, figure: str) -> Count:
        """Count the measures whose window closes in the month; with a talk in it. Who ended early has the wide one only."""
        first, last = self.definitions.graduate_days[figure]
        found = []
        for case in self._counted(figure):
            for measure in case.measures:
                end = measure.ended_early_on or measure.last_day
                opens, closes = end + timedelta(days=first), end + timedelta(days=last)
                if self.month.holds(closes) and (measure.ended_early_on is None or closes > end):
                    found.append(case.history.any_between(_graduate_channels(case), opens, closes))
        return sum(found), len(found)

    @cached_property
    def _new(self) -> list[tuple[Case, date]]:
        """Everybody whose deadline for the first talk lies in the month, with the deadline."""
        deadlines = [(case, first_talk_deadline(case)) for case in self.cases]
        return [(case, deadline) for case, deadline in deadlines if self.month.holds(deadline)]

    def _counted(self, figure: str) -> list[Case]:
        """Return the cases of those who are not left out of a figure."""
        without = self.definitions.without_flags[figure]
        return [case for case in self.cases if not without & case.customer.flags]


def first_talk_deadline(case: Case) -> date:
    """Return by when a first talk was due: by the rule that held on the day of registration, else by the concept's days."""
    registered_on = case.customer.registered_on
    at_first = replace(case, on=registered_on)
    days = [rule.kind.working_days for rule in at_first.rules if isinstance(rule.kind, FirstTalk)]
    usual = case.concept.occasions["first"]
    if not days and not usual.working:
        return registered_on + timedelta(days=usual.days)
    return case.calendar.add_working_days(registered_on, min(days, default=usual.days))


def _first_channels(case: Case) -> frozenset[str]:
    own = (rule.channels for rule in case.rules if isinstance(rule.kind, FirstTalk))
    return case.concept.contact_channels.union(*own)


def _graduate_channels(case: Case) -> frozenset[str]:
    own = (rule.channels for rule in case.rules if isinstance(rule.kind, MeasureEnd))
    return case.concept.contact_channels.union(*own)
