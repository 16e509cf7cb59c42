"""The folder of a study: results while it runs, then its files. Whenever the work is cut off, what is there can be gone on with.

While it runs: `study.json` (not complete) and `parts/`, one file a replication, each written whole. In the end: the files, at the
very end `study.json` (complete), then `parts/` goes. Nothing that turnus did not write is ever touched.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scheduler.errors import PlanError, RefusedError, shown
from scheduler.study.tasks import Task
from scheduler.study.writing import NEW, remove, write_files
from scheduler.texts import has_text, text

STUDY_JSON = "study.json"
PARTS = "parts"
PART_ENDS = (".npy", f".npy{NEW}")
OWN_ENDS = (".svg", ".png")
OWN_NAMES = frozenset({STUDY_JSON, PARTS, "figures.csv", "figures.parquet", "summary.csv", "search.csv", "study.html"})
CHART = "chart-"
"""Begin of the names of charts."""
FORMAT = 1
Figures = NDArray[np.float64]
"""Weeks × groups × figures (in the order of `FIGURES`)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The results that are kept while a study runs.

    Attributes:
        folder: the folder of the study.
        shape: weeks, groups, figures of each.
    """

    folder: Path
    shape: tuple[int, int, int]

    def read(self, task: Task) -> Figures | None:
        """Return what is kept of a task; None where nothing is, or it cannot be used."""
        try:
            found = np.load(io.BytesIO(self._file(task).read_bytes()), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        is_good = isinstance(found, np.ndarray) and found.shape == self.shape and found.dtype == np.float64
        return found if is_good and bool(np.isfinite(found).all()) else None

    def keep(self, task: Task, figures: Figures) -> None:
        """Keep the result of a task; whole or not at all.

        Raises:
            StoreError: it cannot be written.
        """
        content = io.BytesIO()
        np.save(content, figures, allow_pickle=False)
        write_files(self.folder / PARTS, {self._file(task).name: content.getvalue()})

    def _file(self, task: Task) -> Path:
        return self.folder / PARTS / f"{task.scenario.name}.{task.replication:05}.npy"


def begin(folder: Path, said: Mapping[str, object]) -> bool:
    """Begin a study in a folder, or go on with it; return whether it is complete already.

    Args:
        folder: new, empty, or a study of the same inputs.
        said: what `study.json` says; `inputs` decides whether it is the same study.

    Raises:
        RefusedError: the folder holds something else, or a study of other inputs.
    """
    before = _read(folder)
    if before is None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RefusedError(text("study.folder_taken", folder=folder))
        _write(folder, said)
        return False
    foreign = foreign_names(folder)
    if foreign:
        raise PlanError(text("study.folder_foreign", folder=folder, file=shown(foreign[0])))
    others = _others(before.get("inputs"), said["inputs"])
    if others:
        raise RefusedError(text("study.other_inputs", folder=folder, inputs=", ".join(others)))
    return before.get("complete") is True


def finish(folder: Path, files: Mapping[str, bytes], said: Mapping[str, object], *, complete: bool) -> None:
    """Write the files of a study and, last of all, whether it is complete; then what was kept on the way goes.

    Raises:
        StoreError: the folder cannot be written.
    """
    write_files(folder, files)
    remove([path for path in sorted(folder.iterdir()) if path.name not in files and _is_output(path.name)])
    _write(folder, {**said, "complete": complete})
    if complete and (folder / PARTS).is_dir():
        remove(sorted((folder / PARTS).iterdir()))
        (folder / PARTS).rmdir()


def foreign_names(folder: Path) -> list[str]:
    """Return what lies in the folder of a study and is not ours, in order."""
    names = [path.name for path in folder.iterdir() if path.name not in OWN_NAMES and not _is_ours(path.name)]
    parts = folder / PARTS
    inside = [path.name for path in parts.iterdir() if not path.name.endswith(PART_ENDS)] if parts.is_dir() else []
    return sorted([*names, *(f"{PARTS}/{name}" for name in inside)])


def _is_ours(name: str) -> bool:
    return (name.startswith(CHART) and name.endswith(OWN_ENDS)) or (name.startswith(".") and name.endswith(NEW))


def _is_output(name: str) -> bool:
    return (name in OWN_NAMES or _is_ours(name)) and name not in (STUDY_JSON, PARTS)


def _read(folder: Path) -> dict[str, object] | None:
    """Return what `study.json` says; None where there is none, or none of ours."""
    try:
        found = json.loads((folder / STUDY_JSON).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def _write(folder: Path, said: Mapping[str, object]) -> None:
    content = json.dumps({"format": FORMAT, "complete": False, **said}, ensure_ascii=False, indent=1)
    write_files(folder, {STUDY_JSON: (content + "\n").encode()})


def _others(before: object, now: object) -> list[str]:
    """Return the names of the inputs that are not the same."""
    assert isinstance(now, dict)
    known = before if isinstance(before, dict) else {}
    return sorted(_in_words(str(name)) for name in {*known, *now} if known.get(name) != now.get(name))


def _in_words(name: str) -> str:
    """Return the name of an input: of a file as it is, else in the language of the output."""
    return text(f"study.input.{name}") if has_text(f"study.input.{name}") else name
