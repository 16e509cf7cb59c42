"""What is remembered of a customer's needs, and what replications of a scenario have in common."""

from dataclasses import dataclass
from datetime import date

from scheduler.attendance import ShowRates
from scheduler.bycustomer import by_customer
from scheduler.presence import Presence
from scheduler.roster import Customer, Roster, Team
from scheduler.simulation.chances import WorkingDays
from scheduler.simulation.known import Known
from scheduler.simulation.parts import NEVER, Merging, Wanted
from scheduler.simulation.positions import Positions
from scheduler.simulation.who import Who


@dataclass(slots=True)
class Record:
    """What one customer needs; days as ordinals, `NEVER` = none.

    Attributes:
        customer: who.
        wanted: what is wanted of the next talk.
        last_chance: last day to meet in time, else the next one; `NEVER` = not within a year.
        last_contact: last contact that counts; 0 = none.
        is_unseen: never seen since registration.
        busy: cells of the week in which the customer cannot come; of a candidate absences in that week included.
        preferred: cells of every week that the customer prefers; 0 = no preference.
        letter_from: first day on which another letter may go out.
        again: Monday of the first later week in which something else may be due.
    """

    customer: Customer
    wanted: Wanted
    last_chance: int = NEVER
    last_contact: int = 0
    is_unseen: bool = True
    busy: int = 0
    preferred: int = 0
    letter_from: int = 0
    again: int = NEVER

    @property
    def blind_key(self) -> tuple[int, int, int, int, str]:
        """The rate-blind order, as in `prepare.py`: force, last chance, pace, last contact, id."""
        wanted = self.wanted
        return wanted.force, self.last_chance, wanted.pace_on, self.last_contact, self.customer.customer_id

    @property
    def stands_from(self) -> int:
        """The last chance; of somebody who cannot be met within a year the deadline, so that the need is named."""
        return self.wanted.deadline if self.last_chance == NEVER else self.last_chance


class Memory:
    """What replications of one scenario have in common: what was worked out once.

    Args:
        roster: the roster of the scenario.
        rates: its show rates.

    Attributes:
        untouched: (customer id, Monday) → what is known of somebody to whom nothing has happened.
        teams: name → positions of a team; `team_of` by specialist id.
        deviations: customer id → exceptions.
        who: customer id → who they are in the roster.
        posts: (specialist id, share of each contact day present, contact days) → figures of the post in such a week.
    """

    def __init__(self, roster: Roster, rates: ShowRates) -> None:
        self.rates = rates
        self.untouched: dict[tuple[str, date], Known] = {}
        self.teams = {name: _positions(team, roster, rates) for name, team in roster.office.teams.items()}
        self.posts: dict[tuple[str, tuple[float, ...], int], tuple[float, ...]] = {}
        self.deviations = by_customer(roster.deviations)
        self.working_days = WorkingDays(roster.office.calendar)
        self.team_of = {s.specialist_id: self.teams[s.team] for s in roster.specialists}
        presence = Presence(roster)
        self.who = {customer.customer_id: self.who_of(customer, presence) for customer in roster.customers}

    def who_of(self, customer: Customer, presence: Presence) -> Who:
        """Return a customer with what follows from the row.

        Args:
            customer: of the roster, changed, or new.
            presence: turns hours into cells.
        """
        deviations = self.deviations.get(customer.customer_id, ())
        return Who.of(customer, deviations, self.team_of[customer.specialist_id], presence)


def _positions(team: Team, roster: Roster, rates: ShowRates) -> Positions:
    concept = roster.concepts[team.concept]
    return Positions(team, concept, Merging(team, concept, rates, roster.office.grid_minutes), roster.office.calendar)
