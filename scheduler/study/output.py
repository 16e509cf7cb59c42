"""Every file of a study but `study.json`: tables, charts, page."""

from concurrent.futures import BrokenExecutor, Executor

from scheduler.errors import TurnusError
from scheduler.study.drawing import drawn
from scheduler.study.graphs import charts_of, drawings_of, has_charts
from scheduler.study.making import Made
from scheduler.study.store import CHART
from scheduler.study.tables import table_files
from scheduler.texts import text


def study_files(made: Made, helpers: Executor | None = None) -> dict[str, bytes]:
    """Return the files of a study: name → bytes. Equal studies give equal bytes.

    Args:
        made: the study.
        helpers: other processes, which draw while the tables are written here.

    Raises:
        TurnusError: one of them is gone.
    """
    charts = charts_of(made) if has_charts() else {}
    drawings = drawings_of(charts)
    try:
        contents = drawn(list(drawings.values()), helpers)
        from scheduler.study.page import study_page  # with jinja2, while others draw

        tables = table_files(made)
        pictures = dict(zip(drawings, contents, strict=True))
    except BrokenExecutor as error:
        raise TurnusError(text("study.broken")) from error
    page = study_page(made, charts, {name: pictures[f"{CHART}{name}.svg"] for name in charts})
    return {**tables, **pictures, "study.html": page}
