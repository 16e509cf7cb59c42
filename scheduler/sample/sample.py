"""The whole sample: team after team, then the files of the folder, written whole or not at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from msgspec import structs

from scheduler.conceptfiles import load_concept
from scheduler.errors import TurnusError
from scheduler.reportpolicy import ReportPolicy, Thresholds
from scheduler.roster import Absence, Booking, Office, Resource, Roster, Specialist, Team, Wish
from scheduler.sample import staff
from scheduler.sample.away import absences, who_is_away
from scheduler.sample.bookings import Caseload, bookings, invitation, working_days
from scheduler.sample.caseload import Record, caseload, size
from scheduler.sample.diary import Diary
from scheduler.sample.dice import Dice
from scheduler.sample.files import office_text, table_texts
from scheduler.sample.folder import write_folder
from scheduler.sample.households import households
from scheduler.sample.setting import Setting
from scheduler.sample.wishes import wishes
from scheduler.texts import LANGUAGES, catalogue, text
from scheduler.workdays import week_name

TODAY = date(2026, 11, 20)
MOST_SPECIALISTS = 1000
HOUSEHOLDS_PER_TEAM = 3000
MEETINGS = ((1, 10 * 60 + 30), (0, 9 * 60), (3, 10 * 60), (1, 13 * 60), (4, 11 * 60))
"""Weekday and minute of the team meetings."""
LIGHTS = {
    "first_talks": Thresholds(0.95, 0.85),
    "first_talks_in_time": Thresholds(0.9, 0.8),
    "activity": Thresholds(0.9, 0.7),
    "graduates_narrow": Thresholds(0.7, 0.5),
    "graduates_wide": Thresholds(0.85, 0.7),
    "density": Thresholds(0.85, 0.75),
}
"""Made-up thresholds, so that the lights of `turnus report` can be seen."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was written: where, for which day and week, and how much."""

    folder: Path
    today: date
    week: str
    specialists: int
    customers: int
    contacts: int
    bookings: int


@dataclass(frozen=True, slots=True)
class _Team:
    """One team's part of the roster."""

    specialists: list[Specialist]
    records: list[Record]
    absences: list[Absence]
    bookings: list[Booking]
    wishes: list[Wish]


def write_sample(folder: Path, *, specialists: int, seed: int, concept: str = "aa90-2021", today: date = TODAY) -> Sample:
    """Write a synthetic roster into a new or empty folder.

    Args:
        folder: where; it must not exist, or be empty.
        specialists: how many, 1 to 1000.
        seed: same arguments, same bytes.
        concept: name of a shipped concept, for all teams.
        today: the day on which it is planned; the planned week is the first whose Monday letters reach.

    Raises:
        TurnusError: the folder is not empty, the size is out of range, or there is no such concept.
    """
    roster = sample_roster(specialists=specialists, seed=seed, concept=concept, today=today)
    sample = Sample(
        folder=folder,
        today=today,
        week=week_name(_setting(seed, concept, today).monday),
        specialists=len(roster.specialists),
        customers=len(roster.customers),
        contacts=len(roster.contacts),
        bookings=len(roster.bookings),
    )
    made_up = [catalogue(language)["sample.made_up"] for language in LANGUAGES]
    content = {
        "office.toml": office_text(roster.office, made_up),
        "pseudonym.key": hashlib.sha256(f"turnus sample {seed}".encode()).hexdigest() + "\n",
        "README.md": _readme(sample, seed, concept),
        **table_texts(roster),
    }
    write_folder(folder, content)
    return sample


def _readme(sample: Sample, seed: int, concept: str) -> str:
    """Return the same page in both languages: the bytes do not depend on the language that is set."""
    values = {name: getattr(sample, name) for name in ("today", "week", "specialists", "customers", "contacts", "bookings")}
    pages = [catalogue(language)["sample.readme"].format(**values, seed=seed, concept=concept) for language in LANGUAGES]
    return "\n".join(pages)


def _setting(seed: int, concept: str, today: date) -> Setting:
    return Setting(seed, load_concept(concept), _office([]).calendar, today)


def _office(teams: list[Team]) -> Office:
    return Office(
        name="Jobcenter Musterstadt (erfunden)",
        teams={team.name: team for team in teams},
        closed=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
        organizer="mailto:termine@jobcenter.example.org",
        report=ReportPolicy(thresholds=LIGHTS),
    )


