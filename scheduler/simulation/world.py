"""The world of one replication: who is looked after by whom, what has happened so far, who is invited. It changes day by day."""

from collections import defaultdict
from copy import copy
from dataclasses import replace
from datetime import date
from operator import attrgetter

from constraints.problem import Resource
from scheduler.attendance import ShowRates
from scheduler.bycustomer import by_customer
from scheduler.post import LETTER
from scheduler.presence import Presence
from scheduler.roster import FREED_STATES, OPEN_STATES, Absence, Booking, Contact, Customer, Roster
from scheduler.talks import last_letters, resource_names

in_order_of_time = attrgetter("start", "specialist_id", "booking_id")
"""Key of a booking of a day."""


class World:
    """What the people of a roster live through.

    Args:
        roster: the roster of the scenario.
        rates: show rates, for planning and for what happens.
        today: the day from which on everything is drawn.

    Attributes:
        began: the day from which on everything is drawn.
        customers: id → customer, newcomers included, those who left not any more.
        contacts, measures, occasions: customer id → rows, contacts in order of time.
        open: customer id → open appointments, in order of time.
        by_day: day → open appointments.
        absences: everything known so far.
        news: ids of the customers about whom something has changed since `take_news`.
        changed: ids of those of them who have another status or the like.
        new_absences: of specialists, since somebody took note of them last.
        touched: ids of the customers to whom anything has happened since the beginning.
        last_letter: customer id → day on which the last letter went out.
        team_name: specialist id → team.
    """

    def __init__(self, roster: Roster, rates: ShowRates, today: date) -> None:
        self.setting = replace(roster, wishes=(), contacts=(), bookings=(), calendar=(), letters=())
        self.rates = rates
        self.began = today
        self.customers = dict(roster.customer_by_id)
        self.contacts = by_customer(sorted((row for row in roster.contacts if row.on <= today), key=lambda row: row.on))
        self.measures = by_customer(roster.measures)
        self.occasions = by_customer(roster.occasions)
        self.deviations = roster.deviations
        self.absences = list(roster.absences)
        self.blocks = tuple(b for b in roster.bookings if not b.customer_id and b.state not in FREED_STATES)
        self._blocks_by_day: defaultdict[date, list[Booking]] = defaultdict(list)
        for block in self.blocks:
            self._blocks_by_day[block.start.date()].append(block)
        self.open: defaultdict[str, list[Booking]] = defaultdict(list)
        self.by_day: defaultdict[date, list[Booking]] = defaultdict(list)
        self.news = set(self.customers)
        self.changed: set[str] = set()
        self.touched: set[str] = set()
        self.last_letter = last_letters(roster.contacts, roster.bookings)
        self.team_name = {s.specialist_id: s.team for s in roster.specialists}
        self.new_absences: list[Absence] = []
        self.away_customers = {absence.person_id for absence in roster.absences}
        self._presence: Presence | None = None
        for booking in sorted(roster.bookings, key=lambda b: (b.start, b.booking_id)):
            if booking.customer_id and booking.state in OPEN_STATES and booking.start.date() >= today:
                self.invite(booking)

    @property
    def presence(self) -> Presence:
        """Presence of everybody by the absences known so far."""
        if self._presence is None:
            self._presence = Presence(replace(self.setting, absences=tuple(self.absences)))
        return self._presence

    def fresh(self) -> "World":
        """Return a world of its own that stands as this one does now."""
        other = copy(self)
        other.customers, other.last_letter = self.customers.copy(), self.last_letter.copy()
        other.contacts = {name: rows.copy() for name, rows in self.contacts.items()}
        other.measures = {name: rows.copy() for name, rows in self.measures.items()}
        other.occasions = {name: rows.copy() for name, rows in self.occasions.items()}
        other.open = defaultdict(list, {name: rows.copy() for name, rows in self.open.items()})
        other.by_day = defaultdict(list, {day: rows.copy() for day, rows in self.by_day.items()})
        other.absences, other.new_absences = self.absences.copy(), self.new_absences.copy()
        other.news, other.changed, other.touched = self.news.copy(), self.changed.copy(), self.touched.copy()
        other._presence = self.presence
        return other

    def invite(self, booking: Booking) -> None:
        """Add an open appointment."""
        if booking.invited_by == LETTER and booking.invited_on is not None:
            self.last_letter[booking.customer_id] = booking.invited_on
        self.open[booking.customer_id].append(booking)
        self.by_day[booking.start.date()].append(booking)

    def blocks_on(self, day: date) -> list[Booking]:
        """Return the internal blocks of a day."""
        return self._blocks_by_day.get(day, [])

    def resources_on(self, day: date) -> dict[str, Resource]:
        """Return what the appointments of a day leave of rooms, interpreters and video seats, in cells of the day."""
        setting, presence = self.setting, self.presence
        left = {}
        for resource in setting.resources:
            hours = presence.resource_cells(resource, day)
            left[resource.resource] = Resource(resource.resource, (hours,) * resource.capacity)
        for booking in self.by_day.get(day, ()) if left else ():
            cells = presence.taken(booking.start, booking.end)
            for name in self.units_of(booking):
                left[name] = left[name].with_one_less(cells)
        return left

    def units_of(self, booking: Booking) -> set[str]:
        """Return what an appointment needs out of resources.csv; a second person in a seat needs nothing more."""
        known = {resource.resource for resource in self.setting.resources}
        if not known or booking.double_booked:
            return set()
        holder = self.setting.specialist_by_id[booking.specialist_id]
        return known & resource_names(self.customers[booking.customer_id], booking.channel or "in_person", holder)

    def take_day(self, day: date) -> list[Booking]:
        """Return the appointments of a day in order of time; they are not open any more."""
        bookings = self.by_day.pop(day, [])
        for booking in bookings:
            name = booking.customer_id
            if len(self.open[name]) == 1:
                del self.open[name]
            else:
                self.open[name] = [other for other in self.open[name] if other is not booking]
            self.news.add(name)
        return sorted(bookings, key=in_order_of_time)

    def add_contact(self, contact: Contact) -> None:
        """Add what became of an appointment."""
        self.contacts.setdefault(contact.customer_id, []).append(contact)
        self.news.add(contact.customer_id)
        self.touched.add(contact.customer_id)

    def add_absence(self, absence: Absence) -> None:
        """Add an absence of a specialist."""
        self.absences.append(absence)
        if self._presence is not None:
            self._presence = self._presence.with_absence(absence)
        self.new_absences.append(absence)

    def put(self, customer: Customer) -> None:
        """Add a customer, or take over a change."""
        self.customers[customer.customer_id] = customer
        self.changed.add(customer.customer_id)
        self.news.add(customer.customer_id)
        self.touched.add(customer.customer_id)

    def remove(self, customer_id: str) -> None:
        """Let a customer go, with all appointments."""
        del self.customers[customer_id]
        for booking in self.open.pop(customer_id, []):
            self.by_day[booking.start.date()].remove(booking)
        self.news.add(customer_id)

    def take_news(self) -> set[str]:
        """Return the ids of the customers about whom something has changed since the last call."""
        news, self.news = self.news, set()
        return news

    def bookings(self) -> tuple[Booking, ...]:
        """Return internal blocks and open appointments."""
        return (*self.blocks, *(booking for rows in self.open.values() for booking in rows))

    def roster(self) -> Roster:
        """Return the state as a roster, as `turnus plan` would read it."""
        return replace(
            self.setting,
            customers=tuple(self.customers.values()),
            contacts=tuple(row for rows in self.contacts.values() for row in rows),
            measures=tuple(row for rows in self.measures.values() for row in rows),
            occasions=tuple(row for rows in self.occasions.values() for row in rows),
            absences=tuple(self.absences),
            bookings=self.bookings(),
        )

    def team_of(self, customer_id: str) -> str:
        """Return the name of the team that looks after a customer."""
        return self.team_name[self.customers[customer_id].specialist_id]
