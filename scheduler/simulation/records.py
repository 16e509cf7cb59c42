"""Records: what every customer needs, kept up to date week by week; only what has changed is worked out anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from constraints.cells import starts_that_fit
from scheduler.needs import WeekLook
from scheduler.presence import DAYS, Presence
from scheduler.roster import Customer
from scheduler.simulation.dues import Dues
from scheduler.simulation.ledger import Ledger
from scheduler.simulation.parts import LETTER, NEVER, Wanted
from scheduler.simulation.positions import Positions
from scheduler.simulation.record import Memory, Record
from scheduler.simulation.who import Who
from scheduler.simulation.world import World


@dataclass(slots=True)
class Records:
    """The records of all customers of a world.

    Attributes:
        world: the world.
        memory: shared with other replications.
        by_id: customer id → record.
        by_specialist: specialist id → customer id → record.
        ledger: the deadlines that are open.
        settled: (team, kept, broken) deadlines since somebody took note of them last.
    """

    world: World
    memory: Memory
    by_id: dict[str, Record] = field(default_factory=dict)
    by_specialist: defaultdict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    ledger: Ledger = field(default_factory=Ledger)
    settled: list[tuple[str, int, int]] = field(default_factory=list)
    _wake: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _who: dict[str, Who] = field(default_factory=dict)
    _dues: Dues = field(init=False)
    _look: WeekLook = field(init=False)
    _chances: dict[tuple[object, ...], int] = field(default_factory=dict)
    _chances_of: tuple[Presence | None, int] = (None, 0)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self._dues = Dues(self.world, self.memory)

    def update(self, look: WeekLook) -> None:
        """Work out anew whatever may have changed since the last call.

        Args:
            look: the week that is looked at.
        """
        self._look, monday = look, look.monday.toordinal()
        names = self.world.take_news().union(*(self._wake.pop(week) for week in [w for w in self._wake if w <= monday]))
        for name in sorted(names):
            customer = self.world.customers.get(name)
            if customer is not None:
                self._remember(customer, look)
            elif (gone := self.by_id.pop(name, None)) is not None:
                del self.by_specialist[gone.customer.specialist_id][name]
                self._who.pop(name, None)
                self.ledger.forget(name)
        self.world.changed.clear()
        self._take_absences(look)

    def learn(self, customer: Customer) -> Record:
        """Work out what somebody new needs, as the week sees it that was looked at last."""
        self._remember(customer, self._look)
        return self.by_id[customer.customer_id]

    def _take_absences(self, look: WeekLook) -> None:
        """Find another last chance for those whose last chance falls into a new absence of their specialist."""
        absences, self.world.new_absences = self.world.new_absences, []
        for absence in absences:
            first, last = absence.first_day.toordinal(), absence.last_day.toordinal()
            for record in self.by_specialist[absence.person_id].values():
                if first <= record.last_chance <= last:
                    record.last_chance = self._last_chance(self._who_is(record.customer), record.wanted, look)

    def _remember(self, customer: Customer, look: WeekLook) -> None:
        name, who = customer.customer_id, self._who_is(customer)
        known = self._dues.known(who, look)
        again = min(known.again, who.next_birthday(look.monday))
        if again < NEVER:
            self._wake[again].add(name)
        record = Record(
            customer=customer,
            wanted=known.wanted,
            last_chance=self._last_chance(who, known.wanted, look),
            last_contact=known.last_contact,
            is_unseen=known.is_unseen,
            busy=self._busy(who, look),
            preferred=who.preferred,
        )
        kept, broken = self.ledger.learn(name, known.parts, has_changed=name in self.world.changed)
        if kept or broken:
            self.settled.append((who.team.team.name, kept, broken))
        letter = self.world.last_letter.get(name)
        if letter is not None and known.wanted.delivery == LETTER:
            record.letter_from = letter.toordinal() + who.team.concept.letter_spacing_days
        self.by_id[name] = self.by_specialist[customer.specialist_id][name] = record

    def _who_is(self, customer: Customer) -> Who:
        known = self._who.get(customer.customer_id)
        if known is None or known.customer is not customer:
            known = self._who[customer.customer_id] = Who.of(customer, self.team(customer), self.world.presence)
        return known

    def team(self, customer: Customer) -> Positions:
        """Return the positions of the team that looks after a customer."""
        return self.memory.teams[self.world.team_name[customer.specialist_id]]

    def _last_chance(self, who: Who, wanted: Wanted, look: WeekLook) -> int:
        """Return the last day to meet in time, else the next one, as in the plan; worked out once for all who are alike."""
        if wanted.deadline == NEVER:
            return NEVER
        customer, first_day = who.customer, look.first_day.toordinal()
        if customer.customer_id in self.world.away_customers:
            return _searched(who, wanted, look)
        if wanted.deadline >= max(first_day, wanted.opens):  # the usual case, made short
            deadline = date.fromordinal(wanted.deadline)
            specialist = self.world.setting.specialist_by_id[customer.specialist_id]
            free = look.presence.open_cells(specialist, deadline) & ~who.busy_on[deadline.weekday()]
            if starts_that_fit(free, wanted.cells):
                return wanted.deadline
        if self._chances_of != (look.presence, first_day):
            self._chances_of, self._chances = (look.presence, first_day), {}
        # whatever lies before the first day asks for the same search
        until, opens = max(wanted.deadline, first_day - 1), max(wanted.opens, first_day)
        key = (customer.specialist_id, until, opens, wanted.cells, who.busy, customer.needs, customer.language)
        if key not in self._chances:
            self._chances[key] = _searched(who, wanted, look)
        return self._chances[key]

    def _busy(self, who: Who, look: WeekLook) -> int:
        """Return the cells of the week in which a customer cannot come."""
        if who.customer.customer_id not in self.world.away_customers:
            return who.busy
        days = [look.monday + timedelta(days=number) for number in range(DAYS)]
        return look.presence.week(look.presence.busy_cells(who.customer, day) for day in days)

    def candidates(self, specialist_id: str, look: WeekLook) -> Iterator[Record]:
        """Yield the customers of a specialist for whom a week may do something: due, soon, or past the share of their interval.

        Whoever has an open appointment is not among them.

        Args:
            specialist_id: who looks after them.
            look: the week.
        """
        monday, sunday, soon = look.monday.toordinal(), look.sunday.toordinal(), look.soon_until.toordinal()
        first_day, is_open = look.first_day.toordinal(), self.world.open
        for name, record in self.by_specialist[specialist_id].items():
            wanted = record.wanted
            if wanted.fill_from > monday and wanted.deadline > soon and record.last_chance > soon:  # the usual case, made short
                continue
            if wanted.deadline == NEVER or wanted.opens > sunday or name in is_open:
                continue
            if wanted.fill_from <= monday or record.stands_from <= soon:
                if name in self.world.away_customers:
                    record.busy = self._busy(self._who_is(record.customer), look)
                if record.last_chance < first_day:
                    record.last_chance = self._last_chance(self._who_is(record.customer), wanted, look)
                yield record


def _searched(who: Who, wanted: Wanted, look: WeekLook) -> int:
    opens = date.fromordinal(wanted.opens) if wanted.opens else None
    found = look.last_chance(who.customer, opens, date.fromordinal(wanted.deadline), wanted.minutes)
    return NEVER if found is None else found.toordinal()
