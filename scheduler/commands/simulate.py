"""`turnus simulate`: what becomes of deadlines, weekly numbers and backlog if two leave, presence falls, the concept changes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cliparts import option
from scheduler.commands.shared import FOLDER, output_option, read, today_option
from scheduler.texts import text

if TYPE_CHECKING:
    from scheduler.study.making import Made

ENGINES = ("fast", "exact")


@click.argument("roster", type=FOLDER)
@click.argument("scenarios", type=FOLDER)
@output_option
@today_option
@option("--weeks", "study_weeks", type=click.IntRange(min=1), default=None)
@option("--warm-up", type=click.IntRange(min=0), default=None)
@option("--replications", type=click.IntRange(min=1), default=None)
@option("--seed", type=click.IntRange(min=0), default=None)
@option("--engine", type=click.Choice(ENGINES), default=None)
@option("--posts-for", type=click.FloatRange(0.01, 1), default=None)
@option("--team", "search_team", default=None)
@option("--threads", is_flag=True)
@option("--dask", default=None)
def simulate(
    roster: Path, scenarios: Path, output: Path, today: date | None, threads: bool, dask: str | None, **asked: Any
) -> None:
    from scheduler.study import store
    from scheduler.study.executors import workers
    from scheduler.study.making import inputs_of, make, shown_groups
    from scheduler.study.scenariofile import Asked, TeamWantedError, read_study
    from scheduler.study.tasks import simulator

    if threads and dask is not None:
        raise click.UsageError(text("study.threads_or_dask"))
    found, on = read(roster), today or date.today()
    _check(asked, list(found.office.teams))
    weeks, keep, team = asked.pop("study_weeks"), asked.pop("posts_for"), asked.pop("search_team")
    try:
        study, found = read_study(scenarios, found, Asked(weeks=weeks, keep=keep, team=team, **asked))
    except TeamWantedError as error:
        raise click.UsageError(str(error)) from error
    if team is not None and study.search is None:
        raise click.UsageError(text("study.team_alone"))
    shown_groups(study, found)
    inputs = inputs_of(study, scenarios, found, on)
    with workers(threads=threads, dask=dask) as pool:
        if store.begin(output, {"title": study.title, "inputs": inputs}):
            click.echo(text("study.there", folder=output))
            return
        made = make(study, found, on, output, pool, simulator, _bar)
        from scheduler.study.output import study_files  # what is not needed before is loaded after the processes have begun
        from scheduler.study.tables import said

        files = study_files(made, pool.helpers())
    store.finish(output, files, said(made, inputs), complete=made.complete)
    _print(made, output)
    if not made.complete:
        raise click.exceptions.Exit(1)


def _check(asked: dict[str, Any], teams: list[str]) -> None:
    """Refuse a team that the house does not have, and one that nothing is searched for."""
    team = asked["search_team"]
    if team is not None and team not in teams:
        raise click.UsageError(text("error.team", value=team, values=", ".join(teams)))


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Show a progress bar with the time that remains on a terminal, none in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _print(made: "Made", output: Path) -> None:
    from scheduler.study.graphs import has_charts
    from scheduler.study.headwords import head_lines
    from scheduler.study.words import result_lines, search_lines

    lines = [*head_lines(made), "", *result_lines(made), *([] if made.found is None else ["", *search_lines(made.found)]), ""]
    lines += [] if has_charts() else [text("study.no_charts")]
    click.echo("\n".join([*lines, text("study.done" if made.complete else "study.interrupted", folder=output)]))
