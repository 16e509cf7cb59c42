"""The tables of a study: all figures (`figuretables.py`), the comparison, the search, and what `study.json` says."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite

from scheduler.plan import PACKAGES
from scheduler.planfiles import to_csv
from scheduler.simulation.scenario import Scenario
from scheduler.study.assumedfile import changed
from scheduler.study.figuretables import figure_files
from scheduler.study.making import Made
from scheduler.study.measures import MEASURES
from scheduler.study.statistics import Estimate
from scheduler.texts import text

SUMMARY_COLUMNS = (
    *("scenario", "team", "measure", "unit", "mean", "low", "high", "replications"),
    *("difference", "difference_low", "difference_high"),
)
SEARCH_COLUMNS = ("team", "posts", "kept", "low", "high", "replications", "enough", "formula")
MORE_DECIMALS = 6


def table_files(made: Made) -> dict[str, bytes]:
    """Return the tables: name → bytes; the Parquet file only where pyarrow is there."""
    files = {**figure_files(made), "summary.csv": to_csv(_summary(made), SUMMARY_COLUMNS)}
    return files if made.found is None else {**files, "search.csv": to_csv(_search(made), SEARCH_COLUMNS)}


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
