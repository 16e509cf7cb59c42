"""A study in words: what came out, compared and searched for. For the terminal and the page."""

from math import isnan

from scheduler.simulation.scenario import Scenario
from scheduler.study.making import Made
from scheduler.study.measures import BY_NAME, MEASURES, Measure
from scheduler.study.numberwords import NOTHING, number, plain_number, share_span, span
from scheduler.study.posts import Found
from scheduler.study.statistics import Estimate
from scheduler.texts import text


def result_lines(made: Made) -> list[str]:
    """Return a line for each scenario: deadlines kept, and by how much it differs from the base."""
    kept, overdue = BY_NAME["deadlines_kept"], BY_NAME["overdue"]
    lines = []
    for scenario in made.study.scenarios:
        if not made.results.replications(scenario.name):
            lines.append(text("study.result_none", title=scenario.title))
            continue
        values = {
            "title": scenario.title,
            "kept": share_span(made.results.estimate(kept, scenario.name)),
            "overdue": number(made.results.estimate(overdue, scenario.name).mean, "people"),
        }
        line = text("study.result", **values)
        if scenario is not made.study.base:
            difference = made.results.difference(kept, scenario.name, made.study.base.name)
            line += " " + _compared(difference, made.study.base.title) + _came(made, scenario)
        lines.append(line)
    return lines


def _came(made: Made, scenario: Scenario) -> str:
    """Return which share of the invited came, where a scenario changes it: the house's own count may be near to it anyway."""
    base = made.study.base
    if scenario.show_rates == base.show_rates:
        return ""
    came, others = (made.results.estimate(BY_NAME["came"], name).mean for name in (scenario.name, base.name))
    return " " + text("study.came", came=number(came, "share"), base=base.title, others=number(others, "share"))


def _compared(difference: Estimate, base: str) -> str:
    """Return by how much the deadlines kept differ from the base, and whether that is clear."""
    if isnan(difference.low):
        return text("study.differs_alone", base=base, difference=number(difference.mean, "share", signed=True))
    key = "unclear" if difference.low <= 0 <= difference.high else "clear"
    return text(f"study.differs_{key}", base=base, difference=span(difference, "share", signed=True))


Cell = tuple[str, str, bool]
"""Mean, interval, and whether the difference to the base is clear."""


def comparison(made: Made, part: int | None) -> list[tuple[str, list[Cell]]]:
    """Return the rows of the comparison: name of the measure, then a cell for every scenario."""
    rows = []
    for measure in MEASURES:
        cells = [_cell(made, measure, scenario.name, part) for scenario in made.study.scenarios]
        if any(mean != NOTHING for mean, _, _ in cells):
            rows.append((f"{text(f'measure.{measure.name}')}{text(f'study.unit.{measure.unit}')}", cells))
    return rows


def _cell(made: Made, measure: Measure, scenario: str, part: int | None) -> Cell:
    base, found = made.study.base.name, made.results.estimate(measure, scenario, part)
    low, high = number(found.low, measure.unit), number(found.high, measure.unit)
    ends = "" if isnan(found.low) else text("study.ends", low=low, high=high)
    difference = made.results.difference(measure, scenario, base, part) if scenario != base else None
    is_clear = difference is not None and (difference.low > 0 or difference.high < 0)
    return number(found.mean, measure.unit), ends, is_clear


def search_lines(found: Found) -> list[str]:
    """Return the answer of the search, the formula with its numbers, and where it misleads."""
    keep, search = number(found.search.keep, "share"), found.search
    if found.posts is None:
        most = max(found.trials)
        lines = [
            text("study.search_none", keep=keep, team=search.team, most=plain_number(most), kept=share_span(found.trials[most]))
        ]
    else:
        values = {
            "posts": plain_number(found.posts),
            "kept": share_span(found.trials[found.posts]),
            "now": plain_number(found.posts_now),
        }
        lines = [text("study.search_found", keep=keep, team=search.team, **values)]
        if found.trials[found.posts].low < search.keep:
            lines.append(text("study.search_close", keep=keep))
    return [*lines, *formula_lines(found)]


def formula_lines(found: Found) -> list[str]:
    """Return the estimate by formula, and what the simulation makes of its number."""
    estimate = found.capacity
    values = {
        "talks": number(estimate.talks_a_week),
        "customers": estimate.customers,
        "hours": number(estimate.weekly_hours),
        "presence": number(estimate.presence, "share"),
        "share": number(estimate.consulting_share, "share"),
        "minutes": estimate.minutes,
        "a_post": number(estimate.talks_a_post),
        "posts": f"{estimate.posts:.2f}".replace(".", text("summary.decimal_mark")),
    }
    kept = share_span(found.trials[found.formula_posts])
    return [
        text("study.formula", **values),
        text("study.formula_misleads", posts=plain_number(found.formula_posts), kept=kept),
    ]


def trial_rows(found: Found) -> list[list[str]]:
    """Return what was tried: posts, deadlines kept, whether that is enough."""
    return [
        [plain_number(posts), share_span(kept), text("study.enough.yes" if kept.mean >= found.search.keep else "study.enough.no")]
        for posts, kept in found.trials.items()
    ]
