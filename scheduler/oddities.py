"""Oddities: what is no fault of the files but looks wrong; `check` warns of it, nothing is changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from scheduler.cellvalues import mail_address
from scheduler.errors import Fault
from scheduler.importmark import is_imported
from scheduler.intervals import regular
from scheduler.needs import Cases
from scheduler.presence import Presence
from scheduler.roster import OPEN_STATES, Booking, Roster
from scheduler.rostersource import table_name
from scheduler.rule import Every, Individual, Rule
from scheduler.rulenames import rule_name
from scheduler.texts import text
from scheduler.workdays import completed_years

YOUTH_AGE = 25
LEGAL_FLOOR_MONTHS = 6


def oddities(roster: Roster, today: date) -> list[Fault]:
    """Return everything that looks wrong in a roster on a day, in order of file."""
    found = [
        *_bookings(roster, today),
        *_customers(roster, today),
        *_needs(roster),
        *_contacts(roster, today),
        *_wishes(roster),
        *_specialists(roster),
    ]
    return sorted(replace(odd, file=table_name(roster.folder, odd.file)) for odd in found)


def _odd(file: str, column: str, value: object, key: str, **values: object) -> Fault:
    return Fault(file, 0, column, str(value), text(f"odd.{key}", **values))


def _bookings(roster: Roster, today: date) -> Iterator[Fault]:
    """Imported blocks are as somebody else's calendar has them; `import` tells what they fall on."""
    presence = Presence(roster)
    by_specialist: defaultdict[str, list[Booking]] = defaultdict(list)
    for booking in roster.bookings:
        if booking.state not in OPEN_STATES or is_imported(booking):
            continue
        name = booking.booking_id
        by_specialist[booking.specialist_id].append(booking)
        if booking.start.date() < today and booking.customer_id:
            yield _odd("bookings.csv", "state", name, "no_outcome", day=f"{booking.start:%d.%m.%Y}")
        elif booking.customer_id and not _is_inside(roster, presence, booking):
            yield _odd("bookings.csv", "start", name, "outside_hours", moment=f"{booking.start:%d.%m.%Y %H:%M}")
    for bookings in by_specialist.values():
        for earlier, later in pairwise(sorted(bookings, key=lambda b: (b.start, b.booking_id))):
            if later.start < earlier.end and not (later.double_booked or earlier.double_booked):
                yield _odd("bookings.csv", "start", later.booking_id, "overlap", other=earlier.booking_id)


def _is_inside(roster: Roster, presence: Presence, booking: Booking) -> bool:
    specialist = roster.specialist_by_id[booking.specialist_id]
    return not presence.taken(booking.start, booking.end) & ~presence.open_cells(specialist, booking.start.date())


def _customers(roster: Roster, today: date) -> Iterator[Fault]:
    cases = Cases(roster, today)
    for customer in roster.customers:
        name, team = customer.customer_id, roster.team_of(customer)
        if team.kind == "u25" and completed_years(customer.birth_date, today) >= YOUTH_AGE:
            yield _odd("customers.csv", "birth_date", name, "not_young", team=team.name)
        if "alg_aufstocker" in customer.flags:
            yield _odd("customers.csv", "flags", name, "alg_aufstocker")
        for column in ("birth_date", "registered_on", "last_contact_on", "status_since", "profile_since"):
            day = getattr(customer, column)
            if day is not None and day > today:
                yield _odd("customers.csv", column, name, "in_future", day=f"{day:%d.%m.%Y}")
        if customer.plan_since is not None:
            rule = regular(cases.of(customer)).rule
            if _months(rule) > LEGAL_FLOOR_MONTHS:
                yield _odd("customers.csv", "plan_since", name, "legal_floor", rule=rule_name(rule.rule_id))


def _needs(roster: Roster) -> Iterator[Fault]:
    """What a customer needs should be a resource of the house or something that somebody of the team knows."""
    resources = {resource.resource for resource in roster.resources}
    known: defaultdict[str, set[str]] = defaultdict(set)
    for specialist in roster.specialists:
        known[specialist.team] |= specialist.skills
    for customer in roster.customers:
        for need in sorted(customer.needs - resources - known[roster.team_of(customer).name]):
            yield _odd("customers.csv", "needs", customer.customer_id, "unknown_need", need=need)


def _contacts(roster: Roster, today: date) -> Iterator[Fault]:
    for contact in roster.contacts:
        if contact.on > today:
            yield _odd("contacts.csv", "on", contact.customer_id, "in_future", day=f"{contact.on:%d.%m.%Y}")


def _months(rule: Rule) -> int:
    """Return the calendar months that a rule allows between two contacts; 0 where it counts otherwise."""
    match rule.kind:
        case Every(span) | Individual(span):
            return span.months
    return 0


def _wishes(roster: Roster) -> Iterator[Fault]:
    for wish in roster.wishes:
        if roster.customer_by_id[wish.customer_id].specialist_id != wish.specialist_id:
            yield _odd("wishes.csv", "specialist_id", wish.customer_id, "not_own_customer", specialist=wish.specialist_id)


def _specialists(roster: Roster) -> Iterator[Fault]:
    names: dict[str, str] = {}
    for specialist in roster.specialists:
        name = specialist.specialist_id
        if not specialist.windows:
            yield _odd("specialists.csv", "mon", name, "no_windows")
        if specialist.email and not _is_mail_address(specialist.email):
            yield _odd("specialists.csv", "email", specialist.email, "no_mail_address", specialist=name)
        other = names.setdefault(name.casefold(), name)
        if other != name:
            yield _odd("specialists.csv", "specialist_id", name, "one_file", other=other)


def _is_mail_address(cell: str) -> bool:
    try:
        return mail_address(cell) == cell
    except ValueError:
        return False