def sample_roster(*, specialists: int, seed: int, concept: str = "aa90-2021", today: date = TODAY) -> Roster:
    """Return a synthetic roster without writing it; arguments as in `write_sample`."""
    if not 1 <= specialists <= MOST_SPECIALISTS:
        raise TurnusError(text("sample.size", value=specialists, most=MOST_SPECIALISTS))
    setting = _setting(seed, concept, today)
    teams = staff.teams(setting, specialists)
    resources = staff.resources(specialists)
    parts = list(_parts(setting, teams, specialists, resources))
    records = [record for part in parts for record in part.records]
    booked = sorted((b for part in parts for b in part.bookings), key=lambda b: (b.start, b.specialist_id, b.customer_id))
    away = [absence for part in parts for absence in part.absences]
    return Roster(
        folder=Path(),
        office=_office(teams),
        concepts={concept: setting.concept},
        specialists=tuple(specialist for part in parts for specialist in part.specialists),
        customers=tuple(record.customer for record in records),
        absences=tuple(away + [absence for record in records for absence in record.absences]),
        measures=tuple(measure for record in records for measure in record.measures),
        occasions=tuple(occasion for record in records for occasion in record.occasions),
        deviations=tuple(deviation for record in records for deviation in record.deviations),
        contacts=tuple(contact for record in records for contact in record.contacts),
        bookings=tuple(structs.replace(booking, booking_id=f"B{number:06}") for number, booking in enumerate(booked, 1)),
        resources=tuple(resources),
        wishes=tuple(wish for part in parts for wish in part.wishes),
    )


def _parts(setting: Setting, teams: list[Team], specialists: int, resources: list[Resource]) -> Iterator[_Team]:
    """Yield the teams one after the other, customers numbered through the house."""
    customers = 0
    for number, team in enumerate(teams):
        members = staff.members(setting, number, team, specialists)
        dice = Dice(setting.seed, "team", team.name)
        sizes = [size(dice, member, team) for member in members]
        caseloads = []
        for member, rows in zip(members, households(dice, sizes, HOUSEHOLDS_PER_TEAM * number), strict=True):
            caseloads.append(list(caseload(setting, member, team, resources, customers + 1, rows)))
            customers += len(rows)
        yield _team(setting, dice, members, caseloads)


def _team(setting: Setting, dice: Dice, members: list[Specialist], caseloads: list[list[Record]]) -> _Team:
    """Return a team with its calendars; a colleague has taken over one talk of whoever is away."""
    meeting, away_id = dice.pick(MEETINGS), who_is_away(dice, members)
    loads, away = [], []
    for member, records in zip(members, caseloads, strict=True):
        own = absences(setting, dice, member, member.specialist_id == away_id)
        loads.append(Caseload(setting, dice, Diary(member, own, 15), records))
        away.append(own)
    booked = [booking for load in loads for booking in bookings(load, meeting)]
    booked += _covered(setting, dice, loads, away_id, {booking.customer_id for booking in booked})
    names = {booking.customer_id for booking in booked}
    pins = [
        wish
        for member, records, own in zip(members, caseloads, away, strict=True)
        for wish in wishes(setting, dice, member, records, own, names)
    ]
    return _Team(members, [r for records in caseloads for r in records], [a for own in away for a in own], booked, pins)


def _covered(setting: Setting, dice: Dice, loads: list[Caseload], away_id: str, booked: set[str]) -> list[Booking]:
    """Return a talk that a colleague holds in the week before for whoever is away."""
    absent = [load for load in loads if load.diary.specialist.specialist_id == away_id]
    colleagues = [load for load in loads if load.diary.specialist.specialist_id != away_id]
    if not absent or not colleagues:
        return []
    urgent = [r for r in absent[0].records if r.due_on and r.due_on < setting.monday and r.customer.customer_id not in booked]
    days = working_days(setting, setting.today + timedelta(days=1), setting.monday + timedelta(days=4))
    found = [invitation(dice.pick(colleagues), record, days) for record in urgent[:2]]
    return [structs.replace(booking, covers_for=away_id) for booking in found if booking]
