"""Edits of a roster in memory: the one row that a change is about, everything else as it was."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from msgspec import structs

from scheduler.roster import Booking, Customer, Hours, Resource, Roster, Specialist, Wish

Edit = Callable[[Roster], Roster]


def with_customer(customer_id: str, **values: Any) -> Edit:
    """Return the edit that gives a customer other values."""

    def changed(customer: Customer) -> Customer:
        return structs.replace(customer, **values) if customer.customer_id == customer_id else customer

    return lambda roster: replace(roster, customers=tuple(map(changed, roster.customers)))


def with_specialist(specialist_id: str, **values: Any) -> Edit:
    """Return the edit that gives a specialist other values."""

    def changed(specialist: Specialist) -> Specialist:
        return replace(specialist, **values) if specialist.specialist_id == specialist_id else specialist

    return lambda roster: replace(roster, specialists=tuple(map(changed, roster.specialists)))


def with_one_more(name: str) -> Edit:
    """Return the edit that gives a resource one unit more."""

    def changed(resource: Resource) -> Resource:
        return replace(resource, capacity=resource.capacity + 1) if resource.resource == name else resource

    return lambda roster: replace(roster, resources=tuple(map(changed, roster.resources)))


def with_wishes(wishes: tuple[Wish, ...]) -> Edit:
    """Return the edit that puts other rows into wishes.csv."""
    return lambda roster: replace(roster, wishes=wishes)


def with_wish(specialist_id: str, customer_id: str) -> Edit:
    """Return the edit that adds the wish that a customer is seen this week, on any day."""
    wish = Wish(specialist_id, customer_id, None, None, "", must=True)
    return lambda roster: replace(roster, wishes=(*roster.wishes, wish))


def without_bookings(names: Collection[str]) -> Edit:
    """Return the edit that cancels some appointments or internal blocks."""

    def changed(booking: Booking) -> Booking:
        return structs.replace(booking, state="cancelled") if booking.booking_id in names else booking

    return lambda roster: replace(roster, bookings=tuple(map(changed, roster.bookings)))


def with_booking(booking: Booking) -> Edit:
    """Return the edit that adds an appointment."""
    return lambda roster: replace(roster, bookings=(*roster.bookings, booking))


def without_hours(hours: Collection[Hours], weekday: int, start: int, stop: int) -> tuple[Hours, ...]:
    """Return weekly hours without a span of one weekday (minutes)."""
    left: list[Hours] = []
    for span in hours:
        if span.weekday != weekday or span.stop <= start or span.start >= stop:
            left.append(span)
            continue
        left += [Hours(weekday, a, b) for a, b in ((span.start, start), (stop, span.stop)) if a < b]
    return tuple(left)
