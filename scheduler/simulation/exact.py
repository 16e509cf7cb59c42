"""The exact engine: every simulated week is planned by the constraint model, as `turnus plan` plans it."""

from concurrent.futures import Executor, Future
from datetime import date

from scheduler.needs import WeekLook
from scheduler.planner import plan_week
from scheduler.simulation.engine import Planned
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.week_to_plan import prepare_week

KEY = b"simulation"
"""Key of the ids of made-up appointments; nobody real is behind them."""


def exact_week(world: World, _records: Records, look: WeekLook, today: date) -> Planned:
    """Plan a week with the constraint model.

    Raises:
        PlanError: a search found no plan at all within its limit.
    """
    to_plan = prepare_week(world.roster(), look.monday, today, rates=world.rates)
    plan = plan_week(to_plan, KEY, executor=_Here())
    left_out = tuple(row.customer_id for row in plan.not_invited if row.customer_id not in world.open)
    covered = to_plan.covered(plan.holders)
    return Planned(plan.appointments, covered.prepared, left_out)


class _Here(Executor):
    """Runs a call at once, in the same thread: replications run beside one another, weeks do not."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the signature of the library
        """Run a call."""
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # handed on by the future
            future.set_exception(error)
        return future
