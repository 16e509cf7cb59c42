"""What must stay in a roster although it is old, because a deadline or the next plan still follows from it, and why."""

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.attendance import ShowRates
from scheduler.concept import Concept
from scheduler.due import Case
from scheduler.history import CHAIN, MISSED, NO_TALK_KINDS, REVIEW
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.needs import Cases
from scheduler.roster import HELD_OUTCOMES, OPEN_STATES, Booking, Contact, Customer, Roster
from scheduler.rule import AfterMiss, AfterTurnedAway, MeasureEnd, TimesPerHalfYear
from scheduler.showrates import is_counted
from scheduler.windows import is_closed
from scheduler.workdays import add_months

TURNED_AWAY = "turned_away"
FAILURES: dict[type, tuple[str, frozenset[str]]] = {
    AfterMiss: ("chain", CHAIN),
    AfterTurnedAway: ("turned_away", frozenset({TURNED_AWAY})),
}
"""Kind of a rule → why a row stays from which it follows, and the outcomes that it follows from."""
REASONS = (
    "clock",
    "half_year",
    "rates",
    "letter",
    "turned_away",
    "chain",
    "outcome",
    "double",
    "measure",
    "occasion",
    "grace",
    "booking",
)
"""Why an old row stays; key of a text below `forget.reason`."""


class Keeper:
    """Tells of old rows why they have to stay; looks everything up once.

    Whatever the days to come, with what stays the same is due as with all: of talks in the same channel only the newest counts
    to a clock, closes an occasion or meets a window, so older ones may go.
    """

    def __init__(self, roster: Roster, today: date) -> None:
        self.roster = roster
        self.today = today
        self._cases = Cases(roster, today)
        self._newest = _newest(roster, today)
        self._failed: dict[str, dict[str, set[tuple[str, date]]]] = {}
        self._rates_since = _rates_since(roster, today)
        self._seats = {(b.specialist_id, b.start) for b in roster.bookings if b.double_booked}
        self._rotation = max(c.overbooking.rotation_months for c in roster.concepts.values())

    def contact(self, position: int) -> str | None:
        """Return why a row of contacts.csv has to stay, None where it may go."""
        contact = self.roster.contacts[position]
        customer = self.roster.customer_by_id[contact.customer_id]
        concept = self._concept(customer)
        if position in self._newest:
            return "clock"
        if _is_held_talk(contact) and _counts_half_years(concept) and contact.on >= _half_year_start(customer, self.today):
            return "half_year"
        since = self._rates_since.get(self.roster.team_of(customer).name)
        if since is not None and contact.on >= since and is_counted(contact):
            return "rates"
        if self._is_recent_letter(contact, concept):
            return "letter"
        return next((reason for reason, days in self._failures(customer).items() if (contact.outcome, contact.on) in days), None)

    def _failures(self, customer: Customer) -> dict[str, set[tuple[str, date]]]:
        """Return the invitations that led to no talk and from which something still follows: reason → (outcome, day)."""
        name = customer.customer_id
        if name not in self._failed:
            case, today = self._cases.of(customer), self.today
            missed = {(MISSED, day) for day in case.history.misses_in_a_row(today)}
            found = {"turned_away": set[tuple[str, date]](), "chain": missed}
            for rule in case.concept.rules:
                reason, outcomes = FAILURES.get(type(rule.kind), ("", frozenset[str]()))
                day = case.history.last_failed(outcomes, today)
                if day is not None and not case.history.any_between(case.channels(rule), day, today):
                    found[reason] |= {(outcome, day) for outcome in (MISSED, "excused", TURNED_AWAY)}
            self._failed[name] = found
        return self._failed[name]

    def booking(self, position: int) -> str | None:
        """Return why a row of bookings.csv has to stay."""
        booking = self.roster.bookings[position]
        if not booking.customer_id:
            return None
        if booking.state in OPEN_STATES:
            return "outcome"
        seat = (booking.specialist_id, booking.start)
        if seat in self._seats and booking.start.date() >= add_months(self.today, -self._rotation):
            return "double"
        concept = self._concept(self.roster.customer_by_id[booking.customer_id])
        return "letter" if self._is_recent_letter(booking, concept) else None

    def measure(self, position: int) -> str | None:
        """Return why a row of measures.csv has to stay: a talk may still be due after its end."""
        measure = self.roster.measures[position]
        end = measure.ended_early_on or measure.last_day
        concept = self._concept(self.roster.customer_by_id[measure.customer_id])
        days = [rule.kind.late_to_days for rule in concept.rules if isinstance(rule.kind, MeasureEnd)]
        return "measure" if days and end + timedelta(days=max(days)) >= self.today else None

    def occasion(self, position: int) -> str | None:
        """Return why a row of occasions.csv has to stay: nothing has met it yet."""
        occasion = self.roster.occasions[position]
        case = self._cases.of(self.roster.customer_by_id[occasion.customer_id])
        return None if is_closed(case, occasion) else "occasion"

    def deviation(self, position: int) -> str | None:
        """Return why a row of deviations.csv has to stay: its end gives a grace as long as no talk was held since."""
        deviation = self.roster.deviations[position]
        case = self._cases.of(self.roster.customer_by_id[deviation.customer_id])
        ends = [d.until for d in case.deviations if d.until < self.today]
        gives_grace = deviation.until == max(ends, default=date.max) and deviation.until >= _earliest_clock(case)
        return "grace" if gives_grace else None

    def _concept(self, customer: Customer) -> Concept:
        return self.roster.concepts[self.roster.team_of(customer).concept]

    def _is_recent_letter(self, row: Contact | Booking, concept: Concept) -> bool:
        if row.invited_by != "letter" or row.invited_on is None:
            return False
        return row.invited_on + timedelta(days=concept.letter_spacing_days) > self.today


