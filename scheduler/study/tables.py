"""The tables of a study: every figure of every week, replication and scenario; the comparison; the search; `study.json`."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from importlib.metadata import version
from importlib.util import find_spec
from math import isfinite
from typing import Any

from scheduler.neutral import neutral
from scheduler.plan import PACKAGES
from scheduler.planfiles import to_csv
from scheduler.simulation.figures import FIGURES
from scheduler.simulation.scenario import Scenario
from scheduler.study.assumedfile import changed
from scheduler.study.making import Made
from scheduler.study.measures import MEASURES
from scheduler.study.statistics import Estimate
from scheduler.texts import text
from scheduler.workdays import DAYS_A_WEEK

FIGURE_COLUMNS = ("scenario", "replication", "week", "monday", "team", "figure", "value")
SUMMARY_COLUMNS = (
    *("scenario", "team", "measure", "unit", "mean", "low", "high", "replications"),
    *("difference", "difference_low", "difference_high"),
)
SEARCH_COLUMNS = ("team", "posts", "kept", "low", "high", "replications", "enough", "formula")
DECIMALS, MORE_DECIMALS = 4, 6
Row = tuple[str, int, int, date, str, str, float]


def table_files(made: Made) -> dict[str, bytes]:
    """Return the tables: name → bytes; the Parquet file only where pyarrow is there."""
    files = {"figures.csv": _figures_csv(made), "summary.csv": to_csv(_summary(made), SUMMARY_COLUMNS)}
    if made.found is not None:
        files["search.csv"] = to_csv(_search(made), SEARCH_COLUMNS)
    if has_parquet():
        files["figures.parquet"] = _parquet(made)
    return files


def has_parquet() -> bool:
    """Tell whether the package for Parquet files is there."""
    return find_spec("pyarrow") is not None


def _rows(made: Made) -> Iterator[Row]:
    """Yield every figure of every scenario, replication, week and group."""
    names = made.groups.names()
    mondays = [made.monday + timedelta(days=DAYS_A_WEEK * week) for week in range(made.study.run.weeks)]
    for scenario in made.study.scenarios:
        for replication in made.results.replications(scenario.name):
            values = made.results.done[scenario.name, replication].round(DECIMALS).tolist()
            for week, monday in enumerate(mondays):
                for team, own in zip(names, values[week], strict=True):
                    for figure, value in zip(FIGURES, own, strict=True):
                        yield scenario.name, replication, week, monday, team, figure, value


def _figures_csv(made: Made) -> bytes:
    """Return the figures as CSV, a row each: UTF-8, comma, LF. Written by hand, since there may be millions."""
    quoted: dict[str, str] = {name: _cell(name) for name in made.groups.names()}
    lines = [",".join(FIGURE_COLUMNS)]
    lines += [
        f"{s},{n},{week},{monday},{quoted[team]},{figure},{value:.10g}" for s, n, week, monday, team, figure, value in _rows(made)
    ]
    return ("\n".join(lines) + "\n").encode()


def _cell(name: str) -> str:
    """Return a team's name as a cell: no formula, quoted where it has to be."""
    safe = neutral(name)
    return '"' + safe.replace('"', '""') + '"' if any(char in safe for char in ',"\n\r') else safe


def _parquet(made: Made) -> bytes:
    """Return the figures as Parquet, columns typed."""
    import pyarrow as pa
    from pyarrow import parquet

    types = (pa.string(), pa.int32(), pa.int32(), pa.date32(), pa.string(), pa.string(), pa.float64())
    columns: list[list[Any]] = [[] for _ in types]
    for row in _rows(made):
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    found = [array.dictionary_encode() if kind == pa.string() else array for array, kind in zip(arrays, types, strict=True)]
    content = io.BytesIO()
    parquet.write_table(pa.table(dict(zip(FIGURE_COLUMNS, found, strict=True))), content, compression="zstd")
    return content.getvalue()


def _summary(made: Made) -> Iterator[Mapping[str, object]]:
    """Yield mean, interval and difference to the base of every measure, for all shown teams together and each group."""
    results, base = made.results, made.study.base.name
    for scenario in made.study.scenarios:
        for part in results.parts:
            for measure in MEASURES:
                found = results.estimate(measure, scenario.name, part)
                other = results.difference(measure, scenario.name, base, part) if scenario.name != base else None
                yield {
                    "scenario": scenario.name,
                    "team": part_name(made, part),
                    "measure": measure.name,
                    "unit": measure.unit,
                    **_ends("mean", "low", "high", found),
                    "replications": found.number,
                    **(_ends("difference", "difference_low", "difference_high", other) if other else {}),
                }


def part_name(made: Made, part: int | None) -> str:
    """Return what a group is called; all shown teams together where it is none."""
    names = made.groups.names()
    if part is not None:
        return names[part]
    return names[0] if len(names) == 1 else text("study.all_teams")


def _search(made: Made) -> Iterator[Mapping[str, object]]:
    found = made.found
    assert found is not None
    for posts, kept in found.trials.items():
        yield {
            "team": found.search.team,
            "posts": f"{posts:g}",
            **_ends("kept", "low", "high", kept),
            "replications": kept.number,
            "enough": "yes" if kept.mean >= found.search.keep else "no",
            "formula": "yes" if posts == found.formula_posts else "no",
        }


def _ends(mean: str, low: str, high: str, found: Estimate) -> dict[str, object]:
    return {mean: _number(found.mean), low: _number(found.low), high: _number(found.high)}


def _number(value: float) -> float | str:
    """Return a number, not its text: a text with a minus would be taken for a formula."""
    if not isfinite(value):
        return ""
    rounded = round(value, MORE_DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded


def said(made: Made, inputs: Mapping[str, object]) -> dict[str, object]:
    """Return what `study.json` says, but for whether the study is complete."""
    study, results = made.study, made.results
    there = {scenario.name: results.replications(scenario.name) for scenario in study.scenarios}
    return {
        "title": study.title,
        "made_up": text("study.made_up"),
        "engine": study.run.engine,
        "seed": study.run.seed,
        "today": made.today.isoformat(),
        "first_monday": made.monday.isoformat(),
        "weeks": study.run.weeks - study.warm_up,
        "warm_up": study.warm_up,
        "replications": study.replications,
        "replications_there": {name: len(numbers) for name, numbers in there.items()},
        "replications_missing": {n: sorted(set(range(study.replications)) - set(there[n])) for n in there},
        "scenarios": [_scenario(scenario, study.base) for scenario in study.scenarios],
        "teams": dict(zip(made.groups.names(), map(list, made.groups.teams), strict=True)),
        "withheld": list(made.groups.withheld),
        "least_specialists": made.groups.least,
        "search": _found(made),
        "inputs": dict(inputs),
        "versions": {package: version(package) for package in PACKAGES},
    }


def _scenario(scenario: Scenario, base: Scenario) -> dict[str, object]:
    assumed = asdict(scenario.assumptions) if scenario is base else changed(scenario.assumptions, base.assumptions)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "assumptions": assumed,
        "staff": [{**asdict(change), "join": list(change.join)} for change in scenario.staff],
        "posts": dict(scenario.posts),
        "show_rates": dict(scenario.show_rates),
        "concepts": dict(scenario.concepts),
        "weekly_targets": dict(scenario.weekly_targets),
    }


def _found(made: Made) -> dict[str, object] | None:
    found = made.found
    if found is None:
        return None
    estimate = {name: round(value, MORE_DECIMALS) for name, value in asdict(found.capacity).items()}
    return {**asdict(found.search), "posts": found.posts, "posts_now": found.posts_now, "formula": estimate}
