"""study.html: one self-contained page with the scenarios side by side, what was assumed and what to make of it. No network."""

from collections.abc import Mapping

from markupsafe import Markup

from scheduler.charts import Chart
from scheduler.pages import page_template
from scheduler.study import words
from scheduler.study.assumedwords import assumption_rows, change_lines
from scheduler.study.graphs import WIDE_ONES
from scheduler.study.headwords import head_lines
from scheduler.study.making import Made
from scheduler.study.tables import part_name
from scheduler.texts import text


def study_page(made: Made, charts: Mapping[str, Chart], drawn: Mapping[str, bytes]) -> bytes:
    """Return the page of a study as UTF-8 bytes; `drawn`: the same charts as SVG."""
    study, groups = made.study, made.groups
    pictures = {name: Markup(content.decode()) for name, content in drawn.items()}  # noqa: S704 - drawn by us
    page = page_template("study.html.j2").render(
        t=text,
        title=study.title,
        office=made.roster.office.name,
        head=head_lines(made),
        results=words.result_lines(made),
        scenarios=[(scenario.title, change_lines(scenario, study.base, made.roster)) for scenario in study.scenarios],
        comparisons=[(part_name(made, part), words.comparison(made, part)) for part in made.results.parts],
        charts=[(name, charts[name].description, picture) for name, picture in pictures.items() if name != "search"],
        wide=WIDE_ONES,
        search=words.search_lines(made.found) if made.found else [],
        search_chart=pictures.get("search"),
        trials=words.trial_rows(made.found) if made.found else [],
        assumptions=assumption_rows(made),
        least=groups.least,
        withheld=", ".join(groups.withheld),
    )
    return page.encode()
