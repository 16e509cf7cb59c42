"""Weeks ahead: what each of them needs, as far as the roster tells today.

Weeks up to the first one that letters reach are looked at as `turnus plan` would. In a later week stands whoever has their last
chance in it, and whom the weeks before cannot hold: nobody knows yet who will be invited in between. Only the people concerned
are looked at, so a whole house takes hardly longer than a team.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from constraints.cells import runs
from scheduler.daily.slots import Diary
from scheduler.need import PIN, Need, WeekNeeds
from scheduler.needs import needs_of_week
from scheduler.prepare import Preparation
from scheduler.presence import DAYS, Presence
from scheduler.roster import Roster
from scheduler.talks import VIDEO_SEATS
from scheduler.week_to_plan import first_week_reached
from scheduler.workdays import monday_of

Names = frozenset[str]
"""Ids of specialists."""


class WeeksAhead:
    """The weeks ahead of some specialists.

    Args:
        roster: as it will be once today's talk is recorded.
        presence: of the same people.
        diary: of whoever shall hold the talk.
        today: the day.
    """

    def __init__(self, roster: Roster, presence: Presence, diary: Diary, today: date) -> None:
        self.roster = roster
        self.presence = presence
        self.diary = diary
        self.today = today
        self.near_until = first_week_reached(roster, today)
        self._customers_of: defaultdict[str, list[str]] = defaultdict(list)
        for customer in roster.customers:
            self._customers_of[customer.specialist_id].append(customer.customer_id)
        self._cuts: dict[Names, Roster] = {}
        self._last_chances: dict[Names, dict[date, list[Need]]] = {}
        self._weeks: dict[tuple[date, Names], Preparation] = {}
        self._left_over: dict[date, list[Need]] = {}

    def week(self, monday: date, specialists: Names) -> Preparation:
        """Return a week with the needs of the customers of some specialists."""
        key = monday, specialists
        if key not in self._weeks:
            roster = self._cut_for(specialists)
            needs = self._near(roster, monday) if monday <= self.near_until else self._far(monday, specialists)
            own = {name for specialist in specialists for name in self._customers_of[specialist]}
            week = replace(needs, needs=tuple(need for need in needs.needs if need.customer.customer_id in own))
            self._weeks[key] = Preparation(roster, week, self.today, self.presence)
        return self._weeks[key]

    def users(self, monday: date, resources: Collection[str], but: str) -> Names:
        """Return the specialists, but for one, with a talk that a week needs and that takes one of some resources."""
        rooms = {s.specialist_id for s in self.roster.specialists if s.room in resources}
        by_need = {c.customer_id for c in self.roster.customers if c.needs.intersection(resources) or c.specialist_id in rooms}
        if VIDEO_SEATS.intersection(resources):
            by_need |= {o.customer_id for o in self.roster.occasions if o.channel == "video"}
        customers = {name for name in by_need if self.roster.customer_by_id[name].specialist_id != but}
        if not customers:
            return frozenset()
        roster = cut(self.roster, customers, self.today)
        needs = self._near(roster, monday).needs if monday <= self.near_until else self._known(roster).get(monday, [])
        asked = tuple(need for need in needs if need.customer.customer_id in customers)
        week = WeekNeeds(monday, max(monday, self.today), asked, (), (), ())
        preparation = Preparation(roster, week, self.today, self.presence)
        return frozenset(
            specialist.specialist_id
            for specialist in roster.specialists
            for _, talk in (preparation.own_talks(specialist) if specialist.specialist_id != but else ())
            if talk.is_due and set(talk.resources).intersection(resources)
        )

    def _cut_for(self, specialists: Names) -> Roster:
        if specialists not in self._cuts:
            customers = {name for specialist in specialists for name in self._customers_of[specialist]}
            self._cuts[specialists] = cut(self.roster, customers, self.today, specialists)
        return self._cuts[specialists]

    def _near(self, roster: Roster, monday: date) -> WeekNeeds:
        return needs_of_week(roster, monday, self.today, self.presence)

    def _far(self, monday: date, specialists: Names) -> WeekNeeds:
        """Return a later week: whoever has their last chance in it, whom the weeks before leave over, and whom a pin demands."""
        needs = [*self._with_last_chance_in(monday, specialists), *self._left_over_before(monday)]
        there = {need.customer.customer_id for need in needs}
        pinned = {w.customer_id for w in self.roster.wishes if w.must and w.concerns(monday) and w.specialist_id in specialists}
        if pinned - there:
            asked = cut(self.roster, pinned - there, self.today, specialists)
            needs += [n for n in self._near(asked, monday).needs if n.customer.customer_id in pinned - there]
        needs.sort(key=lambda need: need.customer.customer_id)
        return WeekNeeds(monday, monday, tuple(needs), (), (), ())

    def _with_last_chance_in(self, monday: date, specialists: Names) -> list[Need]:
        """Return the needs of the customers of some specialists with their last chance in a week."""
        if specialists not in self._last_chances:
            self._last_chances[specialists] = self._known(self._cut_for(specialists))
        return self._last_chances[specialists].get(monday, [])

    def _known(self, roster: Roster) -> dict[date, list[Need]]:
        """Return Monday → needs that are not booked with their last chance in that week, as seen from today."""
        found: defaultdict[date, list[Need]] = defaultdict(list)
        for need in needs_of_week(roster, monday_of(self.today), self.today, self.presence).upcoming:
            if need.booking is None and need.rule.rule_id != PIN and need.last_chance is not None:
                found[monday_of(need.last_chance)].append(need)
        return found

    @cached_property
    def _own(self) -> Names:
        return frozenset({self.diary.holder.specialist_id})

    def _left_over_before(self, monday: date) -> list[Need]:
        """Return the holder's own needs that the weeks before have no seats for, by count of cells."""
        before = monday - timedelta(days=DAYS)
        if monday <= self.near_until:
            return []
        if monday not in self._left_over:
            if before <= self.near_until:
                week = self.week(before, self._own).week
                waiting = [need for need in week.needs if week.is_on_ladder(need)]
            else:
                waiting = [*self._with_last_chance_in(before, self._own), *self._left_over_before(before)]
            self._left_over[monday] = self._beyond(waiting, before)
        return self._left_over[monday]

    def _beyond(self, waiting: Iterable[Need], monday: date) -> list[Need]:
        """Return for whom a week has no seat left, those of the highest step of the ladder first."""
        usual = -(-self.diary.follow.minutes_of(()) // self.presence.grid_minutes)
        gaps = [gap for n in range(DAYS) for gap in runs(self.diary.free(monday + timedelta(days=n)))]
        room = sum((stop - start) // usual * usual for start, stop in gaps)
        ladder, left = self.diary.follow.concept.ladder, []
        for need in sorted(waiting, key=lambda n: (ladder.index(n.step), -n.urgency, n.deadline, n.customer.customer_id)):
            cells = -(-need.minutes // self.presence.grid_minutes)
            room -= cells
            if room < 0:
                left.append(need)
                room += cells
        return left


def cut(roster: Roster, customers: set[str], today: date, specialists: Names = frozenset()) -> Roster:
    """Return a roster with some customers and what concerns them, and all appointments that take hours or resources.

    Args:
        roster: the whole roster.
        customers: ids of the customers who are looked at.
        today: bookings before it stay only for these customers.
        specialists: whose appointments stay; those that take a resource stay for everybody.
    """
    rooms = {s.specialist_id: s.room for s in roster.specialists}
    shared = {resource.resource for resource in roster.resources}
    needy = {c.customer_id for c in roster.customers if c.needs & shared}
    bookings = tuple(
        b
        for b in roster.bookings
        if b.customer_id in customers
        or (
            b.start.date() >= today
            and (
                b.specialist_id in specialists
                or (b.customer_id and (b.customer_id in needy or rooms[b.specialist_id] in shared or b.channel == "video"))
            )
        )
    )
    named = customers | {b.customer_id for b in bookings}
    return replace(
        roster,
        customers=tuple(c for c in roster.customers if c.customer_id in named),
        contacts=tuple(c for c in roster.contacts if c.customer_id in customers),
        measures=tuple(m for m in roster.measures if m.customer_id in customers),
        occasions=tuple(o for o in roster.occasions if o.customer_id in customers),
        deviations=tuple(d for d in roster.deviations if d.customer_id in customers),
        bookings=bookings,
    )
