"""Damaged plan folders and odd places for one: no change goes unseen, and nothing that somebody put there is lost."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from helpers.bad_input import planned, turnus
from helpers.cli import ON
from helpers.rosters import customer, specialist, write_roster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A roster and its plan, with people without a seat."""
    top = tmp_path_factory.mktemp("made")
    people = [customer(f"K{n}") for n in range(5)] + [customer("Z1", specialist_id="S2")]
    short = {"mon": "", "tue": "08:00-10:00", "thu": "", "fri": ""}
    planned(write_roster(top / "roster", people, [specialist("S1", **short), specialist("S2", **short)]))
    return top / "roster", top / "plan"


def verified_with(made: tuple[Path, Path], name: str, content: bytes | None) -> Result:
    """Verify with other bytes in a file of the plan (None = without the file), then put the old ones back."""
    file = made[1] / name
    before = file.read_bytes()
    try:
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        return turnus("verify", *made)
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize(
    "name", ["plan.json", "appointments.csv", "not_invited.csv", "standby.csv", "week.html", "calendars/S1.ics"]
)
def test_damaged_files_of_a_plan(made: tuple[Path, Path], name: str) -> None:
    content = (made[1] / name).read_bytes()
    for damaged in (None, b"", bytes(range(256)), content[: len(content) // 2], b"[" * 100_000):
        assert verified_with(made, name, damaged).exit_code == 1
    assert turnus("verify", *made).exit_code == 0


ODD_JSON: tuple[Any, ...] = ([], 10**400)
ODD_DAYS = ("9999-W52", "0001-W01", "9999-12-31", "0001-01-01")


def odd_plans(data: dict[str, Any]) -> list[str]:
    """plan.json with every key left out, and with values of every type in its place."""
    found = []
    for key in data:
        found.append({k: v for k, v in data.items() if k != key})
        found += [
            {**data, key: value} for value in (*ODD_JSON, *ODD_DAYS[: 4 * (key in ("week", "today"))]) if value != data[key]
        ]
    week, *others = data["specialists"]
    for key in week:
        found.append({**data, "specialists": [{**week, key: "x"}, *others]})
    for value in ODD_JSON:
        found.append({**data, "specialists": [{**week, "specialist_id": value}, *others]})
    found += [{**data, "specialists": others}, {**data, "specialists": [week, *others, week]}, {**data, "extra": 1}]
    found += [{**data, "settings": {**data["settings"], "language": value}} for value in ("xx", "../de", 1, None)]
    texts = [json.dumps(plan) for plan in found]
    return [*texts, json.dumps(data).replace('"cuts": 0', '"cuts": Infinity'), '{"a":' * 100_000]


def test_no_key_of_plan_json_can_be_changed_unseen(made: tuple[Path, Path]) -> None:
    data = json.loads((made[1] / "plan.json").read_text(encoding="utf-8"))
    unseen = [content for content in odd_plans(data) if verified_with(made, "plan.json", content.encode()).exit_code != 1]
    assert unseen == []


@pytest.mark.parametrize("name", ["../S1", "/tmp/S1", "", "a\n", "a/b", "x" * 65])
@pytest.mark.parametrize("form", ["ics", "csv"])
def test_no_id_of_a_plan_is_a_path(made: tuple[Path, Path], tmp_path: Path, name: str, form: str) -> None:
    folder = shutil.copytree(made[1], tmp_path / "top" / "plan")
    data = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    data["specialists"][0]["specialist_id"] = name
    (folder / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    shutil.copy(folder / "calendars" / "S1.ics", folder / "S1.ics")
    result = turnus("export", form, folder, "-o", tmp_path / "top" / "out")
    assert (result.exit_code, "ist kein lesbarer Planordner" in result.output) == (1, True)
    assert sorted(file.name for file in (tmp_path / "top").iterdir()) == ["plan"]


ODD_CELLS = ("\x1b[31m", "", "9" * 5000, "9999-12-31T23:59-14:00")


@pytest.mark.parametrize("name", ["appointments.csv", "not_invited.csv"])
def test_no_cell_of_a_plan_can_be_changed_unseen(made: tuple[Path, Path], name: str) -> None:
    header, first, *others = list(csv.reader((made[1] / name).read_text(encoding="utf-8").splitlines()))

    def result_of(*rows: list[str]) -> int:
        return verified_with(made, name, "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()).exit_code

    for column in range(len(header)):
        without = [row[:column] + row[column + 1 :] for row in (header, first, *others)]
        assert result_of(*without) == 1
        for cell in ODD_CELLS if header[column] in ("start", "minutes") else ODD_CELLS[:1]:
            assert result_of(header, [*first[:column], cell, *first[column + 1 :]], *others) == 1
    assert result_of(header, *others) == 1
    assert result_of(header, first, first, *others) == 1
    assert result_of(header, [*first, "more"], *others) == 1
    assert result_of(header, first, *others, ["x"]) == 1


def test_times_without_offset_are_named(made: tuple[Path, Path]) -> None:
    content = (made[1] / "appointments.csv").read_bytes().replace(b"+01:00", b"")
    output = verified_with(made, "appointments.csv", content).output
    assert "appointments.csv:2 start" in output
    assert "eine Zeit wie 2026-11-30T09:00+01:00" in output


def test_odd_places_for_a_plan(folder: Path, tmp_path: Path) -> None:
    write_roster(folder)
    (tmp_path / "file").write_text("x")
    for place in (
        tmp_path / "file",
        tmp_path / "file" / "x" / "y",
        tmp_path / ("x" * 300),
        folder,
        "",
        "/",
        "/dev/null",
        "/proc/x",
    ):
        result = turnus("plan", folder, *ON, "-o", place)
        assert result.exit_code == 1, result.output
        assert "Nichts wurde geändert" in result.output
    for _ in range(2):
        assert turnus("plan", folder, *ON, "-o", tmp_path / "a" / "b" / "plan").exit_code == 0
    assert turnus("verify", folder, tmp_path / "a" / "b" / "plan").exit_code == 0


def test_what_somebody_put_beside_a_plan_is_not_deleted(folder: Path, tmp_path: Path) -> None:
    assert turnus("plan", write_roster(folder), *ON, "-o", tmp_path / "plan").exit_code == 0
    (tmp_path / "plan" / "notes.txt").write_text("years of work")
    result = turnus("plan", folder, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 1
    assert "notes.txt" in result.output
    assert (tmp_path / "plan" / "notes.txt").read_text() == "years of work"


def test_a_sample_at_an_odd_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "x", tmp_path / ("x" * 300), "/"):
        assert turnus("sample", place, "--specialists", 1, "--seed", 1).exit_code == 1
