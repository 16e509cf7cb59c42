"""Records: what every customer needs, kept up to date week by week; only what has changed is worked out anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from scheduler.attendance import ShowRates
from scheduler.deadlines import all_due
from scheduler.due import REVIEW, Case, Due
from scheduler.history import CHAIN, NO_TALK_KINDS, History
from scheduler.needs import WeekLook
from scheduler.presence import DAYS
from scheduler.roster import HELD_OUTCOMES, Customer, Deviation, Roster
from scheduler.simulation.wanted import NEVER, Position, Positions, Wanted, monday_ordinal, wanted_of
from scheduler.simulation.world import World

LONG_AFTER_DAYS = 120
"""So long after its end a measure asks for nothing any more, by any concept."""


@dataclass(slots=True)
class Record:
    """What one customer needs.

    Attributes:
        customer: who.
        wanted: what is wanted of the next talk.
        last_chance: ordinal of the last day to meet in time, else of the next one; `NEVER` = not within a year.
        busy: cells of the week that was looked at last in which the customer cannot come.
        letter_from: ordinal of the first day on which another letter may go out.
        broken: the deadline that was counted as broken already.
    """

    customer: Customer
    wanted: Wanted
    last_chance: int
    busy: int
    letter_from: int = 0
    broken: int = 0

    @property
    def stands_from(self) -> int:
        """The last chance; of somebody who cannot be met within a year the deadline, so that the need is named."""
        return self.wanted.deadline if self.last_chance == NEVER else self.last_chance


class Memory:
    """What replications of one scenario have in common: needs that were worked out once.

    Args:
        roster: the roster of the scenario.
        rates: its show rates.
    """

    def __init__(self, roster: Roster, rates: ShowRates) -> None:
        self.rates = rates
        self.dues: dict[Position, tuple[Due, ...]] = {}
        self.wanted: dict[tuple[Position, tuple[bool, ...]], Wanted] = {}
        self.untouched: dict[tuple[str, date], Wanted] = {}
        self.positions = {name: Positions(team, roster.concepts[team.concept]) for name, team in roster.office.teams.items()}
        self.deviations: defaultdict[str, list[Deviation]] = defaultdict(list)
        for deviation in roster.deviations:
            self.deviations[deviation.customer_id].append(deviation)


@dataclass(slots=True)
class Records:
    """The records of all customers of a world.

    Attributes:
        world: the world.
        memory: shared with other replications.
        by_id: customer id → record.
        by_specialist: specialist id → customer id → record.
    """

    world: World
    memory: Memory
    by_id: dict[str, Record] = field(default_factory=dict)
    by_specialist: defaultdict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    _wake: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def update(self, look: WeekLook) -> None:
        """Work out anew whatever may have changed since the last call.

        Args:
            look: the week that is looked at.
        """
        monday = look.monday.toordinal()
        names = self.world.take_news().union(*(self._wake.pop(week) for week in [w for w in self._wake if w <= monday]))
        for name in names:
            customer = self.world.customers.get(name)
            if customer is None:
                gone = self.by_id.pop(name, None)
                if gone is not None:
                    del self.by_specialist[gone.customer.specialist_id][name]
            else:
                self._remember(customer, look)

    def _remember(self, customer: Customer, look: WeekLook) -> None:
        name = customer.customer_id
        wanted = self._wanted(customer, look)
        positions = self.memory.positions[self.world.team_name[customer.specialist_id]]
        again = min(wanted.look_again, positions.next_birthday(customer, look.sunday))
        if again < NEVER:
            self._wake[monday_ordinal(again)].add(name)
        old = self.by_id.get(name)
        record = Record(customer, wanted, self.last_chance(customer, wanted, look), self._busy(customer, look))
        if old is not None and old.broken == wanted.keep_until:
            record.broken = old.broken
        letter = self.world.last_letter.get(name)
        if letter is not None and wanted.delivery == "letter":
            record.letter_from = letter.toordinal() + positions.concept.letter_spacing_days
        self.by_id[name] = self.by_specialist[customer.specialist_id][name] = record

    def last_chance(self, customer: Customer, wanted: Wanted, look: WeekLook) -> int:
        """Return the ordinal of the last chance of a talk, as a week sees it."""
        if wanted.deadline == NEVER:
            return NEVER
        opens = date.fromordinal(wanted.opens) if wanted.opens else None
        found = look.last_chance(customer, opens, date.fromordinal(wanted.deadline), wanted.minutes)
        return NEVER if found is None else found.toordinal()

    def _busy(self, customer: Customer, look: WeekLook) -> int:
        if not customer.unavailable and customer.customer_id not in self.world.away_customers:
            return 0
        days = [look.monday + timedelta(days=number) for number in range(DAYS)]
        return look.presence.week(look.presence.busy_cells(customer, day) for day in days)

    def _wanted(self, customer: Customer, look: WeekLook) -> Wanted:
        memory, name = self.memory, customer.customer_id
        if name not in self.world.touched:
            key = (name, look.monday)
            if key not in memory.untouched:
                memory.untouched[key] = self._worked_out(customer, look)
            return memory.untouched[key]
        position = self._position(customer, look.first_day)
        if position is None:
            return self._worked_out(customer, look)
        dues = memory.dues.get(position)
        if dues is None:
            dues = memory.dues[position] = _talks(self._case(customer, look.first_day))
        ending = tuple(due.deadline <= look.sunday for due in dues if due.deadline) if len(dues) > 1 else ()
        if (position, ending) not in memory.wanted:
            case = self._case(customer, look.first_day)
            memory.wanted[position, ending] = wanted_of(case, dues, look, memory.rates)
        return memory.wanted[position, ending]

    def _worked_out(self, customer: Customer, look: WeekLook) -> Wanted:
        case = self._case(customer, look.first_day)
        return wanted_of(case, _talks(case), look, self.memory.rates)

    def _position(self, customer: Customer, on: date) -> Position | None:
        """Return the position of a customer for whom nothing special is recorded."""
        world, name = self.world, customer.customer_id
        if customer.needs or name in self.memory.deviations or self._has_recent_measure(name, on):
            return None
        last, channel, missed = self._clock(customer, on)
        if last is None or any((o.not_before or o.recorded_on) >= last for o in world.occasions.get(name, ())):
            return None
        positions = self.memory.positions[world.team_name[customer.specialist_id]]
        return positions.of(customer, last, channel, missed, on)

    def _has_recent_measure(self, name: str, on: date) -> bool:
        measures = self.world.measures.get(name)
        return bool(measures) and any(on <= measure.last_day + timedelta(days=LONG_AFTER_DAYS) for measure in measures or ())

    def _clock(self, customer: Customer, on: date) -> tuple[date | None, str, date | None]:
        """Return the latest contact with its channel, and the latest invitation since then that led to no talk."""
        last, channel, missed = customer.last_contact_on, customer.last_contact_channel or "in_person", None
        rows = [row for row in self.world.contacts.get(customer.customer_id, ()) if row.on <= on]
        for row in rows:
            if row.outcome in HELD_OUTCOMES and row.kind not in NO_TALK_KINDS and (last is None or row.on >= last):
                last, channel = row.on, row.channel or "in_person"
        for row in rows:
            if row.outcome in CHAIN and row.kind not in NO_TALK_KINDS and (last is None or row.on >= last):
                missed = max(row.on, missed or row.on)
        return last, channel, missed

    def _case(self, customer: Customer, on: date) -> Case:
        world, name = self.world, customer.customer_id
        positions = self.memory.positions[world.team_name[customer.specialist_id]]
        return Case(
            customer=customer,
            team_kind=positions.team.kind,
            concept=positions.concept,
            history=History.of(customer, world.contacts.get(name, ()), positions.concept.advice_required),
            calendar=world.setting.office.calendar,
            on=on,
            measures=tuple(world.measures.get(name, ())),
            occasions=tuple(world.occasions.get(name, ())),
            deviations=tuple(self.memory.deviations.get(name, ())),
        )

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
            if wanted.deadline == NEVER or wanted.opens > sunday or name in is_open:
                continue
            if wanted.fill_from <= monday or record.stands_from <= soon:
                if name in self.world.away_customers:
                    record.busy = self._busy(record.customer, look)
                if record.last_chance < first_day:
                    record.last_chance = self.last_chance(record.customer, wanted, look)
                yield record


def _talks(case: Case) -> tuple[Due, ...]:
    return tuple(due for due in all_due(case) if due.kind != REVIEW and due.deadline is not None)
