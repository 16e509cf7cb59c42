"""The folder of a report: a table of all figures, a page, charts. Written whole or not at all."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from scheduler.charts import png, svg
from scheduler.errors import TurnusError, shown
from scheduler.planfiles import to_csv, write_plan_folder
from scheduler.report.drawings import NAMES, drawings
from scheduler.report.figure import Row
from scheduler.report.page import report_page
from scheduler.report.reporting import ORDER, Report
from scheduler.report.words import SMALL, row_rule, source, unit_name, why_masked
from scheduler.roster import Roster
from scheduler.texts import text

FIGURES_CSV, REPORT_PAGE, CHARTS = "figures.csv", "report.html", "charts"
COLUMNS = (
    "month",
    "team",
    "figure",
    "group",
    "numerator",
    "denominator",
    "value",
    "low",
    "high",
    "light",
    "rule",
    "source",
    "note",
)
OWN = frozenset({FIGURES_CSV, REPORT_PAGE, CHARTS})
OWN_CHARTS = frozenset(f"{name}.{kind}" for name in NAMES for kind in ("svg", "png"))
WITHHELD = "withheld"


def report_files(report: Report, roster: Roster) -> dict[str, bytes]:
    """Return every file of the folder: relative path → bytes; without charts where matplotlib is missing."""
    drawn = None
    charts: dict[str, bytes] = {}
    if find_spec("matplotlib") is not None:
        found = drawings(report, roster.office.report)
        drawn = {name: svg(chart, name=f"chart-{name}") for name, chart in found.items()}
        charts = {f"{CHARTS}/{name}.svg": content for name, content in drawn.items()}
        charts |= {f"{CHARTS}/{name}.png": png(chart) for name, chart in found.items()}
    return {FIGURES_CSV: to_csv(_rows(report), COLUMNS), REPORT_PAGE: report_page(report, drawn), **charts}


def _rows(report: Report) -> Iterator[Mapping[str, object]]:
    """Yield a row for each figure and part of each unit; of a withheld unit every figure, with nothing in it."""
    for part in report.units:
        rows = part.rows if part.unit.is_shown else [Row(figure, mask=WITHHELD) for figure in ORDER]
        for row in rows:
            yield _row(report, row, unit_name(part.unit))
    for row in report.together:
        yield _row(report, row, text("report.together"))


def _row(report: Report, row: Row, team: str) -> dict[str, object]:
    values = {name: _number(getattr(row, name)) for name in ("numerator", "denominator", "value", "low", "high")}
    if row.mask == SMALL:
        values["numerator"] = f"<{report.least.people}"
    return {
        "month": report.month.name,
        "team": team,
        "figure": row.figure,
        "group": ".".join(filter(None, (row.group, row.part))),
        **values,
        "light": row.light,
        "rule": row_rule(report, row),
        "source": source(row),
        "note": "" if row.mask == SMALL else why_masked(row.mask, report.least),
    }


def _number(value: float | None) -> str:
    """Return a number with a decimal point, at most four decimals; empty where there is none."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def refuse_taken(folder: Path) -> None:
    """Refuse a folder in which something lies that no report has written.

    Raises:
        TurnusError: it is no folder, or no report, or holds something else as well.
    """
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / FIGURES_CSV).is_file()):
        raise TurnusError(text("report.folder_taken", folder=folder))
    foreign = _foreign(folder)
    if foreign:
        raise TurnusError(text("report.folder_foreign", folder=folder, file=shown(foreign[0])))


def _foreign(folder: Path) -> list[str]:
    """Return what lies in a report folder and belongs to no report, in order."""
    found = [path.name for path in folder.iterdir() if path.name not in OWN]
    charts = folder / CHARTS
    if charts.is_dir():
        found += [f"{CHARTS}/{path.name}" for path in charts.iterdir() if path.name not in OWN_CHARTS]
    return sorted(found)


def write_report(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the folder; an older report in it is replaced.

    Raises:
        TurnusError: something else lies there, or it cannot be written; nothing has changed then.
    """
    refuse_taken(folder)
    write_plan_folder(folder, files, is_ours=lambda _: True, foreign_to=lambda _: [])
