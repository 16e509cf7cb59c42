"""Records: what every customer needs, kept up to date week by week; only what has changed is worked out anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from constraints.fill import SOON_DAYS
from scheduler.needs import WeekLook
from scheduler.presence import DAYS
from scheduler.roster import Customer
from scheduler.simulation.chances import Chances
from scheduler.simulation.dues import Dues
from scheduler.simulation.ledger import Ledger
from scheduler.simulation.parts import LETTER, NEVER, Wanted
from scheduler.simulation.record import Memory, Record
from scheduler.simulation.who import Who
from scheduler.simulation.world import World
from scheduler.workdays import DAYS_A_WEEK

SOON_REACH_DAYS = DAYS_A_WEEK - 1 + SOON_DAYS
"""From a Monday to the last day that is soon."""


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
        changed_level: ids of those who came, left, were seen for the first time, or have a contact density or none any more,
            since somebody took note of them last.
    """

    world: World
    memory: Memory
    by_id: dict[str, Record] = field(default_factory=dict)
    by_specialist: defaultdict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    ledger: Ledger = field(default_factory=Ledger)
    settled: list[tuple[str, int, int]] = field(default_factory=list)
    changed_level: set[str] = field(default_factory=set)
    _counts_from: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    _wake: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _who: dict[str, Who] = field(init=False)
    _dues: Dues = field(init=False)
    _look: WeekLook = field(init=False)
    _chances: Chances = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self._who = dict(self.memory.who)
        self._dues = Dues(self.world, self.memory)
        self._chances = Chances(self.world, self.memory.working_days)

    def update(self, look: WeekLook) -> None:
        """Work out anew whatever may have changed since the last call.

        Args:
            look: the week that is looked at.
        """
        self._look, monday = look, look.monday.toordinal()
        self._chances.learn(self.world.new_absences)
        for name in sorted(self.world.take_news().union(*map(self._woken, [week for week in self._wake if week <= monday]))):
            customer = self.world.customers.get(name)
            if customer is not None:
                self._remember(customer, look)
            elif (gone := self.by_id.pop(name, None)) is not None:
                del self.by_specialist[gone.customer.specialist_id][name]
                del self._counts_from[gone.customer.specialist_id][name]
                self._who.pop(name, None)
                self.ledger.forget(name)
                self.changed_level.add(name)
        self.world.changed.clear()
        self._take_absences(look)

    def _woken(self, week: int) -> Iterator[str]:
        """Yield the ids of those who are to be looked at again in a week; not whose latest look has named another."""
        for name in self._wake.pop(week):
            if name in self.by_id and self.by_id[name].again == week:
                yield name

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
                    record.last_chance = self._chances.of(self._who_is(record.customer), record.wanted, look)
                    self._expect(record)

    def _remember(self, customer: Customer, look: WeekLook) -> None:
        name, who = customer.customer_id, self._who_is(customer)
        known = self._dues.known(who, look)
        again = min(known.again, who.next_birthday(look.monday))
        if again < NEVER:
            self._wake[again].add(name)
        record = self.by_id.get(name)
        if record is None:
            record = self.by_id[name] = self.by_specialist[customer.specialist_id][name] = Record(customer, known.wanted)
            self.changed_level.add(name)
        elif record.is_unseen != known.is_unseen or (record.wanted.deadline == NEVER) != (known.wanted.deadline == NEVER):
            self.changed_level.add(name)
        record.customer, record.wanted, record.again = customer, known.wanted, again
        record.last_contact, record.is_unseen = known.last_contact, known.is_unseen
        record.busy, record.preferred, record.letter_from = who.busy, who.preferred, self._letter_from(who, known.wanted)
        record.last_chance = self._chances.of(who, known.wanted, look)
        self._expect(record)
        kept, broken = self.ledger.learn(name, known.named, has_changed=name in self.world.changed)
        if kept or broken:
            self.settled.append((who.team.team.name, kept, broken))

    def _expect(self, record: Record) -> None:
        """Note the first Monday whose week may do something for a customer, or a day after the Monday before."""
        customer, wanted, last_chance = record.customer, record.wanted, record.last_chance
        due = (last_chance if last_chance < wanted.deadline else wanted.deadline) - SOON_REACH_DAYS
        first = wanted.fill_from if wanted.fill_from < due else due
        self._counts_from[customer.specialist_id][customer.customer_id] = first

    def _letter_from(self, who: Who, wanted: Wanted) -> int:
        letter = self.world.last_letter.get(who.customer.customer_id) if wanted.delivery == LETTER else None
        return 0 if letter is None else letter.toordinal() + who.team.concept.letter_spacing_days

    def _who_is(self, customer: Customer) -> Who:
        known = self._who.get(customer.customer_id)
        if known is None or known.customer is not customer:
            known = self._who[customer.customer_id] = self.memory.who_of(customer, self.world.presence)
        return known

    def _busy(self, who: Who, look: WeekLook) -> int:
        """Return the cells of the week in which a customer with absences cannot come."""
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
        records = self.by_specialist[specialist_id]
        for name in [name for name, day in self._counts_from[specialist_id].items() if day <= monday]:  # few of all
            record, wanted = records[name], records[name].wanted
            if wanted.deadline == NEVER or wanted.opens > sunday or name in is_open:
                continue
            if wanted.fill_from <= monday or record.stands_from <= soon:
                if name in self.world.away_customers:
                    record.busy = self._busy(self._who_is(record.customer), look)
                if record.last_chance < first_day:
                    record.last_chance = self._chances.of(self._who_is(record.customer), wanted, look)
                yield record
