"""Who comes and goes: new customers, those who leave, changes of status, measures that begin, talks that people ask for.

Each customer has a life of their own, drawn from its name, so that it is the same in every scenario with the same rates.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush

from msgspec import structs

from scheduler.roster import Customer, Measure, Occasion, Roster
from scheduler.simulation.dice import Dice
from scheduler.simulation.scenario import Assumptions
from scheduler.simulation.world import World
from scheduler.workdays import DAYS_A_WEEK

DAYS_A_YEAR = 365
NEW = "neu"
"""What ids of made-up customers begin with."""
LEAVES, STATUS, MEASURE, WISH = "leaves", "status", "measure", "wish"
SHORT_LIVED = frozenset({"joint_ok", "jba_uebernahme", "umschueler"})
"""Flags that a newcomer does not take over from the customer who is the model."""


class People:
    """What happens to customers, day by day.

    Args:
        roster: the roster of the scenario; its customers are the models of the new ones.
        assumptions: the rates.
        dice: of the replication.
        today: the day from which on things happen.
    """

    def __init__(self, roster: Roster, assumptions: Assumptions, dice: Dice, today: date) -> None:
        self._assumptions = assumptions
        self._dice = dice
        self._today = today
        self._events: list[tuple[date, str, str, int]] = []
        self._models: defaultdict[str, list[Customer]] = defaultdict(list)
        for customer in sorted(roster.customers, key=lambda c: c.customer_id):
            self._models[roster.specialist_by_id[customer.specialist_id].team].append(customer)
            self._begin(customer.customer_id, customer.status, today)

    def go(self, world: World, day: date) -> list[str]:
        """Let everything happen to customers that happens on a day; return the teams of those who left."""
        left = []
        while self._events and self._events[0][0] <= day:
            when, customer_id, what, number = heappop(self._events)
            if customer_id in world.customers:
                left += [world.team_of(customer_id)] if what == LEAVES else []
                self._happen(world, customer_id, what, when, number)
        return left

    def come(self, world: World, day: date) -> list[Customer]:
        """Let new customers come, all those of a week on its Monday; return them."""
        return [new for team in sorted(self._models) for new in self._arrive(world, team, day)] if day.weekday() == 0 else []

    def _begin(self, customer_id: str, status: str, day: date) -> None:
        rates = self._assumptions
        self._plan(customer_id, LEAVES, day, rates.departures + max(0.0, -rates.growth), 0)
        self._plan(customer_id, STATUS, day, self._status_rate(status), 0)
        self._plan(customer_id, MEASURE, day, rates.measures, 0)
        self._plan(customer_id, WISH, day, rates.wishes, 0)

    def _plan(self, customer_id: str, what: str, since: date, rate: float, number: int) -> None:
        days = self._dice.days_until(f"{what}/{customer_id}/{number}", rate / DAYS_A_YEAR)
        if days < DAYS_A_YEAR * 50:
            heappush(self._events, (since + timedelta(days=1 + int(days)), customer_id, what, number))

    def _status_rate(self, status: str) -> float:
        return sum(rate for change, rate in self._assumptions.status_changes.items() if change.split(">")[0] == status)

    def _happen(self, world: World, customer_id: str, what: str, day: date, number: int) -> None:
        customer, rates = world.customers[customer_id], self._assumptions
        if what == LEAVES:
            world.remove(customer_id)
        elif what == STATUS:
            status = self._new_status(customer, number)
            world.put(structs.replace(customer, status=status, status_since=day))
            self._plan(customer_id, STATUS, day, self._status_rate(status), number + 1)
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
        models = self._models[team]
        yearly = len(models) * (self._assumptions.arrivals + max(0.0, self._assumptions.growth))
        number = self._dice.poisson(f"arrivals/{team}/{monday}", yearly * DAYS_A_WEEK / DAYS_A_YEAR)
        for position in range(number):
            name = f"{NEW}-{team}-{monday:%Y%m%d}-{position}"
            model = self._dice.choice(f"model/{name}", models)
            customer = self._newcomer(name, model, monday)
            world.put(customer)
            self._begin(name, model.status, monday)
            yield customer

    def _newcomer(self, name: str, model: Customer, day: date) -> Customer:
        return structs.replace(
            model,
            customer_id=name,
            birth_date=model.birth_date + (day - self._today),
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
