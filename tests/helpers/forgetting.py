"""What is due in a roster and what its planner would be asked, before and after a deletion."""

from datetime import date, timedelta
from pathlib import Path

from helpers.rosters import OFFICE, customer, specialist, write_roster
from scheduler.needs import needs_of_week
from scheduler.prepare import Preparation
from scheduler.presence import Presence
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.workdays import monday_of


def what_follows(roster: Roster, today: date) -> object:
    """Return everything that is due, and what the planner would be asked, on a day and on some later ones."""
    found: list[object] = []
    people = {customer.specialist_id for customer in roster.customers}
    for days in (0, 3, 10, 100):
        on, presence = today + timedelta(days=days), Presence(roster)
        week = needs_of_week(roster, monday_of(on), on, presence)
        preparation = Preparation(roster, week, on, presence)
        found += [
            week,
            [preparation.of(who).problem for who in roster.specialists if who.specialist_id in people],
            preparation.rates.by_team,
        ]
    return found


def large_team(folder: Path) -> Roster:
    """Three people of a team that is large enough for show rates of its own, from the first invitation on."""
    ages = [customer("K1"), customer("K2", birth_date="2004-01-09"), customer("K3", flags="portal_ok phone_ok")]
    team = [specialist(f"S{n}") for n in range(1, 6)]
    office = OFFICE + "\n[overbooking]\nleast_invitations = 1\nleast_customers = 1\nhistory_months = 12\n"
    return read_roster(write_roster(folder, ages, team, office))
