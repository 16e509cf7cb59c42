"""Houses with a history of invitations, and the show rates that follow from it."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from scheduler.roster import Contact, Customer, Office, Roster, Specialist, Team
from scheduler.showrates import HistoryLimits

TODAY = date(2026, 11, 20)
LAST_WEEK = date(2026, 11, 13)
LIMITS = HistoryLimits(24, 200, 30, 5, 300, 950)
OPEN = HistoryLimits(24, 0, 0, 1, 0, 1000)
"""Everything is believed, nothing is clipped: the bare estimator."""
PEOPLE = 40
LETTER = ("regular", "in_person", "letter")
Group = tuple[str, str, str]


def house(contacts: Sequence[Contact], **specialists: int) -> Roster:
    """A house with so many specialists in each team; every team has customers `<team>-K<i>`, dealt out in turn."""
    sizes = specialists or {"basis": 5}
    staff = [Specialist(f"{team}-S{i}", team, 1.0, ()) for team, size in sizes.items() for i in range(size)]
    people = [
        Customer(f"{team}-K{i}", f"{team}-S{i % size}", date(1990, 5, 17), "alo", date(2020, 1, 1))
        for team, size in sizes.items()
        for i in range(PEOPLE)
    ]
    office = Office("Musterstadt", {team: Team(team, "aa90-2021", "basis") for team in sizes})
    return Roster(Path(), office, {}, tuple(staff), tuple(people), contacts=tuple(contacts))


def row(outcome: str = "held", group: Group = LETTER, on: date = LAST_WEEK, who: str = "basis-K0") -> Contact:
    kind, channel, delivery = group
    return Contact(who, on, channel, outcome, kind, delivery)


def rows(came: int, missed: int, group: Group = LETTER, team: str = "basis", people: int = PEOPLE) -> list[Contact]:
    """So many who came and so many who did not, dealt out to the people of the team."""
    outcomes = ["held"] * came + ["missed"] * missed
    names = islice(cycle(f"{team}-K{i}" for i in range(people)), len(outcomes))
    return [row(outcome, group, who=name) for outcome, name in zip(outcomes, names, strict=True)]
