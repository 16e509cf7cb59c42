"""Checks across columns and tables: references, unique ids, orders of dates, windows. All faults at once."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.cellvalues import DAY_MINUTES
from scheduler.revision import LEDGER
from scheduler.roster import Office
from scheduler.tables import Rows
from scheduler.texts import text
from scheduler.workdays import clock_time

Tables = Mapping[str, Rows]


def check_all(tables: Tables, office: Office) -> None:
    """Note every fault that a single cell does not show."""
    _check_ids(tables, office)
    _check_references(tables)
    _check_customers(tables["customers.csv"])
    _check_absences(tables["absences.csv"])
    _check_order(tables["measures.csv"], "first_day", "last_day")
    _check_order(tables["measures.csv"], "first_day", "ended_early_on")
    _check_order(tables["occasions.csv"], "recorded_on", "not_after")
    _check_order(tables["occasions.csv"], "not_before", "not_after")
    _check_deviations(tables["deviations.csv"])
    _check_order(tables["contacts.csv"], "invited_on", "on")
    _check_bookings(tables["bookings.csv"])


def _check_ids(tables: Tables, office: Office) -> None:
    specialists, customers = tables["specialists.csv"], tables["customers.csv"]
    specialists.require_unique("specialist_id", set())
    customers.require_unique("customer_id", _ids(specialists, "specialist_id"))
    if office.teams:  # else office.toml has told what is wrong with it
        specialists.require_known("team", set(office.teams), text("wanted.team", values=", ".join(office.teams)))
    for file in ("bookings.csv", "contacts.csv"):
        tables[file].require_unique("booking_id", set())
    tables["resources.csv"].require_unique("resource", set())
    _check_rows_apart(tables["absences.csv"], "uid")
    _check_rows_apart(tables[LEDGER], "uid", "audience", "specialist_id", "customer_id")


def _check_rows_apart(rows: Rows, name: str, *others: str) -> None:
    """No two rows with the same name, and the same other cells: later changes are written to one of them."""
    seen: set[tuple[object, ...]] = set()
    for row, key in enumerate(zip(*(rows.values[column] for column in (name, *others)), strict=True)):
        if key[0] and key in seen:
            rows.fault(row, name, key[0], text("wanted.unique"))
        seen.add(key)


def _check_references(tables: Tables) -> None:
    specialists = _ids(tables["specialists.csv"], "specialist_id")
    customers = _ids(tables["customers.csv"], "customer_id")
    for file in ("customers.csv", "bookings.csv", "wishes.csv"):
        tables[file].require_known("specialist_id", specialists, text("wanted.specialist"))
    tables["bookings.csv"].require_known("covers_for", specialists, text("wanted.specialist"))
    for file in ("measures.csv", "occasions.csv", "deviations.csv", "contacts.csv", "bookings.csv", "wishes.csv"):
        tables[file].require_known("customer_id", customers, text("wanted.customer"))
    tables["absences.csv"].require_known("person_id", specialists | customers, text("wanted.person"))


def _ids(rows: Rows, column: str) -> set[str]:
    return {str(value) for value in rows.values[column] if value is not None}


def _check_order(rows: Rows, earlier: str, later: str) -> None:
    """The later date of a row must not lie before the earlier one."""
    for row, (first, last) in enumerate(zip(rows.values[earlier], rows.values[later], strict=True)):
        if first is not None and last is not None and last < first:
            rows.fault(row, later, last, text("wanted.not_before", column=rows.header(earlier), value=first))


def _check_customers(rows: Rows) -> None:
    for column in ("registered_on", "last_contact_on", "plan_since", "status_since", "profile_since"):
        _check_order(rows, "birth_date", column)


def _check_absences(rows: Rows) -> None:
    _check_order(rows, "first_day", "last_day")
    for row, (start, stop) in enumerate(zip(rows.values["from_time"], rows.values["to_time"], strict=True)):
        if stop is not None and stop <= (start or 0):
            rows.fault(row, "to_time", clock_time(stop), text("wanted.later_time", value=clock_time(start or 0)))
        elif start == DAY_MINUTES:
            rows.fault(row, "from_time", clock_time(start), text("wanted.cell.time"))


def _check_deviations(rows: Rows) -> None:
    for row, (every, pause) in enumerate(zip(rows.values["every"], rows.values["pause"], strict=True)):
        if row not in rows.broken:
            rows.require(row, (every is None) == bool(pause), "every", text("wanted.every_or_pause"))


def _check_bookings(rows: Rows) -> None:
    starts, ends = rows.values["start"], rows.values["end"]
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if isinstance(start, datetime) and isinstance(end, datetime) and not (start < end and start.date() == end.date()):
            rows.fault(row, "end", f"{end:%d.%m.%Y %H:%M}", text("wanted.booking_end", value=f"{start:%d.%m.%Y %H:%M}"))
