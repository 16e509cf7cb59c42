"""The fast engine: the same needs, hours, numbers and order of concerns as the plan, but seats in the order of the list, no solver."""

from dataclasses import replace
from datetime import date

from scheduler.ahead.quick import quick_week
from scheduler.need import WeekNeeds
from scheduler.needs import WeekLook
from scheduler.prepare import Preparation
from scheduler.simulation.engine import Planned
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.week_to_plan import week_of_needs


def fast_week(world: World, records: Records, look: WeekLook, today: date) -> Planned:
    """Plan a week without the solver."""
    needs = tuple(records.candidates(look))
    roster = replace(
        world.setting,
        customers=tuple(world.customers.values()),
        absences=tuple(world.absences),
        bookings=world.bookings(),
        contacts=world.recent_contacts(today),
    )
    week = WeekNeeds(look.monday, look.first_day, needs, (), (), ())
    to_plan = week_of_needs(Preparation(roster, week, today, look.presence, world.rates))
    decided = quick_week(to_plan)
    invited = {a.customer_id for a in decided.appointments}
    left_out = tuple(need.customer.customer_id for need in week.ladder if need.customer.customer_id not in invited)
    return Planned(decided.appointments, decided.to_plan.prepared, left_out)
