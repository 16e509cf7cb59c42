"""An edited `appointments.csv` or plan.xlsx: rows that a person moved, changed, struck or added. Format: docs/files.md.

A row belongs to its customer: nobody has two appointments in a plan, and spreadsheets damage long ids. What a row does not say is
as in the plan, and for people who are not in it as in their need.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scheduler import cellvalues as read
from scheduler.columns import CUSTOMER_ID, SPECIALIST_ID, Column, Table
from scheduler.concept import KINDS
from scheduler.daily.proposals import Proposal
from scheduler.errors import Fault, RosterError
from scheduler.need import PIN, Need
from scheduler.needs import talk_minutes
from scheduler.pseudonyms import pseudonym
from scheduler.roster import Roster
from scheduler.tables import Rows, parse_table, read_table
from scheduler.texts import text
from scheduler.workbook import read_grid
from scheduler.workdays import minutes_between
from scheduler.xlsx import is_workbook

KIND_WORDS = {written: kind for written, kind in read.KIND_WORDS.items() if kind in KINDS}
APPOINTMENTS = "appointments"
"""The sheet of an edited plan.xlsx."""
COLUMNS = (
    SPECIALIST_ID,
    CUSTOMER_ID,
    Column("start", read.moment, "moment", True, ("Beginn",)),
    Column("end", read.moment, "moment", aliases=("Ende",)),
    Column("minutes", read.talk_minutes, "minutes", aliases=("Minuten",)),
    Column("kind", read.word(KIND_WORDS), "talk_kind", aliases=("Art",)),
    Column("channel", read.word(read.CHANNEL_WORDS), "channel", aliases=("Kontaktart",)),
    Column("invited_by", read.word(read.DELIVERY_WORDS), "delivery", aliases=("eingeladen durch",)),
    Column("covers_for", read.identifier, "id", aliases=("vertritt",)),
    Column("double_booked", read.word(read.YES_NO), "yes_no", aliases=("doppelt belegt",)),
)


@dataclass(frozen=True)
class Planned:
    """What an edited file is read against.

    Attributes:
        rows: the rows of the plan by customer.
        needs: the needs of the plan's week by customer, as they are today.
        roster: as it is today.
        key: key of the pseudonyms.
        week: ISO week of the plan, as its ids name it.
    """

    rows: Mapping[str, Proposal]
    needs: Mapping[str, Need]
    roster: Roster
    key: bytes
    week: str


def read_edited(file: Path, planned: Planned) -> list[Proposal]:
    """Read an edited file.

    Raises:
        RosterError: with every fault: line, column, what is wanted.
    """
    faults: list[Fault] = []
    table = Table(file.name, COLUMNS, required=True)
    rows = parse_table(table, read_grid(file, APPOINTMENTS), faults) if is_workbook(file) else read_table(table, file, faults)
    for name in ("specialist_id", "covers_for"):
        rows.require_known(name, set(planned.roster.specialist_by_id), text("wanted.specialist"))
    rows.require_known("customer_id", set(planned.roster.customer_by_id), text("wanted.customer"))
    rows.require_unique("customer_id", set())
    found = [_proposal(rows, row, values, planned) for row, values in _records(rows)]
    if faults:
        raise RosterError(faults)
    return [row for row in found if row is not None]


def _records(rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield position and filled cells of every row that can be understood."""
    names = [column.name for column in rows.table.columns]
    required = {column.name for column in rows.table.columns if column.required}
    for number, cells in enumerate(zip(*(rows.values[name] for name in names), strict=True)):
        values = {name: value for name, value in zip(names, cells, strict=True) if value is not None}
        if number not in rows.broken and required <= values.keys():
            yield number, values


def _proposal(rows: Rows, number: int, values: dict[str, Any], planned: Planned) -> Proposal | None:
    """Return what a row proposes; None (and a fault) where its times contradict one another."""
    customer = planned.roster.customer_by_id[values["customer_id"]]
    base = planned.rows.get(customer.customer_id)
    start = _local(values["start"], ZoneInfo(planned.roster.office.timezone))
    end = _end(rows, number, values, start, planned)
    if end is None:
        return None
    own = base or _from_need(values, planned)
    specialist_id = values["specialist_id"]
    is_cover = specialist_id != customer.specialist_id
    covers_for = values.get("covers_for", customer.specialist_id) if is_cover else ""
    if covers_for not in ("", customer.specialist_id):
        rows.fault(number, "covers_for", covers_for, text("wanted.covers_for", specialist=customer.specialist_id))
    moved = base is not None and (specialist_id, start, end) != (base.specialist_id, base.start, base.end)
    return replace(
        own,
        specialist_id=specialist_id,
        start=start,
        end=end,
        kind=values.get("kind", own.kind),
        channel=values.get("channel", own.channel),
        invited_by=values.get("invited_by", own.invited_by),
        covers_for=covers_for,
        double_booked=values.get("double_booked", own.double_booked),
        line=rows.lines[number],
        is_moved=moved,
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _end(rows: Rows, number: int, values: dict[str, Any], start: datetime, planned: Planned) -> datetime | None:
    """Return the end of a row: a new end counts, else the length; an end that stayed behind when the start moved does not."""
    base = planned.rows.get(values["customer_id"])
    end = _local(values["end"], ZoneInfo(planned.roster.office.timezone)) if "end" in values else None
    minutes = values.get("minutes")
    length = None if base is None else minutes_between(base.start, base.end)
    if end is not None and base is not None and end == base.end and (start != base.start or minutes not in (None, length)):
        end = None
    if end is None:
        found = start + timedelta(minutes=minutes or length or _minutes(values, planned))
    else:
        if minutes not in (None, length) and start + timedelta(minutes=minutes) != end:
            rows.fault(number, "minutes", minutes, text("wanted.end_or_minutes"))
            return None
        found = end
    if not start < found or found.date() != start.date():
        rows.fault(number, "end", f"{found:%d.%m.%Y %H:%M}", text("wanted.booking_end", value=f"{start:%d.%m.%Y %H:%M}"))
        return None
    return found


def _minutes(values: dict[str, Any], planned: Planned) -> int:
    """Return the length of the talk of somebody whom the plan does not know: that of the need, else of the concept."""
    need = planned.needs.get(values["customer_id"])
    if need is not None and values.get("kind", need.kind) == need.kind:
        return need.minutes
    team = planned.roster.team_of(planned.roster.customer_by_id[values["customer_id"]])
    return talk_minutes(planned.roster.concepts[team.concept], values.get("kind", "regular"), team.kind)


def _from_need(values: dict[str, Any], planned: Planned) -> Proposal:
    """Return a row for somebody whom the plan does not know, as their need has it; without a need a regular talk in person."""
    customer = planned.roster.customer_by_id[values["customer_id"]]
    need = planned.needs.get(customer.customer_id)
    return Proposal(
        appointment_id=pseudonym(planned.key, customer.customer_id, need.rule.rule_id if need else PIN, planned.week),
        specialist_id=values["specialist_id"],
        customer_id=customer.customer_id,
        start=values["start"],
        end=values["start"],
        kind=need.kind if need else "regular",
        channel=need.channel if need else "in_person",
        invited_by="portal" if "portal_ok" in customer.flags else "letter",
        is_added=True,
    )
