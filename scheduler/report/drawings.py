"""The charts of the report: units side by side, with the office's thresholds. Only what the tables show is drawn."""

from collections.abc import Iterator, Sequence

from scheduler.charts import Bars, Chart, Mark
from scheduler.report.capacity import APPOINTMENTS
from scheduler.report.reporting import SHOW_RATE, Report, UnitReport
from scheduler.report.words import figure_name, percent, unit_name
from scheduler.reportpolicy import ReportPolicy
from scheduler.texts import text

DRAWN = {
    "first_talks": ("first_talks", "first_talks_in_time"),
    "activity": ("activity", "density"),
    "graduates": ("graduates_narrow", "graduates_wide"),
    "capacity": ("capacity", "weekly_number"),
}
"""Chart → its figures, a series of bars each."""
OUTCOMES = ("held", "missed", "excused", "open")
NAMES = (*DRAWN, APPOINTMENTS, SHOW_RATE)
"""Charts in the order of the page."""


def drawings(report: Report, policy: ReportPolicy) -> dict[str, Chart]:
    """Return name → chart, those only that have anything to show."""
    found = {name: _figures_chart(report, name, figures, policy) for name, figures in DRAWN.items()}
    found[APPOINTMENTS] = _outcomes_chart(report)
    found[SHOW_RATE] = _rates_chart(report)
    return {name: chart for name, chart in found.items() if any(v is not None for bars in chart.bars for v in bars.values)}


def _figures_chart(report: Report, name: str, figures: Sequence[str], policy: ReportPolicy) -> Chart:
    series = []
    for figure in figures:
        heads = [part.head(figure) for part in report.shown]
        series.append(_bars(report, figure_name(figure), [head.value if head else None for head in heads]))
    lit = ((figure, policy.of(figure)) for figure in figures)
    marks = [Mark(text("report.chart.green_from", name=figure_name(f)), 100 * t.green_from) for f, t in lit if t is not None]
    return _chart(report, name, [bars for bars in series if any(v is not None for v in bars.values)], marks)


def _outcomes_chart(report: Report) -> Chart:
    """Draw the shares of the appointments; what is masked in the table is missing here too."""
    series = []
    for outcome in OUTCOMES:
        rows = [_part(part, APPOINTMENTS, outcome) for part in report.shown]
        if any(rows):
            series.append(_bars(report, text(f"report.outcome.{outcome}"), rows))
    return _chart(report, APPOINTMENTS, series)


def _part(unit: UnitReport, figure: str, group: str) -> float | None:
    return next((row.value for row in unit.of(figure) if row.group == group), None)


def _rates_chart(report: Report) -> Chart:
    heads = [part.head(SHOW_RATE) for part in report.shown]
    values, low, high = ([getattr(head, key) if head else None for head in heads] for key in ("value", "low", "high"))
    return _chart(report, SHOW_RATE, [_bars(report, figure_name(SHOW_RATE), values, low, high)])


def _bars(
    report: Report,
    label: str,
    values: Sequence[float | None],
    low: Sequence[float | None] | None = None,
    high: Sequence[float | None] | None = None,
) -> Bars:
    names = [unit_name(part.unit) for part in report.shown]
    low, high = (None if row is None else _percents(row) for row in (low, high))
    return Bars(label, names, _percents(values), low, high)


def _percents(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else 100 * value for value in values]


def _chart(report: Report, name: str, series: Sequence[Bars], marks: Sequence[Mark] = ()) -> Chart:
    heading = f"{text(f'report.chart.{name}')}, {report.month.first:%m/%Y}"
    said = " ".join(text("report.chart.of_units", name=bars.label, values="; ".join(_values(bars))) for bars in series)
    return Chart(heading, said, "", text("report.chart.share"), bars=tuple(series), marks=tuple(marks), top=100)


def _values(bars: Bars) -> Iterator[str]:
    for name, value in zip(bars.names, bars.values, strict=True):
        yield f"{name} {text('report.chart.no_value') if value is None else percent(value / 100)}"
