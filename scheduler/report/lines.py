"""The report on the terminal."""

from scheduler.report.layout import Table, figures_table, rules_table, unit_tables
from scheduler.report.reporting import Report
from scheduler.report.words import notes, title, unit_name, withheld_lines
from scheduler.texts import text


def report_lines(report: Report) -> list[str]:
    """Return the report as lines of text."""
    lines = [title(report), report.office, *notes(report), *withheld_lines(report), ""]
    for part in report.shown:
        for table in unit_tables(part, _heading(unit_name(part.unit), part.unit.is_merged), report.least):
            lines += [*table_lines(table), ""]
    if report.together:
        lines += [*table_lines(figures_table(report.together, text("report.together"), report.least)), ""]
    if not report.shown:
        return lines[:-1]
    lines += [text(f"report.{note}_note", number=report.least.people) for note in ("hidden", "joined", "head")]
    lines += [*_light_lines(report), ""]
    rules = rules_table(report)
    return [*lines, f"{rules.title}:", *(f"  {name}: {sentence} ({origin})" for name, sentence, origin in rules.rows)]


def _heading(name: str, is_merged: bool) -> str:
    return name if is_merged else text("report.team", name=name)


def _light_lines(report: Report) -> list[str]:
    lit = any(row.light for part in report.shown for row in part.rows)
    return [] if lit else [text("report.no_lights")]


def table_lines(table: Table) -> list[str]:
    """Return a table with its title; words to the left, numbers to the right."""
    if not table.rows:
        return [table.title, f"  {table.note}"] if table.note else []
    rows = [table.header, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.header))]
    lines = [table.title]
    for row in rows:
        cells = [f"{row[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
