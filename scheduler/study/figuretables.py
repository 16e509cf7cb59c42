"""The large tables of a study: every figure of every scenario, replication, week and group, as CSV and as Parquet.

There may be millions of rows: what they have in common is made once, and nothing is made of a row but its line.
"""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scheduler.neutral import neutral
from scheduler.simulation.figures import FIGURES
from scheduler.study.making import Made
from scheduler.study.store import Figures
from scheduler.workdays import DAYS_A_WEEK

if TYPE_CHECKING:
    import pyarrow as pa

FIGURE_COLUMNS = ("scenario", "replication", "week", "monday", "team", "figure", "value")
DECIMALS = 4
FIRST_DAY = date(1970, 1, 1)
"""Arrow counts days from here."""
Key = tuple[str, int]


def figure_files(made: Made) -> dict[str, bytes]:
    """Return the tables: name → bytes; the Parquet file only where pyarrow is there."""
    blocks = _blocks(made)
    files = {"figures.csv": _csv(made, blocks)}
    if has_parquet():
        files["figures.parquet"] = _parquet(made, blocks)
    return files


def has_parquet() -> bool:
    """Tell whether the package for Parquet files is there."""
    return find_spec("pyarrow") is not None


def _blocks(made: Made) -> dict[Key, Figures]:
    """Return scenario and replication → their figures as they are written, in the order of the rows."""
    keys = [(scenario.name, n) for scenario in made.study.scenarios for n in made.results.replications(scenario.name)]
    return {key: made.results.done[key].round(DECIMALS) for key in keys}


def _mondays(made: Made) -> list[date]:
    return [made.monday + timedelta(days=DAYS_A_WEEK * week) for week in range(made.study.run.weeks)]


def _csv(made: Made, blocks: dict[Key, Figures]) -> bytes:
    """Return the figures as CSV, a row each: UTF-8, comma, LF."""
    teams = [_cell(name) for name in made.groups.names()]
    places = [
        f"{week},{monday},{team},{figure}" for week, monday in enumerate(_mondays(made)) for team in teams for figure in FIGURES
    ]
    lines = [",".join(FIGURE_COLUMNS)]
    for (scenario, replication), values in blocks.items():
        begin = f"{scenario},{replication}"
        lines += [f"{begin},{place},{value:.10g}" for place, value in zip(places, values.ravel().tolist(), strict=True)]
    return ("\n".join(lines) + "\n").encode()


def _cell(name: str) -> str:
    """Return a team's name as a cell: no formula, quoted where it has to be."""
    safe = neutral(name)
    return '"' + safe.replace('"', '""') + '"' if any(char in safe for char in ',"\n\r') else safe


def _parquet(made: Made, blocks: dict[Key, Figures]) -> bytes:
    """Return the figures as Parquet, columns typed.

    All goes to Arrow as buffers: what else it is given makes it import pandas, which takes longer than everything here.
    """
    import pyarrow as pa
    from pyarrow import parquet

    names, teams = [scenario for scenario, _ in blocks], made.groups.names()
    shape = (len(blocks), made.study.run.weeks, len(teams), len(FIGURES))
    days = [(monday - FIRST_DAY).days for monday in _mondays(made)]
    values = np.array(list(blocks.values()), dtype=np.float64).reshape(-1)
    columns = (
        _words(names, 0, shape),
        _array(_along(0, [number for _, number in blocks], shape), pa.int32()),
        _array(_along(1, range(len(days)), shape), pa.int32()),
        _array(_along(1, days, shape), pa.date32()),
        _words(teams, 2, shape),
        _words(FIGURES, 3, shape),
        _array(values, pa.float64()),
    )
    content = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, names=FIGURE_COLUMNS), content, compression="zstd")
    return content.getvalue()


def _along(axis: int, values: Sequence[int], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """Return a column whose values run along one axis of the figures and are repeated along the others."""
    column = np.array(values, dtype=np.int32).reshape([-1 if n == axis else 1 for n in range(len(shape))])
    return np.broadcast_to(column, shape).flatten()


def _array(values: NDArray[Any], kind: "pa.DataType") -> "pa.Array[Any]":
    """Return a column of numbers that have the width of their kind."""
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _words(names: Sequence[str], axis: int, shape: tuple[int, ...]) -> "pa.Array[Any]":
    """Return a column of words along one axis; each is kept once, in the order in which they come up."""
    import pyarrow as pa

    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    parts = [name.encode() for name in places]
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int32)
    unique = pa.StringArray.from_buffers(len(parts), pa.py_buffer(ends), pa.py_buffer(b"".join(parts)))
    return pa.DictionaryArray.from_arrays(_array(_along(axis, [places[name] for name in names], shape), pa.int32()), unique)
