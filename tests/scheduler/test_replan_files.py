"""A replanned week as a folder: read as it was written, and its audit rejects every other one."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from helpers.rosters import customer
from helpers.sick_calls import AGREED, SEEN, TWO, replanned, talk
from scheduler.errors import PlanError
from scheduler.planplace import REPLAN_NAMES
from scheduler.replan.audit import audit_replan
from scheduler.replan.files import read_replan, replan_files
from scheduler.replan.promised import Promised
from scheduler.replan.result import Replan


@pytest.fixture
def made(tmp_path: Path) -> tuple[Promised, Replan]:
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN)]
    rows = [talk(1, "K1", "09:00", "09:45", **AGREED), talk(2, "K2", "10:00", "10:45", "S2", **AGREED)]
    _, promised, made, _ = replanned(tmp_path / "roster", people, TWO, rows)
    return promised, made


def test_a_folder_is_read_as_it_was_written(made: tuple[Promised, Replan], tmp_path: Path) -> None:
    files = replan_files(*made)
    assert set(files) == REPLAN_NAMES
    assert files == replan_files(*made)
    (tmp_path / "replan.json").write_bytes(files["replan.json"])
    assert read_replan(tmp_path) == made[1]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"held": []}, "ladder"),
        ({"held": [("B1", "S2", "2026-11-30T10:15"), ("B2", "S2", "2026-11-30T10:00")]}, "no_overlap"),
        ({"held": [("B1", "S2", "2026-11-30T11:00"), ("B2", "S2", "2026-11-30T10:00")]}, "moved"),
        ({"held": [("B1", "S2", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T11:00")]}, "promises"),
        ({"held": [("B1", "S1", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T10:00")]}, "consulting_hours"),
        ({"held": [("B1", "S2", "2026-11-30T09:07"), ("B2", "S2", "2026-11-30T10:00")]}, "plan_row"),
        ({"held": [("B9", "S2", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T10:00")]}, "plan_row"),
        ({"proofs": []}, "plan_row"),
    ],
)
def test_the_audit_rejects(change: dict[str, Any], rule: str, made: tuple[Promised, Replan], tmp_path: Path) -> None:
    promised, replan = made
    data = json.loads(replan_files(promised, replan)["replan.json"])
    if "held" in change:
        names = ("booking_id", "specialist_id", "start")
        change = {"held": [dict(zip(names, row, strict=True)) for row in change["held"]]}
    (tmp_path / "replan.json").write_text(json.dumps(data | change), encoding="utf-8")
    assert rule in {finding.rule for finding in audit_replan(promised, read_replan(tmp_path))}


def test_a_value_better_than_the_plan_is_rejected(made: tuple[Promised, Replan], tmp_path: Path) -> None:
    promised, replan = made
    data = json.loads(replan_files(promised, replan)["replan.json"])
    for stage in data["proofs"][0]["stages"]:
        if stage[0] == "own_specialist":
            stage[1] -= 1
    (tmp_path / "replan.json").write_text(json.dumps(data), encoding="utf-8")
    assert {finding.rule for finding in audit_replan(promised, read_replan(tmp_path))} == {"own_specialist"}


@pytest.mark.parametrize("content", ["", "[]", '{"format": 99}', '{"format": 1}', "{"])
def test_a_damaged_folder(content: str, tmp_path: Path) -> None:
    (tmp_path / "replan.json").write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=str(tmp_path.name)):
        read_replan(tmp_path)


def test_times_of_the_rows_carry_their_offset(tmp_path: Path) -> None:
    *_, fates = replanned(tmp_path, [customer("K1")], TWO, [talk(1, "K1", "09:00", "09:45")])
    assert fates["B1"].start == datetime.fromisoformat("2026-11-30T09:00+01:00")
    assert fates["B1"].new_end == datetime.fromisoformat("2026-11-30T09:45+01:00")
