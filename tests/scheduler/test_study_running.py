"""Running a study: the same numbers whoever runs it, nothing run twice, nothing lost, nothing foreign touched."""

import json
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.cli import turnus
from helpers.scenarios import files_in, in_turn, lived_through, studied, team_roster
from scheduler.errors import TurnusError
from scheduler.roster import Roster
from scheduler.simulation.figures import Observation
from scheduler.simulation.scenario import Run, Scenario
from scheduler.study.executors import workers
from scheduler.study.tasks import Job, Replicate, Simulate

TWO = """
[study]
weeks = 3
warm_up = 1
replications = 4

[[scenario]]
name = "kommt"
staff = [{ team = "basis", join = [0.5] }]
"""
SEARCHED = TWO + "\n[search]\nkeep = 0.5\n"


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return team_roster(tmp_path_factory.mktemp("roster"))


@pytest.fixture(scope="module")
def searched(roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a whole study with a search, without charts."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scheduler.study.output.has_charts", lambda: False)
        studied(folder, roster, SEARCHED)
    return files_in(folder)


def counting(calls: list[tuple[str, int]]) -> Simulate:
    def prepare(roster: Roster, scenario: Scenario, run: Run, today: date) -> Replicate:
        simulated = lived_through(roster, scenario, run, today)

        def replicate(number: int) -> tuple[Observation, ...]:
            calls.append((scenario.name, number))
            return simulated(number)

        return replicate

    return prepare


@pytest.fixture(autouse=True)
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts take most of the time of a study, and are another story."""
    monkeypatch.setattr("scheduler.study.output.has_charts", lambda: False)


@pytest.fixture
def as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs travel unpacked, so that functions of a test can travel too."""
    monkeypatch.setattr("scheduler.study.making.packed", lambda job: job)
    prepared: dict[str, Replicate] = {}

    def unpacked(job: Job) -> tuple[Job, dict[str, Replicate]]:
        prepared.clear()
        return job, prepared

    monkeypatch.setattr("scheduler.study.tasks._unpacked", unpacked)


