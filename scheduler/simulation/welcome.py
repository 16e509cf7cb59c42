"""Welcome: where somebody new registers, the first talk is often agreed at once and handed over; the first free seat is taken.

Source: BA-Empfehlungen 2010, 3.2 (an appointment that is handed over is binding, saves the post and is known to have arrived).
"""

from datetime import date, datetime, timedelta

from constraints.cells import starts_that_fit
from scheduler.needs import talk_minutes
from scheduler.roster import Booking, Customer
from scheduler.simulation.positions import Positions
from scheduler.simulation.world import World
from scheduler.talks import resource_names

AGREED, IN_PERSON, FIRST = "agreed", "in_person", "first"
FARTHEST_DAYS = 28
"""Nobody agrees on a later day; the plan invites them then."""


def first_talk(world: World, team: Positions, customer: Customer, today: date) -> Booking | None:
    """Return the first talk of somebody who registers today: the specialist's first free seat; None where there is none.

    Args:
        world: who is there, and which appointments stand.
        team: of the specialist.
        customer: who is new.
        today: day of registration.
    """
    presence, minutes = world.presence, talk_minutes(team.concept, FIRST, team.team.kind)
    specialist = world.setting.specialist_by_id[customer.specialist_id]
    cells = -(-minutes // presence.grid_minutes)
    units = {r.resource for r in world.setting.resources} & resource_names(customer, IN_PERSON, specialist)
    lead = team.concept.lead_days[AGREED]
    for day in (today + timedelta(days=number) for number in range(lead, FARTHEST_DAYS)):
        free = presence.open_cells(specialist, day)
        free = free and free & ~_taken(world, customer.specialist_id, day)
        if free and units:
            resources = world.resources_on(day)
            for name in units:
                free &= resources[name].in_hours
        starts = starts_that_fit(free & ~presence.busy_cells(customer, day), cells) if free else 0
        if starts:
            cell = (starts & -starts).bit_length() - 1
            start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=cell * presence.grid_minutes)
            return Booking(
                booking_id=f"{customer.customer_id}/{FIRST}",
                specialist_id=customer.specialist_id,
                customer_id=customer.customer_id,
                start=start,
                end=start + timedelta(minutes=minutes),
                state="approved",
                kind=FIRST,
                channel=IN_PERSON,
                invited_by=AGREED,
                invited_on=today,
            )
    return None


def _taken(world: World, specialist_id: str, day: date) -> int:
    """Return the cells of a day that appointments and internal blocks of a specialist take."""
    taken = 0
    for booking in (*world.by_day.get(day, ()), *world.blocks_on(day)):
        if booking.specialist_id == specialist_id:
            taken |= world.presence.taken(booking.start, booking.end)
    return taken
