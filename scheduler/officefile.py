"""office.toml: what holds for the whole house, and its teams."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.cellvalues import mail_address
from scheduler.concept import KINDS, LEAD_KEYS, RATE_KEYS, TEAM_KINDS
from scheduler.letterhead import Letterhead
from scheduler.overbookingfile import read_some
from scheduler.roster import Office, Team
from scheduler.texts import text
from scheduler.tomltable import TomlTable
from scheduler.workdays import is_known_subdivision

GRIDS = (5, 10, 15, 20, 30)


def read_office(table: TomlTable) -> Office:
    """Read office.toml, or the sheet of a workbook in its place; every fault is noted, what cannot be read takes its default."""
    office = Office(
        name=table.string("name", required=True),
        teams=_teams(table),
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