def test_processes_threads_and_a_cluster_give_the_same_bytes(roster: Roster, tmp_path: Path) -> None:
    cluster_of: Any = import_module("distributed").LocalCluster
    studied(tmp_path / "one", roster, TWO)
    wanted = files_in(tmp_path / "one")
    with workers(threads=True) as pool:
        studied(tmp_path / "threads", roster, TWO, pool)
    with workers() as pool:
        studied(tmp_path / "processes", roster, TWO, pool)
    with (
        cluster_of(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
        ) as cluster,
        workers(dask=cluster.scheduler_address) as pool,
    ):
        studied(tmp_path / "dask", roster, TWO, pool)
    for name in ("threads", "processes", "dask"):
        assert files_in(tmp_path / name) == wanted, name


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense", "tcp://127.0.0.1:many", ""])
def test_nobody_answers_at_the_address_of_a_cluster(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr("scheduler.study.executors.SECONDS_TO_ANSWER", 0.2)
    monkeypatch.setattr("distributed.Client", None)  # a client that gets no answer complains when it is thrown away
    with pytest.raises(TurnusError, match="kein Dask-Verbund"), workers(dask=address):
        pass


def test_threads_and_a_cluster_exclude_each_other(tmp_path: Path) -> None:
    told = turnus("simulate", tmp_path, "x.toml", "-o", tmp_path / "x", "--threads", "--dask", "x:1")
    assert told.exit_code == 2
    assert "eines von beiden" in told.output


@pytest.mark.parametrize("cut", [0, 1, 5, 8, 11])
def test_a_study_that_was_interrupted_is_readable_and_goes_on(
    roster: Roster, searched: dict[str, bytes], tmp_path: Path, as_it_is: None, cut: int
) -> None:
    calls: list[tuple[str, int]] = []
    made, _ = studied(tmp_path / "cut", roster, SEARCHED, in_turn(cut), counting(calls))
    assert not made.complete
    assert len(calls) == cut
    told = json.loads((tmp_path / "cut" / "study.json").read_bytes())
    assert told["complete"] is False
    assert sum(told["replications_there"].values()) == min(cut, 8)
    assert "Unvollständig" in (tmp_path / "cut" / "study.html").read_text(encoding="utf-8")
    made, was_complete = studied(tmp_path / "cut", roster, SEARCHED, in_turn(), counting(calls))
    assert (made.complete, was_complete) == (True, False)
    assert len(calls) == len(set(calls))
    assert files_in(tmp_path / "cut") == searched


def test_after_a_kill_only_what_is_missing_or_damaged_is_run_again(roster: Roster, tmp_path: Path, as_it_is: None) -> None:
    folder = tmp_path / "study"
    studied(folder, roster, TWO, in_turn(6))
    for name in [path.name for path in folder.iterdir() if path.name not in ("study.json", "parts")]:
        (folder / name).unlink()  # a kill leaves no tables
    parts = sorted((folder / "parts").iterdir())
    parts[0].write_bytes(parts[0].read_bytes()[:100])
    parts[1].write_bytes(b"")
    np.save(parts[2], np.zeros((1, 1, 1)))
    (folder / "parts" / ".base.00003.npy.new").write_bytes(b"half")
    calls: list[tuple[str, int]] = []
    made, _ = studied(folder, roster, TWO, in_turn(), counting(calls))
    assert made.complete
    assert len(calls) == 8 - 6 + 3
    studied(tmp_path / "whole", roster, TWO)
    assert files_in(folder) == files_in(tmp_path / "whole")


def test_the_same_study_again_is_known_to_be_complete(roster: Roster, tmp_path: Path) -> None:
    assert studied(tmp_path / "study", roster, TWO)[1] is False
    assert studied(tmp_path / "study", roster, TWO)[1] is True


@pytest.mark.parametrize(("old", "new", "named"), [("weeks = 3", "weeks = 4", "Wochen"), ("0.5", "0.6", "scenarios.toml")])
def test_a_study_of_other_inputs_is_left_alone(roster: Roster, tmp_path: Path, old: str, new: str, named: str) -> None:
    studied(tmp_path / "study", roster, TWO)
    before = files_in(tmp_path / "study")
    with pytest.raises(TurnusError, match=f"anders sind: .*{named}"):
        studied(tmp_path / "study", roster, TWO.replace(old, new))
    assert files_in(tmp_path / "study") == before


def test_foreign_files_are_never_touched(roster: Roster, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TurnusError, match="keine Studie"):
        studied(other, roster, TWO)
    studied(tmp_path / "study", roster, TWO, in_turn(3))
    (tmp_path / "study" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(TurnusError, match=r"notes\.txt"):
        studied(tmp_path / "study", roster, TWO)
    assert files_in(other) == {"study.json": b"{}"}
    assert (tmp_path / "study" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_results_of_many_tasks_come_in_whatever_order(roster: Roster, tmp_path: Path) -> None:
    many = TWO.replace("replications = 4", "replications = 40")
    made, _ = studied(tmp_path / "many", roster, many)
    first, _ = studied(tmp_path / "few", roster, TWO)
    for key, figures in first.results.done.items():
        assert np.array_equal(made.results.done[key], figures)


def test_a_process_that_simulates_loads_no_large_package() -> None:
    """Each process would load them anew, before it can begin."""
    code = (
        "import sys, scheduler.__main__, scheduler.study.executors, scheduler.study.tasks, scheduler.simulation.replication;"
        "print(*{'numpy', 'ortools', 'matplotlib', 'pandas', 'pyarrow', 'click', 'jinja2', 'asyncio'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_no_process_outlives_a_command_that_is_killed() -> None:
    """They hold the pipe open on which the end of the last of them is seen."""
    code = (
        "import os, signal; from scheduler.study.executors import workers\n"
        "if __name__ == '__main__':\n"
        "    with workers() as pool:\n"
        "        executor, _ = pool.prepare(b'job')\n"
        "        print(executor.submit(os.getpid).result() > 0, flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=20)
    assert (killed.returncode, killed.stdout.split()) == (-9, [b"True"])
