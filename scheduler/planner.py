"""plan_week: roster → needs → problem → model → plan, one specialist's week after the other, several at a time.

The weeks of the specialists do not touch one another, so they are solved in parallel; each solve has one worker and a
deterministic limit, so the plan does not depend on how many run at a time.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from os import cpu_count

from constraints.solve import Outcome, SolverSettings, solve
from scheduler.errors import PlanError
from scheduler.plan import Plan, SpecialistWeek
from scheduler.planrows import PlanRows
from scheduler.prepare import Prepared
from scheduler.texts import language, text
from scheduler.week_to_plan import WeekToPlan

ENOUGH_FOR_PROCESSES = 60
PACKAGES = ("turnus", "ortools")


def plan_week(
    to_plan: WeekToPlan,
    key: bytes,
    settings: SolverSettings | None = None,
    executor: Executor | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Plan:
    """Plan a week.

    Args:
        to_plan: the roster looked at for the week.
        key: key of the pseudonyms.
        settings: limits and seed of the solver.
        executor: runs the specialists' weeks; None = threads or, for a whole house, processes, one a processor.
        progress: called after each specialist's week.
    """
    settings = settings or SolverSettings()
    results = list(_solve_all(to_plan, settings, executor, progress))
    rows = PlanRows(to_plan, key)
    return Plan(
        monday=to_plan.week.monday,
        today=to_plan.today,
        appointments=tuple(row for prepared, outcome in results for row in rows.appointments(prepared, outcome.assignment)),
        not_invited=tuple(row for prepared, outcome in results for row in rows.not_invited(prepared, outcome.assignment)),
        weeks=tuple(_week(rows, prepared, outcome) for prepared, outcome in results),
        settings={**asdict(settings), "grid_minutes": to_plan.presence.grid_minutes, "language": language()},
        inputs=dict(to_plan.roster.digests),
        versions={package: version(package) for package in PACKAGES},
    )


def _week(rows: PlanRows, prepared: Prepared, outcome: Outcome) -> SpecialistWeek:
    stages = tuple((stage.name, stage.value, stage.bound, stage.proved) for stage in outcome.stages)
    return rows.specialist_week(prepared, outcome.assignment, stages, outcome.cuts)


def _own_executor(weeks: int) -> Executor:
    """Return threads for a team, and processes for a house, where they earn the time that they take to start."""
    if weeks < ENOUGH_FOR_PROCESSES:
        return ThreadPoolExecutor(cpu_count())
    return ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn"))


def _solve_all(
    to_plan: WeekToPlan, settings: SolverSettings, executor: Executor | None, progress: Callable[[], object]
) -> Iterator[tuple[Prepared, Outcome]]:
    """Solve every specialist's week, in order; a search without any plan within its limit ends the planning."""
    with nullcontext(executor) if executor else _own_executor(len(to_plan.prepared)) as pool:
        futures = [pool.submit(solve, prepared.problem, settings) for prepared in to_plan.prepared]
        for prepared, future in zip(to_plan.prepared, futures, strict=True):
            try:
                outcome = future.result()
            except RuntimeError as error:
                raise PlanError(text("error.no_time", specialist=prepared.specialist.specialist_id)) from error
            yield prepared, outcome
            progress()
