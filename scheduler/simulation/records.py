"""Records: what every customer needs, kept up to date week by week; only what has changed is worked out anew.

Needs and deadlines come from the same code as those of the plan (`needs.py`, `deadlines.py`); a record only remembers them, with
the first week in which they have to be looked at again although nothing has happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from scheduler.concept import Concept, TimesPerHalfYear
from scheduler.deadlines import all_due
from scheduler.due import REVIEW, Case, Due
from scheduler.history import History
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.need import Need
from scheduler.needs import Meeting, WeekLook, is_chain
from scheduler.roster import Customer, Deviation
from scheduler.simulation.world import World
from scheduler.workdays import add_months, birthday, monday_of


@dataclass(slots=True)
class Record:
    """What one customer needs.

    Attributes:
        need: the need as of the week in which it was worked out; None = nothing is due for this customer.
        keep_until: the deadline that counts as kept or broken (never one of the chain of invitations); None = none.
        fill_from: Monday from which the talk may make up the weekly number.
        is_unseen: never seen since registration.
        broken: the deadline that was counted as broken already.
        look_again: Monday of the first week that may see something else; None = nothing changes by itself.
    """

    need: Need | None
    keep_until: date | None
    fill_from: date
    is_unseen: bool
    look_again: date | None
    broken: date | None = None


class Records:
    """The records of all customers of a world.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_id: dict[str, Record] = {}
        self._wake: dict[date, set[str]] = {}
        self._ages = {name: _ages(concept) for name, concept in world.setting.concepts.items()}
        self._deviations: dict[str, list[Deviation]] = {}
        for deviation in world.deviations:
            self._deviations.setdefault(deviation.customer_id, []).append(deviation)

    def update(self, look: WeekLook) -> None:
        """Work out anew whatever may have changed since the last call.

        Args:
            look: the week that is looked at.
        """
        due = [monday for monday in self._wake if monday <= look.monday]
        names = self._world.take_news().union(*(self._wake.pop(monday) for monday in due))
        for name in sorted(names):
            customer = self._world.customers.get(name)
            if customer is None:
                self.by_id.pop(name, None)
            else:
                self._remember(name, self._record(customer, look))
        for name in self.by_id.keys() - self._world.customers.keys():
            del self.by_id[name]

    def _remember(self, name: str, record: Record) -> None:
        old = self.by_id.get(name)
        if old is not None and old.broken == record.keep_until:
            record.broken = old.broken
        self.by_id[name] = record
        if record.look_again is not None:
            self._wake.setdefault(record.look_again, set()).add(name)

    def _record(self, customer: Customer, look: WeekLook) -> Record:
        case = self._case(customer, look.first_day)
        talks = [due for due in all_due(case) if due.kind != REVIEW and due.deadline is not None]
        again = self._look_again(case, talks, look)
        if not talks:
            return Record(None, None, date.min, case.is_unseen, again)
        meeting = look.meeting(case, talks)
        ends = [due.deadline for due in talks if due.deadline is not None and not is_chain(due)]
        return Record(
            need=look.need(case, meeting),
            keep_until=min(ends, default=None),
            fill_from=_fill_from(case.concept, meeting),
            is_unseen=case.is_unseen,
            look_again=again,
        )

    def _case(self, customer: Customer, on: date) -> Case:
        world, name = self._world, customer.customer_id
        team = world.setting.team_of(customer)
        concept = world.setting.concepts[team.concept]
        return Case(
            customer=customer,
            team_kind=team.kind,
            concept=concept,
            history=History.of(customer, world.contacts.get(name, ()), concept.advice_required),
            calendar=world.setting.office.calendar,
            on=on,
            measures=tuple(world.measures.get(name, ())),
            occasions=tuple(world.occasions.get(name, ())),
            deviations=tuple(self._deviations.get(name, ())),
        )

    def _look_again(self, case: Case, talks: Sequence[Due], look: WeekLook) -> date | None:
        """Return the Monday of the first later week on which a window, an age, a measure or an exception may change something."""
        customer = case.customer
        days = [due.not_before for due in talks if due.not_before is not None]
        days += [due.deadline for due in talks if due.deadline is not None and len(talks) > 1]
        days += [measure.ended_early_on or measure.last_day + timedelta(days=1) for measure in case.measures]
        days += [deviation.until + timedelta(days=1) for deviation in case.deviations]
        days += [birthday(customer.birth_date, age) for age in self._ages[case.concept.name]]
        days += [due.deadline + timedelta(days=1) for due in talks if due.is_wide and due.deadline]
        days += [customer.elternzeit_until + timedelta(days=1)] if customer.elternzeit_until else []
        days += _profile_days(customer, case.concept)
        if any(isinstance(due.rule.kind, TimesPerHalfYear) for due in talks):
            anchor, number = half_year(customer, case.on)
            days.append(add_months(anchor, HALF_YEAR_MONTHS * (number + 1)))
        return min((monday_of(day) for day in days if day > look.sunday), default=None)

    def candidates(self, look: WeekLook) -> list[Need]:
        """Return the needs that a week may meet, as it sees them: due, soon, or past the concept's share of their interval.

        Whoever has an open appointment is no candidate.
        """
        return [self._seen(record, look) for _, record in sorted(self.by_id.items()) if self._may_meet(record, look)]

    def _may_meet(self, record: Record, look: WeekLook) -> bool:
        need = record.need
        if need is None or need.customer.customer_id in self._world.open:
            return False
        if need.not_before is not None and need.not_before > look.sunday:
            return False
        return record.fill_from <= look.monday or (need.last_chance or need.deadline) <= look.soon_until

    def _seen(self, record: Record, look: WeekLook) -> Need:
        need = record.need
        assert need is not None
        late = 0 if record.is_unseen else max(0, (look.monday - monday_of(need.deadline)).days // 7)
        past, chance = record.fill_from <= look.monday, need.last_chance
        if chance is not None and chance < look.first_day:
            chance = look.last_chance(need.customer, need.not_before, need.deadline, need.minutes)
        if (need.weeks_late, need.past_share, need.last_chance) == (late, past, chance):
            return need
        is_late = chance is None or chance > need.deadline
        record.need = replace(need, weeks_late=late, past_share=past, last_chance=chance, is_late=is_late)
        return record.need


def _fill_from(concept: Concept, meeting: Meeting) -> date:
    """Return the first Monday on which so much of an interval has passed that the talk may make up the weekly number."""
    return min(_past_from(concept, due) for due in meeting.together)


def _past_from(concept: Concept, due: Due) -> date:
    end = due.pace_on or due.deadline
    if due.since is None or end is None:
        return date.min
    return due.since + timedelta(days=max(0, ceil(concept.fill_share * (end - due.since).days)))


def _ages(concept: Concept) -> frozenset[int]:
    """Return the ages at which a rule begins or ceases to hold."""
    groups = [rule.group for rule in concept.rules]
    begins = {group.age_from for group in groups if group.age_from is not None}
    return frozenset(begins | {group.age_to + 1 for group in groups if group.age_to is not None})


def _profile_days(customer: Customer, concept: Concept) -> Iterable[date]:
    """Return the days on which a rule begins or ceases to hold by the months since the profile was assigned."""
    if customer.profile_since is None:
        return
    for rule in concept.rules:
        for months in (rule.group.profile_months_from, (rule.group.profile_months_to or -1) + 1):
            if months:
                yield add_months(customer.profile_since, months)
