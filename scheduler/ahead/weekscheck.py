"""Check of a folder of several weeks: does every week take for granted what the weeks before it planned?"""

from collections.abc import Sequence
from pathlib import Path

from scheduler.ahead.full import decided
from scheduler.ahead.horizon import Horizon, roll
from scheduler.ahead.weeksfolder import overview_files
from scheduler.errors import PlanError
from scheduler.findings import Finding
from scheduler.plan import Plan
from scheduler.planfolder import FILE
from scheduler.planplace import foreign_names
from scheduler.roster import Roster
from scheduler.texts import language, text, use_language
from scheduler.workdays import week_name


def weeks_findings(folder: Path, roster: Roster, plans: Sequence[Plan]) -> list[Finding]:
    """Return what is wrong with the weeks as a whole: a week that is missing, one that stands on something else, foreign files.

    Args:
        folder: the folder of several weeks.
        roster: the roster.
        plans: the plans in it, in order of time; each is checked on its own already.

    Raises:
        PlanError: there is no week in the folder.
    """
    if not plans:
        raise PlanError(text("error.no_plan", folder=folder))
    planned = {week.specialist_id for week in plans[0].weeks}
    horizon = Horizon(plans[0].monday, len(plans), plans[0].planned_on, planned)
    if [plan.monday for plan in plans] != horizon.mondays():
        return [_finding("ahead.gap", week=week_name(horizon.monday))]
    stored = iter(plans)
    current = language()
    use_language(str(plans[0].settings["language"]))
    try:
        weeks = list(roll(roster, horizon, lambda to_plan, _: decided(to_plan, next(stored))))
        files = overview_files([(plan, week.outlooks) for plan, week in zip(plans, weeks, strict=True)], roster.office.name)
    finally:
        use_language(current)
    found = [
        _finding("ahead.torn", week=week_name(plan.monday))
        for plan, week in zip(plans, weeks, strict=True)
        if (plan.ahead, plan.today) != (week.ahead, week.decided.to_plan.today)
    ]
    for name, content in files.items():
        file = folder / name
        if not file.is_file() or file.read_bytes() != content:
            found.append(_finding("audit.changed_file" if file.is_file() else "audit.missing_file", file=name))
    return found + [_finding("audit.unknown_file", file=name) for name in foreign_names(folder)]


def _finding(key: str, **values: str) -> Finding:
    return Finding(FILE, "", "", None, text(key, **values))
