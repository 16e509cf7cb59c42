"""Rows of a roster grouped by the customer they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar


class OfCustomer(Protocol):
    """A row that belongs to a customer."""

    @property
    def customer_id(self) -> str:
        """Whose."""


Row = TypeVar("Row", bound=OfCustomer)


def by_customer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return customer id → rows, in their order."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(row)
    return dict(found)
