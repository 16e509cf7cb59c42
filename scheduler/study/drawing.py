"""Drawing the charts of a study: here, or by processes that have nothing to simulate any more."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache

from scheduler.charts import SIZE, Chart, png, svg
from scheduler.texts import use_language

KINDS = ("svg", "png")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart to be drawn, with all that its bytes depend on.

    Attributes:
        name: of the chart.
        chart: what it shows.
        size: width and height in inches.
        kind: one of `KINDS`.
        language: of its numbers and days.
    """

    name: str
    chart: Chart
    size: tuple[float, float]
    kind: str
    language: str


def draw(drawing: Drawing) -> bytes:
    """Return the bytes of a drawing; the same in whatever process."""
    use_language(drawing.language)
    if drawing.kind == "svg":
        return svg(drawing.chart, name=drawing.name, size=drawing.size)
    return png(drawing.chart, size=drawing.size)


def drawn(drawings: Sequence[Drawing], helpers: Executor | None) -> Iterator[bytes]:
    """Begin to draw and return what gives the bytes of each drawing, in their order.

    Args:
        drawings: what is to be drawn.
        helpers: other processes that do it; None = it is drawn here, when it is asked for.
    """
    if helpers is None:
        return map(draw, drawings)
    waiting = [helpers.submit(draw, drawing) for drawing in drawings]
    return (future.result() for future in waiting)


@cache
def practise(language: str) -> None:
    """Draw nothing, once: the first drawing of a process takes longest, for it imports matplotlib and looks for fonts."""
    for kind in KINDS:
        draw(Drawing("nothing", Chart("0", "", "", ""), SIZE, kind, language))
