"""What is due for a simulated customer as one week sees it: by position where there is one, else by the rules.

That both say the same is tested week by week.
"""

from collections.abc import Iterable
from datetime import date

from scheduler.deadlines import talks_due
from scheduler.due import Case
from scheduler.history import History
from scheduler.needs import WeekLook
from scheduler.roster import Customer
from scheduler.rule import TimesPerHalfYear
from scheduler.simulation.clocks import Clocks
from scheduler.simulation.known import Known
from scheduler.simulation.parts import NEVER, Part, changes_of, monday_from, next_after
from scheduler.simulation.positions import Positions
from scheduler.simulation.record import Memory
from scheduler.simulation.who import Who
from scheduler.simulation.world import World


class Dues:
    """Answers for the customers of a world.

    Args:
        world: the world.
        memory: shared with other replications.
    """

    def __init__(self, world: World, memory: Memory) -> None:
        self._world = world
        self._memory = memory
        self._clocks = Clocks(world.contacts)

    def known(self, who: Who, look: WeekLook) -> Known:
        """Return what is due for a customer."""
        name = who.customer.customer_id
        if name not in self._world.touched:
            key = (name, look.monday)
            if key not in self._memory.untouched:
                self._memory.untouched[key] = self.worked_out(who, look)
            return self._memory.untouched[key]
        return self.by_position(who, look) or self.worked_out(who, look)

    def worked_out(self, who: Who, look: WeekLook) -> Known:
        """Return what is due by the rules."""
        customer, team = who.customer, who.team
        case = self._case(customer, team, look.first_day)
        talks = talks_due(case)
        last = case.history.last(case.concept.contact_channels, look.first_day)
        counted = any(isinstance(due.rule.kind, TimesPerHalfYear) for due in talks)
        others = [monday_from(day.toordinal()) for day in team.kinds.days_of_change(case, counted) if day > look.monday]
        parts = tuple(team.part(due, customer) for due in talks)
        return Known(
            parts=parts,
            named=tuple(part for part in parts if not part.is_chain),
            wanted=team.merging.wanted(customer, parts, look.first_day.toordinal(), look.sunday.toordinal()),
            last_contact=last.toordinal() if last else 0,
            is_unseen=case.is_unseen,
            again=min([next_after(changes_of(parts), look.monday.toordinal()), *others]),
        )

    def by_position(self, who: Who, look: WeekLook) -> Known | None:
        """Return what is due by the position, with measures and occasions added; None where there is no position."""
        customer, team, on = who.customer, who.team, look.first_day
        clock = self._clocks.of(customer, on, advice_required=team.concept.advice_required)
        since = clock.last or customer.registered_on
        rules = who.rules_on(on, since)
        seen = None if rules is None else team.seen(rules, clock, since)
        if rules is None or seen is None:
            return None
        position = team.position(seen, customer, on, self._case)
        measures, occasions = self._world.measures.get(customer.customer_id), self._world.occasions.get(customer.customer_id)
        if not measures and not occasions:
            return team.known(customer, who.ways, position, clock, look)
        talks = list(team.additions.graduate_parts(rules, customer, measures, clock.last, on)) if measures else []
        asked = list(team.additions.occasion_parts(customer, occasions, clock.last)) if occasions else []
        if not talks and not asked:
            return team.known(customer, who.ways, position, clock, look)
        if position.is_exempt:  # which windows are left is for the rules to say
            return None
        return _looked_at_again(team.known_with(customer, (*talks, *asked), position, clock, look), talks)

    def _case(self, customer: Customer, team: Positions, on: date) -> Case:
        world, name = self._world, customer.customer_id
        return Case(
            customer=customer,
            team_kind=team.team.kind,
            concept=team.concept,
            history=History.of(customer, world.contacts.get(name, ()), team.concept.advice_required),
            calendar=world.setting.office.calendar,
            on=on,
            measures=tuple(world.measures.get(name, ())),
            occasions=tuple(world.occasions.get(name, ())),
            deviations=tuple(self._memory.deviations.get(name, ())),
        )


def _looked_at_again(known: Known, graduate_parts: Iterable[Part]) -> Known:
    """Return what is known, to be looked at again at the latest when a measure is over: its window is wide from then on."""
    over = min((monday_from(part.window + 1) for part in graduate_parts if not part.is_wide), default=NEVER)
    return known if known.again <= over else known._replace(again=over)
