"""Outlook: what one week means for the deadlines of each team: who is due, what finds no seat, and why. Teams only.

Source: docs/model.md, Weeks ahead.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from constraints import Assignment, Talk
from constraints.cells import runs
from constraints.lead_time import NAME as LEAD_TIME
from constraints.letter_spacing import NAME as LETTER_SPACING
from constraints.one_open_invitation import NAME as ONE_OPEN_INVITATION
from constraints.problem import DAYS
from constraints.rules import RULES
from scheduler.ahead.returns import Back
from scheduler.prepare import Prepared
from scheduler.week_to_plan import WeekToPlan

INVITATION_RULES = frozenset({ONE_OPEN_INVITATION, LETTER_SPACING, LEAD_TIME})
INVITATION, HOURS, ABSENCE, CLOSED, LOAD = "invitation", "hours", "absence", "closed", "load"
REASONS = (ABSENCE, CLOSED, LOAD, INVITATION, HOURS)
"""Why deadlines break: somebody away, days off, too few seats, an invitation open or too recent, hours that do not meet."""


@dataclass(frozen=True)
class Outlook:
    """One week of one team.

    Attributes:
        team: its name.
        monday: first day of the week.
        due: needs of the ladder.
        invited: talks planned, whatever for.
        left_out: needs of the ladder that find no seat.
        returns: expected needs of people who missed an earlier talk.
        returns_left_out: how many of them find no seat.
        by_step: step of the ladder → needs that find no seat, returns with their share.
        why: the most frequent reason; "" where nothing breaks.
    """

    team: str
    monday: date
    due: int
    invited: int
    left_out: int
    returns: float
    returns_left_out: float
    by_step: Mapping[str, float]
    why: str

    @property
    def broken(self) -> float:
        """Needs of the ladder that find no seat, expected returns included."""
        return self.left_out + self.returns_left_out


def found_seats(to_plan: WeekToPlan, plans: Mapping[str, Assignment], back: Sequence[Back]) -> dict[str, float]:
    """Return which part of the expected returns of each specialist finds a seat beside the ladder; the fill gives way.

    Where the own specialist has too few seats and is away, what colleagues of the team have left is shared out.

    Args:
        to_plan: the week, with who covers what.
        plans: specialist id → plan of this week.
        back: the expected returns.
    """
    wanted: defaultdict[str, float] = defaultdict(float)
    for share in back:
        wanted[share.specialist_id] += share.chance
    room = {p.specialist.specialist_id: _room(p, plans[p.specialist.specialist_id]) for p in to_plan.prepared}
    found = {name: min(number, float(room[name])) for name, number in wanted.items()}
    for team in to_plan.teams:
        names = [member.specialist.specialist_id for member in team.members]
        open_for = [
            member.specialist.specialist_id
            for member in team.members
            if member.specialist.specialist_id in wanted and to_plan.preparation.is_away(member.specialist)
        ]
        left = sum(room[name] - found.get(name, 0.0) for name in names if name in room and name not in open_for)
        missing = sum(wanted[name] - found[name] for name in open_for)
        part = min(1.0, left / missing) if missing > 0 else 0.0
        for name in open_for:
            found[name] += part * (wanted[name] - found[name])
    return {name: found[name] / number if number else 1.0 for name, number in wanted.items()}


def _room(prepared: Prepared, plan: Assignment) -> int:
    """Return how many regular talks fit into a week beside bookings and everything that is due."""
    problem = prepared.problem
    free = problem.workers[0].open_cells & ~problem.taken[0]
    due = [p for p in plan if problem.by_id[p.talk_id].is_due and not p.is_double]
    cells = -(-prepared.talk_minutes // _grid(prepared))
    talks = 0
    for start, stop in runs(free):
        taken = sum(problem.by_id[p.talk_id].cells for p in due if start <= p.start < stop)
        talks += max(0, stop - start - taken) // cells
    return talks


def _grid(prepared: Prepared) -> int:
    """Return the minutes of a cell; the last cell of a day is none of its steps."""
    return 1440 // (prepared.problem.cells_per_day - 1)


def outlooks(
    to_plan: WeekToPlan, plans: Mapping[str, Assignment], back: Sequence[Back], found: Mapping[str, float]
) -> list[Outlook]:
    """Return the outlook of every team that is planned, in order of name.

    Args:
        to_plan: the week, with who covers what.
        plans: specialist id → plan of this week.
        back: the expected returns.
        found: which part of them finds a seat (`found_seats`).
    """
    week_of = {p.specialist.specialist_id: p for p in to_plan.prepared}
    result = []
    for team in to_plan.teams:
        names = [m.specialist.specialist_id for m in team.members if m.specialist.specialist_id in week_of]
        own = [share for share in back if share.specialist_id in names]
        result.append(_outlook(to_plan, team.team, [week_of[name] for name in names], plans, own, found))
    return result


def _outlook(
    to_plan: WeekToPlan,
    team: str,
    weeks: Sequence[Prepared],
    plans: Mapping[str, Assignment],
    back: Sequence[Back],
    found: Mapping[str, float],
) -> Outlook:
    ladder = {talk.talk_id: (week, talk) for week in weeks for talk in week.problem.talks if talk.step is not None}
    invited = {p.talk_id for week in weeks for p in plans[week.specialist.specialist_id]}
    missing = [pair for talk_id, pair in ladder.items() if talk_id not in invited]
    by_step: defaultdict[str, float] = defaultdict(float)
    for _, talk in missing:
        by_step[talk.step or ""] += 1
    unseen = [(share, share.chance * (1 - found[share.specialist_id])) for share in back]
    for share, part in unseen:
        by_step[share.need.step] += part
    returns_left_out = sum((part for _, part in unseen), 0.0)
    return Outlook(
        team=team,
        monday=to_plan.week.monday,
        due=len(ladder),
        invited=len(invited),
        left_out=len(missing),
        returns=sum((share.chance for share in back), 0.0),
        returns_left_out=returns_left_out,
        by_step={step: number for step, number in sorted(by_step.items()) if number},
        why=_why(to_plan, weeks, missing, returns_left_out),
    )


def _why(
    to_plan: WeekToPlan, weeks: Sequence[Prepared], missing: Sequence[tuple[Prepared, Talk]], returns_left_out: float
) -> str:
    """Return the most frequent reason for what finds no seat."""
    counted: defaultdict[str, float] = defaultdict(float)
    for week, talk in missing:
        counted[_obstacle(to_plan, week, talk)] += 1
    counted[LOAD] += returns_left_out
    if counted[LOAD]:
        counted[_shortage(to_plan, weeks, counted[LOAD])] += counted.pop(LOAD)
    return max(REASONS, key=lambda reason: counted[reason]) if any(counted.values()) else ""


def _obstacle(to_plan: WeekToPlan, week: Prepared, talk: Talk) -> str:
    """Return why a talk is left out: an invitation in the way, hours that do not meet, else seats that are missing."""
    entries = [(week, talk), *to_plan.offers_of(talk.talk_id)]
    if any(RULES.starts_of(other.problem, entry) for other, entry in entries):
        return LOAD
    barring = {rule.NAME for rule in RULES.start_rules if not _all_starts(week) & ~rule.barred_starts(week.problem, talk)}
    if barring & INVITATION_RULES:
        return INVITATION
    return LOAD if not week.problem.workers[0].open_cells & ~week.problem.taken[0] else HOURS


def _all_starts(week: Prepared) -> int:
    return (1 << week.problem.cells_per_day * DAYS) - 1


def _shortage(to_plan: WeekToPlan, weeks: Sequence[Prepared], talks: float) -> str:
    """Return why seats are missing: would the hours lost to absences, or to days off, have been enough for them?"""
    presence, monday = to_plan.presence, to_plan.week.monday
    away = closed = 0
    for week in weeks:
        for number in range(DAYS):
            day = monday + timedelta(days=number)
            window = presence.window_cells(week.specialist, number)
            lost = (window & ~presence.open_cells(week.specialist, day)).bit_count()
            if presence.is_working_day(day):
                away += lost
            else:
                closed += lost
    cells = sum(-(-week.talk_minutes // _grid(week)) for week in weeks) / len(weeks)
    for reason, lost in ((ABSENCE, away), (CLOSED, closed)):
        if lost >= talks * cells:
            return reason
    return LOAD