def _is_held_talk(contact: Contact) -> bool:
    return contact.outcome in HELD_OUTCOMES and contact.kind not in NO_TALK_KINDS


def _newest(roster: Roster, today: date) -> frozenset[int]:
    """Return the newest held talk of every customer in each channel (one with qualified advice apart), the newest review.

    The last contact of the customer table is a talk too: what is not newer than it need not stay.
    """
    newest: dict[tuple[str, ...], tuple[date, int]] = {}
    for customer in roster.customers:
        if customer.last_contact_on is not None and customer.last_contact_on <= today:
            for advice in ("yes", ""):
                channel = customer.last_contact_channel or "in_person"
                newest[customer.customer_id, channel, advice] = (customer.last_contact_on, -1)
    for position, contact in enumerate(roster.contacts):
        if contact.on <= today:
            for key in _clocks(contact):
                day, _ = newest.get(key, (date.min, -1))
                if contact.on > day:
                    newest[key] = (contact.on, position)
    return frozenset(position for _, position in newest.values())


def _clocks(contact: Contact) -> Iterator[tuple[str, ...]]:
    if _is_held_talk(contact):
        channel = contact.channel or "in_person"
        yield contact.customer_id, channel, ""
        if contact.advice:
            yield contact.customer_id, channel, "yes"
    elif contact.outcome in HELD_OUTCOMES and contact.kind == REVIEW:
        yield contact.customer_id, REVIEW


def _rates_since(roster: Roster, today: date) -> dict[str, date]:
    """Return team → first day whose invitations show rates are worked out from, for teams that have rates of their own."""
    since: dict[str, date] = {}
    for name, rates in ShowRates(roster, today).by_team.items():
        months = roster.concepts[roster.office.teams[name].concept].overbooking.history_months
        for team in rates.teams:
            since[team] = min(since.get(team, date.max), add_months(today, -months))
    return since


def _counts_half_years(concept: Concept) -> bool:
    return any(isinstance(rule.kind, TimesPerHalfYear) for rule in concept.rules)


def _half_year_start(customer: Customer, on: date) -> date:
    anchor, number = half_year(customer, on)
    return add_months(anchor, HALF_YEAR_MONTHS * number)


def _earliest_clock(case: Case) -> date:
    """Return the earliest day from which an interval may count, over all rules of the concept."""
    channels = {case.channels(rule) for rule in case.concept.rules} | {case.concept.contact_channels}
    last = [case.history.last(counting, case.on) or date.min for counting in channels]
    earliest = max(min(last), case.customer.registered_on)
    if _counts_half_years(case.concept):
        earliest = min(earliest, _half_year_start(case.customer, case.on) - timedelta(days=1))
    return earliest
