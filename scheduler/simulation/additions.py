"""Additions: what measures and recorded occasions ask for beside the regular contact, as parts; the same for all alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec import structs

from scheduler.concept import Concept
from scheduler.due import REVIEW, Due
from scheduler.roster import Customer, Measure, Occasion
from scheduler.rule import MeasureEnd, Rule
from scheduler.simulation.kinds import InForce
from scheduler.simulation.parts import Part, part_of
from scheduler.windows import asked_for, closed_from, graduate_talk, graduate_window, is_only_wide
from scheduler.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Graduation:
    """What a rule asks for at the end of a measure.

    Attributes:
        opens: first day of the wide window.
        closes: its last day.
        parts: only in the wide window or not → what is due.
    """

    opens: date
    closes: date
    parts: dict[bool, Part] = field(default_factory=dict)


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
        self._graduations: dict[tuple[str, date, date | None], Graduation] = {}
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
            for measure in measures:
                asked = self._asked(rule, measure)
                if on <= asked.closes and (last is None or last < asked.opens):
                    yield self._graduate_part(rule, measure, asked, customer, on)

    def _asked(self, rule: Rule, measure: Measure) -> Graduation:
        key = (rule.rule_id, measure.last_day, measure.ended_early_on)
        found = self._graduations.get(key)
        if found is None:
            assert isinstance(rule.kind, MeasureEnd)
            window = graduate_window(measure, rule.kind.from_days, rule.kind.late_to_days)
            found = self._graduations[key] = Graduation(*window)
        return found

    def _graduate_part(self, rule: Rule, measure: Measure, asked: Graduation, customer: Customer, on: date) -> Part:
        is_wide = is_only_wide(measure, on)
        if is_wide not in asked.parts:
            assert isinstance(rule.kind, MeasureEnd)
            due = graduate_talk(rule, measure, rule.kind.from_days, rule.kind.late_to_days, on)
            assert due is not None
            asked.parts[is_wide] = self._moved(due, customer)
        return asked.parts[is_wide]

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
        moved = structs.replace(due, deadline=self._calendar.previous_working_day(due.deadline))
        return part_of(moved, customer, self._concept, self._team_kind)
