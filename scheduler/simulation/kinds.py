"""Kinds of customers: what the rules of a concept ask about somebody, and which rules are in force for whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.concept import Concept
from scheduler.due import Case
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.roster import Customer, Deviation
from scheduler.rule import MeasureEnd, Rule, TimesPerHalfYear
from scheduler.workdays import add_months, birthday

Kind = tuple[object, ...]
"""What the rules ask about a customer."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """Rules that are in force for customers who may differ in what none of them asks; the same rules are the same object."""

    rules: tuple[Rule, ...]
    of_measures: tuple[Rule, ...]


class Kinds:
    """Everything that is known about the kinds of customers of one team.

    Args:
        concept: of the team.
        team_kind: kind of the team.
    """

    def __init__(self, concept: Concept, team_kind: str) -> None:
        self._concept = concept
        self._team_kind = team_kind
        self._in_force: dict[Kind, InForce] = {}
        self._by_rules: dict[tuple[str, ...], InForce] = {}
        self._birthdays: dict[date, tuple[date, ...]] = {}
        groups = [rule.group for rule in concept.rules]
        ages = {g.age_from for g in groups if g.age_from is not None} | {g.age_to + 1 for g in groups if g.age_to is not None}
        self._ages = sorted(ages)
        self._flags = frozenset[str]().union(*(g.flags | g.without_flags for g in groups))
        self._valid_from = max(rule.valid_from for rule in concept.rules)
        self._profile_months = {g.profile_months_from for g in groups if g.profile_months_from}
        self._profile_months |= {g.profile_months_to + 1 for g in groups if g.profile_months_to is not None}
        self._asks_profile = bool(self._profile_months) or any(g.profile for g in groups)
        self._counts = any(isinstance(rule.kind, TimesPerHalfYear) for rule in concept.rules)

    def kind_of(self, customer: Customer) -> Kind:
        """Return what the rules ask about a customer, but for the age."""
        profile = customer.profile if self._asks_profile else ""
        return customer.status, profile, customer.flags & self._flags, customer.plan_since is not None

    def earliest(self, customer: Customer, deviations: Iterable[Deviation]) -> date:
        """Return the day from which on the kind alone says what a contact makes due; `date.max` where it never does.

        Until then an exception may hold, or one of the rules came to hold after the contact.

        Args:
            customer: who.
            deviations: their exceptions.
        """
        days = {customer.registered_on, self._valid_from, *(deviation.until + ONE_DAY for deviation in deviations)}
        if self._asks_profile and customer.profile_since is not None:
            days.add(date.max if self._profile_months else customer.profile_since)
        return date.max if self._counts else max(days)

    def birthdays(self, birth_date: date) -> tuple[date, ...]:
        """Return the birthdays with which a rule begins or ceases to hold, in order."""
        if birth_date not in self._birthdays:
            self._birthdays[birth_date] = tuple(birthday(birth_date, age) for age in self._ages)
        return self._birthdays[birth_date]

    def in_force(self, kind: Kind, customer: Customer, on: date) -> InForce:
        """Return the rules that are in force for a customer of a kind."""
        if kind not in self._in_force:
            rules = self._concept.rules_for(customer, self._team_kind, on)
            of_measures = tuple(rule for rule in rules if isinstance(rule.kind, MeasureEnd))
            self._in_force[kind] = self._by_rules.setdefault(tuple(r.rule_id for r in rules), InForce(rules, of_measures))
        return self._in_force[kind]

    def days_of_change(self, case: Case, talks_are_counted: bool) -> Iterator[date]:
        """Yield the days on which something may change that no deadline or window tells.

        Args:
            case: the customer.
            talks_are_counted: whether a rule counts the contacts of a half-year.
        """
        customer = case.customer
        yield from ((m.ended_early_on or m.last_day) + ONE_DAY for m in case.measures)
        yield from (deviation.until + ONE_DAY for deviation in case.deviations)
        yield from {rule.valid_from for rule in self._concept.rules}
        if customer.elternzeit_until is not None:
            yield customer.elternzeit_until + ONE_DAY
        if customer.profile_since is not None:
            yield from (add_months(customer.profile_since, months) for months in self._profile_months)
        if talks_are_counted:
            anchor, number = half_year(customer, case.on)
            yield add_months(anchor, HALF_YEAR_MONTHS * (number + 1))
