"""plan_week: roster → needs → problem → model → plan."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from os import cpu_count

from constraints import Assignment
from constraints.solve import SolverSettings
from scheduler.memory import collect_rarely
from scheduler.plan import PACKAGES, Elsewhere, Plan
from scheduler.planrows import PlanRows, with_doubles
from scheduler.resourceuse import resource_spans
from scheduler.solving import solve_week
from scheduler.texts import language
from scheduler.week_to_plan import WeekToPlan

ENOUGH_FOR_PROCESSES = 60


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
    with nullcontext(executor) if executor else _own_executor(len(to_plan.everyone)) as pool:
        solved = solve_week(to_plan, settings, pool, progress)
    to_plan = solved.to_plan
    single = {name: plan for name, plan in solved.plans.items() if name in to_plan.written}
    elsewhere = _elsewhere(to_plan, solved.plans)
    rows = PlanRows(to_plan, key, single, elsewhere)
    rows = rows.with_plans(with_doubles(rows))
    return Plan(
        monday=to_plan.week.monday,
        today=to_plan.today,
        appointments=tuple(row for prepared in to_plan.prepared for row in rows.appointments(prepared)),
        not_invited=tuple(row for prepared in to_plan.prepared for row in rows.not_invited(prepared)),
        standby=tuple(row for prepared in to_plan.prepared for row in rows.standby(prepared)),
        weeks=tuple(rows.specialist_week(prepared) for prepared in to_plan.prepared),
        proofs=tuple(proof for proof in solved.proofs if to_plan.written.intersection(proof.specialists)),
        elsewhere=elsewhere,
        settings={**asdict(settings), "grid_minutes": to_plan.presence.grid_minutes, "language": language()},
        inputs=dict(to_plan.roster.digests),
        versions={package: version(package) for package in PACKAGES},
    )


def _elsewhere(to_plan: WeekToPlan, plans: Mapping[str, Assignment]) -> Elsewhere:
    """Return what members of the teams hold whose rows are not written."""
    covers: list[tuple[str, str]] = []
    resources: list[tuple[str, int, int]] = []
    for week in to_plan.everyone:
        name = week.specialist.specialist_id
        if name not in to_plan.written:
            covers += [(customer_id, name) for customer_id in sorted(week.needs) if week.covers_for(customer_id)]
            resources += [(resource, *span) for resource, span in resource_spans(week.problem, plans[name])]
    return Elsewhere(tuple(covers), tuple(sorted(resources)))


def _own_executor(weeks: int) -> Executor:
    """Return threads for a team, and processes for a house, where they earn the time that they take to start."""
    if weeks < ENOUGH_FOR_PROCESSES:
        return ThreadPoolExecutor(cpu_count())
    return ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn"), initializer=collect_rarely)
