"""Records: what every customer needs, kept up to date week by week; only what has changed is worked out anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from constraints.cells import starts_that_fit
from scheduler.deadlines import all_due
from scheduler.due import REVIEW, Case, Due
from scheduler.history import CHAIN, NO_TALK_KINDS, TURNED_AWAY, History, was_invitation
from scheduler.needs import WeekLook, is_chain
from scheduler.presence import DAYS
from scheduler.roster import HELD_OUTCOMES, Customer
from scheduler.rule import MeasureEnd, TimesPerHalfYear
from scheduler.simulation.ledger import Ledger
from scheduler.simulation.parts import LETTER, NEVER, Part, Wanted, monday_from, next_change, part_of
from scheduler.simulation.positions import UNSEEN, Positions
from scheduler.simulation.record import Known, Memory, Record
from scheduler.simulation.world import World
from scheduler.windows import OCCASIONS, added, occasions

WAYS = frozenset({"phone_ok", "portal_ok"})
"""Flags that say by which way somebody is invited and seen."""


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
    _look: WeekLook = field(init=False)

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
                    record.last_chance = self._last_chance(record.customer, record.wanted, look)

    def _remember(self, customer: Customer, look: WeekLook) -> None:
        name, team = customer.customer_id, self.team(customer)
        known = self._known(customer, look)
        wanted = known.wanted
        again = min(known.again, team.next_birthday(customer, look.monday))
        if again < NEVER:
            self._wake[again].add(name)
        record = Record(
            customer=customer,
            wanted=wanted,
            last_chance=self._last_chance(customer, wanted, look),
            last_contact=known.last_contact,
            is_unseen=known.is_unseen,
            busy=self._busy(customer, look),
            preferred=look.presence.preferred_cells(customer) if customer.preferred else 0,
        )
        kept, broken = self.ledger.learn(name, known.parts, has_changed=name in self.world.changed)
        if kept or broken:
            self.settled.append((team.team.name, kept, broken))
        letter = self.world.last_letter.get(name)
        if letter is not None and wanted.delivery == LETTER:
            record.letter_from = letter.toordinal() + team.concept.letter_spacing_days
        self.by_id[name] = self.by_specialist[customer.specialist_id][name] = record

    def team(self, customer: Customer) -> Positions:
        """Return the positions of the team that looks after a customer."""
        return self.memory.teams[self.world.team_name[customer.specialist_id]]

    def _last_chance(self, customer: Customer, wanted: Wanted, look: WeekLook) -> int:
        if wanted.deadline == NEVER:
            return NEVER
        deadline = date.fromordinal(wanted.deadline)
        is_free = not customer.unavailable and customer.customer_id not in self.world.away_customers
        if is_free and deadline >= look.first_day and wanted.opens <= wanted.deadline:  # the usual case, made short
            specialist = self.world.setting.specialist_by_id[customer.specialist_id]
            if starts_that_fit(look.presence.open_cells(specialist, deadline), wanted.cells):
                return wanted.deadline
        opens = date.fromordinal(wanted.opens) if wanted.opens else None
        found = look.last_chance(customer, opens, deadline, wanted.minutes)
        return NEVER if found is None else found.toordinal()

    def _busy(self, customer: Customer, look: WeekLook) -> int:
        if not customer.unavailable and customer.customer_id not in self.world.away_customers:
            return 0
        days = [look.monday + timedelta(days=number) for number in range(DAYS)]
        return look.presence.week(look.presence.busy_cells(customer, day) for day in days)

    def _known(self, customer: Customer, look: WeekLook) -> Known:
        if customer.customer_id not in self.world.touched:
            key = (customer.customer_id, look.monday)
            if key not in self.memory.untouched:
                self.memory.untouched[key] = self._worked_out(customer, look)
            return self.memory.untouched[key]
        return self._by_position(customer, look) or self._worked_out(customer, look)

    def _worked_out(self, customer: Customer, look: WeekLook) -> Known:
        case, team = self._case(customer, look.first_day), self.team(customer)
        talks = _talks(case)
        last = case.history.last(case.concept.contact_channels, look.first_day)
        counted = any(isinstance(due.rule.kind, TimesPerHalfYear) for due in talks)
        others = [monday_from(day.toordinal()) for day in team.changes_of(case, counted) if day > look.monday]
        parts = tuple(part_of(case, due) for due in talks)
        return Known(
            parts=parts,
            wanted=team.merging.wanted(customer, parts, look.first_day.toordinal(), look.sunday.toordinal()),
            last_contact=last.toordinal() if last else 0,
            is_unseen=case.is_unseen,
            again=min([next_change(parts, look.monday.toordinal()), *others]),
        )

    def _by_position(self, customer: Customer, look: WeekLook) -> Known | None:
        """Return what is due by the position, with measures and occasions added; None where there is no position."""
        world, name, team, on = self.world, customer.customer_id, self.team(customer), look.first_day
        clock = self._clock(customer, on)
        if clock is None:
            return None
        last, channel, missed = clock
        since, last_contact = last or customer.registered_on, last.toordinal() if last else 0
        kind = None if name in self.memory.deviations else team.kind_of(customer, since, channel, on)
        if kind is None:
            return None
        regular = team.regular.get((kind, since, channel))
        chain = team.chain.get((kind, missed)) if missed else ()
        if regular is None or chain is None:
            case = self._case(customer, on)
            talks = [due for due in _talks(case) if not _is_extra(due)]
            regular = tuple(part_of(case, due) for due in talks if not is_chain(due))
            chain = tuple(part_of(case, due) for due in talks if is_chain(due))
            team.regular[kind, since, channel] = regular
            if missed:
                team.chain[kind, missed] = chain
        measures = [m for m in world.measures.get(name, ()) if team.has_late_measure(m.ended_early_on or m.last_day, on)]
        first_day, sunday = look.first_day.toordinal(), look.sunday.toordinal()
        if not measures and not any(o.recorded_on >= since or o.not_before for o in world.occasions.get(name, ())):
            ways = customer.flags & WAYS
            ends = tuple(part.deadline <= sunday for part in regular + chain)
            key = (kind, since, channel, missed, ways, ends, bool(customer.needs))
            if key not in team.wanted:
                team.wanted[key] = team.merging.wanted(customer, regular + chain, first_day, sunday)
            again = next_change(regular + chain, first_day)
            return Known(regular + chain, team.wanted[key], last_contact, is_unseen=last is None, again=again)
        if not regular:  # exempt: which windows are left is for the rules to say
            return None
        over = [(measure.ended_early_on or measure.last_day).toordinal() + 1 for measure in measures]
        parts = regular + chain + self._extras(customer, on)
        again = min([next_change(parts, first_day), *(monday_from(day) for day in over if day > first_day)])
        wanted = team.merging.wanted(customer, parts, first_day, sunday)
        return Known(parts, wanted, last_contact, is_unseen=last is None, again=again)

    def _extras(self, customer: Customer, on: date) -> tuple[Part, ...]:
        """Return what measures and occasions ask for."""
        case = self._case(customer, on)
        dues = [due for rule in case.rules if isinstance(rule.kind, MeasureEnd) for due in added(case, rule)]
        dues += [due for due in occasions(case) if due.kind != REVIEW]
        calendar = case.calendar
        working = [(due, calendar.previous_working_day(due.deadline)) for due in dues if due.deadline is not None]
        return tuple(part_of(case, due if due.deadline == day else replace(due, deadline=day)) for due, day in working)

    def _clock(self, customer: Customer, on: date) -> tuple[date | None, str, date | None] | None:
        """Return the latest contact with its channel, and the latest invitation since then that led to no talk.

        They are what `History` makes of the rows; None where somebody came and could not be seen since, which no position tells.
        """
        last, missed, turned_away = customer.last_contact_on, None, None
        channel = UNSEEN if last is None else customer.last_contact_channel or "in_person"
        needs_advice = self.team(customer).concept.advice_required
        for row in self.world.contacts.get(customer.customer_id, ()):  # in order of time
            if row.on > on or row.kind in NO_TALK_KINDS:
                continue
            if row.outcome in HELD_OUTCOMES:
                if (row.advice or not needs_advice) and (last is None or row.on >= last):
                    last, channel = row.on, row.channel or "in_person"
            elif row.on >= customer.registered_on and was_invitation(row):
                missed = row.on if row.outcome in CHAIN else missed
                turned_away = row.on if row.outcome in TURNED_AWAY else turned_away
        if turned_away is not None and (last is None or turned_away >= last):
            return None
        return last, channel, missed if missed is not None and (last is None or missed > last) else None

    def _case(self, customer: Customer, on: date) -> Case:
        world, name, team = self.world, customer.customer_id, self.team(customer)
        return Case(
            customer=customer,
            team_kind=team.team.kind,
            concept=team.concept,
            history=History.of(customer, world.contacts.get(name, ()), team.concept.advice_required),
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
                    record.last_chance = self._last_chance(record.customer, wanted, look)
                yield record


def _talks(case: Case) -> list[Due]:
    return [due for due in all_due(case) if due.kind != REVIEW and due.deadline is not None]


def _is_extra(due: Due) -> bool:
    return isinstance(due.rule.kind, MeasureEnd) or due.rule.source == OCCASIONS
