"""Charts for pages and files: lines with bands, bars with intervals, reference lines. The only place that imports matplotlib.

Equal charts give equal bytes: own ids, no time stamp, no name of a program. What a colour says, a line style, a marker or a
hatching says as well; the colours are those of Okabe and Ito (2008), which people of all kinds of colour vision tell apart.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from io import BytesIO
from itertools import cycle
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from scheduler.extras import need
from scheduler.svgpart import FONT, as_part
from scheduler.texts import language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Number = float | None
"""A value of a chart; None leaves a gap."""

SIZE = (7.2, 3.6)
"""Width and height of a chart in inches."""
PNG_DPI = 144
BACKENDS = {"svg": "svg", "png": "agg"}
"""The part of matplotlib that makes a kind of file."""
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555")
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "X", "P")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo")
MARK_DASHES = ((0, (6, 2)), (0, (2, 2)), (0, (6, 2, 1, 2)))
INK, SOFT = "#1c2430", "#d5dbe3"
MOST_MARKERS = 30
"""A line with more points gets no marker at each of them."""
MOST_LETTERS = 60
"""Names of bars that are longer together stand at an angle."""
LETTERS_AN_INCH, KEY_LETTERS, MOST_COLUMNS = 11, 7, 4
"""How wide a legend gets: letters of the font, and the room of a sample of line or bar."""
BAR_WIDTH = 0.8
BAND_SHADE = 0.18
ROOM_ABOVE = 0.03
"""Room above the end of an axis, so that what lies there is seen whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line over numbers or days, with a band where `low` and `high` are given; a value of None leaves a gap.

    Attributes:
        label: its name in the legend.
        xs: where its points lie: numbers, or days.
        ys: their values, as many as `xs`.
        low: lower ends of the band.
        high: upper ends of the band.
    """

    label: str
    xs: Sequence[float | date]
    ys: Sequence[Number]
    low: Sequence[Number] | None = None
    high: Sequence[Number] | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each name, with an interval where `low` and `high` are given; bars of the same names stand side by side.

    Attributes:
        label: name of the series in the legend.
        names: what stands under the bars.
        values: their heights, as many as `names`; None = no bar.
        low: lower ends of the intervals; None = no interval.
        high: upper ends of the intervals.
    """

    label: str
    names: Sequence[str]
    values: Sequence[Number]
    low: Sequence[Number] | None = None
    high: Sequence[Number] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A horizontal reference line: a target, a threshold."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. It has lines or bars, not both; all texts are in the language of the output.

    Attributes:
        title: what it is about, in a few words.
        description: what there is to see, for those who do not see it.
        x_label: what lies along the bottom; may be empty.
        y_label: what is measured, with its unit.
        bottom: where the vertical axis begins; None = at zero where nothing is below. Never above zero with bars.
        top: where it ends at least; None = by the values.
        dots: what is given as bars is drawn as dots, so that the axis need not begin at zero.
    """

    title: str
    description: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...] = ()
    bars: tuple[Bars, ...] = ()
    marks: tuple[Mark, ...] = ()
    bottom: float | None = None
    top: float | None = None
    dots: bool = False


def need_matplotlib() -> None:
    """Make sure that charts can be drawn.

    Raises:
        TurnusError: matplotlib is missing; says how to install it.
    """
    need("matplotlib", "charts.no_matplotlib")


def svg(chart: Chart, *, name: str = "chart", size: tuple[float, float] = SIZE) -> bytes:
    """Return a chart as SVG, to stand in a file of its own or, beside others of other names, inside a page.

    Args:
        chart: what it shows.
        name: begins every id in it; letters, digits, `-` and `_`, a letter first.
        size: width and height in inches.

    Raises:
        TurnusError: matplotlib is missing.
        ValueError: the name cannot begin an id.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", name, re.ASCII):
        raise ValueError(name)
    drawn = _drawn(chart, size, "svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return as_part(drawn.decode(), chart.title, chart.description, name).encode()


def png(chart: Chart, *, size: tuple[float, float] = SIZE, dpi: int = PNG_DPI) -> bytes:
    """Return a chart as PNG.

    Raises:
        TurnusError: matplotlib is missing.
    """
    return _drawn(chart, size, "png", metadata={"Software": None, "Title": chart.title}, dpi=dpi)


def _drawn(chart: Chart, size: tuple[float, float], kind: str, dpi: int | None = None, **settings: Any) -> bytes:
    """Return a file of a kind; `Figure.savefig` would draw all of it twice, once only for the layout."""
    need_matplotlib()
    with _own_style():
        from matplotlib.figure import Figure

        figure = Figure(figsize=size, dpi=dpi, layout="constrained")
        _draw(figure, chart)
        content = BytesIO()
        canvas = import_module(f"matplotlib.backends.backend_{BACKENDS[kind]}").FigureCanvas(figure)
        getattr(canvas, f"print_{kind}")(content, **settings)
    return content.getvalue()


@contextmanager
def _own_style() -> Iterator[None]:
    """Let neither a person's settings of matplotlib nor chance decide how a chart looks."""
    from matplotlib import style

    own = {
        "svg.hashsalt": "turnus",
        "svg.fonttype": "none",
        "font.family": [FONT],
        "font.size": 9.5,
        "hatch.linewidth": 0.7,
        "axes.edgecolor": SOFT,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.parse_math": False,
    }
    with style.context(["default", own]):
        yield


def _draw(figure: "Figure", chart: Chart) -> None:
    axes = figure.add_subplot()
    axes.set_title(chart.title, loc="left", fontweight="bold")
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=SOFT, linewidth=0.8)
    axes.set_axisbelow(True)
    for look, line in zip(cycle(zip(COLOURS, cycle(DASHES), MARKERS, strict=False)), chart.lines, strict=False):
        _draw_line(axes, line, *look)
    _draw_bars(axes, chart.bars, dots=chart.dots)
    for dashes, mark in zip(cycle(MARK_DASHES), chart.marks, strict=False):
        axes.axhline(mark.value, color=INK, linewidth=1.6, linestyle=dashes, label=mark.label, zorder=4, clip_on=False)
    _scale(axes, chart)
    parts: tuple[Line | Bars | Mark, ...] = (*chart.lines, *chart.bars, *chart.marks)
    labels = [part.label for part in parts]
    if len(labels) > 1:
        fitting = int(figure.get_figwidth() * LETTERS_AN_INCH / (max(map(len, labels)) + KEY_LETTERS))
        figure.legend(loc="outside lower center", ncols=max(1, min(fitting, len(labels), MOST_COLUMNS)), frameon=False)


