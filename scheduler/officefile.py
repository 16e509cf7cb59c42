"""office.toml: what holds for the whole house, and its teams."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.cellvalues import mail_address
from scheduler.concept import KINDS, LEAD_KEYS, RATE_KEYS, TEAM_KINDS
from scheduler.letterhead import Letterhead
from scheduler.overbookingfile import read_some
from scheduler.reportpolicy import FIGURES, ReportPolicy, Thresholds
from scheduler.roster import Office, Team
from scheduler.texts import text
from scheduler.tomltable import TomlTable
from scheduler.workdays import is_known_subdivision

Key = TypeVar("Key")
GRIDS = (5, 10, 15, 20, 30)


def read_office(table: TomlTable) -> Office:
    """Read office.toml, or the sheet of a workbook in its place; every fault is noted, what cannot be read takes its default."""
    teams = _teams(table)
    office = Office(
        name=table.string("name", required=True),
        teams=teams,
        subdivision=_subdivision(table),
        timezone=_timezone(table),
        closed=table.days("closed"),
        organizer=_organizer(table),
        grid_minutes=_grid(table),
        weekly_hours=table.number("weekly_hours", 1, 60) or 39.0,
        consulting_share=table.number("consulting_share", 0.05, 1),
        talk_minutes=table.table("talk_minutes").whole_numbers((*KINDS, "default"), 5, 240),
        fill=table.string("fill", "number", one_of=("number", "seats")),
        lead_days=table.table("lead_days").whole_numbers(LEAD_KEYS, 0, 60),
        show_rates=table.table("show_rates").rates(RATE_KEYS),
        overbooking=read_some(table.table("overbooking")),
        letterhead=_letterhead(table.table("letterhead")) if table.has("letterhead") else None,
        report=_report(table.table("report"), teams),
    )
    table.finish()
    return office


def _teams(table: TomlTable) -> dict[str, Team]:
    teams = table.table("teams")
    if not teams.data:
        table.fault("teams", "", table.wanted("teams"))
    found = {}
    for name in teams.names():
        part = teams.table(name)
        concept = part.string("concept", required=True)
        kind = part.string("kind", "basis", one_of=TEAM_KINDS)
        found[name] = Team(name, concept, kind, part.number("weekly_target", 0, 60))
        part.finish()
    return found


def _letterhead(table: TomlTable) -> Letterhead:
    address = table.strings("address", required=True)
    found = Letterhead(
        address=address,
        phone=table.string("phone", required=True),
        email=table.string("email"),
        contact=table.string("contact"),
        hours=table.strings("hours"),
        visit=table.strings("visit") or address,
        return_line=table.string("return_line") or " · ".join(address),
    )
    table.finish()
    return found


def _report(table: TomlTable, teams: Collection[str]) -> ReportPolicy:
    """Read the thresholds; the least numbers can only be raised."""
    parts = {figure: table.table(figure) for figure in FIGURES}
    of_teams = {figure: part.table("teams") for figure, part in parts.items()}
    rows = {(figure, team): inner.table(team) for figure, inner in of_teams.items() for team in teams}
    policy = ReportPolicy(
        least_specialists=table.whole("least_specialists", 5, 1000),
        least_people=table.whole("least_people", 5, 1000),
        thresholds=_thresholds({figure: part for figure, part in parts.items() if part.data.keys() - {"teams"}}),
        of_teams=_thresholds({key: part for key, part in rows.items() if part.data}),
    )
    for part in (*rows.values(), *of_teams.values(), *parts.values(), table):
        part.finish()
    return policy


def _thresholds(tables: Mapping[Key, TomlTable]) -> dict[Key, Thresholds]:
    """Read from which value figures are green and yellow; both are wanted."""
    found = {}
    for key, table in tables.items():
        green = table.number("green_from", 0, 10, required=True)
        yellow = table.number("yellow_from", 0, 10, required=True)
        if green is not None and yellow is not None and yellow > green:
            table.fault("yellow_from", yellow, text("wanted.up_to_green"))
        elif green is not None and yellow is not None:
            found[key] = Thresholds(green, yellow)
    return found


def _subdivision(table: TomlTable) -> str:
    value = table.string("subdivision", "DE-BE")
    if is_known_subdivision(value):
        return value
    table.fault("subdivision", value, text("wanted.subdivision"))
    return "DE-BE"


def _timezone(table: TomlTable) -> str:
    value = table.string("timezone", "Europe/Berlin")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.fault("timezone", value, text("wanted.timezone"))
        return "Europe/Berlin"
    return value


def _organizer(table: TomlTable) -> str:
    value = table.string("organizer")
    try:
        if value and f"mailto:{mail_address(value.removeprefix('mailto:'))}" != value:
            raise ValueError(value)
    except ValueError:
        table.fault("organizer", value, text("wanted.organizer"))
        return ""
    return value


def _grid(table: TomlTable) -> int:
    return table.choice("grid_minutes", GRIDS) or 15
