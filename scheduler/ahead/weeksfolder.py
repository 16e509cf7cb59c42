"""A folder of several weeks: a plan folder a week, a table and a page that hold them together. Files, columns: docs/files.md."""

from collections.abc import Sequence

from scheduler.ahead.outlook import Outlook
from scheduler.pages import page_template
from scheduler.plan import Plan
from scheduler.planfiles import to_csv
from scheduler.planplace import INDEX, WEEKS_CSV
from scheduler.summary import decimal
from scheduler.texts import text
from scheduler.workdays import week_name

COLUMNS = ("week", "team", "due", "invited", "left_out", "returns", "returns_left_out", "why", "proved")
Week = tuple[Plan, Sequence[Outlook]]


def overview_files(weeks: Sequence[Week], office: str) -> dict[str, bytes]:
    """Return table and page of several weeks: name → bytes.

    Args:
        weeks: the plans with what they mean for the deadlines, in order of time.
        office: name of the office.
    """
    rows = [_row(plan, outlook) for plan, outlooks in weeks for outlook in outlooks]
    page = page_template("weeks.html.j2").render(t=text, title=title(weeks), office=office, header=_header(), rows=_shown(weeks))
    return {WEEKS_CSV: to_csv(rows, COLUMNS), INDEX: page.encode()}


def title(weeks: Sequence[Week]) -> str:
    """Return which weeks were planned when."""
    first, last = (week_name(plan.monday) for plan, _ in (weeks[0], weeks[-1]))
    return text("ahead.title", first=first, last=last, today=f"{weeks[0][0].planned_on:%d.%m.%Y}")


def overview_lines(weeks: Sequence[Week]) -> list[str]:
    """Return what the weeks hold as a table for a terminal."""
    return [title(weeks), *table(_header(), _shown(weeks))]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with columns of equal width."""
    lines = [header, *rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def why_words(why: str) -> str:
    """Return a reason in words; nothing where nothing breaks."""
    return text(f"ahead.reason.{why}") if why else ""


def _header() -> list[str]:
    return [text(f"ahead.column.{column}") for column in COLUMNS]


def _shown(weeks: Sequence[Week]) -> list[list[str]]:
    shown = []
    for row in (_row(plan, outlook) for plan, outlooks in weeks for outlook in outlooks):
        words = {"why": why_words(str(row["why"])), "proved": text(f"yes_no.{row['proved']}")}
        numbers = {name: decimal(float(str(row[name]))) for name in ("returns", "returns_left_out")}
        shown.append([str({**row, **words, **numbers}[column]) for column in COLUMNS])
    return shown


def _row(plan: Plan, outlook: Outlook) -> dict[str, object]:
    return {
        "week": week_name(outlook.monday),
        "team": outlook.team,
        "due": outlook.due,
        "invited": outlook.invited,
        "left_out": outlook.left_out,
        "returns": f"{outlook.returns:.1f}",
        "returns_left_out": f"{outlook.returns_left_out:.1f}",
        "why": outlook.why,
        "proved": "yes" if plan.is_proved else "no",
    }
