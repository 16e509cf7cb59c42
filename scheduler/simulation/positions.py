"""Positions: customers of a team for whom the same is due, so that it is worked out once.

The latest contact (the registration of somebody never seen), the latest miss since then and what the rules ask about people
decide about the regular contact and the chain of invitations; measures and occasions are added. Where anything else decides
(Elternzeit, an exception, a change since the latest contact, contacts that are counted), there is no position.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.attendance import ShowRates
from scheduler.concept import Concept
from scheduler.due import Case
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.roster import Customer, Team
from scheduler.rule import MeasureEnd, TimesPerHalfYear
from scheduler.simulation.parts import NEVER, Merging, Part, Wanted, monday_from
from scheduler.workdays import add_months, birthday

Kind = tuple[object, ...]
UNSEEN = ""
"""Channel of somebody who was never seen."""


class Positions:
    """Everything that is known about positions in one team.

    Args:
        team: the team.
        concept: its concept.
        rates: show rates.
        grid_minutes: of the office.

    Attributes:
        regular: (kind of customer, latest contact, channel) → parts of the regular contact.
        chain: (kind of customer, latest miss) → parts of the chain of invitations.
        wanted: position, ways, which deadlines end by the week → what is wanted of the next talk.
    """

    def __init__(self, team: Team, concept: Concept, rates: ShowRates, grid_minutes: int) -> None:
        self.team = team
        self.concept = concept
        self.merging = Merging(team, concept, rates, grid_minutes)
        self.regular: dict[tuple[Kind, date, str], tuple[Part, ...]] = {}
        self.chain: dict[tuple[Kind, date], tuple[Part, ...]] = {}
        self.wanted: dict[tuple[object, ...], Wanted] = {}
        groups = [rule.group for rule in concept.rules]
        ages = {g.age_from for g in groups if g.age_from is not None} | {g.age_to + 1 for g in groups if g.age_to is not None}
        self._ages = sorted(ages)
        self._flags = frozenset[str]().union(*(g.flags | g.without_flags for g in groups))
        self._asks_profile = any(g.profile for g in groups)
        channels = concept.contact_channels.intersection(*(rule.channels for rule in concept.rules if rule.channels))
        self._channels = channels | {UNSEEN}
        self._valid_from = max(rule.valid_from for rule in concept.rules)
        self._profile_months = {g.profile_months_from for g in groups if g.profile_months_from}
        self._profile_months |= {g.profile_months_to + 1 for g in groups if g.profile_months_to is not None}
        self._counts = any(isinstance(rule.kind, TimesPerHalfYear) for rule in concept.rules)
        self._wide_days = max((r.kind.late_to_days for r in concept.rules if isinstance(r.kind, MeasureEnd)), default=0)
        self._birthdays: dict[date, tuple[date, ...]] = {}

    def kind_of(self, customer: Customer, last: date, channel: str, on: date) -> Kind | None:
        """Return what the rules ask about a customer; None where anything else decides.

        Args:
            customer: who.
            last: latest contact, the registration of somebody never seen.
            channel: of the contact.
            on: first day of the week.
        """
        if self._counts or channel not in self._channels or last < max(customer.registered_on, self._valid_from):
            return None
        if customer.elternzeit_until is not None or (customer.status_since or last) > last:
            return None
        if self._asks_profile and ((customer.profile_since or last) > last or (self._profile_months and customer.profile_since)):
            return None
        birthdays = self._birthdays_of(customer)
        band = sum(day <= on for day in birthdays)
        if band != sum(day <= last for day in birthdays):
            return None
        profile = customer.profile if self._asks_profile else ""
        return customer.status, profile, customer.flags & self._flags, customer.plan_since is not None, band

    def next_birthday(self, customer: Customer, after: date) -> int:
        """Return the first Monday that sees the next birthday after a day with which a rule begins or ceases to hold."""
        return next((monday_from(day.toordinal()) for day in self._birthdays_of(customer) if day > after), NEVER)

    def _birthdays_of(self, customer: Customer) -> tuple[date, ...]:
        born = customer.birth_date
        if born not in self._birthdays:
            self._birthdays[born] = tuple(birthday(born, age) for age in self._ages)
        return self._birthdays[born]

    def has_late_measure(self, last_day: date, on: date) -> bool:
        """Tell whether a measure with this last day may still ask for a talk."""
        return on <= last_day + timedelta(days=self._wide_days)

    def changes_of(self, case: Case, talks_are_counted: bool) -> Iterator[date]:
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
