"""The result of replanning: the disruption, who holds what from now on, the proof. What `replan.json` holds."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import version

from constraints import Assignment, Placement
from constraints.solve import SolverSettings
from scheduler.plan import PACKAGES, Proof
from scheduler.replan.disruption import Disruption
from scheduler.replan.promised import Promised
from scheduler.replan.replanning import replan
from scheduler.texts import language


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds an appointment that could have changed, and from when on (local to the office, without offset)."""

    booking_id: str
    specialist_id: str
    start: datetime


@dataclass(frozen=True)
class Replan:
    """A week planned anew.

    Attributes:
        monday: first day of the week.
        today: day of planning.
        disruption: who is away, back, or kept from working.
        held: the appointments that could have changed and are held; those that are missing are put back.
        proofs: what is proved, one entry a team.
        settings: solver settings and choices.
        inputs: file name → sha256.
        versions: package → version.
    """

    monday: date
    today: date
    disruption: Disruption
    held: tuple[Held, ...]
    proofs: tuple[Proof, ...]
    settings: dict[str, object]
    inputs: dict[str, str]
    versions: dict[str, str]

    def stage(self, name: str) -> tuple[int, bool]:
        """Return the value of a stage over all teams, and whether it is proved for all of them."""
        rows = [stage for proof in self.proofs for stage in proof.stages if stage[0] == name]
        return sum(value for _, value, *_ in rows), all(proved for *_, proved in rows)


def replan_week(promised: Promised, disruption: Disruption, settings: SolverSettings | None = None) -> Replan:
    """Plan a disrupted week anew.

    Args:
        promised: the week with the disruption in it.
        disruption: who is away, back, or kept from working.
        settings: limits and seed of the solver.

    Raises:
        PlanError: no plan at all within the limit of the solver.
    """
    settings = settings or SolverSettings()
    outcomes = replan(promised, settings)
    held = [row for team, outcome in outcomes.items() for row in _held(promised, team, outcome.assignment)]
    proofs = [
        Proof(
            tuple(worker.worker_id for worker in promised.problems[team].workers),
            tuple((stage.name, stage.value, stage.bound, stage.proved) for stage in outcome.stages),
            outcome.cuts,
        )
        for team, outcome in outcomes.items()
    ]
    return Replan(
        monday=promised.to_plan.week.monday,
        today=promised.to_plan.today,
        disruption=disruption,
        held=tuple(sorted(held, key=lambda row: row.booking_id)),
        proofs=tuple(proofs),
        settings={**asdict(settings), "grid_minutes": promised.to_plan.presence.grid_minutes, "language": language()},
        inputs=dict(promised.roster.digests),
        versions={package: version(package) for package in PACKAGES},
    )


def _held(promised: Promised, team: str, plan: Assignment) -> list[Held]:
    problem = promised.problems[team]
    found = []
    for placement in plan:
        booking = promised.booking_of[placement.talk_id]
        is_kept = placement.start == problem.by_key[placement.talk_id, placement.worker].promised
        start = booking.start if is_kept else promised.moment(placement.start)
        found.append(Held(booking.booking_id, problem.workers[placement.worker].worker_id, start))
    return found


def plans_of(promised: Promised, replan: Replan) -> dict[str, Assignment]:
    """Return team → plan, as the rows of a replan say; rows that no team could hold are left out."""
    plans: dict[str, list[Placement]] = {team: [] for team in promised.problems}
    held = {row.booking_id: row for row in replan.held}
    for talk_id, booking in promised.booking_of.items():
        row = held.get(booking.booking_id)
        if row is None:
            continue
        for team, problem in promised.problems.items():
            worker = next((n for n, w in enumerate(problem.workers) if w.worker_id == row.specialist_id), None)
            talk = None if worker is None else problem.by_key.get((talk_id, worker))
            cell = talk.promised if talk and row.start == booking.start else promised.cell(row.start)
            if worker is not None and talk is not None and cell is not None:
                plans[team].append(Placement(talk_id, cell, worker))
    return {team: tuple(sorted(plan, key=lambda p: (p.worker, p.start, p.talk_id))) for team, plan in plans.items()}
