"""A study in words: what came out, what was assumed, what to make of it. For the terminal and the page."""

from collections.abc import Iterable, Mapping
from math import isfinite, isnan

from scheduler.simulation.scenario import Scenario
from scheduler.study.assumedfile import changed
from scheduler.study.defaults import sourced
from scheduler.study.making import Made
from scheduler.study.measures import BY_NAME, MEASURES, Measure
from scheduler.study.posts import Found
from scheduler.study.statistics import Estimate
from scheduler.texts import language, text

NOTHING = "–"
FEW, MANY = 10, 100
"""Numbers below have two decimals, numbers from there on none."""


def number(value: float, unit: str = "number", *, signed: bool = False) -> str:
    """Return a number as people read it: shares in per cent, decimals by size, the decimal mark of the language."""
    if not isfinite(value):
        return NOTHING
    value *= 100 if unit == "share" else 1
    digits = 1 if unit != "number" or MANY > abs(value) >= FEW else 0 if abs(value) >= MANY else 2
    rounded = round(value, digits) + 0.0  # no minus before a zero
    words = f"{rounded:{'+' if signed and rounded else ''}.{digits}f}"
    return words.replace("-", "−").replace(".", text("summary.decimal_mark"))


def span(found: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return a mean with its interval."""
    mean = number(found.mean, unit, signed=signed)
    if isnan(found.low):
        return mean
    low, high = number(found.low, unit, signed=signed), number(found.high, unit, signed=signed)
    return text("study.span", mean=mean, low=low, high=high)


def share_span(found: Estimate) -> str:
    """Return a share with its interval and the sign of per cent."""
    mean, low, high = (number(value, "share") for value in (found.mean, found.low, found.high))
    if isnan(found.mean):
        return NOTHING
    return text("study.share", mean=mean) if isnan(found.low) else text("study.span_share", mean=mean, low=low, high=high)


def head_lines(made: Made) -> list[str]:
    """Return what the study is: made up, with which engine, how often, how long."""
    study = made.study
    least = min(len(made.results.replications(scenario.name)) for scenario in study.scenarios)
    lines = [
        text("study.made_up"),
        text(f"study.engine.{study.run.engine}"),
        text(
            "study.size",
            replications=study.replications,
            weeks=study.run.weeks - study.warm_up,
            warm_up=study.warm_up,
            seed=study.run.seed,
            first=f"{made.monday:%d.%m.%Y}",
        ),
    ]
    return lines if made.complete else [text("study.partial", least=least, wanted=study.replications), *lines]


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
            line += " " + _compared(made.results.difference(kept, scenario.name, made.study.base.name))
        lines.append(line)
    return lines


def _compared(difference: Estimate) -> str:
    """Return by how much the deadlines kept differ from the base, and whether that is clear."""
    if isnan(difference.low):
        return text("study.differs_alone", difference=number(difference.mean, "share", signed=True))
    key = "unclear" if difference.low <= 0 <= difference.high else "clear"
    return text(f"study.differs_{key}", difference=span(difference, "share", signed=True))


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
        lines = [text("study.search_none", keep=keep, team=search.team, most=_posts(most), kept=share_span(found.trials[most]))]
    else:
        values = {"posts": _posts(found.posts), "kept": share_span(found.trials[found.posts]), "now": _posts(found.posts_now)}
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
        text("study.formula_misleads", posts=_posts(found.formula_posts), kept=kept),
    ]


def _posts(posts: float) -> str:
    return f"{posts:g}".replace(".", text("summary.decimal_mark"))


def assumption_rows(made: Made) -> list[list[str]]:
    """Return what is assumed: name, value of the base, unit, source; what the file says has the file as its source."""
    base = made.study.base.assumptions
    rows = []
    for entry in sourced():
        value = getattr(base, entry.name)
        is_usual = value == (tuple(entry.value) if isinstance(entry.value, list) else entry.value)
        source = entry.source[language()] if is_usual else text("study.from_file")
        rows.append([text(f"assumption.{entry.name}"), _value(value), entry.unit[language()], source])
    return rows


def change_lines(scenario: Scenario, base: Scenario) -> list[str]:
    """Return what a scenario changes against the base."""
    lines = [
        text("study.change.assumption", name=text(f"assumption.{name}"), value=_value(value))
        for name, value in changed(scenario.assumptions, base.assumptions).items()
    ]
    for change in scenario.staff[len(base.staff) :]:
        if change.leave:
            lines.append(text("study.change.leave", team=change.team, number=change.leave))
        if change.join:
            lines.append(text("study.change.join", team=change.team, posts=", ".join(map(_posts, change.join))))
    for key in ("posts", "concepts", "weekly_targets", "show_rates"):
        lines += [text(f"study.change.{key}", name=name, value=_value(value)) for name, value in _new(scenario, base, key)]
    return lines


def _new(scenario: Scenario, base: Scenario, key: str) -> Iterable[tuple[str, object]]:
    mine, others = getattr(scenario, key), getattr(base, key)
    return [(name, value) for name, value in mine.items() if others.get(name) != value]


def _value(value: object) -> str:
    """Return an assumed value as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    return f"{value:g}".replace(".", text("summary.decimal_mark")) if isinstance(value, int | float) else str(value)


def trial_rows(found: Found) -> list[list[str]]:
    """Return what was tried: posts, deadlines kept, whether that is enough."""
    return [
        [_posts(posts), share_span(kept), text("study.enough.yes" if kept.mean >= found.search.keep else "study.enough.no")]
        for posts, kept in found.trials.items()
    ]
