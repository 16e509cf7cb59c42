"""The tables of the report as the terminal and the page show them: headings and cells as texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.report.capacity import APPOINTMENTS
from scheduler.report.definitions import Least, shipped
from scheduler.report.density import FIGURE as DENSITY
from scheduler.report.figure import Row
from scheduler.report.reporting import ORDER, SHOW_RATE, Report, UnitReport
from scheduler.report.words import count, figure_name, group_name, number, percent, rule_sentence, source, why_masked
from scheduler.reportpolicy import FIGURES
from scheduler.texts import text


@dataclass(frozen=True, slots=True)
class Table:
    """A table: title, headings, rows of texts; the first column is words, the others are numbers.

    Attributes:
        lights: light of each row, where the table shows lights.
        note: why there are no rows.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lights: tuple[str, ...] = ()
    note: str = ""


def figures_table(rows: Sequence[Row], name: str, least: Least) -> Table:
    """Return the figures of a unit with numerator, denominator, share and light."""
    heads = [row for row in rows if row.is_head and row.figure in FIGURES]
    header = ("figure_head", "done", "out_of", "share", "light_head")
    cells = [_figure_cells(row, least) for row in heads]
    return Table(name, tuple(text(f"report.{key}") for key in header), tuple(cells), tuple(row.light for row in heads))


def _figure_cells(row: Row, least: Least) -> tuple[str, ...]:
    if row.value is None or row.denominator is None:
        return (figure_name(row.figure), "", "", why_masked(row.mask, least), text("report.light.none"))
    light = text(f"report.light.{row.light or 'none'}")
    return (figure_name(row.figure), count(row, least), number(row.denominator), percent(row.value), light)


def density_table(part: UnitReport, least: Least) -> Table:
    """Return the groups with how many are within their interval and how many how far beyond it."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in part.of(DENSITY):
        if row.part:
            groups.setdefault((row.group, row.source), []).append(row)
    over = [text("report.density.over", multiple=number(multiple)) for multiple in shipped().bands]
    header = (text("report.density.group"), text("report.density.people"), text("report.density.within"), *over)
    cells = [(group_name(r[0]), number(r[0].denominator or 0), *(_band_cell(b, least) for b in r)) for r in groups.values()]
    return Table(
        text("report.density.title"), header, tuple(cells), note=_why(part, DENSITY, least) or text("report.density.too_few")
    )


def _band_cell(row: Row, least: Least) -> str:
    """Return how many are in a band, and about since when they have not been seen."""
    shown = count(row, least)
    return f"{shown} ({text('report.density.since', day=f'{row.since:%d.%m.%y}')})" if row.since and not row.mask else shown


def outcomes_table(part: UnitReport, least: Least) -> Table:
    """Return how many appointments there were and what became of them."""
    rows = part.of(APPOINTMENTS)
    parts = [row for row in rows if row.group]
    header = (text("report.outcome.title"), text("report.outcome.invited"), text("report.share"))
    total = [(text("report.outcome.invited"), number(row.denominator or 0), "") for row in rows if not row.group and parts]
    cells = [(group_name(row), count(row, least), "" if row.value is None else percent(row.value)) for row in parts]
    return Table(header[0], ("", *header[1:]), (*total, *cells), note=_why(part, APPOINTMENTS, least))


def rates_table(part: UnitReport, least: Least) -> Table:
    """Return the show rates with their range."""
    rows = [row for row in part.of(SHOW_RATE) if not row.mask]
    names = ("report.rates.group", "report.rates.came", "report.rates.invited", "report.name.show_rate", "report.rates.range")
    cells = [
        (
            group_name(row) if row.group else text("report.rates.all"),
            count(row, least),
            number(row.denominator or 0),
            percent(row.value or 0),
            text("report.rates.span", low=percent(row.low or 0), high=percent(row.high or 0)),
        )
        for row in rows
    ]
    return Table(text("report.rates.title"), tuple(map(text, names)), tuple(cells), note=_why(part, SHOW_RATE, least))


def rules_table(report: Report) -> Table:
    """Return what each figure counts and where it comes from."""
    header = (text("report.figure_head"), text("report.rule_head"), text("report.source_head"))
    cells = [(figure_name(figure), rule_sentence(report, figure), source(Row(figure))) for figure in ORDER]
    return Table(text("report.rules_title"), header, tuple(cells))


def unit_tables(part: UnitReport, name: str, least: Least) -> list[Table]:
    """Return the tables of a unit in their order."""
    return [
        figures_table(part.rows, name, least),
        density_table(part, least),
        outcomes_table(part, least),
        rates_table(part, least),
    ]


def _why(part: UnitReport, figure: str, least: Least) -> str:
    """Return why a figure shows nothing; empty where it does."""
    head = part.head(figure)
    return why_masked(head.mask, least) if head else ""
