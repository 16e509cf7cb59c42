"""Both engines of the simulation on the same states: what each stage of the plan is worth with either of them."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

import pytest

from constraints import Placement
from constraints.audit import audit, measure
from constraints.rules import RULES
from scheduler.needs import WeekLook
from scheduler.plan import Appointment
from scheduler.planner import plan_week
from scheduler.roster import Booking
from scheduler.simulation import replication
from scheduler.simulation.engine import Planned
from scheduler.simulation.exact import KEY
from scheduler.simulation.fast import fast_week
from scheduler.simulation.records import Records
from scheduler.simulation.replication import Simulator
from scheduler.simulation.world import World
from scheduler.week_to_plan import WeekToPlan, prepare_week
from scheduler.workdays import minute_of_day

DOUBLES = "double seats"
HARD = {rule.NAME for rule in RULES.start_rules} | {rule.NAME for rule in RULES.model_rules}


@dataclass(slots=True)
class Compared:
    """What the states of a run were worth, all stages together.

    Attributes:
        states: weeks compared.
        exact: stage → value with the constraint model, summed over the weeks; 0 is not left out.
        fast: stage → value with the fast engine.
        equal: stage → weeks in which both are the same.
        invited: people invited, by the model and by the fast engine.
        left_out: whom only one of them leaves out, over all weeks.
        broken_rules: names of hard rules that a fast plan breaks.
    """

    states: int = 0
    exact: Counter[str] = field(default_factory=Counter)
    fast: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)
    invited: list[int] = field(default_factory=lambda: [0, 0])
    left_out: int = 0
    broken_rules: set[str] = field(default_factory=set)


def compared(simulator: Simulator, number: int, into: Compared, every: int = 1) -> None:
    """Live through a replication with the fast engine; plan every so manieth of its weeks with the model too.

    Args:
        simulator: a simulator with the fast engine.
        number: of the replication.
        into: what is added to.
        every: so many weeks from one that is compared to the next.
    """
    weeks = 0

    def both(world: World, records: Records, look: WeekLook, today: date) -> Planned:
        nonlocal weeks
        planned = fast_week(world, records, look, today)
        weeks += 1
        if weeks % every == 0:
            _compare(world, look, today, planned, into)
        return planned

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replication, "engine_of", lambda _: both)
        simulator.replicate(number)


def _compare(world: World, look: WeekLook, today: date, planned: Planned, into: Compared) -> None:
    to_plan = prepare_week(world.roster(), look.monday, today, rates=world.rates)
    with ThreadPoolExecutor(1) as alone:
        plan = plan_week(to_plan, KEY, executor=alone)
    exact, _ = _values(to_plan.covered(plan.holders), plan.appointments)
    holders = {booking.customer_id: booking.specialist_id for booking in planned.bookings if booking.covers_for}
    fast, broken = _values(to_plan.covered(holders), planned.bookings)
    into.states += 1
    into.exact.update(exact)
    into.fast.update(fast)
    into.equal.update(stage for stage in exact.keys() | fast.keys() if exact[stage] == fast[stage])
    into.invited[0] += len(plan.appointments)
    into.invited[1] += len(planned.bookings)
    by_model = {row.customer_id for row in plan.not_invited if row.customer_id not in world.open}
    into.left_out += len(by_model ^ set(planned.left_out))
    into.broken_rules |= broken


def _values(to_plan: WeekToPlan, rows: Sequence[Appointment | Booking]) -> tuple[Counter[str], set[str]]:
    """Return the value of each stage, all specialists together, and the hard rules that are broken.

    Double seats come after the stages, so the stages are worth what the single seats are worth; the others are counted apart.
    """
    values: Counter[str] = Counter()
    broken: set[str] = set()
    for week in to_plan.everyone:
        own = [row for row in rows if row.specialist_id == week.specialist.specialist_id]
        plan = tuple(Placement(row.customer_id, _cell(to_plan, row), 0, row.double_booked) for row in own)
        values.update(measure(week.problem, tuple(placement for placement in plan if not placement.is_double)))
        values[DOUBLES] += sum(placement.is_double for placement in plan)
        broken |= {violation.rule for violation in audit(week.problem, plan)} & HARD
    return values, broken


def _cell(to_plan: WeekToPlan, row: Appointment | Booking) -> int:
    day = (row.start.date() - to_plan.week.monday).days
    return day * to_plan.presence.cells_per_day + minute_of_day(row.start) // to_plan.presence.grid_minutes
