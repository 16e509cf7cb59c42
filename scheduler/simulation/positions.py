"""Positions: customers whom the rules treat alike, so that what is due for one is due for all.

A position is what the rules ask about somebody who was last seen on a day (or never), and whose latest invitation since failed
on a day (or did not). Where anything else decides (Elternzeit, an exception, another profile since the latest contact, contacts
that are counted), there is none. What measures and occasions ask for is added to it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import structs

from scheduler.concept import Concept
from scheduler.deadlines import talks_due
from scheduler.due import REVIEW, Case, Due
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.needs import WeekLook, is_chain
from scheduler.roster import Customer, Measure, Occasion, Team
from scheduler.rule import MeasureEnd, Rule, TimesPerHalfYear
from scheduler.simulation.clocks import UNSEEN, Clock
from scheduler.simulation.known import Known
from scheduler.simulation.parts import Merging, Part, changes_of, monday_from, next_after, part_of
from scheduler.windows import OCCASIONS, asked_for, closed_from, graduate_talk
from scheduler.workdays import WorkCalendar, add_months, birthday

Kind = tuple[object, ...]
"""What the rules ask about a customer."""
Ways = tuple[frozenset[str], bool]
"""By which ways somebody is invited and seen, and whether they need something special."""


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """Rules that are in force for customers who may differ in what none of them asks; the same rules are the same object."""

    rules: tuple[Rule, ...]
    of_measures: tuple[Rule, ...]


class Seen(NamedTuple):
    """By which rules somebody is treated, and since when.

    Attributes:
        rules: in force.
        changed_on: day of another status since the latest contact; None = it was the same then.
        since: the latest contact, the registration of somebody never seen.
        channel: of that contact.
    """

    rules: InForce
    changed_on: date | None
    since: date
    channel: str


@dataclass(slots=True)
class Position:
    """What is due for everybody in a position.

    Attributes:
        parts: the regular contact, and the chain of invitations.
        is_exempt: there is no regular contact.
        changes: Mondays of the weeks from which on another part may lead, join in or be over.
        known: number of those that are past, ways → what a week knows of somebody for whom nothing else is due.
    """

    parts: tuple[Part, ...]
    is_exempt: bool
    changes: list[int]
    known: dict[tuple[int, Ways], Known] = field(default_factory=dict)


class Positions:
    """Everything that is known about positions in one team.

    Args:
        team: the team.
        concept: its concept.
        merging: merges parts for its customers.
        calendar: working days of the office.
    """

    def __init__(self, team: Team, concept: Concept, merging: Merging, calendar: WorkCalendar) -> None:
        self.team = team
        self.concept = concept
        self.merging = merging
        self._calendar = calendar
        self._positions: dict[tuple[Seen, date | None], Position] = {}
        self._regular: dict[Seen, tuple[Part, ...]] = {}
        self._chain: dict[tuple[InForce, date], tuple[Part, ...]] = {}
        self._graduates: dict[tuple[str, date, bool, bool], Part] = {}
        self._occasions: dict[tuple[object, ...], Part] = {}
        self._in_force: dict[Kind, InForce] = {}
        self._by_rules: dict[tuple[str, ...], InForce] = {}
        groups = [rule.group for rule in concept.rules]
        ages = {g.age_from for g in groups if g.age_from is not None} | {g.age_to + 1 for g in groups if g.age_to is not None}
        self._ages = sorted(ages)
        self._flags = frozenset[str]().union(*(g.flags | g.without_flags for g in groups))
        channels = concept.contact_channels.intersection(*(rule.channels for rule in concept.rules if rule.channels))
        self._channels = channels | {UNSEEN}
        self._valid_from = max(rule.valid_from for rule in concept.rules)
        self._profile_months = {g.profile_months_from for g in groups if g.profile_months_from}
        self._profile_months |= {g.profile_months_to + 1 for g in groups if g.profile_months_to is not None}
        self._asks_profile = bool(self._profile_months) or any(g.profile for g in groups)
        self._counts = any(isinstance(rule.kind, TimesPerHalfYear) for rule in concept.rules)
        self._birthdays: dict[date, tuple[date, ...]] = {}

    def kind_of(self, customer: Customer) -> Kind:
        """Return what the rules ask about a customer, but for the age."""
        profile = customer.profile if self._asks_profile else ""
        return customer.status, profile, customer.flags & self._flags, customer.plan_since is not None

    def earliest(self, customer: Customer) -> date:
        """Return the day from which on a contact makes a position; `date.max` where none does."""
        days = {customer.registered_on, self._valid_from}
        if self._asks_profile and customer.profile_since is not None:
            days.add(date.max if self._profile_months else customer.profile_since)
        return date.max if self._counts or customer.elternzeit_until is not None else max(days)

    def birthdays(self, birth_date: date) -> tuple[date, ...]:
        """Return the birthdays with which a rule begins or ceases to hold, in order."""
        if birth_date not in self._birthdays:
            self._birthdays[birth_date] = tuple(birthday(birth_date, age) for age in self._ages)
        return self._birthdays[birth_date]

    def in_force(self, kind: Kind, customer: Customer, on: date) -> InForce:
        """Return the rules that are in force for a customer of a kind."""
        if kind not in self._in_force:
            rules = self.concept.rules_for(customer, self.team.kind, on)
            of_measures = tuple(rule for rule in rules if isinstance(rule.kind, MeasureEnd))
            self._in_force[kind] = self._by_rules.setdefault(tuple(r.rule_id for r in rules), InForce(rules, of_measures))
        return self._in_force[kind]

    def position(self, seen: Seen, clock: Clock, case: Callable[[], Case]) -> Position | None:
        """Return a position; None where there is none.

        Args:
            seen: by which rules, since when.
            clock: the contacts of the customer.
            case: makes the case of the customer, only asked where nobody was in the position before.
        """
        if clock.channel not in self._channels or clock.was_turned_away:
            return None
        key = (seen, clock.missed)
        found = self._positions.get(key)
        if found is None:
            found = self._positions[key] = self._position(seen, clock.missed, case)
        return found

    def _position(self, seen: Seen, missed: date | None, case: Callable[[], Case]) -> Position:
        chain = () if missed is None else self._chain.get((seen.rules, missed))
        regular = self._regular.get(seen)
        if regular is None or chain is None:
            one = case()
            talks = [due for due in talks_due(one) if not isinstance(due.rule.kind, MeasureEnd) and due.rule.source != OCCASIONS]
            regular = self._regular[seen] = tuple(self.part(due, one.customer) for due in talks if not is_chain(due))
            chain = tuple(self.part(due, one.customer) for due in talks if is_chain(due))
            if missed is not None:
                self._chain[seen.rules, missed] = chain
        return Position(regular + chain, not regular, changes_of(regular + chain))

    def part(self, due: Due, customer: Customer) -> Part:
        """Return something that is due for a customer as numbers."""
        return part_of(due, customer, self.concept, self.team.kind)

    def known(self, customer: Customer, ways: Ways, position: Position, clock: Clock, look: WeekLook) -> Known:
        """Return what a week knows of somebody for whom nothing is due beside their position."""
        first_day = look.first_day.toordinal()
        number = bisect_right(position.changes, first_day)
        found = position.known.get((number, ways))
        if found is None:
            found = position.known[number, ways] = self._known(customer, position.parts, position.changes, clock, look)
        return found

    def known_with(self, customer: Customer, extras: Iterable[Part], position: Position, clock: Clock, look: WeekLook) -> Known:
        """Return what a week knows of somebody for whom something is due beside their position."""
        parts = (*position.parts, *extras)
        return self._known(customer, parts, changes_of(parts), clock, look)

    def _known(self, customer: Customer, parts: tuple[Part, ...], changes: Sequence[int], clock: Clock, look: WeekLook) -> Known:
        first_day, last = look.first_day.toordinal(), clock.last
        wanted = self.merging.wanted(customer, parts, first_day, look.sunday.toordinal())
        again = next_after(changes, first_day)
        return Known(parts, wanted, last.toordinal() if last else 0, is_unseen=last is None, again=again)

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
                self._occasions[key] = self._moved(asked_for(self.concept, self._calendar, row), customer)
            yield self._occasions[key]

    def _moved(self, due: Due, customer: Customer) -> Part:
        """Return something that is due as numbers, its deadline moved to the working day before."""
        assert due.deadline is not None
        return self.part(structs.replace(due, deadline=self._calendar.previous_working_day(due.deadline)), customer)

    def days_of_change(self, case: Case, talks_are_counted: bool) -> Iterator[date]:
        """Yield the days on which something may change that no deadline or window tells.

        Args:
            case: the customer.
            talks_are_counted: whether a rule counts the contacts of a half-year.
        """
        customer = case.customer
        yield from ((m.ended_early_on or m.last_day) + timedelta(days=1) for m in case.measures)
        yield from (deviation.until + timedelta(days=1) for deviation in case.deviations)
        yield from {rule.valid_from for rule in self.concept.rules}
        if customer.elternzeit_until is not None:
            yield customer.elternzeit_until + timedelta(days=1)
        if customer.profile_since is not None:
            yield from (add_months(customer.profile_since, months) for months in self._profile_months)
        if talks_are_counted:
            anchor, number = half_year(customer, case.on)
            yield add_months(anchor, HALF_YEAR_MONTHS * (number + 1))


def mondays_from(days: Iterable[date]) -> tuple[int, ...]:
    """Return the first Monday that sees each of some days."""
    return tuple(monday_from(day.toordinal()) for day in days)
