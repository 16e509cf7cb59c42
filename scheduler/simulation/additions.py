"""Additions: what measures and recorded occasions ask for beside the regular contact, as parts; the same for all alike."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from scheduler.concept import Concept
from scheduler.due import REVIEW, Due
from scheduler.roster import Customer, Measure, Occasion
from scheduler.rule import MeasureEnd
from scheduler.simulation.kinds import InForce
from scheduler.simulation.parts import Part, part_of
from scheduler.windows import asked_for, closed_from, graduate_talk
from scheduler.workdays import WorkCalendar


class Additions:
    """Everything that is known about additions in one team.

    Args:
        concept: of the team.
        team_kind: kind of the team.
        calendar: working days of the office.
    """

    def __init__(self, concept: Concept, team_kind: str, calendar: WorkCalendar) -> None:
        self._concept = concept
        self._team_kind = team_kind
        self._calendar = calendar
        self._graduates: dict[tuple[str, date, bool, bool], Part] = {}
        self._occasions: dict[tuple[object, ...], Part] = {}

    def graduate_parts(
        self, rules: InForce, customer: Customer, measures: Iterable[Measure], last: date | None, on: date
    ) -> Iterator[Part]:
        """Yield what measures ask for that no contact has met.

        Args:
            rules: in force for the customer.
            customer: who.
            measures: theirs.
            last: latest contact.
            on: first day of the week.
        """
        for rule in rules.of_measures:
            assert isinstance(rule.kind, MeasureEnd)
            for measure in measures:
                due = graduate_talk(rule, measure, rule.kind.from_days, rule.kind.late_to_days, on)
                if due is None or (last is not None and last >= (due.not_before or on)):
                    continue
                key = (rule.rule_id, measure.ended_early_on or measure.last_day, measure.ended_early_on is not None, due.is_wide)
                if key not in self._graduates:
                    self._graduates[key] = self._moved(due, customer)
                yield self._graduates[key]

    def occasion_parts(self, customer: Customer, rows: Iterable[Occasion], last: date | None) -> Iterator[Part]:
        """Yield what recorded occasions ask for that no contact has closed; reviews are no talks."""
        for row in rows:
            if row.kind == REVIEW or (last is not None and last >= closed_from(row)):
                continue
            key = (row.kind, row.recorded_on, row.not_before, row.not_after, row.minutes, row.channel)
            if key not in self._occasions:
                self._occasions[key] = self._moved(asked_for(self._concept, self._calendar, row), customer)
            yield self._occasions[key]

    def _moved(self, due: Due, customer: Customer) -> Part:
        """Return something that is due as numbers, its deadline moved to the working day before."""
        assert due.deadline is not None
        moved = replace(due, deadline=self._calendar.previous_working_day(due.deadline))
        return part_of(moved, customer, self._concept, self._team_kind)
