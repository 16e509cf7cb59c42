"""A roster folder is in the old or the new state, whenever the writer dies and however many write and read at once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import helpers.crashes
import scheduler
from helpers.rosters import write_roster

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")


def run(mode: str, folder: Path) -> list[dict[str, Any]]:
    """Run a scene of `helpers/crashes.py` on a roster of one specialist and one customer."""
    write_roster(folder)
    paths = [str(Path(scheduler.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, helpers.crashes.__file__, mode, folder],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_writer_may_die_at_every_step(tmp_path: Path) -> None:
    found = run("steps", tmp_path / "roster")
    assert [scene["code"] for scene in found] == [9] * (len(found) - 1) + [0]
    assert len(found) > 40
    states = [tuple(scene["seen"]) for scene in found]
    assert states == sorted(states), "first the old state, from one step on the new one"
    assert set(states) == {(0, 0, 0), (1, 1, 2)}
    after = [scene for scene in found if "next" in scene]
    assert {tuple(b - a for a, b in zip(s["seen"], s["next"], strict=True)) for s in after} == {(0, 0, 1)}, "the next write works"
    assert all(scene["strays"] == [] for scene in after), "and clears away what was left"


def test_a_writer_may_be_killed_at_any_time(tmp_path: Path) -> None:
    found = run("kills", tmp_path / "roster")
    assert {scene["code"] for scene in found} == {-9}
    assert all(bookings == contacts and lines == 2 * bookings for bookings, contacts, lines in (scene["seen"] for scene in found))
    assert found[-1]["seen"][0] > 0, "some writes came to their end"


def test_of_several_writers_none_loses_a_change(tmp_path: Path) -> None:
    assert run("writers", tmp_path / "roster") == [{"codes": [0] * 3, "seen": [9, 9, 18]}]


def test_a_reader_never_sees_half_a_change(tmp_path: Path) -> None:
    (scene,) = run("readers", tmp_path / "roster")
    assert scene["code"] == 0
    assert all(bookings == contacts for bookings, contacts in scene["looks"])
    assert len(scene["looks"]) > 1
