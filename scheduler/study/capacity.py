"""The capacity estimate on the back of an envelope, as the concept of Berlin Lichtenberg of 2013 calculates (lines 40 to 52).

A full-time post is there so many hours a week (presence), talks for a share of them (consulting share), so long a talk. The
customers need as many talks as their intervals ask for. Everything is an average: nobody stays away, nothing comes unevenly.
"""

from dataclasses import dataclass
from datetime import date

from scheduler.due import Due
from scheduler.intervals import HALF_YEAR_DAYS, regular
from scheduler.needs import Cases, talk_minutes
from scheduler.roster import Roster
from scheduler.rule import Every, Individual, TimesPerHalfYear
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.staffing import scenario_roster
from scheduler.workdays import DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class Capacity:
    """The estimate with everything that goes into it.

    Attributes:
        talks_a_week: talks that the intervals of the customers ask for.
        customers: customers with a contact density.
        weekly_hours: hours of a full-time week.
        presence: share of the contract days.
        consulting_share: share of the working time for consultations.
        minutes: length of a talk.
        talks_a_post: talks that a full-time post can hold in a week.
        posts: full-time posts that are needed.
    """

    talks_a_week: float
    customers: int
    weekly_hours: float
    presence: float
    consulting_share: float
    minutes: int
    talks_a_post: float
    posts: float


def capacity(roster: Roster, scenario: Scenario, team: str, today: date) -> Capacity:
    """Return the estimate for a team in a scenario on a day."""
    roster = scenario_roster(roster, scenario)
    concept, kind = roster.concepts[roster.office.teams[team].concept], roster.office.teams[team].kind
    cases = Cases(roster, today)
    own = [customer for customer in roster.customers if roster.team_of(customer).name == team]
    days = [length for customer in own if (length := _interval_days(regular(cases.of(customer)), today)) is not None]
    share = concept.consulting_share or 1.0
    minutes = talk_minutes(concept, "regular", kind)
    hours, presence = roster.office.weekly_hours, scenario.assumptions.presence
    talks, a_post = sum(DAYS_A_WEEK / length for length in days), hours * presence * share * 60 / minutes
    return Capacity(talks, len(days), hours, presence, share, minutes, a_post, talks / a_post)


def _interval_days(due: Due, today: date) -> float | None:
    """Return how many days lie between two contacts of somebody; None without a contact density."""
    if due.deadline is None:
        return None
    match due.rule.kind:
        case Every(span) | Individual(span):
            return (span.after(today) - today).days
        case TimesPerHalfYear(times):
            return HALF_YEAR_DAYS / times
    return None
