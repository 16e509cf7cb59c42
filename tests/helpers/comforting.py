"""Desks of the fast engine with few cells, and people for them: what comfort does can be looked at cell by cell."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from constraints.cells import block
from helpers.rosters import MONDAY, TODAY
from scheduler.attendance import ShowRates
from scheduler.needs import WeekLook
from scheduler.presence import Presence
from scheduler.sample.sample import sample_roster
from scheduler.simulation.desk import Desk
from scheduler.simulation.house import House
from scheduler.simulation.parts import NOTHING
from scheduler.simulation.record import Memory, Record

ROSTER = replace(sample_roster(specialists=1, seed=1, today=TODAY), resources=())
LOOK = WeekLook(ROSTER, MONDAY, TODAY, Presence(ROSTER))
POSITIONS = Memory(ROSTER, ShowRates(ROSTER, TODAY)).teams[ROSTER.specialists[0].team]
A_DAY = LOOK.presence.cells_per_day
NINE = 36
"""The cell of nine o'clock."""


def cells(*places: tuple[int, int]) -> int:
    """Return the mask of some cells: (day, number of the cell from nine o'clock on)."""
    return sum(block(cell(*place), cell(*place) + 1) for place in places)


def cell(day: int, number: int) -> int:
    """Return a cell of a day, counted from nine o'clock."""
    return day * A_DAY + NINE + number


def week(*hours: int) -> int:
    """Return the mask of so many cells of each day from nine o'clock on."""
    return sum(block(cell(day, 0), cell(day, number)) for day, number in enumerate(hours))


def person(name: str, *, busy: int = 0, preferred: int = 0, long: int = 1, household: str = "", needs: str = "") -> Record:
    """Return somebody who is not due and would come at any time."""
    flags = frozenset({"joint_ok"} if household else ())
    customer = structs.replace(
        ROSTER.customers[0],
        customer_id=name,
        specialist_id=ROSTER.specialists[0].specialist_id,
        household_id=household,
        flags=flags,
        needs=frozenset({needs} if needs else ()),
    )
    wanted = NOTHING._replace(cells=long, minutes=15 * long, counts=True)
    return Record(customer, wanted, 10**6, 0, is_unseen=False, busy=busy, preferred=preferred)


def desk_with(open_cells: int, placed: Sequence[tuple[Record, int]], house: House | None = None) -> Desk:
    """Return a desk with open cells and talks in their seats; all days weigh the same."""
    weights = [1 if open_cells & block(day * A_DAY, (day + 1) * A_DAY) else 0 for day in range(7)]
    house = house or House(LOOK, [{}] * 7)
    desk = Desk(house, ROSTER.specialists[0], POSITIONS, (), open_cells, open_cells, 10_000, is_away=False, weights=weights)
    for record, start in placed:
        desk.sit(record, start)
    return desk


def seats(desk: Desk) -> dict[str, int]:
    """Return who sits from which cell on."""
    return {record.customer.customer_id: start for record, start in desk.placed}
