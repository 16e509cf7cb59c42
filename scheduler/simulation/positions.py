"""Positions: customers whom the rules treat alike, so that what is due for one is due for all.

A position is what the rules ask about somebody who was last seen on a day (or never), and whose latest invitation since failed
on a day (or did not). Where anything else decides (Elternzeit, an exception that was not over at the latest contact, another
profile since then, contacts that are counted), there is none. What measures and occasions ask for is added to it.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec import structs

from scheduler.concept import Concept
from scheduler.deadlines import talks_due
from scheduler.due import Case, Due
from scheduler.needs import WeekLook, is_chain
from scheduler.roster import Customer, Team
from scheduler.rule import MeasureEnd
from scheduler.simulation.additions import Additions
from scheduler.simulation.clocks import UNSEEN, Clock
from scheduler.simulation.kinds import InForce, Kinds
from scheduler.simulation.known import Known
from scheduler.simulation.parts import NEVER, Merging, Part, Wanted, changes_of, next_after, part_of
from scheduler.windows import OCCASIONS
from scheduler.workdays import WorkCalendar

Ways = tuple[frozenset[str], bool]
"""By which ways somebody is invited and seen, and whether they need something special."""


Seen = tuple[InForce, date, bool, date | None, date | None]
"""By which rules somebody is treated, and since when; a plain tuple, since one is made at every look.

Rules in force; the latest contact, the registration of somebody never seen; whether they were never seen; the latest invitation
since that led to no talk; day of another status since the latest contact, None where it makes no difference. The channel of the
latest contact is no part of it: only such contacts make a position as count with all rules.
"""


CaseMaker = Callable[[Customer, "Positions", date], Case]
"""Makes the case of a customer whom a team looks after, on a day."""


@dataclass(slots=True)
class Position:
    """What is due for everybody in a position.

    Attributes:
        parts: the regular contact, and the chain of invitations.
        regular: the regular contact alone.
        regular_by: first deadline of the regular contact; `NEVER` = there is none.
        changes: Mondays of the weeks from which on another part may lead, join in or be over.
        known: number of those that are past, ways → what a week knows of somebody for whom nothing else is due.
    """

    parts: tuple[Part, ...]
    regular: tuple[Part, ...]
    regular_by: int
    changes: list[int]
    known: dict[tuple[int, Ways], Known] = field(default_factory=dict)

    @property
    def is_exempt(self) -> bool:
        """Whether there is no regular contact."""
        return self.regular_by == NEVER


class Positions:
    """Everything that is known about positions in one team.

    Args:
        team: the team.
        concept: its concept.
        merging: merges parts for its customers.
        calendar: working days of the office.
    """

    def __init__(self, team: Team, concept: Concept, merging: Merging, calendar: WorkCalendar) -> None:
        self.team = team
        self.concept = concept
        self.merging = merging
        self.kinds = Kinds(concept, team.kind)
        self.additions = Additions(concept, team.kind, calendar)
        self._positions: dict[Seen, Position] = {}
        self._regular: dict[Seen, tuple[Part, ...]] = {}
        self._chain: dict[tuple[InForce, date | None], tuple[Part, ...]] = {}
        channels = concept.contact_channels.intersection(*(rule.channels for rule in concept.rules if rule.channels))
        self._channels = channels | {UNSEEN}

    def seen(self, rules: InForce, clock: Clock, since: date) -> Seen | None:
        """Return by which rules somebody is treated, and since when; None where more decides than a position says.

        Args:
            rules: in force.
            clock: the contacts of the customer.
            since: the latest of them, the registration of somebody never seen.
        """
        is_plain = clock.channel in self._channels and not clock.was_turned_away
        return (rules, since, clock.last is None, clock.missed, None) if is_plain else None

    def position(self, seen: Seen, customer: Customer, on: date, case: CaseMaker) -> Position:
        """Return the position of a customer.

        Args:
            seen: by which rules, since when.
            customer: who.
            on: first day of the week.
            case: makes the case of the customer, only asked where nobody was in the position before.
        """
        rules, since, is_unseen, missed, _ = seen
        changed_on = customer.status_since
        if changed_on is None or changed_on <= since:
            return self._positions.get(seen) or self._worked_out(seen, customer, on, case)
        unchanged = self._positions.get(seen) or self._worked_out(seen, structs.replace(customer, status_since=None), on, case)
        if changed_on.toordinal() <= unchanged.regular_by:  # grace is only given for a deadline that the change finds past
            return unchanged
        seen = (rules, since, is_unseen, missed, changed_on)
        return self._positions.get(seen) or self._worked_out(seen, customer, on, case)

    def _worked_out(self, seen: Seen, customer: Customer, on: date, case: CaseMaker) -> Position:
        """Return a position that nobody was in before; its regular contact and its chain of invitations may be known already."""
        rules, since, is_unseen, missed, changed_on = seen
        regular_key, chain_key = (rules, since, is_unseen, None, changed_on), (rules, missed)
        if regular_key not in self._regular or chain_key not in self._chain:
            self._regular[regular_key], self._chain[chain_key] = self._parts(case(customer, self, on))
        regular, chain = self._regular[regular_key], self._chain[chain_key]
        parts = regular + chain
        regular_by = regular[0].deadline if len(regular) == 1 else min((part.deadline for part in regular), default=NEVER)
        found = Position(parts, regular, regular_by, sorted(changes_of(parts)))
        self._positions[seen] = found
        return found

    def _parts(self, case: Case) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Return the regular contact and the chain of invitations of a case; each is the same in many positions."""
        talks = [due for due in talks_due(case) if not isinstance(due.rule.kind, MeasureEnd) and due.rule.source != OCCASIONS]
        regular = tuple(self.part(due, case.customer) for due in talks if not is_chain(due))
        chain = tuple(self.part(due, case.customer) for due in talks if is_chain(due))
        return regular, chain

    def part(self, due: Due, customer: Customer) -> Part:
        """Return something that is due for a customer as numbers."""
        return part_of(due, customer, self.concept, self.team.kind)

    def known(self, customer: Customer, ways: Ways, position: Position, clock: Clock, look: WeekLook) -> Known:
        """Return what a week knows of somebody for whom nothing is due beside their position."""
        number = bisect_right(position.changes, look.first_day.toordinal())
        found = position.known.get((number, ways))
        if found is None:
            wanted = self._wanted(customer, position.parts, look)
            again = position.changes[number] if number < len(position.changes) else NEVER
            found = _known(position.parts, position.regular, wanted, again, clock)
            position.known[number, ways] = found
        return found

    def known_with(self, customer: Customer, extras: Sequence[Part], position: Position, clock: Clock, look: WeekLook) -> Known:
        """Return what a week knows of somebody for whom something is due beside their position."""
        parts = (*position.parts, *extras)
        again = next_after(changes_of(parts), look.first_day.toordinal())
        return _known(parts, (*position.regular, *extras), self._wanted(customer, parts, look), again, clock)

    def _wanted(self, customer: Customer, parts: Sequence[Part], look: WeekLook) -> Wanted:
        return self.merging.wanted(customer, parts, look.first_day.toordinal(), look.sunday.toordinal())


def _known(parts: tuple[Part, ...], named: tuple[Part, ...], wanted: Wanted, again: int, clock: Clock) -> Known:
    last = clock.last
    return Known(parts, named, wanted, last.toordinal() if last else 0, last is None, again)
