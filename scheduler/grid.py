"""A table as texts in cells, wherever it comes from: a CSV file or a sheet of a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table that are not empty, title rows and header among them.

    Attributes:
        name: what faults call it: `customers.csv`, `team.xlsx [customers]`.
        cells: rows of texts without blanks around them; of a sheet all equally long.
        lines: number of each row as an editor or Excel shows it.
        unreadable: (line, position of the cell) → what is wanted there, for cells that hold no text at all.
        headers: cell of the header → what faults call the column, where that is something else.
    """

    name: str
    cells: list[list[str]]
    lines: list[int]
    unreadable: Mapping[tuple[int, int], str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
