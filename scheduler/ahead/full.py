"""A week of a horizon with the full planner: the plan of `turnus plan`, standing on the weeks before."""

from dataclasses import replace

from constraints import Assignment, Placement
from scheduler.ahead.horizon import Decided
from scheduler.assumed import Ahead
from scheduler.plan import Plan
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import minute_of_day


def decided(to_plan: WeekToPlan, plan: Plan) -> Decided:
    """Return what a plan decides."""
    return Decided(to_plan.covered(plan.holders), plans_of(to_plan, plan), plan.appointments)


def on_top(plan: Plan, ahead: Ahead | None) -> Plan:
    """Return a plan with what its week takes for granted."""
    return replace(plan, ahead=ahead)


def plans_of(to_plan: WeekToPlan, plan: Plan) -> dict[str, Assignment]:
    """Return specialist id → the starts of the plan's appointments as cells of the week."""
    presence = to_plan.presence
    found: dict[str, list[Placement]] = {prepared.specialist.specialist_id: [] for prepared in to_plan.prepared}
    for a in plan.appointments:
        local = a.start.astimezone(to_plan.zone)
        day = (local.date() - to_plan.week.monday).days
        cell = day * presence.cells_per_day + minute_of_day(local) // presence.grid_minutes
        found[a.specialist_id].append(Placement(a.customer_id, cell, 0, a.double_booked))
    return {name: tuple(rows) for name, rows in found.items()}
