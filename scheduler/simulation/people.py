"""Who comes and goes: new customers, those who leave, changes of status, measures that begin, talks that people ask for.

Each customer has a life of their own, drawn from its name, so that it is the same in every scenario with the same rates.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from scheduler.roster import Customer, Measure, Occasion, Roster
from scheduler.simulation.dice import Dice, waiting_time
from scheduler.simulation.scenario import Assumptions
from scheduler.simulation.world import World
from scheduler.workdays import DAYS_A_WEEK

DAYS_A_YEAR = 365
NEW = "neu"
"""What ids of made-up customers begin with."""
LEAVES, STATUS, MEASURE, WISH = "leaves", "status", "measure", "wish"
SHORT_LIVED = frozenset({"joint_ok", "jba_uebernahme", "umschueler"})
"""Flags that a newcomer does not take over from the customer who is the model."""


class Lives:
    """What all replications of a scenario know of its customers beforehand.

    Args:
        roster: the roster of the scenario; its customers are the models of the new ones.
        assumptions: the rates.
        today: the day from which on things happen.
        last: the last day that is lived through; nobody asks what happens later.

    Attributes:
        models: team → its customers in order of id.
        first: what may happen first to each customer: (customer id, what, rate a day).
        purposes: what each of these is drawn for.
    """

    def __init__(self, roster: Roster, assumptions: Assumptions, today: date, last: date) -> None:
        self.assumptions = assumptions
        self.today = today
        self.last = last.toordinal()
        self.models: dict[str, list[Customer]] = {}
        self._status_rates: dict[str, float] = {}
        for customer in sorted(roster.customers, key=lambda c: c.customer_id):
            self.models.setdefault(roster.specialist_by_id[customer.specialist_id].team, []).append(customer)
        people = [customer for models in self.models.values() for customer in models]
        self.first = [(c.customer_id, what, rate) for c in people for what, rate in self.rates(c.status)]
        self.purposes = [purpose_of(name, what, 0).encode() for name, what, _ in self.first]

    def rates(self, status: str) -> list[tuple[str, float]]:
        """Return what may happen to somebody new or of today, with the rate a day; rates of 0 left out."""
        rates = self.assumptions
        yearly = (
            (LEAVES, rates.departures + max(0.0, -rates.growth)),
            (STATUS, self.status_rate(status)),
            (MEASURE, rates.measures),
            (WISH, rates.wishes),
        )
        return [(what, rate / DAYS_A_YEAR) for what, rate in yearly if rate / DAYS_A_YEAR > 0]

    def status_rate(self, status: str) -> float:
        """Return how often a year a status changes."""
        if status not in self._status_rates:
            changes = self.assumptions.status_changes.items()
            self._status_rates[status] = sum(rate for change, rate in changes if change.split(">")[0] == status)
        return self._status_rates[status]


class People:
    """What happens to customers, day by day.

    Args:
        lives: what is known beforehand.
        dice: of the replication.
    """

    def __init__(self, lives: Lives, dice: Dice) -> None:
        self._lives = lives
        self._assumptions = lives.assumptions
        self._dice = dice
        self._events: defaultdict[int, list[tuple[str, str, int]]] = defaultdict(list)
        drawn = dice.uniforms(lives.purposes)
        today = lives.today.toordinal()
        for (customer_id, what, rate), luck in zip(lives.first, drawn, strict=True):
            self._note(customer_id, what, 0, today, waiting_time(luck, rate))

    def go(self, world: World, day: date) -> list[str]:
        """Let everything happen to customers that happens on a day; return the teams of those who left."""
        left = []
        for customer_id, what, number in sorted(self._events.pop(day.toordinal(), ())):
            if customer_id in world.customers:
                left += [world.team_of(customer_id)] if what == LEAVES else []
                self._happen(world, customer_id, what, day, number)
        return left

    def come(self, world: World, day: date) -> list[Customer]:
        """Let new customers come, all those of a week on its Monday; return them."""
        if day.weekday() != 0:
            return []
        return [new for team in sorted(self._lives.models) for new in self._arrive(world, team, day)]

    def _plan(self, customer_id: str, what: str, since: date, rate: float, number: int) -> None:
        """Draw when something happens next, at a rate a year."""
        days = self._dice.days_until(purpose_of(customer_id, what, number), rate / DAYS_A_YEAR)
        self._note(customer_id, what, number, since.toordinal(), days)

    def _note(self, customer_id: str, what: str, number: int, since: int, days: float) -> None:
        """Write down what happens within the days that are lived through; there is nothing to write of what comes later."""
        if days < self._lives.last - since:
            self._events[since + 1 + int(days)].append((customer_id, what, number))

    def _happen(self, world: World, customer_id: str, what: str, day: date, number: int) -> None:
        customer, rates = world.customers[customer_id], self._assumptions
        if what == LEAVES:
            world.remove(customer_id)
        elif what == STATUS:
            status = self._new_status(customer, number)
            world.put(structs.replace(customer, status=status, status_since=day))
            self._plan(customer_id, STATUS, day, self._lives.status_rate(status), number + 1)
        elif what == MEASURE:
            last = day + timedelta(days=rates.measure_days - 1)
            world.measures.setdefault(customer_id, []).append(Measure(customer_id, "measure", day, last))
            world.put(customer)
            self._plan(customer_id, MEASURE, day, rates.measures, number + 1)
        else:
            world.occasions.setdefault(customer_id, []).append(Occasion(customer_id, "wish", day))
            world.put(customer)
            self._plan(customer_id, WISH, day, rates.wishes, number + 1)

    def _new_status(self, customer: Customer, number: int) -> str:
        changes = {c.split(">")[1]: r for c, r in self._assumptions.status_changes.items() if c.split(">")[0] == customer.status}
        return self._dice.choice(f"to/{customer.customer_id}/{number}", list(changes), list(changes.values()))

    def _arrive(self, world: World, team: str, monday: date) -> Iterator[Customer]:
        """Yield the new customers of a team; each is like somebody whom it looks after today."""
        models = self._lives.models[team]
        yearly = len(models) * (self._assumptions.arrivals + max(0.0, self._assumptions.growth))
        number = self._dice.poisson(f"arrivals/{team}/{monday}", yearly * DAYS_A_WEEK / DAYS_A_YEAR)
        since = monday.toordinal()
        for position in range(number):
            name = f"{NEW}-{team}-{monday:%Y%m%d}-{position}"
            model = self._dice.choice(f"model/{name}", models)
            customer = self._newcomer(name, model, monday)
            world.put(customer)
            for what, rate in self._lives.rates(model.status):
                self._note(name, what, 0, since, self._dice.days_until(purpose_of(name, what, 0), rate))
            yield customer

    def _newcomer(self, name: str, model: Customer, day: date) -> Customer:
        return structs.replace(
            model,
            customer_id=name,
            birth_date=model.birth_date + (day - self._lives.today),
            registered_on=day,
            last_contact_on=None,
            last_contact_channel="",
            household_id="",
            plan_since=None,
            status_since=day,
            profile_since=day if model.profile else None,
            elternzeit_until=None,
            flags=model.flags - SHORT_LIVED,
        )


def purpose_of(customer_id: str, what: str, number: int) -> str:
    """Return what the time is drawn for until something happens to a customer for the first time (0) or once more."""
    return f"{what}/{customer_id}/{number}"
