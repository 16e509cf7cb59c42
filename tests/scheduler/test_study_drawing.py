"""The charts of a study are drawn by processes that have nothing else to do, or here: the same bytes, and no half study."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from helpers.scenarios import InTurn, in_turn, studied, team_roster
from scheduler.charts import SIZE, Chart, Line
from scheduler.errors import TurnusError
from scheduler.study.drawing import KINDS, Drawing, draw, drawn
from scheduler.study.executors import Workers, workers
from scheduler.study.making import Made
from scheduler.study.output import study_files
from scheduler.study.tasks import GIVEN
from scheduler.texts import language, use_language

SMALL = "[study]\nweeks = 2\nwarm_up = 0\nreplications = 2\n"
CHART = Chart("Half", "A line.", "", "", lines=(Line("a", [0, 1], [0.25, 0.75]),))


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    with monkeypatch.context() as patch:
        patch.setattr("scheduler.study.output.has_charts", lambda: False)
        return studied(tmp_path / "study", team_roster(tmp_path / "roster"), SMALL)[0]


class Gone(InTurn):
    """Helpers that are gone."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def drawings(lang: str) -> list[Drawing]:
    return [Drawing("half", CHART, SIZE, kind, lang) for kind in KINDS]


def test_another_process_draws_the_same_bytes_in_the_language_of_the_command() -> None:
    here = [draw(drawing) for lang in ("de", "en") for drawing in drawings(lang)]
    assert b">0,4<" in here[0]
    assert b">0.4<" in here[2]
    with workers() as pool:
        assert pool.helpers() is None  # none before there is a job
        pool.prepare(b"job")
        there = list(drawn([drawing for lang in ("de", "en") for drawing in drawings(lang)], pool.helpers()))
        pool.stop()
        assert pool.helpers() is None
    assert there == here


def test_helpers_give_the_same_files(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.study.output.charts_of", lambda _: {"half": CHART})
    alone = study_files(made)
    assert study_files(made, InTurn()) == alone
    assert {"chart-half.svg", "chart-half.png", "figures.csv", "study.html"} <= alone.keys()


def test_helpers_that_are_gone_are_named_and_what_is_simulated_stays(made: Made) -> None:
    with pytest.raises(TurnusError) as told:
        study_files(made, Gone())
    assert not isinstance(told.value, BrokenExecutor)
    assert isinstance(told.value.__cause__, BrokenExecutor)


def test_threads_do_not_help_for_they_share_the_settings_of_matplotlib() -> None:
    with workers(threads=True) as pool:
        pool.prepare(GIVEN)
        assert pool.helpers() is None


def test_who_has_nothing_left_to_simulate_gets_ready_to_draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.study.output.has_charts", lambda: False)
    ready: list[str] = []
    monkeypatch.setattr("scheduler.study.running.practise", ready.append)
    helped = Workers(in_turn().prepare, helpers=InTurn)
    studied(tmp_path / "study", team_roster(tmp_path / "roster"), SMALL, helped)
    assert ready == [language()]
