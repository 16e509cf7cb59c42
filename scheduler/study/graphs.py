"""The charts of a study: scenarios side by side. Drawn by `scheduler/charts.py`; without matplotlib there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from math import floor, isfinite

from scheduler.charts import SIZE, Bars, Chart, Line, Mark
from scheduler.study.drawing import KINDS, Drawing
from scheduler.study.making import Made
from scheduler.study.measures import BY_NAME, Measure
from scheduler.study.posts import Found
from scheduler.study.statistics import Estimate
from scheduler.study.store import CHART
from scheduler.study.tables import part_name
from scheduler.texts import language, text
from scheduler.workdays import DAYS_A_WEEK

WIDE = (10.5, 4.2)
FULL, STEP = 100.0, 10
"""Per cent of a whole; an axis begins at a multiple of so many."""
WIDE_ONES = frozenset({"backlog", "teams"})
"""Charts that take the whole width of the page."""


def has_charts() -> bool:
    """Tell whether the package for charts is there."""
    return find_spec("matplotlib") is not None


def charts_of(made: Made) -> dict[str, Chart]:
    """Return name → chart."""
    found = {
        "backlog": _weeks(made, BY_NAME["overdue"], "backlog"),
        "deadlines": _near(_bars(made, ["deadlines_kept"], "deadlines")),
        "capacity": _bars(made, ["time_planned", "time_used"], "capacity"),
        "target": _bars(made, ["target", "held"], "target"),
        "cover": _bars(made, ["cover", "cancelled"], "cover"),
        "double-seats": _bars(made, ["double_seats"], "double_seats"),
        "first-talks": _bars(made, ["first_wait"], "first_talks"),
    }
    if len(made.results.parts) > 1:
        found["teams"] = _near(_by_team(made))
    if made.found is not None:
        found["search"] = replace(_search(made.found), top=FULL)
    return found


def _near(chart: Chart) -> Chart:
    """Return a chart of shares as dots; where all lie high, its axis begins near them, and the chart says so."""
    values = [value for bars in chart.bars for row in (bars.values, bars.low or ()) for value in row if value is not None]
    least = min(values, default=0.0)
    if least <= FULL / 2:
        return replace(chart, dots=True, top=FULL)
    begin = float(floor(least / STEP) * STEP)
    description = f"{chart.description} {text('study.describe.begins', begin=f'{begin:g}')}"
    return replace(chart, dots=True, bottom=begin, top=FULL, description=description)


def drawings_of(charts: Mapping[str, Chart]) -> dict[str, Drawing]:
    """Return name of the file → what is to be drawn: every chart as SVG and as PNG."""
    return {
        f"{CHART}{name}.{kind}": Drawing(name, chart, size_of(name), kind, language())
        for kind in KINDS
        for name, chart in charts.items()
    }


def size_of(name: str) -> tuple[float, float]:
    """Return width and height of a chart in inches."""
    return WIDE if name in WIDE_ONES else SIZE


def _bars(made: Made, measures: Sequence[str], key: str) -> Chart:
    """Return scenarios side by side, a bar a measure, with their intervals."""
    names = [scenario.title for scenario in made.study.scenarios]
    series = []
    for name in measures:
        found = [made.results.estimate(BY_NAME[name], scenario.name) for scenario in made.study.scenarios]
        series.append(_series(text(f"measure.{name}"), names, found, BY_NAME[name].unit))
    top = FULL if all(BY_NAME[name].unit == "share" for name in measures) else None
    return Chart(
        text(f"study.chart.{key}"), text(f"study.describe.{key}"), "", text(f"study.axis.{key}"), bars=tuple(series), top=top
    )


def _series(label: str, names: Sequence[str], found: Sequence[Estimate], unit: str) -> Bars:
    times = 100 if unit == "share" else 1
    return Bars(label, names, *([_point(value, times) for value in row] for row in _rows(found)))


def _rows(found: Sequence[Estimate]) -> tuple[list[float], list[float], list[float]]:
    return [e.mean for e in found], [e.low for e in found], [e.high for e in found]


def _point(value: float, times: int = 1) -> float | None:
    return value * times if isfinite(value) else None


def _weeks(made: Made, measure: Measure, key: str) -> Chart:
    """Return a measure over the weeks, a line with its band for each scenario."""
    first = made.monday + timedelta(days=DAYS_A_WEEK * made.study.warm_up)
    lines = []
    for scenario in made.study.scenarios:
        band = made.results.band(measure, scenario.name)
        days: list[date] = [first + timedelta(days=DAYS_A_WEEK * week) for week in range(len(band.mean))]
        lines.append(Line(scenario.title, days, *([_point(value) for value in row] for row in (band.mean, band.low, band.high))))
    return Chart(text(f"study.chart.{key}"), text(f"study.describe.{key}"), "", text(f"study.axis.{key}"), lines=tuple(lines))


def _by_team(made: Made) -> Chart:
    measure = BY_NAME["deadlines_kept"]
    parts = [part for part in made.results.parts if part is not None]
    series = [
        _series(
            scenario.title,
            [part_name(made, part) for part in parts],
            [made.results.estimate(measure, scenario.name, part) for part in parts],
            measure.unit,
        )
        for scenario in made.study.scenarios
    ]
    return Chart(text("study.chart.teams"), text("study.describe.teams"), "", text("study.axis.deadlines"), bars=tuple(series))


def _search(found: Found) -> Chart:
    posts = list(found.trials)
    rows = ([_point(value, 100) for value in row] for row in _rows(list(found.trials.values())))
    return Chart(
        text("study.chart.search"),
        text("study.describe.search"),
        text("study.axis.posts"),
        text("study.axis.deadlines"),
        lines=(Line(text("measure.deadlines_kept"), posts, *rows),),
        marks=(Mark(text("study.mark_keep"), found.search.keep * 100),),
    )
