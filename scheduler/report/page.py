"""report.html: one self-contained page with the figures, charts, rules and sources. No network, no script."""

from collections.abc import Mapping

from markupsafe import Markup

from scheduler.pages import page_template
from scheduler.report.layout import figures_table, rules_table, unit_tables
from scheduler.report.reporting import Report
from scheduler.report.words import notes, title, unit_name, withheld_lines
from scheduler.texts import text

COUNCIL = ("in", "out", "never", "least", "deleted")


def report_page(report: Report, charts: Mapping[str, bytes] | None) -> bytes:
    """Return the page as UTF-8 bytes.

    Args:
        report: the figures.
        charts: name → SVG; None = they cannot be drawn here.
    """
    least = report.least
    page = page_template("report.html.j2").render(
        t=text,
        title=title(report),
        office=report.office,
        notes=[*notes(report), *withheld_lines(report)],
        units=[unit_tables(part, unit_name(part.unit), least) for part in report.shown],
        together=figures_table(report.together, text("report.together"), least) if report.together else None,
        lit=any(row.light for part in report.shown for row in part.rows),
        least=least,
        charts=None if charts is None else [Markup(drawn.decode()) for drawn in charts.values()],  # noqa: S704 - our own SVG
        rules=rules_table(report),
        council=[text(f"report.page.{line}", specialists=least.specialists, people=least.people) for line in COUNCIL],
    )
    return page.encode()
