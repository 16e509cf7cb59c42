"""The forecast: per team the weeks in which deadlines will break, how many of which kind, and why. Teams only, never a person.

Source: docs/model.md, Weeks ahead.
"""

import json
from collections.abc import Sequence
from datetime import date

from constraints.talk import LADDER
from scheduler.ahead.horizon import Horizon, roll
from scheduler.ahead.outlook import Outlook
from scheduler.ahead.quick import quick_week
from scheduler.ahead.weeksfolder import table, why_words
from scheduler.concept import CLASSES
from scheduler.planfiles import to_csv
from scheduler.roster import Roster
from scheduler.summary import decimal
from scheduler.texts import text
from scheduler.workdays import week_name

COLUMNS = ("week", "team", "due", "returns", "broken", *LADDER, "why", "named")
SHOWN = ("week", "team", "due", "returns", "broken", "steps", "why")


def forecast(roster: Roster, horizon: Horizon) -> list[Outlook]:
    """Return the outlook of every week and team, in order of week and team.

    Args:
        roster: the roster.
        horizon: which weeks.
    """
    return [outlook for week in roll(roster, horizon, lambda to_plan, _: quick_week(to_plan)) for outlook in week.outlooks]


def is_named(outlook: Outlook, at_least: int) -> bool:
    """Tell whether the expected number of broken needs, rounded, is as large as asked for."""
    return int(outlook.broken + 0.5) >= at_least


def forecast_output(rows: Sequence[Outlook], layout: str, at_least: int, today: date) -> str:
    """Return the forecast as text.

    Args:
        rows: the outlook of every week and team.
        layout: "csv" or "json" with all of them, "table" with the weeks that are named.
        at_least: broken needs from which a week is named.
        today: day of the forecast.
    """
    if layout == "csv":
        return to_csv([_row(row, at_least) for row in rows], COLUMNS).decode()
    if layout == "json":
        return json.dumps([_row(row, at_least) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return "\n".join(_lines(rows, at_least, today)) + "\n"


def _row(outlook: Outlook, at_least: int) -> dict[str, object]:
    return {
        "week": week_name(outlook.monday),
        "team": outlook.team,
        "due": outlook.due,
        "returns": round(outlook.returns, 1),
        "broken": round(outlook.broken, 1),
        **{step: round(outlook.by_step.get(step, 0.0), 1) for step in LADDER},
        "why": outlook.why,
        "named": "yes" if is_named(outlook, at_least) else "no",
    }


def _lines(rows: Sequence[Outlook], at_least: int, today: date) -> list[str]:
    weeks = sorted({row.monday for row in rows})
    span = {"first": week_name(weeks[0]), "last": week_name(weeks[-1]), "today": f"{today:%d.%m.%Y}"}
    named = [row for row in rows if is_named(row, at_least)]
    teams = len({row.team for row in rows})
    lines = [
        text("forecast.title", weeks=len(weeks), **span),
        text("forecast.named", named=len(named), teams=teams, least=at_least),
    ]
    if not named:
        return lines
    header = [text(f"ahead.column.{column}") for column in SHOWN]
    return [*lines, "", *table(header, [_shown(row) for row in named]), "", text("forecast.note")]


def _shown(outlook: Outlook) -> list[str]:
    numbers = [decimal(outlook.returns), decimal(outlook.broken)]
    return [week_name(outlook.monday), outlook.team, str(outlook.due), *numbers, _steps(outlook), why_words(outlook.why)]


def _steps(outlook: Outlook) -> str:
    found = [(step, outlook.by_step[step]) for step in LADDER if step in outlook.by_step]
    return ", ".join(f"{_step_name(step)} {decimal(number)}" for step, number in found)


def _step_name(step: str) -> str:
    return text(f"kind.{step}" if step in CLASSES else f"force.{step}")
