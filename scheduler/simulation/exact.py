"""The exact engine: every simulated week is planned by the constraint model, as `turnus plan` plans it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from scheduler.needs import WeekLook
from scheduler.plan import Appointment, Plan
from scheduler.planner import plan_week
from scheduler.roster import Booking
from scheduler.simulation.engine import Planned, Week
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.week_to_plan import WeekToPlan, prepare_week

KEY = b"simulation"
"""Key of the ids of made-up appointments; nobody real is behind them."""


def exact_week(world: World, _records: Records, look: WeekLook, today: date) -> Planned:
    """Plan a week with the constraint model.

    Raises:
        PlanError: a search found no plan at all within its limit.
    """
    to_plan = prepare_week(world.roster(), look.monday, today, rates=world.rates)
    with ThreadPoolExecutor(1) as alone:  # replications run beside one another, weeks do not
        plan = plan_week(to_plan, KEY, executor=alone)
    return Planned(
        bookings=tuple(_booking(appointment, today) for appointment in plan.appointments),
        weeks=tuple(_weeks(to_plan.covered(plan.holders), plan)),
        left_out=tuple(row.customer_id for row in plan.not_invited if row.customer_id not in world.open),
    )


def _weeks(to_plan: WeekToPlan, plan: Plan) -> list[Week]:
    weeks = {week.specialist.specialist_id: week for week in to_plan.prepared}
    counting = (a for a in plan.appointments if weeks[a.specialist_id].problem.by_id[a.customer_id].counts)
    invited = Counter(a.specialist_id for a in counting)
    return [
        Week(
            team=week.specialist.team,
            shortfall=max(0, (week.number.invitations or 0) - invited[week.specialist.specialist_id]),
        )
        for week in to_plan.prepared
    ]


def _booking(a: Appointment, today: date) -> Booking:
    """Return an appointment as a booking that is approved on a day."""
    return Booking(
        booking_id=a.appointment_id,
        specialist_id=a.specialist_id,
        customer_id=a.customer_id,
        start=a.start.replace(tzinfo=None),
        end=a.end.replace(tzinfo=None),
        state="approved",
        kind=a.kind,
        channel=a.channel,
        invited_by=a.invited_by,
        invited_on=today,
        covers_for=a.covers_for,
        double_booked=a.double_booked,
    )
