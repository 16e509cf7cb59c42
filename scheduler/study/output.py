"""Every file of a study but `study.json`: tables, charts, page."""

from scheduler.study.graphs import charts_of, drawn_charts, has_charts, png_files, svg_files
from scheduler.study.making import Made
from scheduler.study.page import study_page
from scheduler.study.tables import table_files


def study_files(made: Made) -> dict[str, bytes]:
    """Return the files of a study: name → bytes. Equal studies give equal bytes."""
    charts = charts_of(made) if has_charts() else {}
    drawn = drawn_charts(charts)
    files = {**table_files(made), **svg_files(drawn), **png_files(charts)}
    return {**files, "study.html": study_page(made, charts, drawn)}
