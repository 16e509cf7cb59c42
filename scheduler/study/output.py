"""Every file of a study but `study.json`: tables, charts, page."""

from scheduler.study.graphs import chart_files, charts_of, has_charts
from scheduler.study.making import Made
from scheduler.study.page import study_page
from scheduler.study.tables import table_files


def study_files(made: Made) -> dict[str, bytes]:
    """Return the files of a study: name → bytes. Equal studies give equal bytes."""
    charts = charts_of(made) if has_charts() else {}
    return {**table_files(made), **chart_files(charts), "study.html": study_page(made, charts)}