def _draw_line(axes: "Axes", line: Line, colour: str, dashes: str, marker: str) -> None:
    xs, ys = _places(line.xs), _values(line.ys)
    point = marker if len(xs) <= MOST_MARKERS else ""
    axes.plot(xs, ys, color=colour, linestyle=dashes, marker=point, markersize=4.5, linewidth=1.8, label=line.label)
    if line.low is not None and line.high is not None:
        axes.fill_between(xs, _values(line.low), _values(line.high), color=colour, alpha=BAND_SHADE, linewidth=0)


def _draw_bars(axes: "Axes", series: tuple[Bars, ...], *, dots: bool) -> None:
    """Draw bars (or dots) of equal names side by side, in the order in which names come up first."""
    names = list(dict.fromkeys(name for bars in series for name in bars.names))
    if not names:
        return
    width = BAR_WIDTH / len(series)
    looks = zip(series, cycle(COLOURS), cycle(MARKERS if dots else HATCHES), strict=False)
    for number, (bars, colour, look) in enumerate(looks):
        places = [names.index(name) - BAR_WIDTH / 2 + (number + 0.5) * width for name in bars.names]
        heights = _values(bars.values)
        if dots:
            axes.plot(places, heights, color=colour, linestyle="", marker=look, markersize=6, label=bars.label)
        else:
            axes.bar(places, heights, width * 0.92, color=colour, hatch=look, edgecolor="white", linewidth=0.7, label=bars.label)
        if bars.low is not None and bars.high is not None:
            _draw_intervals(axes, places, heights, _values(bars.low), _values(bars.high))
    slanted = sum(map(len, names)) > MOST_LETTERS
    if dots:
        axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), names, rotation=30 if slanted else 0, ha="right" if slanted else "center")
    axes.tick_params(axis="x", length=0)


def _draw_intervals(axes: "Axes", places: list[float], heights: list[float], low: list[float], high: list[float]) -> None:
    for place, height, bottom, top in zip(places, heights, low, high, strict=True):
        if isfinite(height) and isfinite(bottom) and isfinite(top):
            reach = [[max(height - bottom, 0.0)], [max(top - height, 0.0)]]
            axes.errorbar([place], [height], yerr=reach, color=INK, linewidth=1.2, capsize=3)


def _scale(axes: "Axes", chart: Chart) -> None:
    """Begin at zero where nothing is below, and write numbers and days as the language does."""
    from matplotlib.ticker import FuncFormatter

    parts: tuple[Line | Bars, ...] = (*chart.lines, *chart.bars)
    values = [y for part in parts for row in _rows(part) for y in _values(row) if isfinite(y)]
    values += [mark.value for mark in chart.marks]
    if min(values, default=0) >= 0:
        axes.set_ylim(bottom=chart.bottom or 0, top=None if any(values) else 1)
    if chart.top is not None:
        room = (chart.top - (chart.bottom or 0)) * ROOM_ABOVE
        axes.set_ylim(top=max([chart.top, *values]) + room)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value)))
    if any(isinstance(x, date) for line in chart.lines for x in line.xs):
        dates = _dates()
        axes.xaxis.set_major_locator(dates.AutoDateLocator(minticks=3, maxticks=8))
        axes.xaxis.set_major_formatter(dates.DateFormatter("%d.%m.%Y" if language() == "de" else "%Y-%m-%d"))
    elif not chart.bars:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value)))


def _rows(part: Line | Bars) -> list[Sequence[Number]]:
    own = part.ys if isinstance(part, Line) else part.values
    return [row for row in (own, part.low, part.high) if row is not None]


def _number(value: float) -> str:
    """Return a number as an axis shows it, with the decimal mark of the language."""
    return f"{round(value, 9):.10g}".replace("-", "−").replace(".", text("summary.decimal_mark"))


def _values(row: Sequence[Number]) -> list[float]:
    return [nan if value is None else float(value) for value in row]


def _places(xs: Sequence[float | date]) -> list[float]:
    """Return places on the axis; days become the numbers of days that matplotlib counts in."""
    return [float(_dates().date2num(x)) if isinstance(x, date) else float(x) for x in xs]


def _dates() -> Any:
    """Return the untyped part of matplotlib that knows days."""
    return import_module("matplotlib.dates")
