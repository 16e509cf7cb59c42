"""Head start: what the search for one specialist's week knows from what the team decided in one piece.

The team's stage values are sums over its members, so the part of a member is the best that this one can do, else a better part
would make a better team. That holds as long as a better part could not take a room or an interpreter from a colleague.
"""

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from constraints import Assignment, Problem
from constraints.audit import measure
from constraints.rules import RULES, TEAM_RULES
from constraints.solve import Known, Outcome
from scheduler.plan import NOTHING_ELSEWHERE
from scheduler.resourceuse import ResourceUse
from scheduler.teamweek import TeamWeek
from scheduler.week_to_plan import WeekToPlan


def head_starts(to_plan: WeekToPlan, covers: Mapping[str, Outcome]) -> dict[str, Known]:
    """Return specialist id → the part of the team's plan to begin with, and the proved values of its stages.

    Args:
        to_plan: the week, with who covers what.
        covers: team → what it decided in one piece; members of other teams have no head start.
    """
    proved = [team for team in to_plan.teams if team.team in covers and all(s.proved for s in covers[team.team].stages)]
    return {name: known for team in proved for name, known in _of_team(to_plan, team, covers[team.team].assignment).items()}


def _of_team(to_plan: WeekToPlan, team: TeamWeek, plan: Assignment) -> dict[str, Known]:
    weeks = [to_plan.week_of[member.specialist.specialist_id] for member in team.members]
    parts = {
        week.specialist.specialist_id: tuple(structs.replace(p, worker=0) for p in plan if p.worker == number)
        for number, week in enumerate(weeks)
    }
    use = ResourceUse(weeks, parts, NOTHING_ELSEWHERE)
    found = {}
    for week in weeks:
        name, problem = week.specialist.specialist_id, week.problem
        if _is_free_to_move(problem, replace(problem, resources=use.left_for([name], problem))):
            found[name] = Known(parts[name], measure(problem, parts[name], TEAM_RULES))
    return found


def _is_free_to_move(problem: Problem, beside_others: Problem) -> bool:
    """Tell whether every talk can start beside the others' talks wherever it can start at all."""
    sharing = [talk for talk in problem.talks if talk.is_due and talk.resources]
    return all(RULES.starts_of(problem, talk) == RULES.starts_of(beside_others, talk) for talk in sharing)
