"""A roster → the files of a roster folder: English headers, ISO dates, comma, UTF-8, line feeds. The inverse of reading."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from scheduler import columns
from scheduler.cellvalues import DAY_MINUTES
from scheduler.columns import Column, Table
from scheduler.roster import Hours, Office, Roster, Wish
from scheduler.workdays import clock_time

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri")
WINDOW_DAYS = {name: weekday for weekday, (name, _) in enumerate(columns.DAYS)}


def table_texts(roster: Roster) -> dict[str, str]:
    """Return the tables of a roster as file name → content; tables without rows are left out."""
    rows: dict[str, Sequence[Any]] = {
        columns.SPECIALISTS.file: roster.specialists,
        columns.CUSTOMERS.file: roster.customers,
        columns.ABSENCES.file: roster.absences,
        columns.MEASURES.file: roster.measures,
        columns.OCCASIONS.file: roster.occasions,
        columns.DEVIATIONS.file: roster.deviations,
        columns.CONTACTS.file: roster.contacts,
        columns.BOOKINGS.file: roster.bookings,
        columns.RESOURCES.file: roster.resources,
        columns.WISHES.file: roster.wishes,
    }
    return {table.file: _table(table, rows[table.file]) for table in columns.TABLES if rows.get(table.file)}


def _table(table: Table, rows: Sequence[Any]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(zip(*(_cells(column, rows) for column in table.columns), strict=True))
    return out.getvalue()


def _cells(column: Column, rows: Sequence[Any]) -> list[str]:
    """Return one column of a table."""
    if column.name in WINDOW_DAYS:
        weekday = WINDOW_DAYS[column.name]
        return [" ".join(_span(h) for h in row.windows if h.weekday == weekday) for row in rows]
    if column.wanted == "day_or_weekday":
        return [_wished_day(row) for row in rows]
    memo = _Memo(FORMATS.get(column.wanted, str))
    return [memo[value] for value in map(attrgetter(column.name), rows)]


class _Memo(dict[Any, str]):
    """Value → text, each worked out once; None, an empty text and the ends of the day leave a cell empty."""

    def __init__(self, shown: Callable[[Any], str]) -> None:
        super().__init__({None: "", "": ""})
        if shown is clock_time:
            self.update({0: "", DAY_MINUTES: ""})
        self._shown = shown

    def __missing__(self, value: Any) -> str:
        self[value] = self._shown(value)
        return self[value]


def _wished_day(wish: Wish) -> str:
    if wish.day is not None:
        return wish.day.isoformat()
    return "" if wish.weekday is None else DAY_NAMES[wish.weekday]


def _span(hours: Hours) -> str:
    return f"{clock_time(hours.start)}-{clock_time(hours.stop)}"


def _weekly_hours(week: tuple[Hours, ...]) -> str:
    days = ((DAY_NAMES[h.weekday], "" if h.stop - h.start == DAY_MINUTES else f" {_span(h)}") for h in week)
    return "; ".join(f"{day}{span}" for day, span in days)


def _every(every: tuple[int, str]) -> str:
    number, unit = every
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


FORMATS: dict[str, Callable[[Any], str]] = {
    "date": date.isoformat,
    "moment": _moment,
    "time": clock_time,
    "words": lambda words: " ".join(sorted(words)),
    "flags": lambda flags: " ".join(sorted(flags)),
    "weekly_hours": _weekly_hours,
    "every": _every,
    "must": lambda value: "must" if value else "never",
    "yes_no": lambda value: "yes" if value else "no",
    "fte": lambda value: f"{value:g}",
}


def office_text(office: Office, comments: Iterable[str]) -> str:
    """Return office.toml."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f'name = "{office.name}"', f'subdivision = "{office.subdivision}"', f'timezone = "{office.timezone}"']
    lines += [f"closed = [{', '.join(day.isoformat() for day in sorted(office.closed))}]"]
    lines += [f'organizer = "{office.organizer}"', f"grid_minutes = {office.grid_minutes}"]
    lines += [f"weekly_hours = {office.weekly_hours:g}"]
    for team in office.teams.values():
        lines += ["", f"[teams.{team.name}]", f'concept = "{team.concept}"', f'kind = "{team.kind}"']
    for figure, light in office.report.thresholds.items():
        lines += ["", f"[report.{figure}]", f"green_from = {light.green_from:g}", f"yellow_from = {light.yellow_from:g}"]
    return "\n".join(lines) + "\n"
